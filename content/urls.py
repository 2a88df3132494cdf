"""Addresses of the app; an organization's pages live under `/o/<slug>/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from content import views

app_name = "content"
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
    path("o/<slug:slug>/desk/<uuid:public_id>/", views.post_edit, name="post_edit"),
    path("o/<slug:slug>/desk/<uuid:public_id>/link/", views.link_card, name="link_card"),
    path("o/<slug:slug>/desk/<uuid:public_id>/approve/", views.post_approve, name="post_approve"),
    path("o/<slug:slug>/desk/<uuid:public_id>/archive/", views.post_archive, name="post_archive"),
    path("o/<slug:slug>/desk/<uuid:public_id>/restore/", views.post_restore, name="post_restore"),
]
