"""Pages of the library: the desk, the editor, one post."""

from __future__ import annotations

from content.views.answers import confirm, confirming, feedback
from content.views.approval_settings import approval_settings, away
from content.views.attachments import attachment
from content.views.bookmark import bookmark
from content.views.bulk import desk_bulk, desk_bulk_undo
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
from content.views.comments import (
    comment,
    comment_delete,
    comment_hide,
    comment_show,
    comments,
)
from content.views.deciding import (
    suggestion_ask,
    suggestion_decide,
    suggestion_decline,
    suggestion_take,
    suggestions,
)
from content.views.desk import (
    desk,
    post_approve,
    post_archive,
    post_keep_longer,
    post_look_again,
    post_restore,
)
from content.views.digests import (
    digest,
    digest_plan,
    digest_plan_test,
    digest_stop,
    digest_test,
)
from content.views.editor import kept_discard, post_edit, post_new, post_preview
from content.views.guideline_pictures import guideline_pictures
from content.views.hashtags import hashtag, hashtag_remove, hashtags
from content.views.history import post_history, post_version, post_version_restore
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
from content.views.planning import desk_calendar, post_embargo
from content.views.polls import poll, poll_close, poll_new, poll_remove, polls
from content.views.questions import (
    question,
    question_answer,
    question_close,
    question_merge,
    question_reopen,
    question_reword,
    question_split,
    question_write,
    questions,
)
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
from content.views.suggesting import (
    question_report,
    suggest,
    suggested,
    suggestion,
    suggestion_withdraw,
)
from content.views.templates import post_template_remove, post_template_rename, post_templates
from content.views.topics import (
    desk_topics,
    follow,
    topic_defaults,
    topic_delete,
    topic_edit,
    topic_merge,
    topic_new,
    topics,
)

__all__ = [
    "approval_settings",
    "asset",
    "asset_delete",
    "asset_replace",
    "assets",
    "assets_to_choose",
    "attachment",
    "away",
    "bookmark",
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
    "comment",
    "comment_delete",
    "comment_hide",
    "comment_show",
    "comments",
    "confirm",
    "confirming",
    "desk",
    "desk_bulk",
    "desk_bulk_undo",
    "desk_calendar",
    "desk_topics",
    "digest",
    "digest_plan",
    "digest_plan_test",
    "digest_stop",
    "digest_test",
    "feedback",
    "follow",
    "guideline_pictures",
    "hashtag",
    "hashtag_remove",
    "hashtags",
    "kept_discard",
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
    "poll",
    "poll_close",
    "poll_new",
    "poll_remove",
    "polls",
    "post",
    "post_approve",
    "post_archive",
    "post_clear",
    "post_edit",
    "post_embargo",
    "post_history",
    "post_import",
    "post_import_list",
    "post_import_run",
    "post_import_template",
    "post_import_undo",
    "post_keep_longer",
    "post_look_again",
    "post_new",
    "post_open",
    "post_pilot",
    "post_preview",
    "post_propose",
    "post_restore",
    "post_send_back",
    "post_submit",
    "post_template_remove",
    "post_template_rename",
    "post_templates",
    "post_version",
    "post_version_restore",
    "post_withdraw",
    "question",
    "question_answer",
    "question_close",
    "question_merge",
    "question_reopen",
    "question_report",
    "question_reword",
    "question_split",
    "question_write",
    "questions",
    "review",
    "source",
    "source_find",
    "source_new",
    "source_pause",
    "source_read",
    "source_remove",
    "source_resume",
    "sources",
    "suggest",
    "suggested",
    "suggestion",
    "suggestion_ask",
    "suggestion_decide",
    "suggestion_decline",
    "suggestion_take",
    "suggestion_withdraw",
    "suggestions",
    "topic_defaults",
    "topic_delete",
    "topic_edit",
    "topic_merge",
    "topic_new",
    "topics",
]
