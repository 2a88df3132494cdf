"""Everything the playground knows, in one place that every view can reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, request

from playground.accounts import Accounts
from playground.faults import Faults
from playground.grants import Grants
from playground.inbox import Inbox
from playground.ledger import Ledger
from playground.limits import Limits
from playground.media import Media
from playground.pieces import Pieces
from playground.records import Records
from playground.rotations import Rotations
from playground.sessions import Sessions
from playground.settings import Settings
from playground.store import Store
from playground.timeline import Timeline
from playground.traffic import Traffic
from playground.uploads import Uploads


@dataclass(frozen=True)
class World:
    """The parts; `public_url` fixes the address told to clients, else it is the one they used."""

    store: Store
    accounts: Accounts
    ledger: Ledger
    timeline: Timeline
    grants: Grants
    rotations: Rotations
    media: Media
    pieces: Pieces
    uploads: Uploads
    records: Records
    sessions: Sessions
    traffic: Traffic
    inbox: Inbox
    settings: Settings
    faults: Faults
    limits: Limits
    clock: Callable[[], datetime]
    public_url: str = ""

    def now(self) -> datetime:
        """The playground's time: the clock's, moved by the setting."""
        return self.clock() + timedelta(seconds=self.settings.values.clock_offset_s)

    def base_url(self) -> str:
        """The address of this server as the client knows it, without a slash at the end."""
        return self.public_url or request.url_root.rstrip("/")

    def reset(self) -> None:
        """Forget everything and behave."""
        self.faults.clear()
        self.store.empty()
        self.settings.reload()
        self.limits.forget()


def build(store: Store, clock: Callable[[], datetime], public_url: str = "") -> World:
    """Put the parts together on one store."""
    grants = Grants(store)
    return World(
        store=store,
        accounts=Accounts(store),
        ledger=Ledger(store),
        timeline=Timeline(store),
        grants=grants,
        rotations=Rotations(store, grants),
        media=Media(store),
        pieces=Pieces(store),
        uploads=Uploads(store),
        records=Records(store),
        sessions=Sessions(store),
        traffic=Traffic(store),
        inbox=Inbox(store),
        settings=Settings(store),
        faults=Faults(),
        limits=Limits(),
        clock=clock,
        public_url=public_url.rstrip("/"),
    )


def world() -> World:
    """The world of the running request."""
    found: World = current_app.extensions["playground"]
    return found
