"""Help at hand for programs."""

from __future__ import annotations

from django.urls import URLPattern, path

from content.concerns.api.endpoints import Concerns, Offers, ProgrammeLeads, StandardReplies

REPLY = "standard-replies/<uuid:public_id>"
CONCERN = "concerns/<uuid:public_id>"
urlpatterns: list[URLPattern] = [
    path("concerns", Concerns.as_view({"get": "index", "post": "create"})),
    path("concerns/queue", Concerns.as_view({"get": "queue"})),
    path(CONCERN, Concerns.as_view({"get": "show"})),
    path(f"{CONCERN}/answer", Concerns.as_view({"post": "answer"})),
    path(f"{CONCERN}/take", Concerns.as_view({"post": "take"})),
    path(f"{CONCERN}/hand-over", Concerns.as_view({"post": "hand_over"})),
    path(f"{CONCERN}/settle", Concerns.as_view({"post": "settle"})),
    path("standard-replies", StandardReplies.as_view({"get": "index", "post": "create"})),
    path(REPLY, StandardReplies.as_view({"put": "write", "delete": "remove"})),
    path("programme-lead", ProgrammeLeads.as_view({"get": "show", "put": "write"})),
    path("concern-answers/offer", Offers.as_view({"post": "create"})),
]
