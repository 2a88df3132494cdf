"""Nobody can say whether a post is there: UNKNOWN, never a resend, and the truth by reading."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils import timezone

from sharing.networks.base import (
    Grant,
    Kind,
)
from sharing.networks.mastodon import Mastodon
from tests.networks.proxy import DroppingProxy
from tests.networks.servers import PlaygroundServer, Server
from tests.networks.test_mastodon_conformance import attempt, kind_of, make_draft, publish
from tests.outbound.conftest import Serve
from tests.outbound.raw import reply
from tests.playground.server import Playground


@pytest.fixture
def proxy(server: Server, settings) -> Iterator[DroppingProxy]:
    with DroppingProxy(server.host) as running:
        settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, running.host]
        yield running


@pytest.mark.parametrize("half", [False, True], ids=["no reply", "half a reply"])
def test_a_reply_lost_on_the_way_is_found_by_reading_back(
    mastodon: Mastodon, server: Server, grant: Grant, proxy: DroppingProxy, *, half: bool
) -> None:
    through, draft = replace(grant, host=proxy.host), make_draft()
    tried = attempt(draft)
    proxy.drops, proxy.half = True, half
    assert kind_of(lambda: publish(mastodon, through, draft))[0] is Kind.UNKNOWN
    proxy.drops = False
    found = mastodon.reconcile(through, tried)
    assert found is not None
    assert server.posted(draft.text) == 1


def test_a_post_is_sent_once_whatever_happens_to_the_reply(
    mastodon: Mastodon, playground: Playground, settings
) -> None:
    playground.settings(ignore_idempotency_key=True)
    grant = PlaygroundServer(playground).grant(mastodon)
    draft = make_draft()
    with DroppingProxy(playground.host) as proxy:
        settings.OUTBOUND_ALLOW = [proxy.host]
        proxy.drops = True
        kind_of(lambda: publish(mastodon, replace(grant, host=proxy.host), draft))
    assert proxy.connections == 1
    assert playground.texts() == [draft.text]


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("cut_after", {}),
        ("error_after", {"status": 502}),
        ("truncate", {}),
        ("slow_after", {"seconds": 1}),
    ],
)
def test_a_server_that_acts_and_then_fails_is_found_out(
    mastodon: Mastodon, playground: Playground, settings, action, values
) -> None:
    grant, draft = PlaygroundServer(playground).grant(mastodon), make_draft()
    tried = attempt(draft)
    settings.OUTBOUND_TIMEOUT_S = 0.5
    playground.fault("mastodon.statuses.create", action, **values)
    assert kind_of(lambda: publish(mastodon, grant, draft))[0] is Kind.UNKNOWN
    settings.OUTBOUND_TIMEOUT_S = 5
    assert mastodon.reconcile(grant, tried) is not None
    assert playground.texts() == [draft.text]


@pytest.mark.parametrize("action", ["cut_before", "error_before"])
def test_a_server_that_fails_before_it_acts_is_found_out_too(
    mastodon: Mastodon, playground: Playground, action
) -> None:
    grant, draft = PlaygroundServer(playground).grant(mastodon), make_draft()
    playground.fault("mastodon.statuses.create", action)
    assert kind_of(lambda: publish(mastodon, grant, draft))[0] is Kind.UNKNOWN
    assert mastodon.reconcile(grant, attempt(draft)) is None


def test_a_token_taken_back_in_between_means_connecting_again(
    mastodon: Mastodon, playground: Playground
) -> None:
    grant = PlaygroundServer(playground).grant(mastodon)
    playground.fault("mastodon.statuses.create", "revoke")
    assert kind_of(lambda: publish(mastodon, grant, make_draft()))[0] is Kind.REAUTH


class _Unannounced:
    """Closes connections after the reply without saying so and ignores the key, as snac does."""

    def __init__(self) -> None:
        self.posts: list[dict[str, str]] = []

    def __call__(self, connection: socket.socket, request: bytes) -> None:
        head, _, body = request.partition(b"\r\n\r\n")
        if head.startswith(b"POST"):
            text = json.loads(body)["status"]
            made = timezone.now().isoformat()
            self.posts.insert(0, {"id": f"p{len(self.posts)}", "content": text, "created_at": made})
            answer: object = self.posts[0]
        else:
            answer = [] if b"max_id" in head else self.posts
        connection.sendall(reply(json.dumps(answer).encode(), "200 OK", "Connection: keep-alive"))


def test_a_server_that_hangs_up_unannounced_loses_and_doubles_nothing(
    mastodon: Mastodon, serve: Serve
) -> None:
    snac = _Unannounced()
    grant = Grant(serve(snac).host, "ann", "x")
    drafts = [make_draft() for _ in range(5)]
    for draft in drafts:
        receipt = publish(mastodon, grant, draft)
        assert mastodon.reconcile(grant, attempt(draft)) == receipt
    assert [post["content"] for post in reversed(snac.posts)] == [draft.text for draft in drafts]


def _page(*, older: bool) -> bytes:
    made = "2001-01-01T00:00:00Z" if older else timezone.now().isoformat()
    return json.dumps([{"id": "1", "content": "<p>Other</p>", "created_at": made}]).encode()


def test_absent_is_not_said_where_the_server_shows_the_same_page_again(
    mastodon: Mastodon, serve: Serve
) -> None:
    server = serve(lambda connection, _: connection.sendall(reply(_page(older=False))))
    grant = Grant(server.host, "ann", "x")
    assert kind_of(lambda: mastodon.reconcile(grant, attempt(make_draft())))[0] is Kind.RETRY


def test_absent_is_said_once_posts_are_older_than_the_attempt(
    mastodon: Mastodon, serve: Serve
) -> None:
    server = serve(lambda connection, _: connection.sendall(reply(_page(older=True))))
    grant = Grant(server.host, "ann", "x")
    assert mastodon.reconcile(grant, attempt(make_draft())) is None
    assert len(server.requests) == 1
