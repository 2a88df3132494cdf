"""The boards: the only list of people there is, and teams of five or more.

People who left the board or the organization are not listed and places close up; only values above
zero count. One's own place is always told to oneself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from analytics import wording
from analytics.models import PeriodTotal, Subject
from analytics.periods import Span
from analytics.selectors.groups import Group
from analytics.selectors.totals import of_metric
from tenants.models import Member

LISTED = 10
SPARE = 20


@dataclass(frozen=True)
class Place:
    """One line of a board. `part` is the length of its bar, of 100."""

    place: int
    name: str
    about: str
    seed: str
    value: float
    part: float
    is_own: bool

    @property
    def score(self) -> str:
        """Return the value as the reader writes it."""
        return wording.whole(self.value)


@dataclass(frozen=True)
class Board:
    """The first places, one's own further down (None: listed, or nothing yet), and what is next."""

    metric: str
    places: list[Place]
    own: Place | None
    words: str

    @property
    def unit(self) -> str:
        """Return what is counted."""
        return {
            "shares_confirmed": _("shares"),
            "clicks": _("clicks"),
            "engagements": _("engagements"),
        }[self.metric]

    @property
    def is_apart(self) -> bool:
        """Tell whether places are left out between the list and one's own."""
        return self.own is not None and bool(self.places) and self.own.place > len(self.places) + 1


def leaderboard_people(*, span: Span, metric: str, member: Member) -> Board:
    """Return the board of people for one count; six queries, or a few more when many are hidden."""
    totals = of_metric(span, Subject.MEMBER, metric).filter(value__gt=0)
    own = totals.filter(key=str(member.pk)).values_list("value", flat=True).first()
    above = totals.filter(value__gt=own or 0)
    people: dict[int, Member] = {}
    best = _shown(totals.order_by("-value", "-key"), LISTED, people)
    ahead = _shown(above.order_by("value", "key"), 1, people) if own else []
    best.sort(key=lambda row: (-row[1], people[row[0]].sort_key))  # among equals by name
    most = float(best[0][1]) if best else float(own or 1)
    places = _places([(people[key], value) for key, value in best], most, member)
    place = 1 + above.count() - _hidden(above).count()
    is_listed = any(place.is_own for place in places)
    own_place = _own(member, place, own, most) if own and not is_listed else None
    gap = (ahead[0][1] - own, people[ahead[0][0]].name) if own and ahead else None
    return Board(metric, places, own_place, _next_step(metric, has_own=bool(own), gap=gap))


def _shown(
    totals: QuerySet[PeriodTotal], number: int, people: dict[int, Member]
) -> list[tuple[int, int]]:
    """Return the first (member id, value) whose member is listed, and note who they are.

    A few more than needed are read, which is far cheaper than asking the database who is listed;
    only when those were all hidden is it asked.
    """
    rows = list(totals.values_list("key", "value")[: number + SPARE])
    listed = Member.objects.active().filter(on_leaderboard=True).select_related("team")
    found = listed.in_bulk([int(key) for key, _value in rows])
    shown = [(int(key), value) for key, value in rows if int(key) in found][:number]
    if len(shown) < number and len(rows) == number + SPARE:
        exact = _listed(totals).values_list("key", "value")[:number]
        shown = [(int(key), value) for key, value in exact]
        found = listed.in_bulk([key for key, _value in shown])
    people.update(found)
    return shown


def leaderboard_teams(*, span: Span, metric: str, groups: Sequence[Group], member: Member) -> Board:
    """Return the board of the teams that may be told apart, per person; one query."""
    keys = [str(group.id) for group in groups]
    values = dict(
        of_metric(span, Subject.TEAM, metric)
        .filter(key__in=keys, value__gt=0)
        .values_list("key", "value")
    )
    rows = sorted(
        (
            (group, values[str(group.id)] / group.size)
            for group in groups
            if str(group.id) in values
        ),
        key=lambda row: (-row[1], row[0].name),
    )
    places = [
        Place(
            place=1 + sum(other > value for _group, other in rows),
            name=group.name,
            about=wording.people(group.size),
            seed=f"team {group.id}",
            value=round(value, 1),
            part=100 * value / rows[0][1],
            is_own=group.id == member.team_id,
        )
        for group, value in rows
    ]
    return Board(metric, places, None, "")


def _person() -> Cast:
    return Cast(OuterRef("key"), BigIntegerField())


def _listed(totals: QuerySet[PeriodTotal]) -> QuerySet[PeriodTotal]:
    shown = Member.objects.active().filter(pk=_person(), on_leaderboard=True)
    return totals.filter(Exists(shown))


def _hidden(totals: QuerySet[PeriodTotal]) -> QuerySet[PeriodTotal]:
    """Return the totals of people who are not listed; found from those people, who are few."""
    hidden = Member.objects.filter(Q(on_leaderboard=False) | Q(left_at__isnull=False))
    return totals.filter(key__in=hidden.annotate(key=Cast("pk", CharField())).values("key"))


def _places(rows: Sequence[tuple[Member, int]], most: float, member: Member) -> list[Place]:
    values = [value for _person, value in rows]
    return [
        Place(
            place=1 + values.index(value),
            name=_("You") if person.pk == member.pk else person.name,
            about=person.team.name if person.team else "",
            seed=str(person.public_id),
            value=value,
            part=100 * value / most,
            is_own=person.pk == member.pk,
        )
        for person, value in rows
    ]


def _own(member: Member, place: int, value: int, most: float) -> Place:
    return Place(
        place=place,
        name=_("You"),
        about=member.team.name if member.team else "",
        seed=str(member.public_id),
        value=value,
        part=min(100.0, 100 * value / most),
        is_own=True,
    )


def _next_step(metric: str, *, has_own: bool, gap: tuple[int, str] | None) -> str:
    if gap is not None:
        words = {"more": wording.counted(metric, gap[0]), "name": gap[1]}
        return _("%(more)s more and you are level with %(name)s.") % words
    if has_own:
        return _("Nobody is ahead of you.")
    return {
        "shares_confirmed": _("Share one post and you are on the board."),
        "clicks": _("The first click on one of your links puts you on the board."),
        "engagements": _("The first reaction or click on a share of yours puts you on the board."),
    }[metric]
