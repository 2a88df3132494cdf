"""X at the playground, for the tests of its class."""

from __future__ import annotations

import itertools
from datetime import timedelta

from django.utils import timezone

from sharing.networks.base import (
    App,
    Attempted,
    Draft,
    Grant,
    Receipt,
)
from sharing.networks.x import X
from tests.playground.server import Playground

_NUMBERS = itertools.count(1)
CALLBACK = "http://127.0.0.1:1/callback"


def app_of(playground: Playground) -> App:
    """Register the app at the playground as a person does in X's console."""
    client_id, secret = playground.x_app(CALLBACK)
    return App(playground.host, client_id, secret, X.scopes)


def grant_of(playground: Playground, username: str = "ada") -> Grant:
    """Give access to somebody's account."""
    account = playground.account(username, "Ada Lovelace", 3)
    made = playground.x_grant(username)
    return Grant(
        host=playground.host,
        account_id=account["id"],
        access_token=made["access_token"],
        scopes=tuple(made["scope"].split()),
        refresh_token=made["refresh_token"],
        expires_at=timezone.now() + timedelta(hours=2),
    )


def make_draft(text: str = "Two new roles in Leipzig {link} #jobs") -> Draft:
    """Make words nobody posted before, with their own link where the text has a place for it."""
    number = next(_NUMBERS)
    url = f"https://go.acme.example/s/x{number}"
    return Draft(text.replace("{link}", url) + f" {number}", url, "en")


def attempt(draft: Draft) -> Attempted:
    return Attempted(draft, "a key", timezone.now())


def publish(grant: Grant, draft: Draft) -> Receipt:
    return X().commit(
        grant,
        draft,
        key=f"share-{draft.link}",
        prepared=X().prepare(grant, draft),
        send_before=timezone.now() + timedelta(minutes=1),
    )


def posted(playground: Playground, text: str) -> int:
    """How often this text was accepted and is still there."""
    found = playground.ledger()["statuses"]
    return sum(one["text"] == text and not one["deleted_at"] for one in found)
