"""Who accepted the guidelines in force: by team, where a team may be told apart.

Names are for the one person who looks after the guidelines, and may edit them, or for admins while
there is nobody; the rest see counts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from analytics.missed import Missed, missed
from analytics.selectors.groups import told_apart
from policies.models import Acknowledgement, PolicyVersion
from tenants.audit import record
from tenants.fewest import fewest
from tenants.models import Act, Member, Team
from tenants.roles import Permission
from tenants.sheets import BYTE_ORDER_MARK, plain_cell

MOST_NAMED = 200


@dataclass(frozen=True)
class Share:
    """How many of some people accepted; `team` is "" for all who are in no team that is shown."""

    team: str
    accepted: int
    people: int


@dataclass(frozen=True)
class Reader:
    """Where one member stands with the version in force; `at` is None until they accept it."""

    name: str
    email: str
    at: datetime | None
    language: str
    way: str


@dataclass(frozen=True)
class Acceptances:
    """The version in force, and who accepted it. `whole` is None for fewer than five people.

    `readers` and `missed` are None for who may not know.
    """

    version: PolicyVersion | None
    whole: Share | None
    teams: list[Share]
    readers: list[Reader] | None
    missed: list[Missed] | None = None

    @property
    def first_readers(self) -> list[Reader] | None:
        """Return as many of them as a page shows; the file has all."""
        return None if self.readers is None else self.readers[:MOST_NAMED]


def acceptances(member: Member) -> Acceptances:
    """Return who accepted the version in force, in a fixed number of queries."""
    version = PolicyVersion.objects.current()
    if version is None:
        return Acceptances(None, None, [], None)
    accepted = Acknowledgement.objects.filter(version=version).values("member")
    rows = (
        Member.objects.active()
        .order_by()
        .values_list("team")
        .annotate(people=Count("pk"), accepted=Count("pk", filter=Q(pk__in=accepted)))
    )
    counts = {team: (done, people) for team, people, done in rows}
    shown = told_apart({team: people for team, (_done, people) in counts.items()})
    names = dict(Team.objects.filter(pk__in=shown).order_by("sort_key").values_list("pk", "name"))
    teams = [Share(name, *counts[team]) for team, name in names.items()]
    whole = Share("", *(sum(each) for each in zip(*counts.values(), strict=True)))
    readers = _readers(member, version)
    wrong = None if readers is None else missed(version)
    if whole.people < fewest():
        return Acceptances(version, None, [], readers, wrong)
    rest = Share(
        "",
        whole.accepted - sum(team.accepted for team in teams),
        whole.people - sum(team.people for team in teams),
    )
    return Acceptances(
        version,
        whole,
        [*teams, rest] if teams and rest.people else teams,
        readers,
        wrong,
    )


@transaction.atomic
def export_acceptances(*, member: Member, now: datetime) -> str:
    """Return the report as CSV, and record that it was taken."""
    found = acceptances(member)
    record(Act.ACCEPTANCES_EXPORTED, by=member, about=found.version, now=now)
    text = io.StringIO()
    written = csv.writer(text)
    written.writerow(["team", "accepted", "people"])
    for share in found.teams or ([found.whole] if found.whole else []):
        written.writerow([plain_cell(share.team), share.accepted, share.people])
    if found.readers is not None:
        written.writerow([])
        written.writerow(["name", "email", "accepted_at", "language", "way"])
        for one in found.readers:
            at = one.at.isoformat() if one.at else ""
            written.writerow(
                [plain_cell(one.name), plain_cell(one.email), at, one.language, one.way]
            )
    return BYTE_ORDER_MARK + text.getvalue()


def may_know(member: Member, version: PolicyVersion) -> bool:
    """Tell whether a member may know who has accepted a version, by name."""
    keeper = version.policy.keeper
    if keeper is None:
        return member.may(Permission.MANAGE_ORGANIZATION)
    return keeper == member


def _readers(member: Member, version: PolicyVersion) -> list[Reader] | None:
    """Return everybody by name, those who have not accepted first; None for who may not know."""
    if not may_know(member, version):
        return None
    readers = readers_of(version, everybody(version).order_by("sort_key", "pk"))
    return sorted(readers, key=lambda reader: reader.at is not None)


def everybody(version: PolicyVersion, *, accepted: bool | None = None) -> QuerySet[Member]:
    """Return all members, or only those who accepted a version, or have not."""
    people: QuerySet[Member] = Member.objects.active().select_related("user")
    done = Acknowledgement.objects.filter(version=version).values("member")
    if accepted is None:
        return people
    return people.filter(pk__in=done) if accepted else people.exclude(pk__in=done)


def readers_of(version: PolicyVersion, people: Iterable[Member]) -> list[Reader]:
    """Return where members, who come with their users, stand with a version; in their order."""
    found = list(people)
    marks = Acknowledgement.objects.filter(version=version, member__in=found)
    done = {one.member_id: one for one in marks}
    return [
        Reader(one.name, one.user.email, mark.at, mark.language, mark.way)
        if (mark := done.get(one.pk))
        else Reader(one.name, one.user.email, None, "", "")
        for one in found
    ]
