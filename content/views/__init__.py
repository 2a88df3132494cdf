"""Pages of the library: the desk, the editor, one post."""

from __future__ import annotations

from content.views.approval_settings import approval_settings, away
from content.views.attachments import attachment
from content.views.bulk import desk_bulk, desk_bulk_undo
from content.views.cards import link_card
from content.views.desk import (
    desk,
    post_approve,
    post_archive,
    post_keep_longer,
    post_look_again,
    post_restore,
)
from content.views.editor import post_edit, post_new, post_preview
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
from content.views.planning import desk_calendar, post_embargo
from content.views.reading import post
from content.views.review import (
    note_answer,
    note_reopen,
    note_resolve,
    note_write,
    post_clear,
    post_propose,
    post_send_back,
    post_submit,
    post_withdraw,
    review,
)
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

__all__ = [
    "approval_settings",
    "attachment",
    "away",
    "desk",
    "desk_bulk",
    "desk_bulk_undo",
    "desk_calendar",
    "link_card",
    "logo",
    "media",
    "note_answer",
    "note_reopen",
    "note_resolve",
    "note_write",
    "picture",
    "picture_details",
    "picture_remove",
    "picture_upload",
    "post",
    "post_approve",
    "post_archive",
    "post_clear",
    "post_edit",
    "post_embargo",
    "post_import",
    "post_import_list",
    "post_import_run",
    "post_import_template",
    "post_import_undo",
    "post_keep_longer",
    "post_look_again",
    "post_new",
    "post_preview",
    "post_propose",
    "post_restore",
    "post_send_back",
    "post_submit",
    "post_withdraw",
    "review",
    "source",
    "source_find",
    "source_new",
    "source_pause",
    "source_read",
    "source_remove",
    "source_resume",
    "sources",
]
