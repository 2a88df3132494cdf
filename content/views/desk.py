"""The desk: what waits for me, how the library does, and its posts by state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from content.desk.balance import SPANS, balance_of, freshness_of
from content.desk.listing import ASKED, Filters, desk_page, filter_choices
from content.desk.waiting import waiting_for
from content.forms.desk import DIGITS, BulkForm, FilterForm
from content.models import Absence, Post, State
from content.selectors import Cursor
from content.services import approve_post, archive_post, restore_post
from content.services.dating import keep_longer, look_again_later
from content.shelf import posts_with_licence_over
from content.views.bulk import done_here
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission

WAITING = 5
TABS: dict[str, Promise] = {
    State.APPROVED: gettext_lazy("In the feed"),
    ASKED: gettext_lazy("Waiting for approval"),
    State.DRAFT: gettext_lazy("Drafts"),
    State.ARCHIVED: gettext_lazy("Archive"),
}


@dataclass(frozen=True)
class Tab:
    """One list of the desk."""

    url: str
    label: Promise | str
    current: bool


@allowed(Permission.WRITE_POSTS)
def desk(request: MemberRequest) -> HttpResponse:
    """Show what waits, what is to be looked at again, the meters, then posts by state."""
    member, now = request.member, timezone.now()
    may_approve = member.may(Permission.APPROVE_POSTS)
    filters = Filters.read(request.GET, State.APPROVED if may_approve else State.DRAFT)
    before = Cursor.parse(request.GET.get("before", ""))
    here = reverse("content:desk", args=[request.organization.slug])
    is_first = before is None and not filters.is_set
    page = desk_page(member=member, filters=filters, now=now, before=before)
    choices = filter_choices(member)
    context = {
        "waiting": waiting_for(member, now=now, size=WAITING) if is_first else None,
        "most": WAITING,
        "tabs": [
            Tab(f"{here}?{filters.query(state=key)}", label, key == filters.state)
            for key, label in TABS.items()
        ],
        "filters": filters,
        "form": FilterForm(filters, choices),
        "bulk": BulkForm(auto_id="bulk_%s", offered=choices.topics) if may_approve else None,
        "picks_all": "all" in request.GET,
        "query": filters.query(),
        "done": done_here(request, now) if may_approve else None,
        "is_first_page": before is None,
        "page": page,
        "older": f"?{filters.query(before=str(page.next_cursor))}" if page.next_cursor else "",
        "may_approve": may_approve,
        "away": Absence.objects.filter(member=member, ends_at__gt=now).first(),
        **(_meters(request, here) if is_first and may_approve else {}),
        "licences_over": posts_with_licence_over().count() if may_approve and before is None else 0,
    }
    return render(request, "content/desk.html", context)


def _meters(request: MemberRequest, here: str) -> dict[str, object]:
    asked, now = request.GET.get("days", ""), timezone.now()
    days = int(asked) if asked in map(str, SPANS) else SPANS[0]
    spans = [
        Tab(
            f"{here}?{urlencode({'days': span})}#mix",
            _("%(days)s days") % {"days": span},
            span == days,
        )
        for span in SPANS
    ]
    return {
        "balance": balance_of(days=days, now=now),
        "spans": spans,
        "freshness": freshness_of(now=now),
    }


@allowed(Permission.APPROVE_POSTS)
@require_POST
def post_approve(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Say yes to a draft as a curator, if it is still what was seen."""
    post = get_object_or_404(Post.objects, public_id=public_id)
    version = shown_version(request)
    return _act(
        request,
        lambda: approve_post(post=post, by=request.member, now=timezone.now(), version=version),
        _("“%s” is in the feed now."),
    )


@allowed(Permission.APPROVE_POSTS)
@require_POST
def post_archive(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take a post out of the feed, or put a draft aside."""
    post = get_object_or_404(Post.objects, public_id=public_id)
    return _act(
        request,
        lambda: archive_post(post=post, by=request.member, now=timezone.now()),
        _("“%s” is in the archive now. You can restore it there."),
    )


@allowed(Permission.APPROVE_POSTS)
@require_POST
def post_restore(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Bring an archived post back as a draft."""
    post = get_object_or_404(Post.objects, public_id=public_id)
    return _act(
        request,
        lambda: restore_post(post=post, by=request.member, now=timezone.now()),
        _("“%s” is a draft again. It needs an approval before others see it."),
    )


@allowed(Permission.APPROVE_POSTS)
@require_POST
def post_look_again(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Note that a post is still true: it comes up again in 90 days."""
    post, version = get_object_or_404(Post.objects, public_id=public_id), shown_version(request)
    return _act(
        request,
        lambda: look_again_later(post=post, by=request.member, now=timezone.now(), version=version),
        _("“%s” stays. It comes up again in 90 days."),
    )


@allowed(Permission.APPROVE_POSTS)
@require_POST
def post_keep_longer(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Let a post stay 30 days longer."""
    post, version = get_object_or_404(Post.objects, public_id=public_id), shown_version(request)
    return _act(
        request,
        lambda: keep_longer(post=post, by=request.member, now=timezone.now(), version=version),
        _("“%s” stays 30 days longer."),
    )


def shown_version(request: MemberRequest) -> int | None:
    """Return the version that a form was shown for, None where it does not say."""
    shown = request.POST.get("version", "")
    is_number = shown.isascii() and shown.isdigit() and len(shown) <= DIGITS
    return int(shown) if is_number else None


def _act(request: MemberRequest, act: Callable[[], Post], said: str) -> HttpResponse:
    try:
        post = act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if post.state == State.DRAFT and post.approved_at is None and request.POST.get("yes"):
            said = _("You said yes to “%s”. It waits for the others now.")
        messages.success(request, said % post.title)
    return redirect("content:desk", slug=request.organization.slug)
