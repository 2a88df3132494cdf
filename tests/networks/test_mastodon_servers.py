"""Hosts that are older, other, broken or nothing at all: told apart with a sentence each."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from requests import Response

from sharing.networks import NETWORKS, NoSuchNetwork, network
from sharing.networks.abilities import (
    Consents,
    Measured,
    SignsIn,
)
from sharing.networks.base import (
    Draft,
    Grant,
    Kind,
    Limits,
)
from sharing.networks.mastodon import Mastodon
from sharing.networks.mastodon.errors import refused
from tests.networks.test_mastodon_conformance import attempt, kind_of, make_draft, publish
from tests.outbound.conftest import Serve
from tests.outbound.raw import Answer, always, reply, silent

JSON = "Content-Type: application/json"
HTML = reply(b"<!doctype html><title>Welcome</title>", "200 OK", "Content-Type: text/html")
MISSING = reply(b"{}", "404 Not Found", JSON)


def answers(**routes: Any) -> Answer:
    """Answer paths that contain a name with its JSON (or bytes), all else with 404."""

    def answer(connection: socket.socket, request: bytes) -> None:
        line = request.split(b"\r\n")[0].decode()
        found = next((value for name, value in routes.items() if name in line), MISSING)
        data = (
            found if isinstance(found, bytes) else reply(json.dumps(found).encode(), "200 OK", JSON)
        )
        connection.sendall(data)

    return answer


# -- Limits ---------------------------------------------------------------------------------------

INSTANCE = {"domain": "x", "version": "4.6.0"}


def configured(**statuses: Any) -> dict[str, Any]:
    return INSTANCE | {"configuration": {"statuses": statuses}}


@pytest.mark.parametrize(
    ("routes", "limits"),
    [
        ({"v2": configured(max_characters=5000, characters_reserved_per_url=25)}, (5000, 25)),
        ({"v2": configured(max_characters=5000, characters_reserved_per_url=0)}, (5000, None)),
        ({"v2": configured(max_characters=5000)}, (5000, 23)),
        ({"v2": INSTANCE | {"configuration": None}}, (500, 23)),
        ({"v1": configured(max_characters=300)}, (300, 23)),
        ({"v1": {"uri": "x", "version": "2.7", "max_toot_chars": 1024}}, (1024, 23)),
        ({"v1": {"uri": "x", "version": "2.7"}}, (500, 23)),
        ({"v2": {"hello": "world"}, "v1": {"uri": "x", "version": "2.7"}}, (500, 23)),
    ],
)
def test_limits_are_read_from_every_kind_of_server(mastodon, serve: Serve, routes, limits) -> None:
    found = mastodon.limits(serve(answers(**routes)).host)
    assert (found.max_characters, found.characters_per_url) == limits


OLD = (4, 8 * 1024 * 1024, 16_777_216, 1500)


@pytest.mark.parametrize(
    ("configuration", "limits"),
    [
        (
            {
                "statuses": {"max_media_attachments": 6},
                "media_attachments": {
                    "image_size_limit": 10,
                    "image_matrix_limit": 20,
                    "description_limit": 30,
                },
            },
            (6, 10, 20, 30),
        ),
        ({"statuses": {"max_media_attachments": 0}}, (0, *OLD[1:])),
        ({"media_attachments": {"image_size_limit": "big", "description_limit": True}}, OLD),
        ({"media_attachments": None}, OLD),
    ],
)
def test_what_a_server_takes_of_pictures_is_read(
    mastodon, serve: Serve, configuration, limits
) -> None:
    found = mastodon.limits(serve(answers(v2=INSTANCE | {"configuration": configuration})).host)
    assert found == Limits(500, 23, None, *limits)


# -- Registration ---------------------------------------------------------------------------------

APP = {"client_id": "id", "client_secret": "secret"}


@pytest.mark.parametrize(
    ("discovery", "scopes"),
    [
        (MISSING, "read:accounts read:statuses write:statuses write:media"),
        (HTML, "read:accounts read:statuses write:statuses write:media"),
        ({}, "read:accounts read:statuses write:statuses write:media"),
        ({"scopes_supported": ["read", "write", "follow"]}, "read write"),
        (
            {"scopes_supported": ["read", "read:accounts", "read:statuses", "write"]},
            "read:accounts read:statuses write",
        ),
    ],
)
def test_the_narrowest_scopes_the_server_knows_are_asked_for(
    mastodon, serve: Serve, discovery, scopes
) -> None:
    server = serve(answers(**{"oauth-authorization-server": discovery, "apps": APP}))
    app = mastodon.register(server.host, redirect_uri="https://a/b", name="A", website="https://a")
    assert " ".join(app.scopes) == scopes
    assert b"redirect_uris=https%3A%2F%2Fa%2Fb" in server.requests[-1]


def connecting(mastodon: Mastodon, host: str) -> Iterator[Callable[[], object]]:
    yield lambda: mastodon.limits(host)
    yield lambda: mastodon.register(host, redirect_uri="https://a/b", name="A", website="https://a")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (always(HTML), Kind.PERMANENT),
        (always(MISSING), Kind.PERMANENT),
        (always(reply(b'{"hello": "world"}', "200 OK", JSON)), Kind.PERMANENT),
        (always(reply(b"[]", "200 OK", JSON)), Kind.PERMANENT),
        (always(reply(b"", "403 Forbidden")), Kind.PERMANENT),
        (always(reply(b"", "302 Found", "Location: https://10.0.0.1/")), Kind.PERMANENT),
        (always(reply(b"", "302 Found", "Location: http://127.0.0.1:1/")), Kind.PERMANENT),
        (always(reply(b'{"uri": "x"', "200 OK", JSON)), Kind.RETRY),
        (always(reply(b"", "503 Service Unavailable")), Kind.RETRY),
        (always(reply(b"", "429 Too Many Requests")), Kind.WAIT),
        (always(b"220 mail.example ESMTP\r\n"), Kind.RETRY),
        (always(b""), Kind.RETRY),
        (silent, Kind.RETRY),
    ],
    ids=lambda value: value if isinstance(value, Kind) else "",
)
def test_a_host_that_is_not_mastodon_is_told_in_a_sentence(
    mastodon, serve: Serve, settings, answer, kind
) -> None:
    settings.OUTBOUND_TIMEOUT_S = 0.5
    host = serve(answer).host
    for call in connecting(mastodon, host):
        found, error = kind_of(call)
        assert found is kind
        assert host in error.message


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("127.0.0.1:1", Kind.PERMANENT),
        ("localhost", Kind.PERMANENT),
        ("10.0.0.1", Kind.PERMANENT),
        ("[::1]", Kind.PERMANENT),
        ("nowhere.invalid", Kind.RETRY),
    ],
)
def test_a_host_that_is_private_or_nowhere_is_never_called(mastodon, host, kind) -> None:
    for call in connecting(mastodon, host):
        assert kind_of(call)[0] is kind
    grant = Grant(host, "1", "x")
    assert kind_of(lambda: publish(mastodon, grant, make_draft()))[0] is kind


def test_a_host_that_refuses_the_connection_certainly_has_no_post(mastodon, settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        host = f"127.0.0.1:{taken.getsockname()[1]}"
    settings.OUTBOUND_ALLOW = [host]
    assert kind_of(lambda: publish(mastodon, Grant(host, "1", "x"), make_draft()))[0] is Kind.RETRY


# -- Replies to a post ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (HTML, Kind.UNKNOWN),
        (reply(b"", "200 OK", JSON), Kind.UNKNOWN),
        (reply(b"null", "200 OK", JSON), Kind.UNKNOWN),
        (reply(b"[]", "200 OK", JSON), Kind.UNKNOWN),
        (reply(b'{"ok": true}', "200 OK", JSON), Kind.UNKNOWN),
        (reply(b"", "302 Found", "Location: /login"), Kind.UNKNOWN),
        (reply(b"", "408 Request Timeout"), Kind.UNKNOWN),
        (reply(b"", "520 Origin Error"), Kind.UNKNOWN),
        (reply(b"", "402 Payment Required"), Kind.PERMANENT),
        (reply(b'{"error": "invalid_token"}', "400 Bad Request", JSON), Kind.REAUTH),
        (
            reply(b"", "403 Forbidden", 'WWW-Authenticate: Bearer error="insufficient_scope"'),
            Kind.REAUTH,
        ),
    ],
)
def test_a_strange_reply_to_a_post_is_never_taken_for_a_refusal(
    mastodon, serve: Serve, data, kind
) -> None:
    server = serve(always(data))
    assert kind_of(lambda: publish(mastodon, Grant(server.host, "1", "x"), make_draft()))[0] is kind
    assert len(server.requests) == 1


def test_a_post_without_a_web_address_of_its_own_still_has_a_receipt(mastodon, serve) -> None:
    status = {"id": 7, "url": None, "uri": "https://x/7"}
    receipt = publish(mastodon, Grant(serve(answers(statuses=status)).host, "1", "x"), make_draft())
    assert (receipt.remote_id, receipt.url, receipt.created_at) == ("7", "https://x/7", None)


def test_a_count_the_server_does_not_give_is_not_zero(mastodon, serve: Serve) -> None:
    server = serve(answers(statuses={"id": "7", "favourites_count": 3, "replies_count": None}))
    measured = mastodon.measure(Grant(server.host, "1", "x"), ["7"])
    assert measured == {"7": {"reactions": 3, "comments": None, "reshares": None}}


def test_a_repost_by_the_account_is_not_the_share(mastodon, serve: Serve) -> None:
    draft = make_draft()
    page = {"id": "1", "content": draft.text, "reblog": {"id": "2"}, "created_at": "2001-01-01"}
    server = serve(answers(statuses=[page]))
    assert mastodon.reconcile(Grant(server.host, "1", "x"), attempt(draft)) is None


# -- How long to wait -----------------------------------------------------------------------------


NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"X-RateLimit-Reset": "2026-11-22T12:05:00.000000Z"}, 300),
        ({"X-RateLimit-Reset": "2026-11-22T12:05:00"}, 300),
        ({"X-RateLimit-Reset": "2026-11-22T14:05:00+02:00"}, 300),
        ({"X-RateLimit-Reset": "1795349100"}, 300),
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "Sun, 22 Nov 2026 12:05:00 GMT"}, 300),
        ({"X-RateLimit-Reset": "soon", "Retry-After": "120"}, 120),
        ({"X-RateLimit-Reset": "2001-01-01T00:00:00Z", "Retry-After": "120"}, 120),
        ({"X-RateLimit-Reset": "2999-01-01T00:00:00Z"}, 10800),
        ({"X-RateLimit-Reset": "9" * 20}, 60),
        ({"Retry-After": "9" * 20}, 10800),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "whenever"}, 60),
        ({}, 60),
    ],
)
def test_a_limit_waits_within_sane_bounds(headers: dict[str, str], wait_s: int) -> None:
    response = Response()
    response.status_code = 429
    response.headers.update(headers)
    error = refused(response, "social.example", publishes=True, has_token=True, now=NOW)
    assert error.kind is Kind.WAIT
    assert error.retry_at == NOW + timedelta(seconds=wait_s)


# -- What we send ---------------------------------------------------------------------------------


def test_what_is_sent_is_what_the_draft_says(mastodon, serve: Serve) -> None:
    server = serve(answers(statuses={"id": "7"}))
    publish(mastodon, Grant(server.host, "1", "the-token"), Draft("Grüße", "", "de"), key="share-1")
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert json.loads(body) == {"status": "Grüße", "visibility": "public", "language": "de"}
    assert b"Idempotency-Key: share-1" in head
    assert b"Authorization: Bearer the-token" in head


@pytest.mark.skipif("NETWORK_SPECS" not in os.environ, reason="NETWORK_SPECS is not set")
@pytest.mark.parametrize("language", ["", "en"])
def test_what_is_sent_is_what_the_specification_asks_for(mastodon, serve: Serve, language) -> None:
    path = Path(os.environ["NETWORK_SPECS"]) / "mastodon" / "schema.json"
    components = json.loads(path.read_text())["components"]
    kinds = [f"#/components/schemas/{name}" for name in ("TextStatus", "MediaStatus", "PollStatus")]
    # The specification says oneOf, but its open schemas overlap: a text matches several.
    schema = {"anyOf": [{"$ref": kind} for kind in kinds], "components": components}
    server = serve(answers(statuses={"id": "7"}))
    publish(mastodon, Grant(server.host, "1", "x"), Draft("Hello", "", language))
    sent = json.loads(server.requests[0].partition(b"\r\n\r\n")[2])
    Draft202012Validator(schema).validate(sent)
    known = components["schemas"]["BaseStatus"]["properties"]
    assert set(sent) <= {*known, "status"}


# -- The registry ---------------------------------------------------------------------------------


def test_a_network_is_found_by_its_key() -> None:
    assert [network(one.key) for one in NETWORKS] == list(NETWORKS)
    with pytest.raises(NoSuchNetwork, match="mastodon"):
        network("myspace")


@pytest.mark.parametrize("one", NETWORKS, ids=lambda one: one.key)
def test_every_network_is_complete(one) -> None:
    folder = Path(__file__).parents[2] / "sharing" / "networks" / one.key
    assert (folder / "icon.svg").read_text().startswith("<svg")
    assert f"# {one.label}" in (folder / "README.md").read_text()
    assert isinstance(one, Consents) != isinstance(one, SignsIn)
    assert isinstance(one, Measured) == bool(one.metrics)
    assert one.idempotency in {"key", "client_id", "container", "duplicate_error", "none"}
