"""Addresses of the app; an organization's pages live under `/o/<slug>/`."""

from __future__ import annotations

from django.urls import path

from sharing import views

app_name = "sharing"
urlpatterns = [
    path("o/<slug:slug>/", views.feed, name="feed"),
    path("o/<slug:slug>/evergreen/", views.evergreen, name="evergreen"),
    path("o/<slug:slug>/three/", views.three, name="three"),
    path("o/<slug:slug>/posts/<uuid:public_id>/card/", views.card, name="card"),
    path("o/<slug:slug>/posts/<uuid:public_id>/save/", views.save, name="save"),
    path("o/<slug:slug>/posts/<uuid:public_id>/not-for-me/", views.not_for_me, name="not_for_me"),
    path("o/<slug:slug>/posts/<uuid:public_id>/bring-back/", views.bring_back, name="bring_back"),
    path("o/<slug:slug>/search/", views.search, name="search"),
    path("o/<slug:slug>/posts/<uuid:public_id>/share/", views.compose, name="compose"),
    path("o/<slug:slug>/posts/<uuid:public_id>/one-click/", views.confirm, name="confirm"),
    path("o/<slug:slug>/posts/<uuid:public_id>/check/", views.check, name="check"),
    path("o/<slug:slug>/posts/<uuid:public_id>/share-now/", views.share_now, name="share_now"),
    path("o/<slug:slug>/posts/<uuid:public_id>/box/", views.box, name="box"),
    path("o/<slug:slug>/shares/", views.shares, name="shares"),
    path("o/<slug:slug>/shares/<uuid:public_id>/", views.row, name="row"),
    path("o/<slug:slug>/shares/receipts/", views.receipts, name="receipts"),
    path("o/<slug:slug>/shares/receipts/<slug:kind>/", views.receipts_file, name="receipts_file"),
    path("o/<slug:slug>/shares/<uuid:public_id>/receipt/", views.receipt, name="receipt"),
    path("o/<slug:slug>/shares/<uuid:public_id>/cancel/", views.cancel, name="cancel"),
    path("o/<slug:slug>/shares/<uuid:public_id>/retry/", views.retry, name="retry"),
    path("o/<slug:slug>/shares/<uuid:public_id>/answer/", views.answer, name="answer"),
    path("o/<slug:slug>/shares/<uuid:public_id>/delete/", views.delete, name="delete"),
    path("o/<slug:slug>/shares/<uuid:public_id>/finish/", views.finish, name="finish"),
    path("o/<slug:slug>/shares/<uuid:public_id>/posted/", views.report, name="report"),
    path("o/<slug:slug>/shares/<uuid:public_id>/not-now/", views.dismiss, name="dismiss"),
    path("o/<slug:slug>/shares/<uuid:public_id>/reopen/", views.reopen, name="reopen"),
    path("o/<slug:slug>/connections/by-hand/", views.assisted, name="assisted"),
    path("o/<slug:slug>/shares/<uuid:public_id>/move/", views.move, name="move"),
    path("o/<slug:slug>/shares/<uuid:public_id>/post-now/", views.post_now, name="post_now"),
    path("o/<slug:slug>/calendar/", views.calendar, name="calendar"),
    path("o/<slug:slug>/calendar/slots/", views.slots, name="slots"),
    path("o/<slug:slug>/calendar/address/", views.calendar_address, name="calendar_address"),
    path("calendar/<str:token>.ics", views.calendar_feed, name="calendar_feed"),
    path("o/<slug:slug>/connections/", views.connections, name="connections"),
    path("o/<slug:slug>/connections/<slug:key>/connect/", views.connect, name="connect"),
    path("o/<slug:slug>/connections/<slug:key>/sign-in/", views.sign_in, name="sign_in"),
    path(
        "o/<slug:slug>/connections/<uuid:public_id>/check/",
        views.check_account,
        name="check_account",
    ),
    path(
        "o/<slug:slug>/connections/<uuid:public_id>/disconnect/",
        views.disconnect,
        name="disconnect",
    ),
    path("o/<slug:slug>/pause/", views.pause, name="pause"),
    path("o/<slug:slug>/pause/end/", views.resume, name="resume"),
    path("o/<slug:slug>/posts/<uuid:public_id>/recall/", views.recall, name="recall"),
    path("o/<slug:slug>/shares/<uuid:public_id>/recalled/", views.recalled, name="recalled"),
    path(
        "o/<slug:slug>/shares/<uuid:public_id>/recalled/answer/",
        views.answer_recall,
        name="answer_recall",
    ),
    path(
        "o/<slug:slug>/guidelines/drafts/<uuid:public_id>/trial/",
        views.rule_trial,
        name="rule_trial",
    ),
    path("o/<slug:slug>/desk/words/", views.clearances, name="clearances"),
    path(
        "o/<slug:slug>/desk/words/<uuid:public_id>/approve/",
        views.clearance_approve,
        name="clearance_approve",
    ),
    path(
        "o/<slug:slug>/desk/words/<uuid:public_id>/send-back/",
        views.clearance_return,
        name="clearance_return",
    ),
    path("o/<slug:slug>/desk/mentions/", views.mentions, name="mentions"),
    path("o/<slug:slug>/desk/mentions/<uuid:public_id>/", views.mention, name="mention"),
    path(
        "o/<slug:slug>/desk/mentions/<uuid:public_id>/remove/",
        views.mention_remove,
        name="mention_remove",
    ),
    path("o/<slug:slug>/settings/budgets/", views.budgets, name="budgets"),
    path("operator/networks/", views.operating, name="operating"),
    path("o/<slug:slug>/settings/networks/", views.own_apps, name="own_apps"),
    path("o/<slug:slug>/settings/networks/<slug:key>/", views.own_app, name="own_app"),
    path(
        "o/<slug:slug>/settings/networks/<slug:key>/check/",
        views.own_app_check,
        name="own_app_check",
    ),
    path(
        "o/<slug:slug>/settings/networks/<slug:key>/remove/",
        views.own_app_remove,
        name="own_app_remove",
    ),
    path("connect/<slug:key>/callback", views.consented, name="consented"),
]
