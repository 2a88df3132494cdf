"""Addresses of help at hand."""

from __future__ import annotations

from django.urls import URLPattern, path

from content.concerns import views

HELP, DESK = "o/<slug:slug>/help", "o/<slug:slug>/desk/concerns"
ONE = f"{DESK}/<uuid:public_id>"
REPLY = f"{DESK}/replies/<uuid:public_id>"
urlpatterns: list[URLPattern] = [
    path(f"{HELP}/", views.concern_raise, name="concern_raise"),
    path(f"{HELP}/ask/", views.lead_ask, name="lead_ask"),
    path(f"{HELP}/lead/", views.lead, name="lead"),
    path("o/<slug:slug>/settings/help/", views.lead_settings, name="lead_settings"),
    path(f"{HELP}/mine/", views.concerns_own, name="concerns_own"),
    path(f"{HELP}/<uuid:public_id>/", views.concern, name="concern"),
    path(f"{DESK}/", views.concerns, name="concerns"),
    path(f"{DESK}/replies/", views.standard_replies, name="standard_replies"),
    path(f"{REPLY}/", views.standard_reply, name="standard_reply"),
    path(f"{REPLY}/remove/", views.standard_reply_remove, name="standard_reply_remove"),
    path(f"{ONE}/", views.concern_tend, name="concern_tend"),
    path(f"{ONE}/take/", views.concern_take, name="concern_take"),
    path(f"{ONE}/offer/", views.concern_offer, name="concern_offer"),
    path(f"{ONE}/hand-over/", views.concern_hand_over, name="concern_hand_over"),
]
