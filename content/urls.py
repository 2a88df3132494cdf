"""Addresses of the app; an organization's pages live under `/o/<slug>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from content import views
from content.concerns.urls import urlpatterns as help_at_hand

app_name = "content"
POST, COMMENT = "o/<slug:slug>/posts/<uuid:public_id>", "o/<slug:slug>/comments/<uuid:public_id>"
SUGGESTION = "o/<slug:slug>/desk/suggestions/<uuid:public_id>"
QUESTION = "o/<slug:slug>/desk/questions/<uuid:public_id>"
POLL = "o/<slug:slug>/polls/<uuid:public_id>"
IMPORT = "o/<slug:slug>/desk/import/<uuid:public_id>"
TEMPLATE = "o/<slug:slug>/desk/templates/<uuid:public_id>"
VERSION = "o/<slug:slug>/desk/<uuid:public_id>/history/<int:version>"
CAMPAIGN = "o/<slug:slug>/desk/campaigns/<uuid:public_id>"
HASHTAG = "o/<slug:slug>/desk/hashtags/<uuid:public_id>"
ASSET = "o/<slug:slug>/desk/library/<uuid:public_id>"
urlpatterns: list[URLPattern] = [
    path("o/<slug:slug>/posts/<uuid:public_id>/", views.post, name="post"),
    path(f"{POST}/comments/", views.comments, name="comments"),
    path(f"{POST}/feedback/", views.feedback, name="feedback"),
    path(f"{POST}/confirm/", views.confirm, name="confirm"),
    path(f"{POST}/confirming/", views.confirming, name="confirming"),
    path(f"{COMMENT}/", views.comment, name="comment"),
    path(f"{COMMENT}/delete/", views.comment_delete, name="comment_delete"),
    path(f"{COMMENT}/hide/", views.comment_hide, name="comment_hide"),
    path(f"{COMMENT}/show/", views.comment_show, name="comment_show"),
    path("o/<slug:slug>/suggest/", views.suggest, name="suggest"),
    path("o/<slug:slug>/suggest/question/", views.question_report, name="question_report"),
    path("o/<slug:slug>/suggest/mine/", views.suggested, name="suggested"),
    path("o/<slug:slug>/suggest/<uuid:public_id>/", views.suggestion, name="suggestion"),
    path(
        "o/<slug:slug>/suggest/<uuid:public_id>/withdraw/",
        views.suggestion_withdraw,
        name="suggestion_withdraw",
    ),
    path("o/<slug:slug>/polls/", views.polls, name="polls"),
    path("o/<slug:slug>/polls/new/", views.poll_new, name="poll_new"),
    path(f"{POLL}/", views.poll, name="poll"),
    path(f"{POLL}/close/", views.poll_close, name="poll_close"),
    path(f"{POLL}/remove/", views.poll_remove, name="poll_remove"),
    path("o/<slug:slug>/media/<uuid:public_id>/<slug:name>", views.media, name="media"),
    path("o/<slug:slug>/settings/logo/", views.logo, name="logo"),
    path(
        "o/<slug:slug>/guidelines/drafts/<uuid:public_id>/pictures/",
        views.guideline_pictures,
        name="guideline_pictures",
    ),
    path("o/<slug:slug>/pictures/", views.picture_upload, name="picture_upload"),
    path("o/<slug:slug>/pictures/<uuid:public_id>/", views.picture, name="picture"),
    path(
        "o/<slug:slug>/pictures/<uuid:public_id>/details/",
        views.picture_details,
        name="picture_details",
    ),
    path(
        "o/<slug:slug>/pictures/<uuid:public_id>/remove/",
        views.picture_remove,
        name="picture_remove",
    ),
    path("o/<slug:slug>/attachments/<uuid:public_id>/", views.attachment, name="attachment"),
    path("o/<slug:slug>/topics/", views.topics, name="topics"),
    path("o/<slug:slug>/topics/<uuid:public_id>/follow/", views.follow, name="follow"),
    path("o/<slug:slug>/desk/", views.desk, name="desk"),
    path("o/<slug:slug>/desk/topics/", views.desk_topics, name="desk_topics"),
    path("o/<slug:slug>/desk/topics/new/", views.topic_new, name="topic_new"),
    path("o/<slug:slug>/desk/topics/defaults/", views.topic_defaults, name="topic_defaults"),
    path("o/<slug:slug>/desk/topics/<uuid:public_id>/", views.topic_edit, name="topic_edit"),
    path(
        "o/<slug:slug>/desk/topics/<uuid:public_id>/merge/", views.topic_merge, name="topic_merge"
    ),
    path(
        "o/<slug:slug>/desk/topics/<uuid:public_id>/delete/",
        views.topic_delete,
        name="topic_delete",
    ),
    path("o/<slug:slug>/desk/suggestions/", views.suggestions, name="suggestions"),
    path(f"{SUGGESTION}/", views.suggestion_decide, name="suggestion_decide"),
    path(f"{SUGGESTION}/take/", views.suggestion_take, name="suggestion_take"),
    path(f"{SUGGESTION}/ask/", views.suggestion_ask, name="suggestion_ask"),
    path(f"{SUGGESTION}/decline/", views.suggestion_decline, name="suggestion_decline"),
    path("o/<slug:slug>/desk/questions/", views.questions, name="questions"),
    path(f"{QUESTION}/", views.question, name="question"),
    *(
        path(f"{QUESTION}/{act}/", view, name=f"question_{act}")
        for act, view in (
            ("reword", views.question_reword),
            ("merge", views.question_merge),
            ("split", views.question_split),
            ("answer", views.question_answer),
            ("write", views.question_write),
            ("close", views.question_close),
            ("reopen", views.question_reopen),
        )
    ),
    path("o/<slug:slug>/desk/new/", views.post_new, name="post_new"),
    path("o/<slug:slug>/desk/preview/", views.post_preview, name="post_preview"),
    path("o/<slug:slug>/desk/kept/<uuid:key>/discard/", views.kept_discard, name="kept_discard"),
    path("o/<slug:slug>/desk/templates/", views.post_templates, name="post_templates"),
    path(f"{TEMPLATE}/rename/", views.post_template_rename, name="post_template_rename"),
    path(f"{TEMPLATE}/remove/", views.post_template_remove, name="post_template_remove"),
    path("o/<slug:slug>/desk/import/", views.post_import, name="post_import"),
    path(
        "o/<slug:slug>/desk/import/posts.csv",
        views.post_import_template,
        name="post_import_template",
    ),
    path(f"{IMPORT}/", views.post_import_list, name="post_import_list"),
    path(f"{IMPORT}/run/", views.post_import_run, name="post_import_run"),
    path(f"{IMPORT}/undo/", views.post_import_undo, name="post_import_undo"),
    path("o/<slug:slug>/digest/", views.digest, name="digest"),
    path("o/<slug:slug>/digest/test/", views.digest_test, name="digest_test"),
    path("o/<slug:slug>/desk/digest/", views.digest_plan, name="digest_plan"),
    path("o/<slug:slug>/desk/digest/test/", views.digest_plan_test, name="digest_plan_test"),
    path("digest/<str:token>/stop/", views.digest_stop, name="digest_stop"),
    path("o/<slug:slug>/desk/bookmark/", views.bookmark, name="bookmark"),
    path("o/<slug:slug>/desk/campaigns/", views.campaigns, name="campaigns"),
    path("o/<slug:slug>/desk/campaigns/new/", views.campaign_new, name="campaign_new"),
    path(f"{CAMPAIGN}/", views.campaign_edit, name="campaign_edit"),
    *(
        path(f"{CAMPAIGN}/{act}/", view, name=f"campaign_{act}")
        for act, view in (
            ("add", views.campaign_add),
            ("take", views.campaign_take),
            ("end", views.campaign_end),
            ("archive", views.campaign_archive),
            ("restore", views.campaign_restore),
            ("pilot", views.campaign_pilot),
            ("open", views.campaign_open),
        )
    ),
    path("o/<slug:slug>/desk/hashtags/", views.hashtags, name="hashtags"),
    path(f"{HASHTAG}/", views.hashtag, name="hashtag"),
    path(f"{HASHTAG}/remove/", views.hashtag_remove, name="hashtag_remove"),
    path("o/<slug:slug>/desk/library/", views.assets, name="assets"),
    path("o/<slug:slug>/desk/library/choose/", views.assets_to_choose, name="assets_to_choose"),
    path(f"{ASSET}/", views.asset, name="asset"),
    path(f"{ASSET}/replace/", views.asset_replace, name="asset_replace"),
    path(f"{ASSET}/delete/", views.asset_delete, name="asset_delete"),
    path("o/<slug:slug>/desk/sources/", views.sources, name="sources"),
    path("o/<slug:slug>/desk/sources/new/", views.source_new, name="source_new"),
    path("o/<slug:slug>/desk/sources/find/", views.source_find, name="source_find"),
    path("o/<slug:slug>/desk/sources/<uuid:public_id>/", views.source, name="source"),
    *(
        path(f"o/<slug:slug>/desk/sources/<uuid:public_id>/{act}/", view, name=f"source_{act}")
        for act, view in (
            ("pause", views.source_pause),
            ("resume", views.source_resume),
            ("read", views.source_read),
            ("remove", views.source_remove),
        )
    ),
    path("o/<slug:slug>/settings/approval/", views.approval_settings, name="approval_settings"),
    path("o/<slug:slug>/away/", views.away, name="away"),
    path("o/<slug:slug>/desk/calendar/", views.desk_calendar, name="desk_calendar"),
    path("o/<slug:slug>/desk/many/", views.desk_bulk, name="desk_bulk"),
    path(
        "o/<slug:slug>/desk/many/<uuid:public_id>/undo/",
        views.desk_bulk_undo,
        name="desk_bulk_undo",
    ),
    *(
        path(f"o/<slug:slug>/desk/<uuid:public_id>/{act}/", view, name=name)
        for act, name, view in (
            ("submit", "post_submit", views.post_submit),
            ("withdraw", "post_withdraw", views.post_withdraw),
            ("propose", "post_propose", views.post_propose),
            ("look-again", "post_look_again", views.post_look_again),
            ("keep-longer", "post_keep_longer", views.post_keep_longer),
            ("embargo", "post_embargo", views.post_embargo),
        )
    ),
    *(
        path(f"o/<slug:slug>/posts/<uuid:public_id>/{act}/", view, name=name)
        for act, name, view in (
            ("review", "review", views.review),
            ("review/yes", "post_clear", views.post_clear),
            ("review/no", "post_send_back", views.post_send_back),
            ("notes", "note_write", views.note_write),
        )
    ),
    *(
        path(f"o/<slug:slug>/notes/<uuid:public_id>/{act}/", view, name=f"note_{act}")
        for act, view in (
            ("answer", views.note_answer),
            ("resolve", views.note_resolve),
            ("reopen", views.note_reopen),
        )
    ),
    path("o/<slug:slug>/desk/<uuid:public_id>/", views.post_edit, name="post_edit"),
    path("o/<slug:slug>/desk/<uuid:public_id>/history/", views.post_history, name="post_history"),
    path(f"{VERSION}/", views.post_version, name="post_version"),
    path(f"{VERSION}/restore/", views.post_version_restore, name="post_version_restore"),
    path("o/<slug:slug>/desk/<uuid:public_id>/link/", views.link_card, name="link_card"),
    path("o/<slug:slug>/desk/<uuid:public_id>/pilot/", views.post_pilot, name="post_pilot"),
    path("o/<slug:slug>/desk/<uuid:public_id>/pilot/open/", views.post_open, name="post_open"),
    path("o/<slug:slug>/desk/<uuid:public_id>/approve/", views.post_approve, name="post_approve"),
    path("o/<slug:slug>/desk/<uuid:public_id>/archive/", views.post_archive, name="post_archive"),
    path("o/<slug:slug>/desk/<uuid:public_id>/restore/", views.post_restore, name="post_restore"),
    *help_at_hand,
]
