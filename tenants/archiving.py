"""Making archives in a worker: claimed from the table, told as it goes, kept for a week.

The row is the queue. A claim is a lease named by its own end; a worker that lost it changes nothing
any more. Before the archive of a whole organization can be fetched, every member has been told:
it holds who has shared what.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from tenants.models import Archive, ArchiveKind, ArchiveState, Member, Notice
from tenants.notifying import notify, notify_all
from tenants.packing import Contents, Whose, pack
from tenants.scope import platform, tenant

log = structlog.get_logger("tenants.archiving")

KEPT = timedelta(days=7)
LEASE = timedelta(minutes=5)
"""Longer than a few hundred rows, or one file, ever take."""
MOST_ATTEMPTS = 3
CLAIM = """
UPDATE tenants_archive SET claimed_until = %(until)s, attempts = attempts + 1, rows = 0,
  steps_done = 0, step = ''
FROM (
  SELECT id FROM tenants_archive
  WHERE state = 'waiting' AND (claimed_until IS NULL OR claimed_until < %(now)s)
  ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
) AS chosen
WHERE tenants_archive.id = chosen.id
RETURNING tenants_archive.organization_id, tenants_archive.id, tenants_archive.claimed_until
"""


class LeaseLost(Exception):
    """Another worker has the archive by now, or it was removed."""


@dataclass
class Claim:
    """A lease on one archive; `until` is its end and its name."""

    organization_id: int
    archive_id: int
    until: datetime


def make_archive(contents: Mapping[str, Contents], *, now: datetime) -> bool:
    """Make the archive that has waited longest, outside any scope; tell whether there was one."""
    claim = _claim(now)
    if claim is None:
        return False
    with tenant(claim.organization_id):
        archive = Archive.objects.select_related("asked_by").filter(pk=claim.archive_id).first()
    if archive is not None:
        _make(claim, archive, contents[archive.kind])
    return True


def _claim(now: datetime) -> Claim | None:
    with platform(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE})
        row = cursor.fetchone()
    return Claim(*row) if row else None


def _make(claim: Claim, archive: Archive, contents: Contents) -> None:
    if archive.attempts > MOST_ATTEMPTS:
        _end(claim, state=ArchiveState.FAILED)
        return
    try:
        with tempfile.TemporaryDirectory(prefix="archive-") as folder:
            path = Path(folder) / "archive.zip"
            pack(path, contents, _whose(claim, archive), _Teller(claim, contents.steps))
            _keep(claim, archive, path)
    except LeaseLost:
        log.info("archive.lease_lost", archive=archive.pk)
    except Exception:  # the one guard per row: the lease ends, and it is tried again
        log.exception("archive.crashed", organization=claim.organization_id, archive=archive.pk)


def _whose(claim: Claim, archive: Archive) -> Whose:
    member_id = archive.asked_by_id if archive.kind == ArchiveKind.MEMBER else None
    return Whose(claim.organization_id, member_id)


class _Teller:
    """Writes how far an archive is, and renews the lease."""

    def __init__(self, claim: Claim, steps: int) -> None:
        self.claim, self.steps = claim, steps
        self.step, self.begun = "", 0

    def __call__(self, step: str, more: int) -> None:
        """Note a step and its rows. Raises LeaseLost."""
        if step != self.step:
            self.step, self.begun = step, self.begun + 1
        until = timezone.now() + LEASE
        with tenant(self.claim.organization_id):
            told = _held(self.claim).update(
                claimed_until=until,
                step=step,
                steps=self.steps,
                steps_done=max(0, self.begun - 1),
                rows=F("rows") + more,
            )
        if not told:
            raise LeaseLost
        self.claim.until = until


def _held(claim: Claim) -> QuerySet[Archive]:
    found: QuerySet[Archive] = Archive.objects.filter(
        pk=claim.archive_id, state=ArchiveState.WAITING, claimed_until=claim.until
    )
    return found


def _keep(claim: Claim, archive: Archive, path: Path) -> None:
    """Store the file, tell whom it concerns, and only then open it to be fetched."""
    name = f"{archive.organization_id}/archives/{secrets.token_hex(16)}.zip"
    with path.open("rb") as file:
        stored = default_storage.save(name, File(file))
    now = timezone.now()
    if archive.kind == ArchiveKind.ORGANIZATION:
        _announce(claim, archive, now)
    size = path.stat().st_size
    changes = {"file": stored, "size_bytes": size, "ready_at": now, "expires_at": now + KEPT}
    if not _end(claim, state=ArchiveState.READY, **changes):
        default_storage.delete(stored)
        raise LeaseLost
    with tenant(claim.organization_id):
        member = Member.objects.select_related("user", "organization").get(pk=archive.asked_by_id)
        page = "privacy" if archive.kind == ArchiveKind.MEMBER else "tenants:danger_zone"
        notify(
            member=member,
            kind=Notice.ARCHIVE_READY,
            subject=f"archive {archive.public_id.hex}",
            params={},
            path=reverse(page, args=[member.organization.slug]),
            now=now,
        )


def _end(claim: Claim, **changes: object) -> bool:
    with tenant(claim.organization_id):
        return bool(_held(claim).update(claimed_until=None, step="", **changes))


def _announce(claim: Claim, archive: Archive, now: datetime) -> None:
    with tenant(claim.organization_id):
        member = Member.objects.select_related("organization").get(pk=archive.asked_by_id)
    notify_all(
        organization_id=claim.organization_id,
        kind=Notice.ARCHIVE_MADE,
        subject=f"archive {archive.public_id.hex}",
        params={"name": member.name, "organization": member.organization.name},
        path=reverse("privacy", args=[member.organization.slug]),
        now=now,
    )


def sweep_archives(*, now: datetime) -> int:
    """Delete the archives whose week is over, file and row; return how many."""
    with platform():
        over = list(
            Archive.everyone.filter(expires_at__lte=now).values_list(
                "organization_id", "pk", "file"
            )
        )
    for organization_id, pk, name in over:
        default_storage.delete(name)  # first: a row without file is harmless, not the reverse
        with tenant(organization_id):
            Archive.objects.filter(pk=pk).delete()
    return len(over)
