"""Inviting everybody on a list: stored at once, worked off by workers, reported line by line.

The row is the queue: a worker takes an import on a lease, invites a few of its lines in one
transaction and gives it back, so that organizations take turns and a worker that dies loses nothing
and invites nobody twice. Each line keeps the rules of a single invitation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.lists import Line
from tenants.models import Act, ImportLine, InvitationImport, Member, Outcome, Team
from tenants.naming import clean_email, clean_name, sort_key
from tenants.roles import Permission, Role
from tenants.scope import platform, tenant
from tenants.services.inviting import invite_member
from tenants.services.teams import add_team
from tenants.wakeups import wake_on_commit

log = structlog.get_logger("tenants.importing")

TASK = "tenants.tasks.work_imports"
BATCH = 100
LEASE = timedelta(minutes=5)
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

    The second line of an address is marked at once. Raises PermissionDenied;
    ValidationError("empty").
    """
    by.require(Permission.MANAGE_MEMBERS)
    seen: set[str] = set()
    rows = [
        ImportLine(
            number=number,
            email=_cut(line.email, 254),
            name=clean_name(line.name),
            roles=_cut(line.roles or " ".join(roles), SHORT),
            team=_cut(line.team or (team.name if team else ""), SHORT),
            outcome=_at_once(line, seen),
        )
        for number, line in enumerate(lines, start=1)
    ]
    if not rows:
        raise ValidationError(_("There is nobody in this list."), code="empty")
    with transaction.atomic():
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
    teams = {team.sort_key: team for team in Team.objects.current()} if lines else {}
    for line in lines:
        line.outcome = _invite(line, job, teams, now=now)
    ImportLine.objects.bulk_update(lines, ["outcome"])
    is_done = len(lines) < limit
    job.wake_at, job.finished_at = (None, now) if is_done else (now, None)
    job.save(update_fields=["wake_at", "finished_at"])
    return len(lines)


def _invite(
    line: ImportLine, job: InvitationImport, teams: dict[str, Team], *, now: datetime
) -> Outcome:
    """Invite one person by the rules of every invitation; whatever is wrong stays with its line."""
    if job.by is None:
        return Outcome.STOPPED
    try:
        with transaction.atomic():
            clean_email(line.email)
            invitation = invite_member(
                email=line.email,
                name=line.name,
                roles=_roles(line.roles),
                team=_team(line.team, teams, job=job, now=now),
                by=job.by,
                now=now,
            )
    except ValidationError as error:
        return OUTCOMES.get(str(error.code), Outcome.FAILED)
    except Exception:  # the one guard per row: a bug in one line must not stop the others
        log.exception("import.crashed", organization=job.organization_id, line=line.pk)
        return Outcome.FAILED
    if invitation.team is not None:  # only now: with a line that fails, its new team is undone
        teams[invitation.team.sort_key] = invitation.team
    return Outcome.INVITED if invitation.created_at == now else Outcome.RENEWED


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
    name: str, teams: dict[str, Team], *, job: InvitationImport, now: datetime
) -> Team | None:
    """Return the team that is named, None for none; made if the import makes teams.

    Raises ValidationError of code "team", "name".
    """
    if not name:
        return None
    known = teams.get(sort_key(name))
    if known is not None:
        return known
    if not job.makes_teams or job.by is None:
        raise ValidationError(_("There is no such team."), code="team")
    return add_team(name=name, by=job.by, now=now)
