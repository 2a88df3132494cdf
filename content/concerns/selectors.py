"""Concerns as whoever raised them and those who look after them read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from content.concerns.models import Concern, ConcernNote, ConcernQuerySet
from content.concerns.telling import can_keep, situation_in
from content.selectors import ShownPicture, renditions_of
from policies.models import PolicyVersion, Situation
from tenants.models import Member
from tenants.roles import Permission

PAGE = 20
OWN_ORDER = ("-created_at", "-pk")
QUEUE_ORDER = ("state", "urgency", "created_at", "pk")
"""What nobody looks at first, then the most urgent, then what waits the longest."""
SETTLED_ORDER = ("-settled_at", "-pk")


@dataclass(frozen=True)
class ConcernsPage:
    """A page of concerns; `next_before` names its last one, None at the end."""

    concerns: Sequence[Concern]
    next_before: UUID | None


@dataclass(frozen=True)
class ShownConcern:
    """A concern with what was said about it, the oldest first.

    `keeper` is who looks after it and still may, `network` the name of where it is, "" for none.
    """

    concern: Concern
    keeper: Member | None
    network: str
    situation: Situation | None
    picture: ShownPicture | None
    notes: Sequence[ConcernNote]


def own_concerns(*, member: Member, before: UUID | None = None, size: int = PAGE) -> ConcernsPage:
    """Return what a member raised and asked, the newest first. At most two queries."""
    return _page(Concern.objects.of(member), OWN_ORDER, before, size)


def concern_queue(
    *, is_settled: bool = False, before: UUID | None = None, size: int = PAGE
) -> ConcernsPage:
    """Return what waits for those who look after concerns, or what is settled, the newest first.
    At most two queries.
    """
    if is_settled:
        return _page(Concern.objects.settled(), SETTLED_ORDER, before, size)
    return _page(Concern.objects.unsettled(), QUEUE_ORDER, before, size)


def _page(
    rows: ConcernQuerySet, order: Sequence[str], before: UUID | None, size: int
) -> ConcernsPage:
    if before is not None:
        rows = rows.filter(_beyond(before, order))
    shown = rows.select_related("sender", "handler").order_by(*order)[: size + 1]
    found = list(shown)
    return ConcernsPage(found[:size], found[size - 1].public_id if len(found) > size else None)


def _beyond(place: UUID, order: Sequence[str]) -> Q:
    """Select what comes after one in an order of its columns; nothing once that one is gone."""
    columns = [column.removeprefix("-") for column in order]
    last = Concern.objects.filter(public_id=place).values(*columns).first()
    if last is None or None in last.values():
        return Q(pk__in=[])
    beyond, tied = Q(), Q()
    for named, column in zip(order, columns, strict=True):
        side = "lt" if named.startswith("-") else "gt"
        beyond |= tied & Q(**{f"{column}__{side}": last[column]})
        tied &= Q(**{column: last[column]})
    return beyond


def visible_concerns(member: Member) -> QuerySet[Concern]:
    """Return the concerns a member may read: their own, those they were told of to know, for those
    who look after them all.
    """
    rows: QuerySet[Concern] = Concern.objects.select_related("sender", "handler", "picture")
    if member.may(Permission.EDIT_POLICY):
        return rows
    told = Concern.objects.told_to(member)
    return rows.filter(Q(sender=member) | Q(pk__in=told.values("pk")))


def shown_concern(concern: Concern) -> ShownConcern:
    """Return a concern with all that belongs to it. At most four queries."""
    picture = concern.picture
    made = renditions_of([picture], "preview") if picture is not None else {}
    notes = concern.notes.select_related("author").order_by("at", "pk")
    network = dict(settings.NETWORK_CHOICES).get(concern.network, "")
    handler = concern.handler
    keeper = handler if handler is not None and can_keep(handler) else None
    situation = (
        situation_in(PolicyVersion.objects.current(), concern) if concern.situation else None
    )
    return ShownConcern(
        concern, keeper, network, situation, made.get(concern.picture_id or 0), list(notes)
    )
