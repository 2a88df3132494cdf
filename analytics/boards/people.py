"""The boards of people: the only list of people there is.

People who left the board or the organization are not listed and places close up; only values above
zero count. One's own place is always told to oneself. Executives stand among themselves, but those
with a pseudonym among everybody: of so few it would be none, and the mark would tell whose it is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from analytics.boards.places import COUNTED, Board, Rung, Standing, draw_up, place_on, sorted_best
from analytics.models import PeriodTotal, Subject
from analytics.periods import Span
from analytics.selectors.remembered import of_late
from analytics.selectors.totals import of_metric
from tenants.models import Member, MemberQuerySet, Organization

LISTED = 10
SPARE = 20


@dataclass(frozen=True)
class People:
    """Whom a board may show. `hidden` are all others, None where those shown are the few.

    `name` tells this board from the others.
    """

    name: str
    shown: MemberQuerySet
    hidden: MemberQuerySet | None

    def narrow(self, totals: QuerySet[PeriodTotal]) -> QuerySet[PeriodTotal]:
        """Return the totals to begin with: where those shown are few, theirs alone."""
        return totals if self.hidden is not None else totals.filter(key__in=_keys(self.shown))


def people_of(
    organization: Organization, *, executives: bool = False, on_screen: bool = False
) -> People:
    """Return whom the board of everybody, or of executives, may show here, or on a screen."""
    by_choice = organization.privacy_mode
    apart = Q(is_executive=True, pseudonym="")
    shown = Member.objects.on_board(by_choice=by_choice).filter(apart if executives else ~apart)
    if on_screen:
        shown = shown.filter(on_screen=True)
    name = f"{by_choice:d}{executives:d}{on_screen:d}"
    if by_choice or executives or on_screen:
        return People(name, shown, None)
    others = Q(on_leaderboard=False) | Q(left_at__isnull=False) | apart
    return People(name, shown, Member.objects.filter(others))


def stands_apart(member: Member) -> bool:
    """Tell whether a member's board is that of executives."""
    return member.is_executive and not member.pseudonym


def has_executives(organization: Organization) -> bool:
    """Tell whether any executive stands on a board here. One query."""
    return bool(people_of(organization, executives=True).shown.exists())


def leaderboard_people(
    *, span: Span, metric: str, member: Member, now: datetime, executives: bool = False
) -> Board:
    """Return a board of people for one count; ten queries, or a few more when many are hidden.

    In an organization of very many, places may be minutes old; who stands on it is as of now.
    """
    people = people_of(member.organization, executives=executives)
    counted = COUNTED.get(metric, metric)
    everybody = of_metric(span, Subject.MEMBER, counted).filter(value__gt=0)
    takes_part = stands_apart(member) == executives
    own = everybody.filter(key=str(member.pk)).values_list("value", flat=True).first()
    own = own if takes_part else None
    known: dict[int, Member] = {}
    totals = people.narrow(everybody)
    above = totals.filter(value__gt=own or 0)
    best = _shown(totals.order_by("-value", "-key"), LISTED, people, known)
    ahead = _shown(above.order_by("value", "key"), 1, people, known) if own else []
    keys = [key for key, _value in best] + ([member.pk] if own else [])
    standing = Standing(
        best=sorted_best(best, known),
        people=known,
        own=(own, own_place(own, best, _rungs(span, counted, people, now))) if own else None,
        ahead=ahead[0] if ahead else None,
        before=_places_before(span.previous, counted, people, keys, now),
    )
    return draw_up(metric, standing, member, is_told_next=takes_part)


def board_on_screen(
    *, span: Span, metric: str, organization: Organization, now: datetime
) -> Standing:
    """Return how those stand who agreed to be on screens; four queries, or five."""
    people = people_of(organization, on_screen=True)
    counted = COUNTED.get(metric, metric)
    totals = people.narrow(of_metric(span, Subject.MEMBER, counted).filter(value__gt=0))
    known: dict[int, Member] = {}
    best = _shown(totals.order_by("-value", "-key"), LISTED, people, known)
    before = _places_before(span.previous, counted, people, [key for key, _value in best], now)
    return Standing(best=sorted_best(best, known), people=known, before=before)


def own_place(own: int, best: list[tuple[int, int]], rungs: list[Rung]) -> int:
    """Return one's own place, never among those who are listed before oneself."""
    return max(place_on(rungs, own), 1 + sum(value > own for _key, value in best))


def _shown(
    totals: QuerySet[PeriodTotal], number: int, people: People, known: dict[int, Member]
) -> list[tuple[int, int]]:
    """Return the first (member id, value) whose member is listed, and note who they are.

    A few more than needed are read, which is far cheaper than asking the database who is listed;
    only when those were all hidden is it asked.
    """
    rows = list(totals.values_list("key", "value")[: number + SPARE])
    listed = people.shown.select_related("team")
    found = listed.in_bulk([int(key) for key, _value in rows])
    shown = [(int(key), value) for key, value in rows if int(key) in found][:number]
    if len(shown) < number and len(rows) == number + SPARE:
        exact = totals.filter(Exists(people.shown.filter(pk=_person())))
        shown = [(int(key), value) for key, value in exact.values_list("key", "value")[:number]]
        found = listed.in_bulk([key for key, _value in shown])
    known.update(found)
    return shown


def _places_before(
    span: Span, metric: str, people: People, keys: list[int], now: datetime
) -> dict[int, int] | None:
    """Return the places of these members in another period; None where none of them had one."""
    totals = of_metric(span, Subject.MEMBER, metric).filter(value__gt=0)
    listed = people.narrow(totals).filter(key__in=[str(key) for key in keys])
    values = {int(key): value for key, value in listed.values_list("key", "value")}
    if not values:
        return None
    rungs = _rungs(span, metric, people, now)
    return {key: place_on(rungs, value) for key, value in values.items()}


def _rungs(span: Span, metric: str, people: People, now: datetime) -> list[Rung]:
    """Return how many of those who may be shown have which value. Two queries, or none."""
    name = f"rungs:{people.name}:{metric}:{span.code}"
    return of_late(name, partial(_count_rungs, span, metric, people), now=now)


def _count_rungs(span: Span, metric: str, people: People) -> tuple[list[Rung], int]:
    totals = of_metric(span, Subject.MEMBER, metric).filter(value__gt=0)
    rungs = _by_value(people.narrow(totals))
    if people.hidden is not None:
        rungs.subtract(_by_value(totals.filter(key__in=_keys(people.hidden))))
    return [(value, number) for value, number in rungs.items() if number > 0], rungs.total()


def _by_value(totals: QuerySet[PeriodTotal]) -> Counter[int]:
    return Counter(dict(totals.order_by().values_list("value").annotate(number=Count("pk"))))


def _person() -> Cast:
    return Cast(OuterRef("key"), BigIntegerField())


def _keys(members: MemberQuerySet) -> QuerySet[Any]:
    return members.order_by().annotate(key=Cast("pk", CharField())).values("key")
