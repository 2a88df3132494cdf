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
from content.written import FILES, MOMENTS, draft_of
from tenants.models import Member


def return_to_version(*, post: Post, by: Member, version: int, now: datetime) -> Post:
    """Make a post again what it was at a version; its own versions all stay.

    Pictures, a video or a document stay as they are now where the older ones are gone, or not
    `by`'s to use. So do dates that can't be set any more.
    Raises PermissionDenied; ValidationError of code "no_version": it is not kept (any more), or as
    `edit_post` does.
    """
    content = written_at(post, version)
    if content is None:
        raise ValidationError(_("This version is not kept any more."), code="no_version")
    draft = draft_of(content, member=by, post=post)
    if any(len(getattr(draft, name) or ()) < len(content.get(name, [])) for name in FILES):
        draft = replace(draft, pictures=None, attachment=None)
    dates = {name: getattr(draft, name) for name in MOMENTS}
    wrong = wrong_dates(dates, before=post, now=now)
    draft = replace(draft, **{name: getattr(post, name) for name in wrong})
    return edit_post(
        post=post, by=by, draft=draft, version=post.version, now=now, of_version=version
    )
