"""Pages of the library: the desk, the editor, one post."""

from __future__ import annotations

from content.views.attachments import attachment
from content.views.cards import link_card
from content.views.desk import desk, post_approve, post_archive, post_restore
from content.views.editor import post_edit, post_new, post_preview
from content.views.logos import logo
from content.views.media import media
from content.views.pictures import picture, picture_details, picture_remove, picture_upload
from content.views.reading import post

__all__ = [
    "attachment",
    "desk",
    "link_card",
    "logo",
    "media",
    "picture",
    "picture_details",
    "picture_remove",
    "picture_upload",
    "post",
    "post_approve",
    "post_archive",
    "post_edit",
    "post_new",
    "post_preview",
    "post_restore",
]
