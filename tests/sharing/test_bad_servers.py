"""What members type that is no server of theirs: one clear sentence at the field, words kept."""

from __future__ import annotations

import json

import pytest

from sharing.models import Connection, NetworkApp
from tenants.scope import tenant
from tests.outbound.raw import always, reply, silent
from tests.sharing.consenting import ask, decide

CONNECT = "/o/acme/connections/mastodon/connect/"
INSTANCE = {"version": "4.3.0", "domain": "social.example"}


def refusal(client, typed: str) -> str:
    """Press Connect; return the one sentence at the field."""
    answer = client.post(CONNECT, {"server": typed})
    assert answer.status_code == 422
    form = answer.context["form"]
    page = answer.content.decode()
    assert form["server"].value() == typed
    assert len(form.errors["server"]) == 1
    assert not NetworkApp.objects.exists()
    assert 'aria-invalid="true"' in page
    return str(form.errors["server"][0])


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("127.0.0.1", "not its number"),
        ("10.0.0.7", "not its number"),
        ("2130706433", "not its number"),
        ("0x7f.1", "not its number"),
        ("[::1]", "not its number"),
        ("http://[::ffff:10.0.0.1]/", "not its number"),
        ("localhost", "is a private name"),
        ("printer.local", "is a private name"),
        ("social.example:8080", "Leave out the port"),
        ("social", "is not a whole server name"),
        ("someone@password:x@social.example", "can't read a server in that"),
        ("so cial.example", "can't read a server in that"),
        ("javascript:alert(1)", "Leave out the port"),
        ("<script>alert(1)</script>.example", "can't read a server in that"),
        ("@@", "Enter your server"),
        ("", "Name your server"),
    ],
)
def test_it_says_what_is_wrong_with_the_name(cast, sign_in, typed, part):
    assert part in refusal(sign_in(cast.bob), typed)


@pytest.mark.parametrize("name", ["localtest.me", "127.0.0.1.nip.io"])
def test_a_name_that_leads_inside_is_refused(cast, sign_in, name, monkeypatch):
    monkeypatch.setattr("outbound.addresses.socket.getaddrinfo", _inside)
    assert "is not a public server, so we don't connect to it." in refusal(sign_in(cast.bob), name)


def _inside(host, port, **kwargs):
    return [(2, 1, 6, "", ("127.0.0.1", port))]


def test_a_name_without_a_server_is_refused(cast, sign_in, monkeypatch):
    def nobody(host, port, **kwargs):
        raise OSError

    monkeypatch.setattr("outbound.addresses.socket.getaddrinfo", nobody)
    assert refusal(sign_in(cast.bob), "social.example") == "We find no server named social.example."


def test_a_server_that_is_something_else_is_refused(cast, sign_in, serve):
    server = serve(always(reply(b"<html>Hello", "200 OK", "Content-Type: text/html")))
    assert "does not answer like a Mastodon server" in refusal(sign_in(cast.bob), server.host)


def test_a_server_that_redirects_inside_is_not_followed(cast, sign_in, serve):
    inside = serve(always(reply()))
    server = serve(always(reply(b"", "302 Found", f"Location: {inside.url}/")))
    said = refusal(sign_in(cast.bob), server.host)
    assert "sends us to another server" in said
    assert inside.connections == 0


def test_a_server_that_hangs_is_given_up(cast, sign_in, serve, settings):
    settings.OUTBOUND_TIMEOUT_S = 0.3
    server = serve(silent)
    assert "did not answer completely in time" in refusal(sign_in(cast.bob), server.host)


@pytest.mark.parametrize(
    "values",
    [
        {"client_id": "x" * 300, "client_secret": "s"},
        {"client_id": "a\0b", "client_secret": "s"},
    ],
)
def test_a_server_with_values_nobody_can_store_is_refused(cast, sign_in, serve, values):
    def answer(wire, request):
        path = request.split()[1]
        body = INSTANCE if path.startswith(b"/api/v2/") else values
        wire.sendall(reply(json.dumps(body).encode(), "200 OK", "Content-Type: application/json"))

    server = serve(answer)
    assert "gave an answer that we can't use" in refusal(sign_in(cast.bob), server.host)


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"url": "javascript:alert(1)"}, {"url": ""}),
        ({"followers_count": -1}, {"followers": None}),
        ({"followers_count": 2**31}, {"followers": None}),
        ({"followers_count": 2**31 - 1}, {"followers": 2**31 - 1}),
        ({"display_name": "x" * 300}, {"display_name": "x" * 255}),
    ],
)
def test_what_a_profile_says_is_taken_with_care(cast, sign_in, playground, changes, kept):
    client = sign_in(cast.bob)
    back = decide(ask(client, playground))
    body = {"id": "7", "acct": "bob", "url": "https://x.example/@bob", **changes}
    playground.fault("mastodon.accounts*verify*", "refuse", status=200, body=body, times=2)
    client.get(back)
    with tenant(cast.acme):
        assert Connection.objects.values(*kept).get() == kept


@pytest.mark.parametrize("changes", [{"id": "x" * 300}, {"acct": "a\0b"}])
def test_a_profile_nobody_can_store_connects_nothing(cast, sign_in, playground, changes):
    client = sign_in(cast.bob)
    back = decide(ask(client, playground))
    body = {"id": "7", "acct": "bob", "url": "https://x.example/@bob", **changes}
    playground.fault("mastodon.accounts*verify*", "refuse", status=200, body=body, times=2)
    answer = client.get(back, follow=True)
    assert "gave an answer that we can&#x27;t use" in answer.content.decode()
    with tenant(cast.acme):
        assert not Connection.objects.exists()
