"""Making archives in a worker: claimed from the table, told as it goes, kept for a week.

The row is the queue. A claim is a lease named by its own end; a worker that lost it changes nothing
any more. The file's name is in the row before the file is stored, so whoever takes over from a
worker that died removes what it left. Before the archive of a whole organization can be fetched,
every member has been told: it holds who has shared what.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import structlog
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import F, Q, QuerySet
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
    try:
        if archive.file:  # of a worker that died, or lost its lease
            default_storage.delete(archive.file)
        if archive.attempts > MOST_ATTEMPTS:
            _end(claim, state=ArchiveState.FAILED, expires_at=timezone.now() + KEPT)
            return
        with tempfile.TemporaryDirectory(prefix="archive-") as folder:
            path = Path(folder) / "archive.zip"
            tell = _Teller(claim, contents.steps)
            pack(path, contents, _whose(claim, archive), tell)
            _keep(claim, archive, path, tell)
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
        self.write(
            step=step,
            steps=self.steps,
            steps_done=max(0, self.begun - 1),
            rows=F("rows") + more,
        )

    def write(self, **changes: object) -> None:
        """Change the row and renew the lease. Raises LeaseLost."""
        until = timezone.now() + LEASE
        with tenant(self.claim.organization_id):
            told = _held(self.claim).update(claimed_until=until, **changes)
        if not told:
            raise LeaseLost
        self.claim.until = until

    def hold(self) -> None:
        """Renew the lease where half of it is over; cheap enough for each piece of a file."""
        if self.claim.until - timezone.now() < LEASE / 2:
            self.write()


class _Held(File):  # type: ignore[type-arg]  # generic in its stub alone
    """A file whose reading renews the lease: a storage elsewhere may take long."""

    def __init__(self, file: IO[bytes], tell: _Teller) -> None:
        super().__init__(file)
        self.source, self.teller = file, tell

    def read(self, size: int = -1) -> bytes:
        """Read on. Raises LeaseLost."""
        self.teller.hold()
        return self.source.read(size)


def _held(claim: Claim) -> QuerySet[Archive]:
    found: QuerySet[Archive] = Archive.objects.filter(
        pk=claim.archive_id, state=ArchiveState.WAITING, claimed_until=claim.until
    )
    return found


def _keep(claim: Claim, archive: Archive, path: Path, tell: _Teller) -> None:
    """Store the file under the name that the row has by then. Raises LeaseLost; none is left."""
    name = f"{archive.organization_id}/archives/{secrets.token_hex(16)}.zip"
    tell.write(file=name)
    try:
        with path.open("rb") as file:
            default_storage.save(name, _Held(file, tell))
        tell.write()
        _open(claim, archive, path.stat().st_size)
    except LeaseLost:
        default_storage.delete(name)
        raise


def _open(claim: Claim, archive: Archive, size: int) -> None:
    """Tell whom it concerns, and only then open it to be fetched. Raises LeaseLost."""
    now = timezone.now()
    if archive.kind == ArchiveKind.ORGANIZATION:
        _announce(claim, archive, now)
    ready = {"state": ArchiveState.READY, "ready_at": now, "expires_at": now + KEPT}
    if not _end(claim, size_bytes=size, **ready):
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
    is_over = Q(expires_at__lte=now)
    # those that failed before failing had an end
    is_over |= Q(state=ArchiveState.FAILED, expires_at=None, created_at__lte=now - KEPT)
    with platform():
        over = list(Archive.everyone.filter(is_over).values_list("organization_id", "pk", "file"))
    for organization_id, pk, name in over:
        if name:
            default_storage.delete(name)  # first: a row without file is harmless, not the reverse
        with tenant(organization_id):
            Archive.objects.filter(pk=pk).delete()
    return len(over)
