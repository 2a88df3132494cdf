"""The dates of a post: from when it is offered, till when, and when to look at it again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.models import Post, State
from content.search.indexing import index_post
from content.services.drafting import require_dates
from content.services.remembering import remember_act
from content.services.requests import carry_yeses
from content.written import MOMENTS, written
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission

LOOK_AGAIN_AFTER = timedelta(days=90)
LONGER = timedelta(days=30)
WRONG: dict[str, Promise] = {
    "archived": _("This post is archived. Restore it first."),
    "stale": _("Someone else changed this post meanwhile. Look at it again."),
}


@transaction.atomic
def set_dates(
    *, post: Post, by: Member, now: datetime, version: int | None = None, **dates: datetime | None
) -> Post:
    """Set some of the `MOMENTS` of a post that is not archived; None takes one away.

    Raises PermissionDenied; ValidationError of a date's name where it is wrong, "stale",
    "archived".
    """
    by.require(Permission.APPROVE_POSTS)
    if not set(dates) <= set(MOMENTS):
        raise TypeError(f"A post has {MOMENTS}, not {sorted(dates)}.")
    Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    post.refresh_from_db()
    if post.state == State.ARCHIVED:
        raise ValidationError(str(WRONG["archived"]), code="archived")
    if version is not None and post.version != version:
        raise ValidationError(str(WRONG["stale"]), code="stale")
    changes = {name: at for name, at in dates.items() if getattr(post, name) != at}
    whole = {name: getattr(post, name) for name in MOMENTS}
    require_dates({**whole, **dates}, before=post, now=now)
    if not changes:
        return post
    before, rows = written(post), Post.objects.filter(pk=post.pk)
    carry_yeses([post.pk])
    rows.update(version=F("version") + 1, updated_at=now, **changes)
    post.refresh_from_db()
    index_post(post)
    remember_act(post=post, before=before, by=by, now=now)
    data = {"fields": sorted(changes), "version": post.version}
    record(Act.DATES_SET, by=by, about=post, data=data, now=now)
    return post


def look_again_later(*, post: Post, by: Member, now: datetime, version: int | None = None) -> Post:
    """Note that a post was looked at and is still true: it comes up again in 90 days.

    Raises as `set_dates`.
    """
    at = now + LOOK_AGAIN_AFTER
    return set_dates(post=post, by=by, now=now, version=version, review_at=at)


def keep_longer(*, post: Post, by: Member, now: datetime, version: int | None = None) -> Post:
    """Let a post stay 30 days longer than it would. Raises as `set_dates`."""
    ends = max(post.expires_at or now, now) + LONGER
    return set_dates(post=post, by=by, now=now, version=version, expires_at=ends)
