"""Pages of sharing."""

from __future__ import annotations

from sharing.views.budgets import budgets
from sharing.views.by_hand import assisted, finish, report
from sharing.views.calendar import calendar, calendar_address, calendar_feed
from sharing.views.clearances import clearance_approve, clearance_return, clearances
from sharing.views.compose import check, compose, share_now
from sharing.views.confirming import confirm
from sharing.views.connections import check_account, connect, connections, consented, disconnect
from sharing.views.feed import card, evergreen, feed
from sharing.views.marks import bring_back, not_for_me, save, three
from sharing.views.mentions import mention, mention_remove, mentions
from sharing.views.operating import operating
from sharing.views.own_apps import own_app, own_app_check, own_app_remove, own_apps
from sharing.views.pausing import pause, resume
from sharing.views.planning import move, slots
from sharing.views.recalling import answer_recall, recall, recalled
from sharing.views.receipts import receipt, receipts, receipts_file
from sharing.views.search import search
from sharing.views.shares import (
    answer,
    box,
    cancel,
    delete,
    dismiss,
    post_now,
    reopen,
    retry,
    row,
    shares,
)
from sharing.views.signing_in import sign_in
from sharing.views.trials import rule_trial

__all__ = [
    "answer",
    "answer_recall",
    "assisted",
    "box",
    "bring_back",
    "budgets",
    "calendar",
    "calendar_address",
    "calendar_feed",
    "cancel",
    "card",
    "check",
    "check_account",
    "clearance_approve",
    "clearance_return",
    "clearances",
    "compose",
    "confirm",
    "connect",
    "connections",
    "consented",
    "delete",
    "disconnect",
    "dismiss",
    "evergreen",
    "feed",
    "finish",
    "mention",
    "mention_remove",
    "mentions",
    "move",
    "not_for_me",
    "operating",
    "own_app",
    "own_app_check",
    "own_app_remove",
    "own_apps",
    "pause",
    "post_now",
    "recall",
    "recalled",
    "receipt",
    "receipts",
    "receipts_file",
    "reopen",
    "report",
    "resume",
    "retry",
    "row",
    "rule_trial",
    "save",
    "search",
    "share_now",
    "shares",
    "sign_in",
    "slots",
    "three",
]
