"""Writing and sending: the composer, the check while typing, the one click."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.models import AssetKind, Kind, Post
from content.models import State as PostState
from content.selectors import renditions_of
from content.services import record_read
from content.suggesting import suggested_captions
from content.views.pictures import describe, take_files
from content.ways_back import way_back
from sharing.assisted import TARGETS
from sharing.composer import look_over, next_slot, tomorrow_morning
from sharing.drafts import attachment_in, offered
from sharing.forms import ComposeForm, OneClickForm
from sharing.mentions import known_mentions
from sharing.models import Share, State, Timing
from sharing.noticed import written
from sharing.plans import Compose, plan_for
from sharing.selectors import active_connections, assisted_targets, share_boxes
from sharing.services.composing import Stopped, share_post
from sharing.starting import fresh_start, mendable, not_shared_yet, write_anew
from sharing.ways_out import FIELD, take_way_out
from tenants.access import allowed, keeps_text
from tenants.http import MemberRequest
from tenants.middleware import take_kept_text
from tenants.models import Member
from tenants.roles import Permission
from tenants.zones import zone_of

CHOSEN = frozenset({"connections", "by_hand", "pictures"})
"""Fields with several values."""


def box_context(request: MemberRequest, post: Post, *, error: str = "") -> dict[str, Any]:
    """Return what the share box of one post needs."""
    boxes = share_boxes(
        member=request.member, posts=[(post.pk, post.public_id)], now=timezone.now()
    )
    return {"box": replace(boxes[post.pk], error=error), "kind": post.kind}


@require_POST
@allowed(Permission.TAKE_PART)
def share_now(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Share a post with the suggested words to every account it has not gone to, in one click."""
    post = get_object_or_404(
        Post.objects.offered_to(request.member).shareable(), public_id=public_id
    )
    form = OneClickForm(request.POST)
    error = ""
    if form.is_valid():
        compose = Compose(
            connections=not_shared_yet(request.member, post),
            key=form.cleaned_data["compose_key"],
        )
        try:
            share_post(member=request.member, post=post, compose=compose, now=timezone.now())
        except ValidationError as refused:
            error = refused.messages[0]
    else:
        error = str(form.errors["compose_key"][0])
    if request.htmx:
        return render(request, "sharing/box.html", box_context(request, post, error=error))
    if error:
        messages.error(request, error)
    return redirect("sharing:shares", slug=request.organization.slug)


@keeps_text
@allowed(Permission.TAKE_PART)
def compose(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write in one's own words and send; what was written is never lost."""
    post = get_object_or_404(Post.objects.offered_to(request.member), public_id=public_id)
    if post.kind == Kind.INTERNAL and request.method != "POST":
        messages.error(request, _("This post is for us alone. It is not to be shared."))
        return redirect("content:post", slug=request.organization.slug, public_id=post.public_id)
    is_sent = request.method == "POST" and FIELD not in request.POST
    if is_sent:
        form = ComposeForm(request.POST, member=request.member, post=post)
        take_files(request, form.own_pictures)
        if form.is_valid() and (sent := _sent(request, post, form)):
            return _after(request, post, sent)
    elif request.method == "POST":
        now = timezone.now()
        data = take_way_out(request.POST, member=request.member, post=post, now=now)
        form = ComposeForm(data, member=request.member, post=post)
        take_files(request, form.own_pictures)
        form.is_valid()
    else:
        if post.state != PostState.APPROVED:
            raise Http404
        record_read(post=post, member=request.member, now=timezone.now())
        form = ComposeForm(_initial(request, post), member=request.member, post=post)
        form.is_valid()
    context = {
        "form": form,
        "errors": form.errors if is_sent else {},
        "draft": draft_key(request, str(post.public_id)),
        "back_url": way_back(request, post.public_id),
        "may_share_again": form.has_error(NON_FIELD_ERRORS, "already_shared"),
        **_choices(request, post, form),
        **_looked(request, post, form),
    }
    status = 422 if context["errors"] else 200
    return render(request, "sharing/compose.html", context, status=status)


def draft_key(request: MemberRequest, post: str) -> str:
    """Name the words in the browser's own keeping: one member's are no other's."""
    return f"share-{request.member.public_id}-{post}"


def _sent(request: MemberRequest, post: Post, form: ComposeForm) -> list[Share]:
    describe(form.own_pictures, request.member)
    instead_of = _anew(request, post, form.data.get("instead_of", ""))
    asked = replace(form.compose(), instead_of=instead_of)
    try:
        return share_post(member=request.member, post=post, compose=asked, now=timezone.now())
    except ValidationError as refused:
        if isinstance(refused, Stopped):
            form.note_counted(refused.rules)
        form.add_error(None, refused)
        return []


def _after(request: MemberRequest, post: Post, sent: list[Share]) -> HttpResponse:
    """Lead to one's own shares, or straight to finishing the only one that waits for a hand."""
    slug = request.organization.slug
    there = reverse("sharing:shares", args=[slug])
    if [share.state for share in sent] == [State.OFFERED]:
        there = reverse("sharing:finish", args=[slug, sent[0].public_id])
    return redirect(f"{there}?sent={post.public_id}")


def _initial(request: MemberRequest, post: Post) -> QueryDict:
    """Fill the form for the first look: kept words, else where they are to be written anew."""
    anew = _anew(request, post, request.GET.get("anew", ""))
    fields = write_anew(anew) if anew else fresh_start(request.member, post)
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    data.update({"compose_key": str(uuid.uuid4()), "chooses_pictures": "on"})
    for name, value in take_kept_text(request).items():
        if name not in CHOSEN:  # of several values only one was kept
            data[name] = value
    return data


def _anew(request: MemberRequest, post: Post, public_id: str) -> Share | None:
    try:
        return mendable(request.member, post, str(uuid.UUID(public_id)))
    except ValueError:
        return None


def _examples(member: Member, post: Post) -> list[str]:
    """Return the words to take; of a prompt none, its words are to be one's own."""
    return [] if post.kind == Kind.PROMPT else suggested_captions(post, "", member.languages)


def _choices(request: MemberRequest, post: Post, form: ComposeForm) -> dict[str, Any]:
    """Return what can be chosen, and what is."""
    chosen = form.sent("connections")
    connections = active_connections(request.member)
    posted = {one.network for one in connections}  # by hand beside it would be the same twice
    finished = [one for one in assisted_targets(request.member) if one.key not in posted]
    by_hand = form.sent("by_hand")
    own_words = [form[f"words_{key}"] for key in form.networks]
    go_along = offered(post)
    attachment = attachment_in(go_along)
    thumbs = renditions_of([attachment.asset], "thumb") if attachment else {}
    return {
        "post": post,
        "connections": connections,
        "chosen": set(chosen),
        "by_hand_offered": [one for one in TARGETS if one in finished or one.key in by_hand],
        "by_hand_more": [one for one in TARGETS if one not in finished and one.key not in by_hand],
        "by_hand_chosen": set(by_hand),
        "captions": _examples(request.member, post),
        "mentions": list(known_mentions().values()),
        "pictures": [one.asset for one in go_along if one.asset.kind == AssetKind.PICTURE],
        "attachment": attachment.asset if attachment else None,
        "attachment_shown": thumbs.get(attachment.asset.pk) if attachment else None,
        "pictures_chosen": set(form.sent("pictures")),
        "next_slot": next_slot(request.member, timezone.now()),
        "zone": zone_of(request.member).key,
        "tomorrow": tomorrow_morning(request.member, timezone.now()),
        "timing": form.data.get("timing") or Timing.NOW,
        "own_words": own_words,
        "has_own_words": any(field.value() for field in own_words),
    }


def _looked(request: MemberRequest, post: Post, form: ComposeForm) -> dict[str, Any]:
    """Return what speaks against the words as they are, and exactly what each place would get."""
    asked = form.compose()
    now = timezone.now()
    try:
        plan = plan_for(member=request.member, post=post, compose=asked, now=now)
    except ValidationError:  # the button says it; the rest of the look goes on
        asked = replace(asked, pictures=[])
        plan = plan_for(member=request.member, post=post, compose=asked, now=now)
    guidelines = reverse("policies:guidelines", args=[request.organization.slug])
    host = urlsplit(post.link).hostname
    look = look_over(plan)
    return {
        "look": look,
        "seen": written(asked.noticed.seen | look.rules),
        "plan": plan,
        "link_host": host,
        "guidelines_url": guidelines,
    }


@require_POST
@allowed(Permission.TAKE_PART)
def check(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Check words as they are typed: findings, counts, and what would be sent."""
    post = get_object_or_404(
        Post.objects.offered_to(request.member).shareable(), public_id=public_id
    )
    form = ComposeForm(request.POST, member=request.member, post=post)
    form.is_valid()
    context = {"post": post, "form": form, **_looked(request, post, form)}
    return render(request, "sharing/checked.html", context)
