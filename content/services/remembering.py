"""Remembering what each save made of a post."""

from __future__ import annotations

from datetime import datetime

from content.history import KEPT, change_between, folded
from content.models import Post, Revision
from content.written import Written, written
from tenants.models import Member


def remember_start(*, post: Post, content: Written, by: Member | None, now: datetime) -> None:
    """Keep what a post begins with; for one from before we remembered, what it is now."""
    Revision.objects.create(
        post=post, version=post.version, by=by, at=now, content=content, fields=[]
    )


def remember(
    *,
    post: Post,
    before: Written,
    after: Written,
    by: Member,
    now: datetime,
    of_version: int | None = None,
) -> None:
    """Keep a save that made `after` of `before`, in its transaction and under the post's lock.

    Only the newest `KEPT` versions stay; the oldest of them then holds the whole post.
    """
    rows = list(Revision.objects.filter(post=post).order_by("version"))
    if not rows:
        start = Revision(post=post, version=post.version - 1, at=post.created_at, content=before)
        start.save()
        rows = [start]
    known = folded(rows) or {}
    change = change_between(known, after)
    if not change and of_version is None:
        return
    rows.append(
        Revision.objects.create(
            post=post,
            version=post.version,
            by=by,
            at=now,
            content=change,
            fields=sorted(change),
            of_version=of_version,
        )
    )
    over, kept = rows[:-KEPT], rows[-KEPT:]
    if over:
        kept[0].content = folded([*over, kept[0]]) or {}
        Revision.objects.filter(pk__in=[row.pk for row in over]).delete()
        kept[0].save(update_fields=["content"])


def remember_act(*, post: Post, before: Written, by: Member, now: datetime) -> None:
    """Keep what became of a post, of which `before` was written, by another act than a save."""
    remember(post=post, before=before, after=written(post), by=by, now=now)
