"""The API of sharing: shares and what is done with them, accounts, one's own week."""

from __future__ import annotations

from django.urls import URLPattern, path

from sharing.api.accounts import AssistedNetworks, Connections
from sharing.api.clearances import Clearances
from sharing.api.composing import Composer
from sharing.api.halting import Pauses, Recalls
from sharing.api.mentions import Mentions
from sharing.api.own_apps import OwnApps
from sharing.api.receipts import Receipts
from sharing.api.shares import Shares
from sharing.api.trials import RuleTrials
from sharing.api.week import Calendar, Slots

SHARE = "shares/<uuid:public_id>"
ACTS = (
    "cancel",
    "retry",
    "answer",
    "move",
    "post_now",
    "report",
    "dismiss",
    "reopen",
    "answer_recall",
)
"""What can be done with a share: each is an address below it."""

urlpatterns: list[URLPattern] = [
    path("posts/<uuid:public_id>/suggestions", Composer.as_view({"get": "suggestions"})),
    path("posts/<uuid:public_id>/share-preview", Composer.as_view({"post": "preview"})),
    path("shares", Shares.as_view({"get": "index", "post": "create"})),
    path(SHARE, Shares.as_view({"get": "show"})),
    *[path(f"{SHARE}/{act.replace('_', '-')}", Shares.as_view({"post": act})) for act in ACTS],
    path(f"{SHARE}/delete", Shares.as_view({"post": "delete"})),
    path(f"{SHARE}/finish", Shares.as_view({"get": "finish"})),
    path("pause", Pauses.as_view({"get": "show", "post": "start", "delete": "end"})),
    path("posts/<uuid:public_id>/recall", Recalls.as_view({"get": "show", "post": "start"})),
    path(f"{SHARE}/receipt", Receipts.as_view({"get": "show"})),
    path("receipts", Receipts.as_view({"get": "index"})),
    path("clearances", Clearances.as_view({"get": "index"})),
    path("clearances/<uuid:public_id>/approve", Clearances.as_view({"post": "approve"})),
    path("clearances/<uuid:public_id>/send-back", Clearances.as_view({"post": "send_back"})),
    path("policy/trials", RuleTrials.as_view({"post": "create"})),
    path("mentions", Mentions.as_view({"get": "index", "post": "create"})),
    path("mentions/<uuid:public_id>", Mentions.as_view({"patch": "change", "delete": "remove"})),
    path("connections", Connections.as_view({"get": "index"})),
    path("connections/<uuid:public_id>", Connections.as_view({"delete": "disconnect"})),
    path("connections/<uuid:public_id>/check", Connections.as_view({"post": "check"})),
    path("assisted-networks", AssistedNetworks.as_view({"get": "index", "put": "choose"})),
    path("own-apps", OwnApps.as_view({"get": "index"})),
    path("own-apps/<uuid:public_id>/check", OwnApps.as_view({"post": "check"})),
    path("slots", Slots.as_view({"get": "index", "post": "add"})),
    path("slots/<int:weekday>/<str:at>", Slots.as_view({"delete": "remove"})),
    path("slots/copy", Slots.as_view({"post": "copy"})),
    path("slots/suggest", Slots.as_view({"post": "suggest"})),
    path("calendar", Calendar.as_view({"get": "show"})),
]
