"""Pages of the library: the desk, the editor, one post."""

from __future__ import annotations

from content.views.attachments import attachment
from content.views.campaigns import (
    campaign_add,
    campaign_archive,
    campaign_edit,
    campaign_end,
    campaign_new,
    campaign_restore,
    campaign_take,
    campaigns,
)
from content.views.cards import link_card
from content.views.desk import desk, post_approve, post_archive, post_restore
from content.views.editor import post_edit, post_new, post_preview
from content.views.hashtags import hashtag, hashtag_remove, hashtags
from content.views.library import (
    asset,
    asset_delete,
    asset_replace,
    assets,
    assets_to_choose,
)
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
from content.views.pilots import campaign_open, campaign_pilot, post_open, post_pilot
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

__all__ = [
    "asset",
    "asset_delete",
    "asset_replace",
    "assets",
    "assets_to_choose",
    "attachment",
    "campaign_add",
    "campaign_archive",
    "campaign_edit",
    "campaign_end",
    "campaign_new",
    "campaign_open",
    "campaign_pilot",
    "campaign_restore",
    "campaign_take",
    "campaigns",
    "desk",
    "hashtag",
    "hashtag_remove",
    "hashtags",
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
    "post_import",
    "post_import_list",
    "post_import_run",
    "post_import_template",
    "post_import_undo",
    "post_new",
    "post_open",
    "post_pilot",
    "post_preview",
    "post_restore",
    "source",
    "source_find",
    "source_new",
    "source_pause",
    "source_read",
    "source_remove",
    "source_resume",
    "sources",
]
