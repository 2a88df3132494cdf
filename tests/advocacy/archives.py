"""Asking for archives and looking at what became of them."""

from __future__ import annotations

from django.utils import timezone

from advocacy.archive import CONTENTS
from tenants.archiving import make_archive
from tenants.models import Archive, ArchiveKind, Member
from tenants.scope import tenant
from tenants.services.archives import ask_for_archive


def ask(member: Member, kind: ArchiveKind = ArchiveKind.ORGANIZATION) -> Archive:
    """Ask for one."""
    with tenant(member.organization_id):
        return ask_for_archive(by=member, kind=kind, now=timezone.now())


def made(archive: Archive) -> Archive:
    """Let a worker make the one that waits."""
    assert make_archive(CONTENTS, now=timezone.now())
    return look(archive)


def look(archive: Archive) -> Archive:
    """Read it again."""
    with tenant(archive.organization_id):
        return Archive.objects.get(pk=archive.pk)
