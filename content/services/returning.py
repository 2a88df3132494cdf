"""Bringing back what a post was, as a new version of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content.history import written_at
from content.models import Post
from content.services.drafting import wrong_dates
from content.services.posts import edit_post
from content.written import FILES, MOMENTS, Written, draft_of, moment_in, to_the_minute
from tenants.models import Member


def return_to_version(*, post: Post, by: Member, version: int, now: datetime) -> Post:
    """Make a post again what it was at a version; its own versions all stay.

    Its dates too, so that a save can be undone. Pictures, a video or a document stay as they are
    now where the older ones are gone, or not `by`'s to use. So do dates that can't be set any more,
    alone or beside those that stay, and those that the version does not speak of.
    Raises PermissionDenied; ValidationError of code "no_version": it is not kept (any more), or as
    `edit_post` does.
    """
    content = written_at(post, version)
    if content is None:
        raise ValidationError(_("This version is not kept any more."), code="no_version")
    draft = draft_of(content, member=by, post=post)
    if any(len(getattr(draft, name) or ()) < len(content.get(name, [])) for name in FILES):
        draft = replace(draft, pictures=None, attachment=None)
    draft = replace(draft, **_dates(post, content, now))
    return edit_post(
        post=post, by=by, draft=draft, version=post.version, now=now, of_version=version
    )


def _dates(post: Post, content: Written, now: datetime) -> Written:
    """Return the dates of a version as far as they can be set; to the minute as now is as now."""
    own: Written = {name: getattr(post, name) for name in MOMENTS}
    dates = {
        name: at if name in content and at != to_the_minute(own[name]) else own[name]
        for name, at in ((name, moment_in(content, name)) for name in MOMENTS)
    }
    while wrong := wrong_dates(dates, before=post, now=now):
        kept = dates | {name: own[name] for name in wrong}
        dates = own if kept == dates else kept
    return dates
