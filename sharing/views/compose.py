"""Writing and sending: the composer, the check while typing, the one click."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from content.models import Post
from content.models import State as PostState
from content.selectors import suggested_captions
from content.services import record_read
from policies.models import Severity
from policies.selectors import check_words
from sharing.forms import LONGEST_WORDS, ComposeForm, OneClickForm
from sharing.models import Connection
from sharing.places import places_of
from sharing.selectors import active_connections, share_boxes
from sharing.services.composing import Compose, draft_for, plan_for, share_post
from tenants.access import allowed, keeps_text
from tenants.http import MemberRequest
from tenants.middleware import take_kept_text
from tenants.roles import Permission


def box_context(request: MemberRequest, post: Post, *, error: str = "") -> dict[str, Any]:
    """Return what the share box of one post needs."""
    boxes = share_boxes(
        member=request.member, posts=[(post.pk, post.public_id)], now=timezone.now()
    )
    return {"box": replace(boxes[post.pk], error=error)}


@require_POST
@allowed(Permission.TAKE_PART)
def share_now(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Share a post with the suggested words to every connected account, in one click."""
    post = get_object_or_404(Post.objects.offered(), public_id=public_id)
    form = OneClickForm(request.POST)
    error = ""
    if form.is_valid():
        compose = Compose(
            connections=active_connections(request.member), key=form.cleaned_data["compose_key"]
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
    post = get_object_or_404(Post.objects.offered(), public_id=public_id)
    if request.method == "POST":
        form = ComposeForm(request.POST, member=request.member)
        if form.is_valid() and _sent(request, post, form):
            shares = reverse("sharing:shares", args=[request.organization.slug])
            return redirect(f"{shares}?sent={post.public_id}")
    else:
        if post.state != PostState.APPROVED:
            raise Http404
        record_read(post=post, member=request.member, now=timezone.now())
        form = ComposeForm(initial=_initial(request, post), member=request.member)
    words = form["words"].value() or ""
    chosen = {str(value) for value in form["connections"].value() or []}
    context = {
        "form": form,
        "post": post,
        "draft": draft_key(request, str(post.public_id)),
        "may_share_again": form.has_error(NON_FIELD_ERRORS, "already_shared"),
        "connections": active_connections(request.member),
        "chosen": chosen,
        **check_context(request, post, words, chosen, str(form["compose_key"].value())),
        **_links(request),
    }
    return render(request, "sharing/compose.html", context, status=422 if form.errors else 200)


def draft_key(request: MemberRequest, post: str) -> str:
    """Name the words in the browser's own keeping: one member's are no other's."""
    return f"share-{request.member.public_id}-{post}"


def _links(request: MemberRequest) -> dict[str, str]:
    return {"guidelines_url": reverse("policies:guidelines", args=[request.organization.slug])}


def _sent(request: MemberRequest, post: Post, form: ComposeForm) -> bool:
    try:
        share_post(member=request.member, post=post, compose=form.compose(), now=timezone.now())
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    return True


def _initial(request: MemberRequest, post: Post) -> dict[str, Any]:
    kept = take_kept_text(request)
    own = active_connections(request.member)
    suggested = next(iter(suggested_captions(post, own[0].network if own else "")), post.title)
    return {
        "words": kept.get("words", suggested),
        "connections": [connection.public_id for connection in own],
        "compose_key": kept.get("compose_key") or uuid.uuid4(),
    }


def _chosen(request: MemberRequest, public_ids: set[str]) -> list[Connection]:
    return [c for c in active_connections(request.member) if str(c.public_id) in public_ids]


def check_context(
    request: MemberRequest, post: Post, words: str, chosen: set[str], key: str
) -> dict[str, Any]:
    """Return findings, and exactly what each chosen account would be given, with its counts."""
    words = words.replace("\r\n", "\n")
    checked = check_words(words)
    compose = Compose(connections=_chosen(request, chosen), key=_key(key))
    plan = plan_for(member=request.member, post=post, compose=compose, now=timezone.now())
    previews = []
    for place in places_of(compose.connections):
        draft = draft_for(plan, place, words)
        previews.append({"place": place, "counts": place.count(draft), "shown": place.show(draft)})
    return {
        "findings": checked.findings,
        "is_blocked": any(f.severity == Severity.BLOCK for f in checked.findings),
        "previews": previews,
    }


def _key(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return uuid.uuid4()


@require_POST
@allowed(Permission.TAKE_PART)
def check(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Check words as they are typed: findings, counts, and what would be sent."""
    post = get_object_or_404(Post.objects.offered(), public_id=public_id)
    words = request.POST.get("words", "")[:LONGEST_WORDS]
    chosen = set(request.POST.getlist("connections"))
    looked = check_context(request, post, words, chosen, request.POST.get("compose_key", ""))
    context = {"post": post, **looked, **_links(request)}
    return render(request, "sharing/checked.html", context)
