"""Preparing pictures in a worker: claimed from the table, decoded by a child, told as it goes.

The row is the queue. A claim is a lease named by its own end, so a worker that lost it can change
nothing any more; one that dies leaves a lease that ends, and another begins anew. The work is
harmless to repeat: the same file gives the same renditions under the same names. No scope is open
while pixels are worked on.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from content.models import Asset, AssetKind, AssetState
from content.pictures.files import (
    Stored,
    copy_original,
    delete_folder,
    delete_left,
    incoming,
    is_gone,
    store_rendition,
)
from content.pictures.headers import NotAPicture
from content.pictures.rendering import Rendered
from content.pictures.uses import ACTIVE, FACTS, LOCKED, SETS, TOO_LONG, UNUSABLE, Use
from content.services.attachments import itself
from content.services.pictures import (
    KEPT_IDLE,
    cut_again,
    delete_idle,
    focus_of,
    keep_rendition,
)
from content.uploads import idle_pictures
from tenants.scope import platform, tenant
from tenants.turns import in_turns

log = structlog.get_logger("content.pictures")
SWEPT_AT_ONCE = 500
_ENDS = (UNUSABLE, -signal.SIGXCPU, -signal.SIGSEGV, -signal.SIGABRT, -signal.SIGFPE)
VERDICTS = dict.fromkeys(_ENDS, "broken") | {
    LOCKED: "locked",
    ACTIVE: "active",
    TOO_LONG: "too_many_pages",
}
"""How a child ends because of the file, and what that means; else it is the machine's trouble."""
GIVEN_UP = timedelta(days=1)
"""How old a picture becomes that ends every child otherwise, before it is refused."""
FOLDER = 4
"""Which of the child's arguments is the folder it writes into."""
SAID = 500
"""How much of a child's last words the log gets."""

CLAIM = in_turns(
    "content_asset",
    order="created_at",
    due="d.state = 'processing' AND (d.claimed_until IS NULL OR d.claimed_until < %(now)s)",
    takes="claimed_until = %(until)s",
    gives=("claimed_until",),
)

WITH_OLD = """
SELECT o.id FROM tenants_organization o WHERE EXISTS (
  SELECT FROM content_asset a WHERE a.organization_id = o.id AND a.created_at < %(before)s)
"""


class LeaseLost(Exception):
    """Another worker has the picture by now, or it was removed."""


class Unsettled(Exception):
    """The child ended without a verdict on the picture; says how, and with what words."""


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
        cursor.execute(CLAIM, {"now": now, "until": until, "limit": limit})
        return [Claim(*row) for row in cursor.fetchall()]


def prepare_batch(*, now: datetime, limit: int = 1) -> int:
    """Prepare up to `limit` pictures; return how many were taken."""
    claims = claim_pictures(now=now, limit=limit)
    for claim in claims:
        prepare_picture(claim)
    return len(claims)


def prepare_picture(claim: Claim) -> None:
    """Make a claimed picture's renditions and end it READY or REFUSED with a reason.

    Trouble of the machine's is no verdict: the lease ends, and it is tried again.
    """
    with tenant(claim.organization_id):
        asset = Asset.objects.filter(pk=claim.asset_id).first()
    if asset is None:
        return
    try:
        with tempfile.TemporaryDirectory(prefix="picture-", dir=incoming()) as folder:
            _finish(claim, asset, _make_all(claim, asset, Path(folder)))
    except NotAPicture as refused:
        _refuse(claim, refused.code)
    except LeaseLost:
        log.info("picture.lease_lost", asset=asset.pk)
    except (OSError, Unsettled) as trouble:
        log.exception("picture.unprepared", asset=asset.pk, said=str(trouble))
    _leave_nothing(claim, asset)


def _make_all(claim: Claim, asset: Asset, folder: Path) -> list[Stored]:
    """Return all renditions. Raises NotAPicture; LeaseLost; Unsettled or OSError for trouble."""
    original, said = folder / "original", folder / "stderr"
    _fetch(asset, original)
    made: list[Stored] = []
    uses = SETS[_set_of(asset)]
    with begin_child(asset, original, folder) as child:
        for rendered in _told(child, folder, uses):
            made.append(store_rendition(asset.file, rendered))
            progress = 100 * len(made) // (len(uses) + 1)
            if not _tell(claim, progress):
                child.kill()
                raise LeaseLost
    if child.returncode == 0 and len(made) == len(uses):
        return made if asset.kind == AssetKind.PICTURE else [*made, _opened(asset, folder)]
    if child.returncode in VERDICTS:
        raise NotAPicture(VERDICTS[child.returncode])
    if claim.until - asset.created_at > GIVEN_UP:
        raise NotAPicture("lost")
    raise Unsettled(f"exit {child.returncode}: {said.read_text(errors='replace')[-SAID:]}")


def _fetch(asset: Asset, path: Path) -> None:
    """Copy the original here; one that is gone for good, its disk being there, is refused."""
    try:
        copy_original(asset.file, path)
    except FileNotFoundError:
        if is_gone(asset.file):
            raise NotAPicture("lost") from None
        raise


def begin_child(asset: Asset, original: Path, folder: Path) -> subprocess.Popen[str]:
    """Start the process that decodes a picture into `folder`."""
    where = [str(original), asset.mime_type, *map(str, focus_of(asset)), str(folder)]
    return start_child(*where, _set_of(asset))


def _set_of(asset: Asset) -> str:
    """Name what is made of an upload: of a document only pictures for our own pages."""
    return "post" if asset.kind == AssetKind.PICTURE else "page"


def _opened(asset: Asset, folder: Path) -> Stored:
    """Take over what a document says of itself, and return its file as what is sent."""
    asset.pages = json.loads((folder / FACTS).read_text())["pages"]
    return itself(asset)


def start_child(*where: str) -> subprocess.Popen[str]:
    """Start the process that decodes; `where` is what `content.pictures.child` takes."""
    folder = Path(where[FOLDER])
    with (folder / "stderr").open("wb") as said:
        return subprocess.Popen(  # noqa: S603 (our own module, our own values)
            [sys.executable, "-m", "content.pictures.child", *where],
            cwd=settings.ROOT,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )


def _told(child: subprocess.Popen[str], folder: Path, uses: Sequence[Use]) -> Iterator[Rendered]:
    for use, line in zip(uses, child.stdout or (), strict=False):
        told: dict[str, Any] = json.loads(line)
        content = (folder / use.name).read_bytes()
        yield Rendered(use.name, told["mime_type"], told["width"], told["height"], content)


def _tell(claim: Claim, progress: int) -> bool:
    """Write how far it is and renew the lease; False when it was lost."""
    until = timezone.now() + timedelta(seconds=settings.LEASE_S)
    with tenant(claim.organization_id):
        held = _held(claim).update(progress=progress, claimed_until=until)
    claim.until = until
    return bool(held)


def _held(claim: Claim) -> QuerySet[Asset]:
    return Asset.objects.filter(
        pk=claim.asset_id, state=AssetState.PROCESSING, claimed_until=claim.until
    )


def _finish(claim: Claim, asset: Asset, made: list[Stored]) -> None:
    """Write what was made, cut anew for as long as another focus was chosen meanwhile."""
    focus = focus_of(asset)
    while (wanted := _settle(claim, made, focus, asset.pages)) is not None:
        cut = {stored.name: stored for stored in cut_again(asset.file, made, wanted)}
        made, focus = [cut.get(stored.name, stored) for stored in made], wanted


def _settle(
    claim: Claim, made: list[Stored], focus: tuple[float, float], pages: int | None
) -> tuple[float, float] | None:
    """End a picture READY, if it was cut at the focus it has by now; else return that focus."""
    with tenant(claim.organization_id):
        asset = _held(claim).select_for_update(no_key=True).first()
        if asset is None:
            return None
        if focus_of(asset) != focus:
            return focus_of(asset)
        for stored in made:
            keep_rendition(asset, stored)
        done = {"state": AssetState.READY, "progress": 100, "claimed_until": None, "problem": ""}
        _held(claim).update(pages=pages, **done)
        return None


def _refuse(claim: Claim, code: str) -> None:
    with tenant(claim.organization_id):
        _held(claim).update(state=AssetState.REFUSED, claimed_until=None, problem=code)


def _leave_nothing(claim: Claim, asset: Asset) -> None:
    """Delete the files of a picture that was removed while they were made."""
    with tenant(claim.organization_id):
        is_there = Asset.objects.filter(pk=asset.pk).exists()
    if not is_there:
        delete_folder(asset.file)


def sweep_pictures(*, now: datetime) -> int:
    """Delete uploads that nothing has used for a day, with their files; return how many.

    With them goes what processes that were killed left behind.
    """
    before = now - KEPT_IDLE
    delete_left(before=before)
    with platform(), connection.cursor() as cursor:
        cursor.execute(WITH_OLD, {"before": before})
        organizations = [pk for (pk,) in cursor.fetchall()]
    swept = 0
    for pk in organizations:
        with tenant(pk):
            idle = idle_pictures().filter(created_at__lt=before).order_by("created_at", "id")
            swept += sum(delete_idle(asset) for asset in idle[:SWEPT_AT_ONCE])
    return swept
