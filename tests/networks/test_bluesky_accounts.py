"""Whose account it is, where it lives, and how a session there begins, goes on and ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from sharing.networks.base import (
    Kind,
    NetworkError,
)
from sharing.networks.bluesky import Bluesky, identity
from tests.networks.bluesky_script import DID, Script, failed, html, said, session, token
from tests.outbound.conftest import Serve

PASSWORD = "abcd-efgh-ijkl-mnop"


# -- What is typed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ann.bsky.social", "ann.bsky.social"),
        ("@Ann.Bsky.Social", "ann.bsky.social"),
        ("  @ann.example. ", "ann.example"),
        ("\u2068@ann.example\u2069", "ann.example"),
        ("https://bsky.app/profile/ann.example", "ann.example"),
        ("bsky.app/profile/ann.example/post/3jzf?x=1", "ann.example"),
        (f"https://bsky.app/profile/{DID}", DID),
        ("at://ann.example", "ann.example"),
        (DID, DID),
        ("did:web:ann.example", "did:web:ann.example"),
        ("ann", "ann.bsky.social"),
        ("@ann", "ann.bsky.social"),
    ],
)
def test_a_name_is_read_however_it_is_written(typed: str, name: str) -> None:
    assert identity.read_name(typed, has_host=False) == name


@pytest.mark.parametrize(
    "typed",
    ["", "@", "ann smith", "ann@acme.example", "did:key:zQ3sh", "ann..example", "1.2.3.4", "a" * 19,
     "https://ann.example/", "@ann@social.example"],
)  # fmt: skip
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as caught:
        identity.read_name(typed, has_host=False)
    assert caught.value.code == "identifier"


def test_a_bare_name_is_of_no_other_server() -> None:
    with pytest.raises(ValidationError):
        identity.read_name("ann", has_host=True)


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("", ""),
        (" pds.example.com ", "pds.example.com"),
        ("https://PDS.example.com/xrpc", "pds.example.com"),
        ("pds.example.com:443", "pds.example.com"),
    ],
)
def test_a_server_is_read(typed: str, host: str) -> None:
    assert identity.read_host(typed) == host


@pytest.mark.parametrize("typed", ["localhost", "127.0.0.1:2583", "pds.example.com:8080", "a b"])
def test_what_is_no_public_server_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as caught:
        identity.read_host(typed)
    assert caught.value.code == "host"


@pytest.mark.parametrize(
    "password",
    ["", "correct horse", "abcd-efgh-ijkl", "ABCD-EFGH-IJKL-MNOP", "abcd-efgh-ijkl-mnop-qrst",
     "abcdefghijklmnop"],
)  # fmt: skip
def test_anything_but_an_app_password_is_refused_before_a_call(serve: Serve, password) -> None:
    script = Script(createSession=session()).on(serve)
    with pytest.raises(ValidationError) as caught:
        Bluesky().sign_in(identifier="ann.example", password=password, host=script.host)
    assert caught.value.code == "password"
    assert "nothing was sent" in caught.value.message
    assert script.asked == []


# -- Finding the server ---------------------------------------------------------------------------


def document(host: str, handle: str = "ann.example", **changes: Any) -> dict[str, Any]:
    service = {
        "id": "#atproto_pds",
        "type": "AtprotoPersonalDataServer",
        "serviceEndpoint": f"http://{host}",
    }
    return {"id": DID, "alsoKnownAs": [f"at://{handle}"], "service": [service], **changes}


def world(serve: Serve, **answers: Any) -> tuple[Script, Script, Bluesky]:
    """Give a server with an account, and the directory and AppView that know of it."""
    pds = Script(createSession=session()).on(serve)
    public = Script(resolveHandle={"did": DID}).on(serve)
    public.answers = {**public.answers, DID: document(pds.host), **answers}
    return pds, public, Bluesky(directory=public.host, appview=public.host)


def sign_in(bluesky: Bluesky, identifier: str = "ann.example", host: str = "") -> Any:
    return bluesky.sign_in(identifier=identifier, password=PASSWORD, host=host)


def refusal(bluesky: Bluesky, identifier: str = "ann.example", host: str = "") -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        sign_in(bluesky, identifier, host)
    return caught.value


def test_a_handle_leads_to_the_server_of_the_account(serve: Serve) -> None:
    pds, public, bluesky = world(serve)
    grant = sign_in(bluesky)
    assert (grant.host, grant.account_id) == (pds.host, DID)
    assert pds.asked[0].json == {"identifier": DID, "password": PASSWORD}
    assert public.names == ["resolveHandle", DID]


def test_a_did_needs_no_handle(serve: Serve) -> None:
    pds, public, bluesky = world(serve)
    assert sign_in(bluesky, DID).host == pds.host
    assert public.names == [DID]


def test_a_handle_that_its_account_does_not_claim_is_refused(serve: Serve) -> None:
    pds, _, bluesky = world(serve)
    assert refusal(bluesky, "eve.example").code == "identifier"
    assert pds.asked == []


@pytest.mark.parametrize(
    "answers",
    [
        {"resolveHandle": failed("400 Bad Request", "InvalidRequest")},
        {DID: html("404 Not Found")},
        {DID: html("410 Gone")},
        {DID: document("x", service=[])},
        {DID: document("x", service=None, alsoKnownAs=["at://ann.example"])},
        {DID: document("evil.example/path")},
        {DID: document("ann:secret@evil.example")},
        {DID: document("10.0.0.1")},
    ],
)
def test_an_account_that_leads_nowhere_is_said_to(serve: Serve, answers) -> None:
    pds, _, bluesky = world(serve, **answers)
    assert refusal(bluesky).code == "identifier"
    assert pds.asked == []


@pytest.mark.parametrize(
    "answers",
    [
        {"resolveHandle": html("503 Service Unavailable")},
        {"resolveHandle": {"did": "nonsense"}},
        {DID: {"id": "did:plc:other"}},
        {DID: html("502 Bad Gateway")},
    ],
)
def test_trouble_on_the_way_is_no_fault_of_the_name(serve: Serve, answers) -> None:
    pds, _, bluesky = world(serve, **answers)
    with pytest.raises(NetworkError) as caught:
        sign_in(bluesky)
    assert caught.value.kind is Kind.RETRY
    assert pds.asked == []


def test_a_password_goes_to_no_server_but_the_accounts_own(serve: Serve) -> None:
    _, public, bluesky = world(serve)
    with pytest.raises(NetworkError):  # a server that does not exist can't resolve a handle
        sign_in(bluesky, host="pds.example.invalid")
    assert refusal(bluesky, DID, host="pds.example.com").code == "host"
    assert "createSession" not in public.names


def test_an_allowed_server_is_asked_itself(serve: Serve) -> None:
    pds, public, bluesky = world(serve)
    assert sign_in(bluesky, host=pds.host).account_id == DID
    assert pds.asked[0].json["identifier"] == "ann.example"
    assert public.asked == []


def test_a_web_account_is_looked_up_at_its_own_site(serve: Serve) -> None:
    """`did:web` names a host: one that is not public is not called."""
    _, public, bluesky = world(serve)
    assert refusal(bluesky, "did:web:localhost%3A1234").code == "identifier"
    assert refusal(bluesky, "did:web:evil.example%2Fpath").code == "identifier"
    assert public.asked == []


# -- Sessions -------------------------------------------------------------------------------------


def test_a_session_ends_when_its_tokens_say(serve: Serve) -> None:
    soon = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    late = soon + timedelta(days=90)
    made = session(accessJwt=token(soon), refreshJwt=token(late, "refresh"))
    script = Script(createSession=made).on(serve)
    grant = sign_in(Bluesky(), host=script.host)
    assert (grant.expires_at, grant.consent_ends_at) == (soon, late)


@pytest.mark.parametrize("opaque", ["opaque", "a.b.c", "e30.e30.x", "e30.eyJleHAiOiJub3cifQ.x"])
def test_tokens_that_say_nothing_are_good_for_the_usual_time(serve: Serve, opaque: str) -> None:
    made = session(accessJwt=opaque, refreshJwt=opaque)
    grant = sign_in(Bluesky(), host=Script(createSession=made).on(serve).host)
    assert grant.expires_at
    assert grant.consent_ends_at
    assert timedelta(minutes=119) < grant.expires_at - timezone.now() <= timedelta(hours=2)
    assert timedelta(days=89) < grant.consent_ends_at - timezone.now() <= timedelta(days=90)


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (failed("401 Unauthorized", "AuthenticationRequired"), Kind.REAUTH, "does not accept"),
        (failed("401 Unauthorized", "AuthFactorTokenRequired"), Kind.REAUTH, "code by email"),
        (failed("401 Unauthorized", "AccountTakedown"), Kind.REAUTH, "has closed this account"),
        (failed("429 Too Many Requests", "RateLimitExceeded"), Kind.WAIT, "wait"),
        (html("404 Not Found"), Kind.PERMANENT, "like a Bluesky server"),
        (html("200 OK"), Kind.PERMANENT, "like a Bluesky server"),
        (said({"did": DID}), Kind.PERMANENT, "like a Bluesky server"),
        (said(session(did="nonsense")), Kind.PERMANENT, "like a Bluesky server"),
        (said(session(accessJwt="")), Kind.PERMANENT, "like a Bluesky server"),
        (html("503 Service Unavailable"), Kind.RETRY, "has a problem"),
    ],
)
def test_a_refused_sign_in_says_why(serve: Serve, answer, kind, words) -> None:
    script = Script(createSession=answer).on(serve)
    with pytest.raises(NetworkError) as caught:
        sign_in(Bluesky(), host=script.host)
    assert caught.value.kind is kind
    assert words in caught.value.message
    assert PASSWORD not in caught.value.message


def test_a_session_of_somebody_else_is_not_taken(serve: Serve) -> None:
    pds, _, bluesky = world(serve)
    pds.answers["createSession"] = session(did="did:plc:somebodyelse")
    with pytest.raises(NetworkError):
        sign_in(bluesky)


def test_renewing_sends_the_refresh_token_and_no_body(serve: Serve) -> None:
    script = Script(refreshSession=session(accessJwt="new", refreshJwt="newer")).on(serve)
    fresh = Bluesky().refresh(script.grant())
    assert (fresh.access_token, fresh.refresh_token) == ("new", "newer")
    assert script.asked[0].token == "refresh"
    assert script.asked[0].body == b""
    assert "content-type" not in script.asked[0].head.lower()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (failed("400 Bad Request", "ExpiredToken"), Kind.REAUTH),
        (failed("400 Bad Request", "InvalidToken"), Kind.REAUTH),
        (failed("401 Unauthorized", "AccountTakedown"), Kind.REAUTH),
        (failed("429 Too Many Requests", "RateLimitExceeded"), Kind.WAIT),
        (html("502 Bad Gateway"), Kind.RETRY),
        (said(session(did="did:plc:somebodyelse")), Kind.RETRY),
        (said(session(refreshJwt=None)), Kind.RETRY),
    ],
)
def test_only_a_session_that_is_over_means_connecting_again(serve: Serve, answer, kind) -> None:
    script = Script(refreshSession=answer).on(serve)
    with pytest.raises(NetworkError) as caught:
        Bluesky().refresh(script.grant())
    assert caught.value.kind is kind


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", failed("400 Bad Request", "ExpiredToken"),
     failed("400 Bad Request", "InvalidToken")],
)  # fmt: skip
def test_a_session_is_ended_once_or_was_over(serve: Serve, answer) -> None:
    script = Script(deleteSession=answer).on(serve)
    Bluesky().sign_out(script.grant())
    assert [asked.token for asked in script.asked] == ["refresh"]


def test_a_session_that_could_not_be_ended_is_said_to(serve: Serve) -> None:
    script = Script(deleteSession=html("503 Service Unavailable")).on(serve)
    with pytest.raises(NetworkError):
        Bluesky().sign_out(script.grant())
