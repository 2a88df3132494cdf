"""Pages of the library: the desk, the editor, one post."""

from __future__ import annotations

from content.views.attachments import attachment
from content.views.cards import link_card
from content.views.desk import desk, post_approve, post_archive, post_restore
from content.views.editor import kept_discard, post_edit, post_new, post_preview
from content.views.history import post_history, post_version, post_version_restore
from content.views.lists import (
    post_import,
    post_import_list,
    post_import_run,
    post_import_template,
    post_import_undo,
)
from content.views.logos import logo
from content.views.media import media
from content.views.pictures import picture, picture_details, picture_remove, picture_upload
from content.views.reading import post
from content.views.sources import (
    source,
    source_find,
    source_new,
    source_pause,
    source_read,
    source_remove,
    source_resume,
    sources,
)
from content.views.templates import post_template_remove, post_template_rename, post_templates

__all__ = [
    "attachment",
    "desk",
    "kept_discard",
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
    "post_history",
    "post_import",
    "post_import_list",
    "post_import_run",
    "post_import_template",
    "post_import_undo",
    "post_new",
    "post_preview",
    "post_restore",
    "post_template_remove",
    "post_template_rename",
    "post_templates",
    "post_version",
    "post_version_restore",
    "source",
    "source_find",
    "source_new",
    "source_pause",
    "source_read",
    "source_remove",
    "source_resume",
    "sources",
]
