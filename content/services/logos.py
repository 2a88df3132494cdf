"""An organization's logo: decoded at once by the child that decodes all uploads, kept small."""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from content.pictures.uses import PNG
from content.services.at_once import decode_at_once
from tenants.audit import record
from tenants.models import Act, Member, Organization
from tenants.roles import Permission
from tenants.scope import tenant

TYPES = frozenset({"image/png", "image/jpeg", "image/webp"})


def set_logo(*, by: Member, upload: File[bytes], now: datetime) -> Organization:
    """Store a logo in place of an earlier one. Opens its own scope: none is open while it decodes.

    Raises PermissionDenied; ValidationError of code "empty", "type", "broken", "too_big",
    "too_many_pixels".
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    made = decode_at_once(upload, use="logo", types=TYPES)
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
