"""One's own shares: what became of them and what can be done."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.models import Post
from sharing.clearances import with_answer_due
from sharing.models import Share, State
from sharing.networks.base import (
    Kind,
    NetworkError,
)
from sharing.selectors import ShareLine, line_of, shares_page
from sharing.services.acting import (
    answer_share,
    cancel_share,
    delete_from_network,
    grant_to_delete,
    retry_share,
)
from sharing.services.assisting import dismiss_share, dismiss_siblings, reopen_share
from sharing.services.planning import post_now as post_now_share
from sharing.views.compose import box_context, draft_key
from tenants.access import allowed, calls_out
from tenants.http import MemberRequest
from tenants.roles import Permission
from tenants.scope import tenant


@allowed(Permission.TAKE_PART)
def shares(request: MemberRequest) -> HttpResponse:
    """List one's own shares, newest first, with the state of each in plain words.

    With `?held` those that wait for something alone.
    """
    held_only = "held" in request.GET
    page = shares_page(
        member=request.member,
        before=request.GET.get("before", ""),
        now=timezone.now(),
        held_only=held_only,
    )
    template = "sharing/shares.html#rows" if request.htmx else "sharing/shares.html"
    sent = request.GET.get("sent", "")
    draft = draft_key(request, sent) if sent else ""
    return render(request, template, {"page": page, "sent_draft": draft, "held_only": held_only})


@allowed(Permission.TAKE_PART)
def row(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one row of the list as it is now; the page asks every second while it moves."""
    line = _line(request, public_id)
    return render(request, "sharing/shares.html#row", {"line": line})


@allowed(Permission.TAKE_PART)
def box(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the share box of a post as it is now; the page asks every second while it moves."""
    post = get_object_or_404(
        Post.objects.offered_to(request.member).shareable(), public_id=public_id
    )
    return render(request, "sharing/box.html", box_context(request, post))


def _own(request: MemberRequest, public_id: uuid.UUID) -> Share:
    found: Share = get_object_or_404(
        with_answer_due(Share.objects.of(request.member)).select_related(
            "post", "connection", "link"
        ),
        public_id=public_id,
    )
    return found


def _line(request: MemberRequest, public_id: uuid.UUID) -> ShareLine:
    pause = request.organization.pause_reason
    return line_of(_own(request, public_id), now=timezone.now(), pause=pause)


def _act(
    request: MemberRequest, public_id: uuid.UUID, act: Callable[[Share], None]
) -> HttpResponse:
    share = _own(request, public_id)
    error = ""
    try:
        act(share)
    except ValidationError as refused:
        error = refused.messages[0]
    return _answer(request, share, error)


def _answer(request: MemberRequest, share: Share, error: str) -> HttpResponse:
    """Answer with the part of the page that asked: the box of a card, or the row of the list."""
    if not request.htmx:
        if error:
            messages.error(request, error)
        return redirect("sharing:shares", slug=request.organization.slug)
    if request.htmx.target and request.htmx.target.startswith("share-"):
        line = _line(request, share.public_id)
        return render(request, "sharing/shares.html#row", {"line": line, "error": error})
    return render(request, "sharing/box.html", box_context(request, share.post, error=error))


@require_POST
@allowed(Permission.TAKE_PART)
def cancel(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Undo, or take back what is held or failed; with siblings of the same click."""
    share = _own(request, public_id)
    together = Share.objects.of(request.member).filter(
        compose_key=share.compose_key, state=share.state
    )
    if "all" not in request.GET:
        return _act(request, public_id, lambda own: cancel_share(share=own, now=timezone.now()))
    error = ""
    for sibling in together.order_by("pk"):
        try:
            cancel_share(share=sibling, now=timezone.now())
        except ValidationError as refused:
            error = refused.messages[0]
    if share.state == State.SCHEDULED:
        dismiss_siblings(share=share)
    return _answer(request, share, error)


@require_POST
@allowed(Permission.TAKE_PART)
def retry(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send a failed share again."""
    return _act(request, public_id, lambda own: retry_share(share=own, now=timezone.now()))


@require_POST
@allowed(Permission.TAKE_PART)
def dismiss(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put a share by hand away: not now."""
    return _act(request, public_id, lambda own: dismiss_share(share=own))


@require_POST
@allowed(Permission.TAKE_PART)
def reopen(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the member's word on a share by hand back: it is theirs to finish again."""
    return _act(request, public_id, lambda own: reopen_share(share=own, now=timezone.now()))


@require_POST
@allowed(Permission.TAKE_PART)
def post_now(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send a planned share, or one that is late, now."""
    return _act(request, public_id, lambda own: post_now_share(share=own, now=timezone.now()))


@require_POST
@allowed(Permission.TAKE_PART)
def answer(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the member's word: it is there, or it is not."""
    return _act(request, public_id, lambda own: _take_answer(own, request.POST.get("is_there")))


def _take_answer(share: Share, word: str | None) -> None:
    if word not in {"yes", "no"}:  # a guess could end in a second post
        raise ValidationError(_("Tell us whether it is there or not."), "unanswered")
    answer_share(share=share, is_there=word == "yes", now=timezone.now())


def _still_live(failed: NetworkError) -> str:
    if failed.kind in {Kind.RETRY, Kind.UNKNOWN}:  # it may have been heard
        said = _("%(reason)s It may still be live: try once more.")
    else:
        said = _("%(reason)s It is still live.")
    return said % {"reason": failed.message}


@calls_out
@require_POST
@allowed(Permission.TAKE_PART)
def delete(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Delete a live share from its network."""
    organization_id, error = request.organization.pk, ""
    with tenant(organization_id):
        share = _own(request, public_id)
    try:
        with tenant(organization_id):
            grant = grant_to_delete(share=share)
        delete_from_network(
            organization_id=organization_id, share=share, grant=grant, now=timezone.now()
        )
    except ValidationError as refused:
        error = refused.messages[0]
    except NetworkError as failed:
        error = _still_live(failed)
    with tenant(organization_id):
        return _answer(request, share, error)
