"""Addresses of the app; an organization's pages live under `/o/<slug>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from content import views

app_name = "content"
IMPORT = "o/<slug:slug>/desk/import/<uuid:public_id>"
urlpatterns: list[URLPattern] = [
    path("o/<slug:slug>/posts/<uuid:public_id>/", views.post, name="post"),
    path("o/<slug:slug>/media/<uuid:public_id>/<slug:name>", views.media, name="media"),
    path("o/<slug:slug>/settings/logo/", views.logo, name="logo"),
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
    path("o/<slug:slug>/desk/", views.desk, name="desk"),
    path("o/<slug:slug>/desk/new/", views.post_new, name="post_new"),
    path("o/<slug:slug>/desk/preview/", views.post_preview, name="post_preview"),
    path("o/<slug:slug>/desk/import/", views.post_import, name="post_import"),
    path(
        "o/<slug:slug>/desk/import/posts.csv",
        views.post_import_template,
        name="post_import_template",
    ),
    path(f"{IMPORT}/", views.post_import_list, name="post_import_list"),
    path(f"{IMPORT}/run/", views.post_import_run, name="post_import_run"),
    path(f"{IMPORT}/undo/", views.post_import_undo, name="post_import_undo"),
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
    path("o/<slug:slug>/desk/<uuid:public_id>/link/", views.link_card, name="link_card"),
    path("o/<slug:slug>/desk/<uuid:public_id>/approve/", views.post_approve, name="post_approve"),
    path("o/<slug:slug>/desk/<uuid:public_id>/archive/", views.post_archive, name="post_archive"),
    path("o/<slug:slug>/desk/<uuid:public_id>/restore/", views.post_restore, name="post_restore"),
]
