"""Topics: which ones there are to follow; and on the desk, looking after them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from content.forms.topics import TopicForm, values_of
from content.models import HUES, Topic, TopicReview
from content.services import topics as services
from content.services.following import follow_topic, unfollow_topic
from content.topics import TopicChip, followed_by, posts_about, topic_rows, topics_to_follow
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission

FIELDS = {"taken": "name", "admits": "is_closed"}
LOOKS = {"chip", "button"}


@allowed(Permission.TAKE_PART)
def topics(request: MemberRequest) -> HttpResponse:
    """Show the topics one may follow."""
    context = {"chips": topics_to_follow(request.member)}
    return render(request, "content/topics.html", context)


@require_POST
@allowed(Permission.TAKE_PART)
def follow(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Follow a topic, or no longer. Nobody else learns of it."""
    known = Topic.objects.admitting(request.member)
    topic = get_object_or_404(known, public_id=public_id)
    is_followed = request.POST.get("follow") == "on"
    if is_followed:
        follow_topic(topic=topic, member=request.member, now=timezone.now())
    else:
        unfollow_topic(topic=topic, member=request.member)
    if request.htmx:
        look = request.POST.get("look", "")
        chip = TopicChip(topic, topic.pk in followed_by(request.member))
        context = {"chip": chip, "look": look if look in LOOKS else "button"}
        return render(request, "content/follow.html", context)
    said = _("You follow %(topic)s.") if is_followed else _("You don’t follow %(topic)s any more.")
    messages.success(request, said % {"topic": topic.name})
    way = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        way, {request.get_host()}, require_https=request.is_secure()
    )
    return redirect(way) if is_ours else redirect("content:topics", request.organization.slug)


@allowed(Permission.APPROVE_POSTS)
def desk_topics(request: MemberRequest) -> HttpResponse:
    """List the topics; where there are none, offer those that most begin with."""
    context = {"rows": topic_rows(), "defaults": [name for name, _mix in services.DEFAULTS]}
    return render(request, "content/desk_topics.html", context)


@allowed(Permission.APPROVE_POSTS)
def topic_new(request: MemberRequest) -> HttpResponse:
    """Add a topic."""
    is_sent = request.method == "POST"
    first = {"hue": Topic.objects.count() % HUES}
    form = TopicForm(request.POST) if is_sent else TopicForm(initial=first)
    if is_sent and form.is_valid():
        try:
            made = services.add_topic(draft=form.draft(), by=request.member, now=timezone.now())
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("%s is there.") % made.name)
            return redirect("content:desk_topics", request.organization.slug)
    status = 422 if form.errors else 200
    return render(request, "content/topic_edit.html", {"form": form}, status=status)


@allowed(Permission.APPROVE_POSTS)
def topic_edit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Change a topic; from here it is merged or deleted too."""
    topic = _find(public_id)
    is_sent = request.method == "POST"
    form = TopicForm(request.POST if is_sent else None, initial=values_of(topic))
    if is_sent and form.is_valid():
        try:
            services.change_topic(
                topic=topic, draft=form.draft(), by=request.member, now=timezone.now()
            )
        except ValidationError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("content:desk_topics", request.organization.slug)
    others = Topic.objects.exclude(pk=topic.pk)
    if topic.is_closed:
        others = others.filter(is_closed=True)
    context = {
        "form": form,
        "topic": topic,
        "posts": posts_about(topic),
        "others": others.order_by("sort_key", "id"),
        "is_reviewed": TopicReview.objects.filter(topic=topic).exists(),
        "may_end_reviews": request.member.may(Permission.MANAGE_ORGANIZATION),
    }
    status = 422 if form.errors else 200
    return render(request, "content/topic_edit.html", context, status=status)


@require_POST
@allowed(Permission.APPROVE_POSTS)
def topic_merge(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Make a topic part of another."""
    topic = _find(public_id)
    slug = request.organization.slug
    into = Topic.objects.filter(slug=request.POST.get("into", "")).first()
    if into is None:
        messages.error(request, _("Choose another topic to merge it into."))
        return redirect("content:topic_edit", slug, topic.public_id)
    try:
        moved = services.merge_topic(topic=topic, into=into, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("content:topic_edit", slug, topic.public_id)
    said = ngettext(
        "%(count)s post is about %(topic)s now.", "%(count)s posts are about %(topic)s now.", moved
    )
    messages.success(request, said % {"count": moved, "topic": into.name})
    return redirect("content:desk_topics", slug)


@require_POST
@allowed(Permission.APPROVE_POSTS)
def topic_delete(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Delete a topic; its posts stay."""
    topic = _find(public_id)
    try:
        services.delete_topic(topic=topic, by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("content:topic_edit", request.organization.slug, topic.public_id)
    messages.success(request, _("%s is gone. Its posts are still there.") % topic.name)
    return redirect("content:desk_topics", request.organization.slug)


@require_POST
@allowed(Permission.APPROVE_POSTS)
def topic_defaults(request: MemberRequest) -> HttpResponse:
    """Begin with the topics that most begin with."""
    try:
        services.add_default_topics(by=request.member, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("There they are. Rename or delete what does not fit."))
    return redirect("content:desk_topics", request.organization.slug)


def _find(public_id: UUID) -> Topic:
    found: Topic = get_object_or_404(Topic.objects, public_id=public_id)
    return found


def _refuse(form: TopicForm, error: ValidationError) -> None:
    field = FIELDS.get(error.code or "", error.code)
    form.add_error(field if field in form.fields else None, error)
