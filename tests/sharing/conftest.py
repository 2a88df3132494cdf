"""A pretend network as a real process, and Bob connected to it through the production adapter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.utils import timezone

from content.models import Post
from sharing.models import Connection, Share
from sharing.networks import network, signing_in
from sharing.networks.base import (
    Grant,
    Limits,
)
from sharing.plans import Compose
from sharing.services.composing import share_post
from sharing.services.connecting import find_app, store_connection
from tenants.models import Member
from tenants.scope import tenant
from tests.conftest import Cast
from tests.factories import make_post
from tests.networks.linkedin_playground import grant_at
from tests.outbound.conftest import serve
from tests.playground.server import Playground

__all__ = ["serve"]


@pytest.fixture(scope="session")
def playground_process() -> Iterator[Playground]:
    """Start one playground for the whole test process."""
    with Playground() as playground:
        yield playground


@pytest.fixture
def playground(playground_process: Playground, settings) -> Iterator[Playground]:
    """Give the playground, empty, and allow calls to it; reads are believed at once."""
    playground_process.reset()
    settings.OUTBOUND_ALLOW = [playground_process.host]
    settings.OUTBOUND_TIMEOUT_S = 1.0
    settings.RECONCILE_AFTER_S = 0
    settings.UNDO_S = 0
    settings.SPREAD_GAP_S = 0
    settings.RETRY_BACKOFF_S = [1, 1, 1, 1]
    yield playground_process
    playground_process.clear_faults()


def connect(member: Member, playground: Playground, username: str) -> Connection:
    """Connect a member as if they had consented in the browser (outside any scope)."""
    now = timezone.now()
    app = find_app(network_key="mastodon", host=playground.host, now=now)
    playground.account(username, display_name=member.name, followers=120)
    token = playground.grant(username, client_id=app.client_id)
    adapter = network("mastodon")
    profile = adapter.profile(Grant(playground.host, "", token, app.scopes))
    grant = Grant(playground.host, profile.account_id, token, app.scopes)
    with tenant(member.organization_id):
        return store_connection(
            member=member,
            network_key="mastodon",
            grant=grant,
            profile=profile,
            limits=Limits(500, 23),
            now=now,
        )


def connect_bluesky(member: Member, playground: Playground, username: str) -> Connection:
    """Connect a member to Bluesky with an app password (outside any scope)."""
    playground.account(username, display_name=member.name, followers=120)
    known = playground.app_password(username)
    adapter = signing_in("bluesky")
    grant = adapter.sign_in(
        identifier=known["handle"], password=known["app_password"], host=playground.host
    )
    profile = network("bluesky").profile(grant)
    with tenant(member.organization_id):
        return store_connection(
            member=member,
            network_key="bluesky",
            grant=grant,
            profile=profile,
            limits=network("bluesky").limits(playground.host),
            now=timezone.now(),
        )


def connect_linkedin(member: Member, playground: Playground, username: str) -> Connection:
    """Connect a member to LinkedIn as if they had consented in the browser (outside any scope)."""
    grant = grant_at(playground, username)
    playground.account(username, display_name=member.name)
    profile = network("linkedin").profile(grant)
    with tenant(member.organization_id):
        return store_connection(
            member=member,
            network_key="linkedin",
            grant=grant,
            profile=profile,
            limits=network("linkedin").limits(playground.host),
            now=timezone.now(),
        )


@dataclass
class Stage:
    """Bob of Acme, connected, with one approved post."""

    cast: Cast
    playground: Playground
    connection: Connection
    post: Post

    def share(self, words: str | None = None, **changes) -> Share:
        """Let Bob click Share; the share is due at once."""
        with tenant(self.cast.acme):
            compose = Compose(
                connections=[self.connection],
                key=changes.pop("key", uuid4()),
                words={"": words} if words is not None else None,
                **changes,
            )
            return share_post(
                member=self.cast.bob, post=self.post, compose=compose, now=timezone.now()
            )[0]

    def fresh(self, share: Share) -> Share:
        """Read a share again."""
        with tenant(self.cast.acme):
            return Share.objects.get(pk=share.pk)


@pytest.fixture
def stage(transactional_db: None, playground: Playground, make_cast: Callable[[], Cast]) -> Stage:
    """Set the stage, outside any transaction: the engine commits its steps one by one."""
    cast = make_cast()
    connection = connect(cast.bob, playground, "bob")
    with tenant(cast.acme):
        post = make_post("Our roof")
    return Stage(cast, playground, connection, post)
