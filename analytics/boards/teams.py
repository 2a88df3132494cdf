"""The boards of the teams that may be told apart, per person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics import wording
from analytics.boards.places import COUNTED, Board, Place
from analytics.models import Subject
from analytics.periods import Span
from analytics.selectors.groups import Group
from analytics.selectors.totals import of_metric
from tenants.models import Member


def leaderboard_teams(
    *, span: Span, metric: str, groups: Sequence[Group], member: Member | None
) -> Board:
    """Return the board of these groups, by the mean of their active members; two queries."""
    values = _means(span, metric, groups)
    before = _means(span.previous, metric, groups)
    rows = sorted(
        ((group, values[group.id]) for group in groups if group.id in values),
        key=lambda row: (-row[1], row[0].name),
    )
    places = [
        Place(
            place=_place(values, group),
            name=group.name,
            about=wording.people(group.size),
            seed=f"team {group.id}",
            value=round(value, 1),
            part=100 * value / rows[0][1],
            is_own=member is not None and group.id == member.team_id,
            moved=_place(before, group) - _place(values, group) if group.id in before else None,
            is_new=bool(before) and group.id not in before,
        )
        for group, value in rows
    ]
    return Board(metric, places)


def _means(span: Span, metric: str, groups: Sequence[Group]) -> dict[int, float]:
    sizes = {str(group.id): group.size for group in groups}
    rows = of_metric(span, Subject.TEAM, COUNTED.get(metric, metric))
    totals = rows.filter(key__in=sizes, value__gt=0).values_list("key", "value")
    return {int(key): value / sizes[key] for key, value in totals}


def _place(values: Mapping[int, float], group: Group) -> int:
    return 1 + sum(other > values[group.id] for other in values.values())
