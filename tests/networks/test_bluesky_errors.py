"""Every failure of Bluesky's becomes one of the seven kinds, with a sentence and no secret."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from sharing.networks.base import (
    Draft,
    Kind,
    NetworkError,
    TokenExpired,
)
from sharing.networks.bluesky import Bluesky
from tests.networks.bluesky_script import DID, Script, failed, html, said
from tests.outbound.conftest import Serve
from tests.outbound.raw import reply, silent

RKEY = "3jzfcijpj2z2a"
PREPARED = {"rkey": RKEY, "record": {"text": "Roof"}}
URI = f"at://{DID}/app.bsky.feed.post/{RKEY}"
DRAFT = Draft("Roof", "")
BLUESKY = Bluesky()


def put(script: Script, prepared=PREPARED):
    send_before = timezone.now() + timedelta(seconds=30)
    return BLUESKY.commit(
        script.grant(), DRAFT, key="k", prepared=prepared, send_before=send_before
    )


def failure(call, *args) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        call(*args)
    assert "token x" not in caught.value.message
    assert caught.value.message
    return caught.value


# What is said, what that means for a post, what for a harmless call.
SIGNALS = [
    (failed("400 Bad Request", "ExpiredToken"), Kind.RETRY, Kind.RETRY),
    (failed("400 Bad Request", "InvalidToken"), Kind.REAUTH, Kind.REAUTH),
    (failed("401 Unauthorized", "InvalidToken"), Kind.REAUTH, Kind.REAUTH),
    (failed("401 Unauthorized", "AuthenticationRequired"), Kind.REAUTH, Kind.REAUTH),
    (failed("401 Unauthorized", "AuthMissing"), Kind.REAUTH, Kind.REAUTH),
    (html("401 Unauthorized"), Kind.REAUTH, Kind.REAUTH),
    (failed("403 Forbidden", "ScopeMissingError"), Kind.REAUTH, Kind.REAUTH),
    (html("403 Forbidden"), Kind.PERMANENT, Kind.PERMANENT),
    (failed("401 Unauthorized", "AccountTakedown"), Kind.REAUTH, Kind.REAUTH),
    (failed("400 Bad Request", "AccountSuspended"), Kind.REAUTH, Kind.REAUTH),
    (failed("400 Bad Request", "AccountDeactivated"), Kind.REAUTH, Kind.REAUTH),
    (failed("400 Bad Request", "InvalidRequest"), Kind.PERMANENT, Kind.PERMANENT),
    (failed("400 Bad Request", "InvalidMimeType"), Kind.PERMANENT, Kind.PERMANENT),
    (failed("400 Bad Request", "BlobTooLarge"), Kind.PERMANENT, Kind.PERMANENT),
    (html("413 Payload Too Large"), Kind.PERMANENT, Kind.PERMANENT),
    (html("404 Not Found"), Kind.PERMANENT, Kind.PERMANENT),
    (failed("429 Too Many Requests", "RateLimitExceeded"), Kind.WAIT, Kind.WAIT),
    (html("408 Request Timeout"), Kind.UNKNOWN, Kind.RETRY),
    (failed("500 Internal Server Error", "InternalServerError"), Kind.UNKNOWN, Kind.RETRY),
    (failed("502 Bad Gateway", "UpstreamFailure"), Kind.UNKNOWN, Kind.RETRY),
    (html("503 Service Unavailable"), Kind.UNKNOWN, Kind.RETRY),
    (html("504 Gateway Timeout"), Kind.UNKNOWN, Kind.RETRY),
    (html("302 Found"), Kind.UNKNOWN, Kind.RETRY),
    (html("200 OK"), Kind.UNKNOWN, Kind.RETRY),
    (said({"hello": "world"}), Kind.UNKNOWN, Kind.RETRY),
    (said([]), Kind.UNKNOWN, Kind.RETRY),
    (reply(b"", "200 OK"), Kind.UNKNOWN, Kind.RETRY),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{", Kind.UNKNOWN, Kind.RETRY),
]


@pytest.mark.parametrize(("answer", "posting", "reading"), SIGNALS)
def test_every_signal_has_its_kind(serve: Serve, answer, posting, reading) -> None:
    script = Script(putRecord=answer, getSession=answer).on(serve)
    assert failure(put, script).kind is posting
    assert failure(BLUESKY.profile, script.grant()).kind is reading


def test_an_ended_token_is_told_from_other_trouble(serve: Serve) -> None:
    script = Script(putRecord=failed("400 Bad Request", "ExpiredToken")).on(serve)
    assert isinstance(failure(put, script), TokenExpired)


def test_silence_leaves_a_post_unknown_and_a_read_to_be_repeated(serve: Serve, settings) -> None:
    settings.OUTBOUND_TIMEOUT_S = 0.2
    script = Script()
    script.server = serve(silent)
    assert failure(put, script).kind is Kind.UNKNOWN
    assert failure(BLUESKY.profile, script.grant()).kind is Kind.RETRY


def test_what_was_not_sent_is_never_unknown(serve: Serve) -> None:
    script = Script().on(serve)
    assert script.server
    script.server.__exit__(None, None, None)
    assert failure(put, script).kind is Kind.RETRY


def test_a_private_server_is_refused_for_good(serve: Serve, settings) -> None:
    script = Script().on(serve)
    settings.OUTBOUND_ALLOW = []
    assert failure(put, script).kind is Kind.PERMANENT
    assert script.asked == []


def limited(*headers: str) -> bytes:
    return failed("429 Too Many Requests", "RateLimitExceeded", *headers)


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ([], 300, 300),
        (["RateLimit-Reset: {soon}"], 119, 120),
        (["RateLimit-Reset: {soon}", "Retry-After: 5"], 119, 120),
        (["RateLimit-Reset: {past}", "Retry-After: 5"], 5, 5),
        (["RateLimit-Reset: tomorrow"], 300, 300),
        (["RateLimit-Reset: 99999999999999999999"], 300, 300),
        (["RateLimit-Reset: 9999999999"], 86400, 86400),
        (["Retry-After: 0"], 1, 1),
    ],
)
def test_a_limit_says_when_it_ends(serve: Serve, headers, least, most) -> None:
    soon = int(timezone.now().timestamp()) + 120
    filled = [header.format(soon=soon, past=soon - 500) for header in headers]
    before = timezone.now()
    error = failure(put, Script(putRecord=limited(*filled)).on(serve))
    assert error.retry_at
    waits = (error.retry_at - before).total_seconds()
    assert least - 1 <= waits <= most + 3


def test_a_reset_is_read_as_seconds_since_1970(serve: Serve) -> None:
    at = (timezone.now() + timedelta(minutes=7)).replace(microsecond=0)
    script = Script(putRecord=limited(f"RateLimit-Reset: {at.timestamp():.0f}")).on(serve)
    assert failure(put, script).retry_at == at


# -- Repeats --------------------------------------------------------------------------------------

DONE = {"uri": URI, "cid": "bafy", "validationStatus": "valid"}


def test_the_record_is_sent_as_it_was_prepared_under_its_key(serve: Serve) -> None:
    script = Script(putRecord=DONE).on(serve)
    assert put(script).remote_id == URI
    assert script.asked[0].json == {
        "repo": DID,
        "collection": "app.bsky.feed.post",
        "rkey": RKEY,
        "validate": True,
        "swapRecord": None,
        "record": {"text": "Roof"},
    }
    assert script.asked[0].token == "access"


def test_another_record_under_our_key_is_our_post(serve: Serve) -> None:
    """Nobody else knows the key: it went out earlier, in other words at most."""
    swapped = failed("400 Bad Request", "InvalidSwap")
    script = Script(putRecord=swapped, getRecord={"uri": URI, "value": {}}).on(serve)
    assert put(script).remote_id == URI


def test_a_conflict_without_a_record_is_tried_again(serve: Serve) -> None:
    swapped = failed("400 Bad Request", "InvalidSwap")
    missing = failed("400 Bad Request", "RecordNotFound")
    script = Script(putRecord=swapped, getRecord=missing).on(serve)
    assert failure(put, script).kind is Kind.RETRY


def test_after_the_last_moment_nothing_is_sent(serve: Serve) -> None:
    script = Script(putRecord=DONE).on(serve)
    with pytest.raises(NetworkError) as caught:
        BLUESKY.commit(
            script.grant(), DRAFT, key="k", prepared=PREPARED, send_before=timezone.now()
        )
    assert caught.value.kind is Kind.RETRY
    assert script.asked == []
