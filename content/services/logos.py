"""An organization's logo: decoded at once by the child that decodes all uploads, kept small."""

from __future__ import annotations

import json
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from content.pictures.files import incoming
from content.pictures.headers import NotAPicture, read_facts
from content.pictures.rendering import Rendered
from content.pictures.uses import LOGO, MAX_BYTES, PNG
from content.services.pictures import problem
from content.services.preparing import start_child
from tenants.audit import record
from tenants.models import Act, Member, Organization
from tenants.roles import Permission
from tenants.scope import tenant

TYPES = frozenset({"image/png", "image/jpeg", "image/webp"})
TIMEOUT_S = 20
CHUNK_BYTES = 64 * 1024


def set_logo(*, by: Member, upload: File[bytes], now: datetime) -> Organization:
    """Store a logo in place of an earlier one. Opens its own scope: none is open while it decodes.

    Raises PermissionDenied; ValidationError of code "empty", "type", "broken", "too_big",
    "too_many_pixels".
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    made = _decoded(upload)
    ending = "png" if made.mime_type == PNG else "jpg"
    name = f"{by.organization_id}/logo/{made.digest}.{ending}"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(made.content))
    return _store(by, name, now)


def remove_logo(*, by: Member, now: datetime) -> Organization:
    """Show the first letter again. Opens its own scope. Raises PermissionDenied."""
    by.require(Permission.MANAGE_ORGANIZATION)
    return _store(by, "", now)


def _store(by: Member, name: str, now: datetime) -> Organization:
    with tenant(by.organization_id):
        rows = Organization.objects.filter(pk=by.organization.pk)
        organization = rows.select_for_update(no_key=True).get()
        before = organization.logo
        if before != name:
            rows.update(logo=name)
            record(Act.LOGO_CHANGED, by=by, now=now)
        if before and before != name:
            transaction.on_commit(lambda: default_storage.delete(before))
        organization.logo = name
    return organization


def _decoded(upload: File[bytes]) -> Rendered:
    if (upload.size or 0) > MAX_BYTES:
        raise problem("too_big")
    try:
        facts = read_facts(upload)
    except NotAPicture as refused:
        raise problem(refused.code) from None
    if facts.mime_type not in TYPES:
        raise problem("type")
    with tempfile.TemporaryDirectory(prefix="logo-", dir=incoming()) as folder:
        original = Path(folder) / "original"
        with original.open("wb") as target:
            for chunk in upload.chunks(CHUNK_BYTES):
                target.write(chunk)
        return _made(original, facts.mime_type, Path(folder))


def _made(original: Path, mime_type: str, folder: Path) -> Rendered:
    with start_child(str(original), mime_type, "0.5", "0.5", str(folder), "logo") as child:
        try:
            said, _nothing = child.communicate(timeout=TIMEOUT_S)
        except subprocess.TimeoutExpired:
            child.kill()
            raise problem("broken") from None
    if child.returncode != 0:
        raise problem("broken")
    told = json.loads(said)
    content = (folder / LOGO[0].name).read_bytes()
    return Rendered(LOGO[0].name, told["mime_type"], told["width"], told["height"], content)
