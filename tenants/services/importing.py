"""Inviting everybody on a list: stored at once, worked off by workers, reported line by line.

The row is the queue: a worker takes an import on a lease, invites a few of its lines in one
transaction and gives it back, so that organizations take turns and a worker that dies loses nothing
and invites nobody twice. Each line keeps the rules of a single invitation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.lists import Line
from tenants.models import Act, ImportLine, InvitationImport, Member, Outcome, Team
from tenants.naming import sort_key, tidy_name
from tenants.roles import Permission, Role
from tenants.scope import platform, tenant
from tenants.services.inviting import Wish, checked_wish, invite_people, members_among
from tenants.services.teams import add_team
from tenants.wakeups import wake_on_commit

log = structlog.get_logger("tenants.importing")

TASK = "tenants.tasks.work_imports"
BATCH = 100
LEASE = timedelta(minutes=5)
SAME_WITHIN = timedelta(minutes=1)
SHORT = 120
BETWEEN_ROLES = re.compile(r"[\s,;|/+]+")
OUTCOMES = {
    "email": Outcome.BAD_ADDRESS,
    "roles": Outcome.UNKNOWN_ROLE,
    "member": Outcome.MEMBER,
    "name": Outcome.UNKNOWN_TEAM,
    "team": Outcome.UNKNOWN_TEAM,
}
"""What becomes of a line by the code of what was wrong with it."""

CLAIM = """
WITH chosen AS (
  SELECT id FROM tenants_invitationimport WHERE wake_at <= %(now)s
  ORDER BY wake_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE tenants_invitationimport SET wake_at = %(until)s FROM chosen
WHERE tenants_invitationimport.id = chosen.id
RETURNING tenants_invitationimport.organization_id, tenants_invitationimport.id
"""


def import_invitations(
    *,
    lines: Iterable[Line],
    by: Member,
    now: datetime,
    makes_teams: bool = False,
    roles: Iterable[str] = (),
    team: Team | None = None,
) -> InvitationImport:
    """Store a list to be invited by workers; `roles` and `team` are for lines that name none.

    The second line of an address is marked at once; the same list sent again within a minute is the
    one that is there. Raises PermissionDenied;
    ValidationError("empty").
    """
    by.require(Permission.MANAGE_MEMBERS)
    seen: set[str] = set()
    rows = [
        ImportLine(
            number=number,
            email=_cut(line.email, 254),
            name=tidy_name(line.name),
            roles=_cut(line.roles or " ".join(roles), SHORT),
            team=_cut(line.team or (team.name if team else ""), SHORT),
            outcome=_at_once(line, seen),
        )
        for number, line in _numbered(list(lines))
    ]
    if not rows:
        raise ValidationError(_("There is nobody in this list."), code="empty")
    with transaction.atomic():
        Member.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # a double click
        same = _just_sent(rows, by, now, makes_teams=makes_teams)
        if same is not None:
            return same
        job: InvitationImport = InvitationImport.objects.create(
            by=by, makes_teams=makes_teams, total=len(rows), created_at=now, wake_at=now
        )
        for row in rows:
            row.job = job
        ImportLine.objects.bulk_create(rows, batch_size=1000)
        data = {"lines": len(rows)}
        record(Act.INVITATIONS_IMPORTED, by=by, about=job, data=data, now=now)
        wake_on_commit(TASK)
    return job


def _just_sent(
    rows: list[ImportLine], by: Member, now: datetime, *, makes_teams: bool
) -> InvitationImport | None:
    """Return this member's newest list if it is the same and was sent a moment ago."""
    own = InvitationImport.objects.filter(
        by=by, makes_teams=makes_teams, created_at__gt=now - SAME_WITHIN
    )
    newest: InvitationImport | None = own.order_by("-created_at", "-pk").first()
    if newest is None or newest.total != len(rows):
        return None
    lines = ImportLine.objects.of(newest).order_by("number")
    there = list(lines.values_list("email", "name", "roles", "team"))
    return newest if there == [(r.email, r.name, r.roles, r.team) for r in rows] else None


def _numbered(lines: list[Line]) -> list[tuple[int, Line]]:
    """Return lines with the numbers they have in their file; counted anew where several share one.

    People who are pasted may stand in one row.
    """
    numbers = [line.number for line in lines]
    if len(set(numbers)) < len(numbers):
        return list(enumerate(lines, start=1))
    return list(zip(numbers, lines, strict=True))


def _at_once(line: Line, seen: set[str]) -> str:
    """Return what is plain without asking the database, "" for the rest."""
    address = line.email.strip().lower()
    if not line.is_whole:
        return Outcome.BAD_LINE
    if address in seen:
        return Outcome.DUPLICATE
    seen.add(address)
    return ""


def _cut(text: str, most: int) -> str:
    return text.replace("\0", "").strip()[:most]


def work_imports(*, now: datetime, limit: int = BATCH) -> int:
    """Invite the next lines of the import that has waited longest; return how many, 0 for none."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE})
        claim = cursor.fetchone()
    if claim is None:
        return 0
    organization_id, job_id = claim
    with tenant(organization_id):
        job = (
            InvitationImport.objects.select_for_update(of=("self",))
            .select_related("by")
            .filter(pk=job_id, wake_at=now + LEASE)
            .first()
        )
        return _work(job, now=now, limit=limit) if job else 0


def _work(job: InvitationImport, *, now: datetime, limit: int) -> int:
    """Invite some lines of an import under its lock, and put it back or end it."""
    waiting = ImportLine.objects.of(job).waiting()
    by = job.by
    if by is None or by.left_at is not None or not by.may(Permission.MANAGE_MEMBERS):
        waiting.update(outcome=Outcome.STOPPED)
    lines = list(waiting.order_by("number")[:limit])
    if by is not None and lines:
        _invite(lines, job, by, now)
        ImportLine.objects.bulk_update(lines, ["outcome"])
    is_done = len(lines) < limit
    job.wake_at, job.finished_at = (None, now) if is_done else (now, None)
    job.save(update_fields=["wake_at", "finished_at"])
    return len(lines)


def _invite(lines: list[ImportLine], job: InvitationImport, by: Member, now: datetime) -> None:
    """Invite some lines together; one by one where that crashes, so that one stops no other."""
    try:
        with transaction.atomic():
            _invite_together(lines, job, by, now)
    except Exception:  # the one guard per row: a bug in one line must not stop the others
        where = {"organization": job.organization_id, "line": lines[0].number}
        log.exception("import.crashed", lines=len(lines), **where)
        if len(lines) == 1:
            lines[0].outcome = Outcome.FAILED
        else:
            for line in lines:
                _invite([line], job, by, now)


def _invite_together(
    lines: list[ImportLine], job: InvitationImport, by: Member, now: datetime
) -> None:
    """Invite the lines that are right and say what is wrong with the others."""
    members = members_among(line.email.lower() for line in lines)
    teams = {team.sort_key: team for team in Team.objects.current()}
    wishes: dict[str, tuple[ImportLine, Wish]] = {}
    for line in lines:
        try:
            wish = _wish(line, members)
            team = _team(line.team, teams, job=job, by=by, now=now)
        except ValidationError as error:
            line.outcome = OUTCOMES.get(str(error.code), Outcome.FAILED)
        else:
            wishes[wish.email] = (line, replace(wish, team=team))
    made = invite_people(wishes=[wish for _line, wish in wishes.values()], by=by, now=now)
    for invitation in made:
        line = wishes[invitation.email][0]
        is_new = invitation.created_at == now
        line.outcome = Outcome.INVITED if is_new else Outcome.RENEWED


def _wish(line: ImportLine, members: set[str]) -> Wish:
    """Return whom a line wants, without its team. Raises ValidationError."""
    wish = checked_wish(email=line.email, roles=_roles(line.roles), team=None, name=line.name)
    if wish.email in members:
        raise ValidationError(_("This person is a member already."), code="member")
    return wish


def _roles(text: str) -> list[str]:
    """Return the roles that are named, by their code or as people read them.

    Raises ValidationError("roles").
    """
    known = {str(role.label).casefold(): role.value for role in Role} | {
        role.value: role.value for role in Role
    }
    words = [word for word in BETWEEN_ROLES.split(text.casefold()) if word]
    if not set(words) <= set(known):
        raise ValidationError(_("There is no such role."), code="roles")
    return [known[word] for word in words]


def _team(
    name: str, teams: dict[str, Team], *, job: InvitationImport, by: Member, now: datetime
) -> Team | None:
    """Return the team that is named, None for none; made, and added, if the import makes teams.

    Raises ValidationError of code "team", "name".
    """
    if not name:
        return None
    key = sort_key(name)
    if key not in teams:
        if not job.makes_teams:
            raise ValidationError(_("There is no such team."), code="team")
        teams[key] = add_team(name=name, by=by, now=now)
    return teams[key]
