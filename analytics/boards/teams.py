"""The boards of the teams that may be told apart, by member that they had when the period ended.

Beside the board of people, a team of whom all but a few stand there by name would tell what those
few did: it is what is left. Such a team is left out here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import CharField, Count, Exists, F, OuterRef, Q
from django.db.models.functions import Cast

from analytics import wording
from analytics.boards.places import COUNTED, Board, Place
from analytics.models import Subject
from analytics.periods import Span, midnight
from analytics.selectors.groups import Group, sizes_in
from analytics.selectors.totals import of_metric
from tenants.fewest import fewest
from tenants.models import Member, Organization, TeamMove
from tenants.models.people import stands_on_board


@dataclass(frozen=True)
class Means:
    """What each group brought per member it had, and how many these were, by its id."""

    values: dict[int, float]
    sizes: dict[int, int]


def leaderboard_teams(
    *,
    span: Span,
    metrics: Sequence[str],
    groups: Sequence[Group],
    organization: Organization,
    member: Member | None,
) -> list[Board]:
    """Return the board of these groups for each count, by the mean of their members; three queries,
    and six for each count.

    `member`, of the organization, is whose own team is marked; None: nobody's.
    """
    named = stands_on_board(by_choice=organization.privacy_mode) & Q(pseudonym="")
    hidden = _hidden_now(groups, named)
    sizes = {one: sizes_in(one, groups) for one in (span, span.previous)}

    def means(of: Span, metric: str) -> Means:
        told = {group.id for group in _untold(of, metric, groups, hidden, named)}
        return _means(of, metric, {pk: size for pk, size in sizes[of].items() if pk in told})

    return [
        drawn(metric, groups, means(span, metric), means(span.previous, metric).values, member)
        for metric in metrics
    ]


def drawn(
    metric: str,
    groups: Sequence[Group],
    means: Means,
    before: Mapping[int, float],
    member: Member | None,
) -> Board:
    """Return the board of the groups that have a value, held against those of the period before."""
    values = means.values
    rows = sorted(
        ((group, values[group.id]) for group in groups if group.id in values),
        key=lambda row: (-row[1], row[0].name),
    )
    places = [
        Place(
            place=_place(values, group),
            name=group.name,
            about=wording.people(means.sizes[group.id]),
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


def _hidden_now(groups: Sequence[Group], named: Q) -> Counter[int]:
    """Return how many people of each group stand on no board under their own name; one query."""
    rows = Member.objects.active().filter(team__in=[one.id for one in groups])
    hidden = Count("pk") - Count("pk", filter=named)
    return Counter(dict(rows.order_by().values_list("team").annotate(hidden=hidden)))


def _untold(
    span: Span, metric: str, groups: Sequence[Group], hidden: Counter[int], named: Q
) -> list[Group]:
    """Return those groups in which nobody, or enough, stand on no board under their own name.

    Who has left never does, and counts as long as what they shared counts; so does who moved to
    another team since, where they shared. Two queries.
    """
    ids = [one.id for one in groups]
    totals = of_metric(span, Subject.MEMBER, COUNTED.get(metric, metric)).filter(value__gt=0)
    left = Member.objects.filter(
        Exists(totals.filter(key=Cast(OuterRef("pk"), CharField()))),
        left_at__isnull=False,
        team__in=ids,
    )
    moves = TeamMove.objects.filter(
        Exists(totals.filter(key=Cast(OuterRef("member"), CharField()))),
        ~Q(member__in=Member.objects.active().filter(named)),
        ~Q(member__team=F("left")),
        left__in=ids,
        moved_at__gte=midnight(span.starts_on),
    )
    gone = Counter(dict(left.order_by().values_list("team").annotate(size=Count("pk"))))
    people = Count("member", distinct=True)
    moved = Counter(dict(moves.order_by().values_list("left").annotate(size=people)))
    sizes = hidden + gone + moved
    few = range(1, fewest())
    return [group for group in groups if sizes[group.id] not in few]


def _means(span: Span, metric: str, sizes: dict[int, int]) -> Means:
    rows = of_metric(span, Subject.TEAM, COUNTED.get(metric, metric))
    totals = rows.filter(key__in=[str(pk) for pk in sizes], value__gt=0).values_list("key", "value")
    return Means({int(key): value / sizes[int(key)] for key, value in totals}, sizes)


def _place(values: Mapping[int, float], group: Group) -> int:
    return 1 + sum(other > values[group.id] for other in values.values())
