"""Preparing pictures in a worker: claimed from the table, decoded by a child, told as it goes.

The row is the queue. A claim is a lease named by its own end, so a worker that lost it can change
nothing any more; one that dies leaves a lease that ends, and another begins anew. The work is
harmless to repeat: the same file gives the same renditions under the same names. No scope is open
while pixels are worked on.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone

from content.models import Asset, AssetState
from content.pictures.files import Stored, copy_original, store_rendition
from content.pictures.rendering import Rendered
from content.pictures.uses import USES
from content.selectors import idle_pictures
from content.services.pictures import (
    KEPT_IDLE,
    PROBLEMS,
    crop_again,
    delete_idle,
    focus_of,
    keep_rendition,
)
from tenants.scope import platform, tenant

log = structlog.get_logger("content.pictures")
SPARE = 16
"""How many more of each organization are looked at, for what other workers hold just now."""
SWEPT_AT_ONCE = 500

# An organization's turn: its pictures in order of arrival, then all organizations' first pictures
# before anybody's second.
CLAIM = """
WITH turns AS (
  SELECT q.id, q.created_at,
    row_number() OVER (PARTITION BY o.id ORDER BY q.created_at, q.id) AS turn
  FROM tenants_organization o
  CROSS JOIN LATERAL (
    SELECT a.id, a.created_at FROM content_asset a
    WHERE a.organization_id = o.id AND a.state = 'processing'
      AND (a.claimed_until IS NULL OR a.claimed_until < %(now)s)
    ORDER BY a.created_at, a.id LIMIT %(limit)s + %(spare)s
  ) q
), chosen AS (
  SELECT a.id FROM turns t JOIN content_asset a ON a.id = t.id
  WHERE a.state = 'processing' AND (a.claimed_until IS NULL OR a.claimed_until < %(now)s)
  ORDER BY t.turn, t.created_at, t.id LIMIT %(limit)s
  FOR NO KEY UPDATE OF a SKIP LOCKED
)
UPDATE content_asset SET claimed_until = %(until)s FROM chosen WHERE content_asset.id = chosen.id
RETURNING content_asset.organization_id, content_asset.id, content_asset.claimed_until
"""

WITH_OLD = """
SELECT o.id FROM tenants_organization o WHERE EXISTS (
  SELECT FROM content_asset a WHERE a.organization_id = o.id AND a.created_at < %(before)s)
"""


@dataclass
class Claim:
    """A lease on one picture; `until` is its end and its name."""

    organization_id: int
    asset_id: int
    until: datetime


def claim_pictures(*, now: datetime, limit: int) -> list[Claim]:
    """Take up to `limit` pictures that wait, or whose worker died, in turns by organization."""
    until = now + timedelta(seconds=settings.LEASE_S)
    with platform(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": until, "limit": limit, "spare": SPARE})
        return [Claim(*row) for row in cursor.fetchall()]


def prepare_batch(*, now: datetime, limit: int = 1) -> int:
    """Prepare up to `limit` pictures; return how many were taken."""
    claims = claim_pictures(now=now, limit=limit)
    for claim in claims:
        prepare_picture(claim)
    return len(claims)


def prepare_picture(claim: Claim) -> None:
    """Make a claimed picture's renditions and end it READY or REFUSED with a reason."""
    with tenant(claim.organization_id):
        asset = Asset.objects.get(pk=claim.asset_id)
    with tempfile.TemporaryDirectory(prefix="picture-") as folder:
        try:
            made = _make_all(claim, asset, Path(folder))
        except OSError:
            log.exception("picture.unreadable", asset=asset.pk)
            return  # the disk is ill, not the picture: the lease ends and it is tried again
        if made is None:
            return
        with tenant(claim.organization_id):
            _finish(claim, asset, made)


def _make_all(claim: Claim, asset: Asset, folder: Path) -> list[Stored] | None:
    """Return all renditions, [] for a picture that can't be used, None when the lease was lost."""
    original = folder / "original"
    copy_original(asset.file, original)
    made: list[Stored] = []
    with _child(asset, original, folder) as child:
        for rendered in _told(child, folder):
            made.append(store_rendition(asset.file, rendered))
            progress = 100 * len(made) // (len(USES) + 1)
            if not _tell(claim, progress):
                child.kill()
                return None
    return made if child.returncode == 0 and len(made) == len(USES) else []


def _child(asset: Asset, original: Path, folder: Path) -> subprocess.Popen[str]:
    where = [str(original), asset.mime_type, *map(str, focus_of(asset)), str(folder)]
    return subprocess.Popen(  # noqa: S603 (our own module, our own values)
        [sys.executable, "-m", "content.pictures.child", *where],
        cwd=settings.ROOT,
        env={"PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _told(child: subprocess.Popen[str], folder: Path) -> Iterator[Rendered]:
    for use, line in zip(USES, child.stdout or (), strict=False):
        told: dict[str, Any] = json.loads(line)
        content = (folder / use.name).read_bytes()
        yield Rendered(use.name, told["mime_type"], told["width"], told["height"], content)


def _tell(claim: Claim, progress: int) -> bool:
    """Write how far it is and renew the lease; False when it was lost."""
    until = timezone.now() + timedelta(seconds=settings.LEASE_S)
    with tenant(claim.organization_id):
        held = Asset.objects.filter(
            pk=claim.asset_id, state=AssetState.PROCESSING, claimed_until=claim.until
        ).update(progress=progress, claimed_until=until)
    claim.until = until
    return bool(held)


def _finish(claim: Claim, before: Asset, made: list[Stored]) -> None:
    held = Asset.objects.filter(
        pk=claim.asset_id, state=AssetState.PROCESSING, claimed_until=claim.until
    )
    asset = held.select_for_update().first()
    if asset is None:
        return
    for stored in made:
        keep_rendition(asset, stored)
    if not made:
        problem = str(PROBLEMS["broken"])
        held.update(state=AssetState.REFUSED, claimed_until=None, problem=problem)
        return
    if focus_of(asset) != focus_of(before):
        crop_again(asset)
    held.update(state=AssetState.READY, progress=100, claimed_until=None, problem="")


def sweep_pictures(*, now: datetime) -> int:
    """Delete uploads that nothing has used for a day, with their files; return how many."""
    before = now - KEPT_IDLE
    with platform(), connection.cursor() as cursor:
        cursor.execute(WITH_OLD, {"before": before})
        organizations = [pk for (pk,) in cursor.fetchall()]
    swept = 0
    for pk in organizations:
        with tenant(pk):
            idle = idle_pictures().filter(created_at__lt=before).order_by("created_at", "id")
            swept += sum(delete_idle(asset) for asset in idle[:SWEPT_AT_ONCE])
    return swept
