"""The board of teams, of one part of what was shared: a network, a campaign, a hashtag.

A team has a number there where enough people have something in it, and where taking what is told
from what else is told leaves nobody, or enough: from the team's whole, from a part around this one,
and from the part of all teams. Who stands on no board under their own name counts apart: the others
can be taken away too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Q

from analytics.boards.places import Board
from analytics.boards.slices import Slice
from analytics.boards.teams import Means, drawn
from analytics.drill.cells import PARTS
from analytics.models import Fact
from analytics.periods import Span
from analytics.selectors.groups import Group, sizes_in
from analytics.selectors.remembered import of_late
from content.models import Post
from tenants.fewest import fewest
from tenants.models import Member
from tenants.scope import current_organization_id

Label = tuple[str, str]
"""The kind of a part and which it is: ("network", its key), ("campaign", its public id) or
("hashtag", its name)."""

_VALUES = """
SELECT team_id, sum(least(value, (
    SELECT cap.most FROM analytics_sharecap AS cap
    WHERE cap.organization_id = %(organization)s AND cap.since <= day
      AND %(metrics)s = ARRAY['shares_confirmed']
    ORDER BY cap.since DESC LIMIT 1
)))::bigint
FROM (
    SELECT team_id, member_id, day, sum(value) AS value FROM analytics_fact
    WHERE organization_id = %(organization)s AND metric = ANY (%(metrics)s)
      AND day >= %(start)s AND day < %(end)s AND team_id = ANY (%(teams)s::bigint[]) AND {among}
    GROUP BY team_id, member_id, day
) AS shared
GROUP BY team_id
"""


@dataclass(frozen=True)
class Cell:
    """Who has something by one network and post, all of them and those without their own name."""

    labels: frozenset[Label]
    people: frozenset[int]
    unnamed: frozenset[int]


def leaderboard_team_slice(
    *,
    span: Span,
    metric: str,
    of: Slice,
    groups: Sequence[Group],
    member: Member,
    now: datetime,
) -> Board:
    """Return the board of these groups by what they did in one part of it; eight queries at most.

    Where that goes through very many lines it may be minutes old.
    """
    by_choice = member.organization.privacy_mode
    means, before = (
        _means(one, metric, of, groups, by_choice=by_choice, now=now)
        for one in (span, span.previous)
    )
    return replace(drawn(metric, groups, means, before.values, member), computed=True)


def _means(
    span: Span,
    metric: str,
    of: Slice,
    groups: Sequence[Group],
    *,
    by_choice: bool,
    now: datetime,
) -> Means:
    name = f"teams:{of.code}:{metric}:{span.code}:{by_choice:d}:{fewest()}"
    work_out = partial(_worked_out, span, metric, of, groups, by_choice=by_choice)
    return Means(*of_late(name, work_out, now=now))


def _worked_out(
    span: Span, metric: str, of: Slice, groups: Sequence[Group], *, by_choice: bool
) -> tuple[tuple[dict[int, float], dict[int, int]], int]:
    """Return what each of these groups brought per member and how many they had, by id; and through
    how many lines that went.
    """
    sizes = sizes_in(span, groups)
    cells = _cells(span, metric, by_choice=by_choice)
    told = teams_told(cells, _label_of(of), sizes, fewest())
    parameters: dict[str, Any] = {
        "organization": current_organization_id(),
        "metrics": list(PARTS[metric]),
        "start": span.starts_on,
        "end": span.ends_on,
        "teams": sorted(told),
        "network": of.network,
        "posts": list(of.posts or ()),
    }
    among = "network = %(network)s" if of.posts is None else "post_id = ANY (%(posts)s::bigint[])"
    with connection.cursor() as cursor:
        cursor.execute(_VALUES.replace("{among}", among), parameters)
        values = {team: int(value) / sizes[team] for team, value in cursor.fetchall()}
    return (values, sizes), sum(len(cell.people) for found in cells.values() for cell in found)


def teams_told(
    cells: Mapping[int | None, Sequence[Cell]], label: Label, teams: Iterable[int], least: int
) -> set[int]:
    """Return of which of these teams a part may be told.

    `cells` are by team, None: of nobody's. Where what all other teams have in the part is of few,
    the told team of the fewest joins them; and where that of their people without their own name
    is, so does the told team of the fewest that has such people. Of a team of none, what all others
    are told of by name says it already.
    """
    told = {team for team in teams if label in _labels_told(cells.get(team, ()), least)}
    parts = {
        team: [cell for cell in found if label in cell.labels] for team, found in cells.items()
    }
    for team in sorted(told, key=lambda team: (len(_people(parts[team])), team)):
        rest = [cell for other, found in parts.items() if other not in told for cell in found]
        is_hidden = _is_few(_unnamed(rest), least) and bool(_unnamed(parts[team]))
        if is_hidden or _is_few(_people(rest), least):
            told.remove(team)
    return told


def _labels_told(cells: Sequence[Cell], least: int) -> set[Label]:
    """Return which parts of one team's cells may be told, the same whoever asks."""
    parts: dict[Label, set[int]] = defaultdict(set)
    for number, cell in enumerate(cells):
        for label in cell.labels:
            parts[label].add(number)
    told: dict[Label, set[int]] = {}
    whole: Label = ("", "")
    sizes = {label: len(_people(_at(cells, numbers))) for label, numbers in parts.items()}
    for label in sorted(parts, key=lambda label: (-sizes[label], label)):
        mine = parts[label]
        around = {whole: set(range(len(cells))), **told}
        left = [mine] + [mine - other for other in told.values() if other <= mine]
        for other in around.values():
            if mine <= other:
                alike = [one for kind, one in told.items() if kind[0] == label[0] and one <= other]
                left += [other - mine, other - mine.union(*alike)]
        if sizes[label] >= least and all(_is_fair(_at(cells, one), least) for one in left):
            told[label] = mine
    return set(told)


def _at(cells: Sequence[Cell], numbers: Iterable[int]) -> list[Cell]:
    return [cells[number] for number in numbers]


def _people(cells: Iterable[Cell]) -> frozenset[int]:
    return frozenset[int]().union(*(cell.people for cell in cells))


def _unnamed(cells: Iterable[Cell]) -> frozenset[int]:
    return frozenset[int]().union(*(cell.unnamed for cell in cells))


def _is_few(people: frozenset[int], least: int) -> bool:
    return 0 < len(people) < least


def _is_fair(cells: Sequence[Cell], least: int) -> bool:
    """Tell whether these are of nobody or enough, and so are those of them without their name."""
    return not _is_few(_people(cells), least) and not _is_few(_unnamed(cells), least)


def _cells(span: Span, metric: str, *, by_choice: bool) -> dict[int | None, list[Cell]]:
    """Return who has something in a period, by team, network and post; two queries."""
    named = Member.objects.on_board(by_choice=by_choice).filter(pseudonym="")
    rows = list(
        Fact.objects.filter(metric__in=PARTS[metric])
        .filter(day__gte=span.starts_on, day__lt=span.ends_on)
        .order_by()
        .values_list("team", "network", "post")
        .annotate(
            people=ArrayAgg("member_id", distinct=True),
            unnamed=ArrayAgg("member_id", distinct=True, filter=~Q(member__in=named), default=[]),
        )
    )
    labels = _labels_of({post for _team, _network, post, _people, _unnamed in rows})
    found: dict[int | None, list[Cell]] = defaultdict(list)
    for team, network, post, people, unnamed in rows:
        of_cell = labels.get(post, frozenset()) | {("network", network)}
        found[team].append(Cell(of_cell, frozenset(people), frozenset(unnamed)))
    return found


def _labels_of(posts: Iterable[int]) -> dict[int, frozenset[Label]]:
    fields = ("pk", "campaign__public_id", "campaign__hashtag__name", "required_hashtags")
    found: dict[int, frozenset[Label]] = {}
    for post, campaign, hashtag, own in Post.objects.filter(pk__in=posts).values_list(*fields):
        labels = {("hashtag", name) for name in (*own, hashtag) if name}
        found[post] = frozenset(labels | ({("campaign", str(campaign))} if campaign else set()))
    return found


def _label_of(of: Slice) -> Label:
    kind, _colon, which = of.code.partition(":")
    return kind, of.label.removeprefix("#") if kind == "hashtag" else which
