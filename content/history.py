"""What a post was: its versions, as far back as they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from content.models import Post, Revision
from content.written import MOMENTS, Written, differing, is_captions
from tenants.models import Member

KEPT = 50
"""How many versions of a post are kept."""


@dataclass(frozen=True)
class Version:
    """One version as a page shows it: who made it, when, and what it changed."""

    number: int
    by: Member | None
    at: datetime
    fields: tuple[str, ...]
    of_version: int | None
    is_first: bool
    """Whether nothing older is kept."""


def versions(post: Post) -> list[Version]:
    """Return a post's versions, newest first. One query."""
    rows = list(Revision.objects.filter(post=post).select_related("by").order_by("-version"))
    return [
        Version(
            number=row.version,
            by=row.by,
            at=row.at,
            fields=tuple(row.fields),
            of_version=row.of_version,
            is_first=row is rows[-1],
        )
        for row in rows
    ]


def written_at(post: Post, version: int) -> Written | None:
    """Return what was written of a post at a version; None for one that is not kept, or not yet."""
    if version > post.version:
        return None
    rows = Revision.objects.filter(post=post, version__lte=version).order_by("version")
    return folded(rows)


def folded(revisions: Iterable[Revision]) -> Written | None:
    """Return what revisions add up to, the oldest first; None where there is none."""
    content: Written | None = None
    for revision in revisions:
        content = {**(content or {}), **revision.content}
    return content and {name: value for name, value in content.items() if not _is_gone(name, value)}


def changes_of_words() -> QuerySet[Revision]:
    """Return the saves that changed more of a post than its dates and topics. In scope."""
    rows: QuerySet[Revision] = Revision.objects.exclude(fields__contained_by=[*MOMENTS, "topics"])
    return rows


def change_between(before: Written, after: Written) -> Written:
    """Return what changed, such that `folded` puts it over `before`."""
    return {name: after.get(name, []) for name in differing(before, after)}


def _is_gone(name: str, value: object) -> bool:
    return is_captions(name) and not value
