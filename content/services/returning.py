"""Bringing back what a post was, as a new version of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content.history import written_at
from content.models import Post
from content.services.posts import edit_post
from content.written import FILES, draft_of
from tenants.models import Member


def return_to_version(*, post: Post, by: Member, version: int, now: datetime) -> Post:
    """Make a post again what it was at a version; its own versions all stay.

    Pictures, a video or a document stay as they are now where the older ones are gone, or not
    `by`'s to use. So do times that are over.
    Raises PermissionDenied; ValidationError of code "no_version": it is not kept (any more), or as
    `edit_post` does.
    """
    content = written_at(post, version)
    if content is None:
        raise ValidationError(_("This version is not kept any more."), code="no_version")
    draft = draft_of(content, member=by, post=post)
    if any(len(getattr(draft, name) or ()) < len(content.get(name, [])) for name in FILES):
        draft = replace(draft, pictures=None, attachment=None)
    if draft.expires_at is not None and draft.expires_at <= now:
        draft = replace(draft, expires_at=post.expires_at)
    return edit_post(
        post=post, by=by, draft=draft, version=post.version, now=now, of_version=version
    )
