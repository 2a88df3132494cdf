"""Which groups may be told apart: never one under five people, nor a remainder under five.

Of a period that is over, both as they are now and as they were at its end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from analytics.models import PeriodTotal, Subject
from analytics.periods import Span
from tenants.fewest import fewest
from tenants.models import Member, Team, TeamRole
from tenants.roles import Role


@dataclass(frozen=True)
class Group:
    """A team that may be shown, with its active members."""

    id: int
    public_id: UUID
    name: str
    size: int


def groups() -> list[Group]:
    """Return the teams that may be shown, by name; always two queries.

    When those left over (smaller teams and people without one) would be fewer than five, the
    smallest shown team joins them, else they could be found by subtracting.
    """
    rows = Member.objects.active().order_by().values_list("team").annotate(size=Count("pk"))
    shown = told_apart(dict(rows))
    teams = Team.objects.filter(pk__in=shown).order_by("sort_key", "pk")
    return [Group(team.pk, team.public_id, team.name, shown[team.pk]) for team in teams]


def told_apart(sizes: Mapping[int | None, int]) -> dict[int, int]:
    """Return which of these groups may be shown (None: people in no group), with their sizes."""
    shown = {key: size for key, size in sizes.items() if key is not None and size >= fewest()}
    rest = sum(sizes.values()) - sum(shown.values())
    for key in sorted(shown, key=lambda key: (shown[key], key)):
        if rest == 0 or rest >= fewest():
            break
        rest += shown.pop(key)
    return shown


def sizes_in(span: Span, shown: Sequence[Group]) -> dict[int, int]:
    """Return how many members these groups had at the end of a span, or when last counted in it.

    Without those that could not have been told apart then; as they are now where the span has no
    head-counts, as of before they were stored. One query.
    """
    subjects = (Subject.ORGANIZATION, Subject.TEAM)
    rows = PeriodTotal.objects.filter(
        period=span.period, starts_on=span.starts_on, subject__in=subjects, metric="members"
    )
    stored = dict(rows.values_list("key", "value"))
    if "" not in stored:
        return {group.id: group.size for group in shown}
    sizes: dict[int | None, int] = {int(key): size for key, size in stored.items() if key}
    sizes[None] = stored[""] - sum(sizes.values())
    known = told_apart(sizes)
    return {group.id: known[group.id] for group in shown if group.id in known}


def groups_for(member: Member) -> list[Group]:
    """Return the groups whose numbers a member may see: all for admins, else those they manage."""
    found = groups()
    if Role.ADMIN in member.roles:
        return found
    managed = set(
        TeamRole.objects.filter(member=member, role=Role.MANAGER).values_list("team", flat=True)
    )
    return [group for group in found if group.id in managed]
