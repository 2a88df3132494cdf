"""Members, as those see them who look after them.

Fifty thousand in one organization are real: search is by prefix, over stored folded columns and
operators that may run below row-level security, and pages are cut by keyset.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Count, Q, QuerySet

from tenants.models import Act, Event, Member, Team, TeamRole, User
from tenants.naming import sort_key
from tenants.roles import TEAM_ROLES, Role
from tenants.second_factor import SECOND_STEPS

PAGE = 50
HISTORY = 12
LAST_CHARACTER = "\U0010ffff"
LONGEST_SEARCH = 100
SHORTEST_NAME = 2


@dataclass(frozen=True)
class MemberFilter:
    """Which members to show; "" and None leave nothing out. `state` is "" (active) or "left"."""

    words: str = ""
    role: str = ""
    team: UUID | None = None
    state: str = ""

    @property
    def is_set(self) -> bool:
        """Tell whether it leaves anybody out, apart from those who left."""
        return bool(self.words or self.role or self.team)

    def query(self, **more: object) -> str:
        """Return it as a query string ("?q=…"), with what is added."""
        said = {"q": self.words, "role": self.role, "team": self.team or "", "state": self.state}
        return "?" + urlencode({k: str(v) for k, v in {**said, **more}.items() if v})


@dataclass(frozen=True)
class MemberRow:
    """A member with the names of what they do."""

    member: Member
    role_labels: list[str]


@dataclass(frozen=True)
class MembersPage:
    """One page of members by name; `next_after` names its last one, None on the last page."""

    rows: list[MemberRow]
    next_after: UUID | None


@dataclass(frozen=True)
class PastAct:
    """An act in a member's history. `by` is None where nobody acted."""

    at: datetime
    label: str
    by: Member | None


@dataclass(frozen=True)
class MemberDetails:
    """One member, what they answer for, and what was done with their membership."""

    member: Member
    role_labels: list[str]
    answers_for: dict[str, list[Team]] = field(default_factory=dict)
    """Teams by role, of the roles that are for teams."""
    history: list[PastAct] = field(default_factory=list)


@dataclass(frozen=True)
class TeamRow:
    """A team with how many active members it has."""

    team: Team
    size: int


def members_page(
    *, chosen: MemberFilter | None = None, after: UUID | None = None, size: int = PAGE
) -> MembersPage:
    """Return members by name, cut by keyset: after the one that `after` names."""
    rows = chosen_members(chosen or MemberFilter())
    rows = rows.select_related("user", "team").order_by("sort_key", "id")
    last = after and Member.objects.filter(public_id=after).first()
    if last:
        later = Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, id__gt=last.pk)
        rows = rows.filter(later, sort_key__gte=last.sort_key)
    found = list(rows[: size + 1])
    shown = [MemberRow(member, role_labels(member.roles)) for member in found[:size]]
    return MembersPage(shown, shown[-1].member.public_id if len(found) > size else None)


def chosen_members(chosen: MemberFilter) -> QuerySet[Member]:
    """Return the members that a filter shows, in no order."""
    left = chosen.state == "left"
    rows: QuerySet[Member] = Member.objects.deactivated() if left else Member.objects.active()
    if chosen.role:
        rows = rows.filter(roles__contains=[chosen.role])
    if chosen.team:
        rows = rows.filter(team__public_id=chosen.team)
    if chosen.words:
        rows = rows.filter(pk__in=_found_by(chosen.words))
    return rows


def colleagues_named(words: str, *, size: int) -> list[Member]:
    """Return who takes part and whose name or last name begins so, by name, with their teams.

    Any member may ask: an address finds nobody, and one letter is no question. One query.
    """
    words = words.replace("\0", "")[:LONGEST_SEARCH]
    key = sort_key(words)
    if len(key) < SHORTEST_NAME:
        return []
    rows = Member.objects.active().filter(pk__in=_named(key)).select_related("team")
    return list(rows.order_by("sort_key", "id")[:size])


def _found_by(words: str) -> QuerySet[Member, dict[str, int]]:
    """Return the ids of members whose name, last name or address begins so."""
    words = words.replace("\0", "")[:LONGEST_SEARCH]
    key, address = sort_key(words), words.strip().lower()
    people = User.objects.filter(email__gte=address, email__lt=address + LAST_CHARACTER)
    by_address = Member.objects.order_by().values("pk").filter(user__in=people)
    return _named(key).union(by_address) if key else by_address


def _named(key: str) -> QuerySet[Member, dict[str, int]]:
    """Return the ids of members whose folded name or last name begins so."""
    ids = Member.objects.order_by().values("pk")
    by_name = ids.filter(sort_key__gte=key, sort_key__lt=key + LAST_CHARACTER)
    by_last_name = ids.filter(last_key__gte=key, last_key__lt=key + LAST_CHARACTER)
    return by_name.union(by_last_name)


def member_details(member: Member) -> MemberDetails:
    """Return a member with their teams by role and the newest acts of their history."""
    answers: dict[str, list[Team]] = {role: [] for role in TEAM_ROLES}
    rows = TeamRole.objects.filter(member=member).select_related("team").order_by("team__sort_key")
    for row in rows:
        answers[row.role].append(row.team)
    events = Event.objects.filter(subject=member.public_id).select_related("by")
    labels = dict(Act.choices)
    history = [
        PastAct(event.at, str(labels.get(event.act, event.act)), event.by)
        for event in events.order_by("-at", "-id")[:HISTORY]
    ]
    return MemberDetails(member, role_labels(member.roles), answers, history)


def team_rows() -> list[TeamRow]:
    """Return the teams by name with their sizes; always two queries."""
    sizes = dict(Member.objects.active().order_by().values_list("team").annotate(size=Count("pk")))
    return [TeamRow(team, sizes.get(team.pk, 0)) for team in Team.objects.current()]


def role_labels(roles: Iterable[str]) -> list[str]:
    """Return roles in the order of the table, as people read them; "advocate" only when alone."""
    held = set(roles)
    special = [role for role in Role if role in held and role != Role.ADVOCATE.value]
    return [str(role.label) for role in special] or [str(Role.ADVOCATE.label)]


@dataclass(frozen=True)
class SecondStepCount:
    """How many members have a second step at sign-in, of how many."""

    having: int
    all: int


def second_step_count() -> SecondStepCount:
    """Count who has a second step; nobody is named."""
    active = Member.objects.active()
    with_step = Authenticator.objects.filter(type__in=SECOND_STEPS).values("user_id")
    return SecondStepCount(active.filter(user_id__in=with_step).count(), active.count())
