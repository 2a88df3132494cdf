"""What a board holds: places, one's own, what is between oneself and the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics import wording
from tenants.models import Member

COUNTED = {"shares_confirmed": "shares_counted"}
"""The total that a board is by, where it is another one: shares as far as the daily cap goes."""
Rung = tuple[int, int]
"""A value, and how many have just that."""


@dataclass(frozen=True)
class Place:
    """One line of a board. `part` is the length of its bar, of 100.

    `moved` is by how many places it is further up than in the period before, None where that is not
    said; `is_new` tells that it had none then.
    """

    place: int
    name: str
    about: str
    seed: str
    value: float
    part: float
    is_own: bool
    moved: int | None = None
    is_new: bool = False

    @property
    def score(self) -> str:
        """Return the value as the reader writes it."""
        return wording.whole(self.value)

    @property
    def movement(self) -> str:
        """Return in words how it moved; "" where it did not, or that is not said."""
        if self.is_new:
            return _("new")
        if not self.moved:
            return ""
        words = {"number": wording.whole(abs(self.moved))}
        return (_("up %(number)s") if self.moved > 0 else _("down %(number)s")) % words


@dataclass(frozen=True)
class Board:
    """The first places, one's own further down (None: listed, or nothing yet), and what is next.

    `computed` tells that it was counted from days as it was asked for, not kept.
    """

    metric: str
    places: list[Place]
    own: Place | None = None
    words: str = ""
    computed: bool = False

    @property
    def unit(self) -> str:
        """Return what is counted."""
        return {
            "shares_confirmed": _("shares"),
            "clicks": _("clicks"),
            "engagements": _("engagements"),
            "impressions": _("impressions"),
        }[self.metric]

    @property
    def is_apart(self) -> bool:
        """Tell whether places are left out between the list and one's own."""
        return self.own is not None and bool(self.places) and self.own.place > len(self.places) + 1


@dataclass(frozen=True)
class Standing:
    """How people stand by one count: (member id, value), the best first.

    `own` is one's own value and place, None without; `ahead` who is next above oneself. `before`
    are places in the period before by member id, None where that is not said.
    """

    best: list[tuple[int, int]]
    people: Mapping[int, Member]
    own: tuple[int, int] | None = None
    ahead: tuple[int, int] | None = None
    before: Mapping[int, int] | None = None


def place_on(rungs: Sequence[Rung], value: int) -> int:
    """Return the place of a value: one more than how many have more."""
    return 1 + sum(number for more, number in rungs if more > value)


def shown_name(person: Member) -> str:
    """Return the name that boards show of a member to others."""
    return person.pseudonym or person.name


def first_name(person: Member) -> str:
    """Return the name that screens show of a member: the one they chose, or the first word."""
    return person.pseudonym or person.name.split()[0]


def order_key(person: Member) -> str:
    """Return what a member stands by among equals; it tells no more than the name that is shown."""
    return person.pseudonym_key or person.sort_key


def draw_up(
    metric: str, standing: Standing, member: Member | None, *, is_told_next: bool = True
) -> Board:
    """Return the board as a member sees it, or None, who is nobody of it."""
    best, own = standing.best, standing.own
    values = [value for _key, value in best]
    most = float(values[0] if values else own[0] if own else 1)

    def place(person: Member, number: int, value: int) -> Place:
        is_own = member is not None and person.pk == member.pk
        return _place(
            standing, person, place=number, value=value, part=100 * value / most, is_own=is_own
        )

    places = [place(standing.people[key], 1 + values.index(value), value) for key, value in best]
    own_place = None
    if member and own and not any(one.is_own for one in places):
        own_place = place(member, own[1], own[0])
    words = _next_step(metric, standing) if member and is_told_next else ""
    return Board(metric, places, own_place, words)


def _place(
    standing: Standing, person: Member, *, place: int, value: int, part: float, is_own: bool
) -> Place:
    team = person.team.name if person.team else ""
    about = "" if person.pseudonym else team
    if is_own and person.pseudonym:
        about = _("as %(name)s") % {"name": person.pseudonym}
    known = standing.before
    before = known.get(person.pk) if known else None
    return Place(
        place=place,
        name=_("You") if is_own else shown_name(person),
        about=about,
        seed=f"board {person.pseudonym_key}" if person.pseudonym else str(person.public_id),
        value=value,
        part=min(100.0, part),
        is_own=is_own,
        moved=before - place if before else None,
        is_new=bool(known) and before is None,
    )


def _next_step(metric: str, standing: Standing) -> str:
    own, ahead = standing.own, standing.ahead
    if own and ahead:
        more = wording.counted(metric, ahead[1] - own[0])
        words = {"more": more, "name": shown_name(standing.people[ahead[0]])}
        return _("%(more)s more and you are level with %(name)s.") % words
    if own:
        return _("Nobody is ahead of you.")
    return {
        "shares_confirmed": _("Share one post and you are on the board."),
        "clicks": _("The first click on one of your links puts you on the board."),
        "engagements": _("The first reaction or click on a share of yours puts you on the board."),
        "impressions": _("A share to a network that tells impressions puts you on the board."),
    }[metric]


def sorted_best(
    best: Sequence[tuple[int, int]], people: Mapping[int, Member]
) -> list[tuple[int, int]]:
    """Return (member id, value) with the highest first, and by name among equals."""
    return sorted(best, key=lambda row: (-row[1], order_key(people[row[0]]), row[0]))
