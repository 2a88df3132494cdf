"""The desk for programs: what waits, the calendar, the meters, acts on many posts, settings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.api.approval_shapes import (
    AbsenceShape,
    AbsenceWrite,
    ApprovalSettingsShape,
    ApprovalSettingsWrite,
    BalanceQuery,
    BalanceShape,
    CalendarQuery,
    DeskWaiting,
    LibraryCalendar,
    PostActShape,
    PostActWrite,
    ReviewersShape,
    ReviewersWrite,
)
from content.desk.balance import balance_of, freshness_of
from content.desk.calendar import read_calendar
from content.desk.waiting import waiting_for
from content.models import Absence, BulkAct, DeskSettings, Topic, TopicReview
from content.services.approval_settings import set_approval, set_reviewers
from content.services.bulk import Chosen, do_many, lines_of, undo_many
from content.services.standing_in import end_absence, set_absence
from tenants.models import Member
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.roles import Permission
from tenants.token_scopes import Scope

MOST = 50
PARTS = ("company", "industry", "culture")
reads = partial(endpoint, scope=Scope.POSTS_READ)
writes = partial(endpoint, scope=Scope.POSTS_WRITE)


class Desk(Endpoints):
    """The desk."""

    tag = "Desk"

    @reads(gives=DeskWaiting)
    def waiting(self, call: Call) -> dict[str, Any]:
        """List what waits for one: to say yes to, sent back, with notes, to be looked at again."""
        return {"items": list(_waiting(call))[: 4 * MOST]}

    @reads(permission=Permission.WRITE_POSTS, query=CalendarQuery, gives=LibraryCalendar)
    def calendar(self, call: Call) -> dict[str, Any]:
        """Give a month or week of the posts one works on."""
        found = read_calendar(member=call.member, key=call.query["show"], now=call.now)
        entries = [entry for day in found.days for entry in day.entries]
        names = ("key", "before", "after", "zone")
        return {**{name: getattr(found, name) for name in names}, "entries": entries}

    @reads(permission=Permission.APPROVE_POSTS, query=BalanceQuery, gives=BalanceShape)
    def balance(self, call: Call) -> dict[str, Any]:
        """Give the mix and the freshness of the feed, with what to do about each."""
        days = int(call.query["days"])
        return {
            "balance": balance_of(days=days, now=call.now),
            "freshness": freshness_of(now=call.now),
        }


class PostActs(Endpoints):
    """Acts on many posts."""

    tag = "Desk"

    @writes(
        permission=Permission.APPROVE_POSTS,
        takes=PostActWrite,
        gives=PostActShape,
        status=201,
        once=True,
        fields={"kind": "act", "none": "posts", "many": "posts"},
    )
    def create(self, call: Call) -> dict[str, Any]:
        """Do one act on many posts: each by itself, with a word for those that could not be."""
        slug = call.data["topic"]
        topic = Topic.objects.filter(slug=slug).first() if slug else None
        chosen = [Chosen(**one) for one in call.data["posts"]]
        given = {"kind": call.data["act"], "at": call.data["at"], "topic": topic}
        return _act(do_many(chosen=chosen, by=call.member, now=call.now, **given))

    @reads(permission=Permission.APPROVE_POSTS, gives=PostActShape)
    def show(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Give an act of one's own; it is kept for a week."""
        return _act(_found(call, public_id))

    @writes(permission=Permission.APPROVE_POSTS, gives=PostActShape)
    def undo(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Put back what an act changed, where nobody has changed it since."""
        undo_many(bulk=_found(call, public_id), by=call.member, now=call.now)
        return _act(_found(call, public_id))


class ApprovalSettings(Endpoints):
    """How the organization approves."""

    tag = "Approval"

    @endpoint(
        scope=Scope.ORGANIZATION_READ,
        permission=Permission.MANAGE_ORGANIZATION,
        gives=ApprovalSettingsShape,
    )
    def show(self, call: Call) -> DeskSettings:  # noqa: ARG002 (every endpoint takes one)
        """Give how many approve a post, and the mix aimed at."""
        return DeskSettings.current()

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        takes=ApprovalSettingsWrite,
        gives=ApprovalSettingsShape,
        fields={"newer": "version"},
    )
    def change(self, call: Call) -> DeskSettings:
        """Set them; what is not sent stays."""
        held = DeskSettings.current()
        names = ("version", "steps", *PARTS)
        said: dict[str, Any] = {name: getattr(held, name) for name in names}
        return set_approval(by=call.member, now=call.now, **(said | call.data))

    @endpoint(
        scope=Scope.ORGANIZATION_READ,
        permission=Permission.MANAGE_ORGANIZATION,
        gives=ReviewersShape,
    )
    def reviewers(self, call: Call, slug: str) -> dict[str, Any]:  # noqa: ARG002 (as above)
        """Give whose yes posts about a topic need as well."""
        return _reviewers(get_object_or_404(Topic.objects, slug=slug))

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        takes=ReviewersWrite,
        gives=ReviewersShape,
    )
    def set_reviewers(self, call: Call, slug: str) -> dict[str, Any]:
        """Set whose yes posts about a topic need as well."""
        topic = get_object_or_404(Topic.objects, slug=slug)
        members = [_person(public_id, "members") for public_id in call.data["members"]]
        roles = call.data["roles"]
        set_reviewers(topic=topic, members=members, roles=roles, by=call.member, now=call.now)
        return _reviewers(topic)


class Absences(Endpoints):
    """Being away."""

    tag = "Approval"

    @endpoint(scope=Scope.ME_READ, gives=AbsenceShape)
    def show(self, call: Call) -> dict[str, Any]:
        """Say whether one is away, and who is asked as well."""
        there = Absence.objects.filter(member=call.member).select_related("stand_in").first()
        names = ("stand_in", "starts_at", "ends_at")
        return {name: getattr(there, name, None) for name in names}

    @endpoint(scope=Scope.ME_WRITE, takes=AbsenceWrite, gives=AbsenceShape)
    def write(self, call: Call) -> Absence:
        """Name who is asked as well while one is away."""
        stand_in = _person(call.data.pop("stand_in"), "stand_in")
        return set_absence(member=call.member, stand_in=stand_in, now=call.now, **call.data)

    @endpoint(scope=Scope.ME_WRITE)
    def end(self, call: Call) -> None:
        """Say that one is back."""
        end_absence(member=call.member, now=call.now)


def _waiting(call: Call) -> Iterator[dict[str, Any]]:
    found = waiting_for(call.member, now=call.now, size=MOST - 1)
    for one in found.asked:
        what = "approve" if one.as_curator else "review"
        yield _line(one.post, what, one.request.due_at, is_overdue=one.is_overdue)
    for mine in found.mine:
        yield _line(mine.post, "returned" if mine.was_returned else "notes", None)
    for post in found.stale:
        yield _line(post, "stale", post.review_at, is_overdue=True)
    for post in found.expiring:
        yield _line(post, "expires", post.expires_at)


def _line(post: Any, what: str, at: Any, *, is_overdue: bool = False) -> dict[str, Any]:
    return {"post": post, "what": what, "at": at, "is_overdue": is_overdue}


def _act(bulk: BulkAct) -> dict[str, Any]:
    return {"bulk": bulk, "lines": lines_of(bulk)}


def _found(call: Call, public_id: UUID) -> BulkAct:
    rows = BulkAct.objects.filter(by=call.member)
    found: BulkAct = get_object_or_404(rows, public_id=public_id)
    return found


def _person(public_id: UUID, field: str) -> Member:
    found: Member | None = Member.objects.active().filter(public_id=public_id).first()
    if found is None:
        raise ValidationError(_("There is no such member."), code=field)
    return found


def _reviewers(topic: Topic) -> dict[str, Any]:
    rows = list(TopicReview.objects.filter(topic=topic).select_related("member"))
    members = [row.member for row in rows if row.member]
    return {"members": members, "roles": [row.role for row in rows if row.role]}
