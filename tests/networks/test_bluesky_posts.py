"""What is written down before a post, what is uploaded for it, what is read back of it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from sharing.networks.base import (
    Attempted,
    Draft,
    Kind,
    LinkCard,
    NetworkError,
    Receipt,
)
from sharing.networks.bluesky import Bluesky, records
from sharing.networks.bluesky.identifiers import read_tid
from tests.networks.bluesky_script import DID, Script, failed, html
from tests.networks.test_bluesky_text import CARD, FAMILY, LINK, SHORT, picture
from tests.outbound.conftest import Serve

AT = datetime(2026, 11, 26, 9, 30, 15, 123456, tzinfo=UTC)
BLOB = {"$type": "blob", "ref": {"$link": "bafkrei"}, "mimeType": "image/jpeg", "size": 3}
MISSING = failed("400 Bad Request", "RecordNotFound")
NOBODY = failed("400 Bad Request", "InvalidRequest")
BLUESKY = Bluesky()


def draft(text: str, **changes: Any) -> Draft:
    return Draft(text, LINK, "en", at=AT, **changes)


def commit(script: Script, one: Draft, prepared: dict[str, Any]) -> Receipt:
    until = timezone.now() + timedelta(seconds=30)
    return BLUESKY.commit(script.grant(), one, key="k", prepared=prepared, send_before=until)


def test_the_record_is_whole_and_timed_before_anything_is_written(serve: Serve) -> None:
    script = Script(resolveHandle={"did": "did:plc:ben"}).on(serve)
    text = f"{FAMILY} with @ben.example #jobs\n\n{LINK}"
    prepared = BLUESKY.prepare(script.grant(), draft(text))
    assert read_tid(prepared["rkey"])[0] == AT
    facet = "app.bsky.richtext.facet"
    assert prepared["record"] == {
        "$type": "app.bsky.feed.post",
        "text": f"{FAMILY} with @ben.example #jobs\n\n{SHORT}",
        "createdAt": "2026-11-26T09:30:15.123Z",
        "langs": ["en"],
        "facets": [
            {
                "index": {"byteStart": 31, "byteEnd": 43},
                "features": [{"$type": f"{facet}#mention", "did": "did:plc:ben"}],
            },
            {
                "index": {"byteStart": 44, "byteEnd": 49},
                "features": [{"$type": f"{facet}#tag", "tag": "jobs"}],
            },
            {
                "index": {"byteStart": 51, "byteEnd": 51 + len(SHORT)},
                "features": [{"$type": f"{facet}#link", "uri": LINK}],
            },
        ],
    }
    assert script.names == ["resolveHandle"]


def test_two_shares_of_one_moment_have_keys_of_their_own(serve: Serve) -> None:
    grant = Script().on(serve).grant()
    keys = {BLUESKY.prepare(grant, draft("Roof"))["rkey"] for _ in range(20)}
    assert len(keys) > 10


def test_plain_words_carry_nothing_else(serve: Serve) -> None:
    plain = replace(draft("Roof"), language="")
    record = BLUESKY.prepare(Script().on(serve).grant(), plain)["record"]
    assert set(record) == {"$type", "text", "createdAt"}


@pytest.mark.parametrize("answer", [NOBODY, html("502 Bad Gateway")], ids=["nobody", "trouble"])
def test_a_mention_of_nobody_stops_no_share(serve: Serve, answer) -> None:
    script = Script(resolveHandle=answer).on(serve)
    assert "facets" not in BLUESKY.prepare(script.grant(), draft("@ben.example"))["record"]


def test_somebody_mentioned_twice_is_asked_for_once(serve: Serve) -> None:
    script = Script(resolveHandle={"did": "did:plc:ben"}).on(serve)
    prepared = BLUESKY.prepare(script.grant(), draft("@ben.example @Ben.Example"))
    assert len(prepared["record"]["facets"]) == 2
    assert script.names == ["resolveHandle"]


# -- Pictures and cards ---------------------------------------------------------------------------


def test_pictures_are_sent_as_they_are_with_their_words_and_shape(serve: Serve) -> None:
    script = Script(uploadBlob={"blob": BLOB}).on(serve)
    prepared = BLUESKY.prepare(script.grant(), draft("Roof", pictures=(picture(),), card=CARD))
    assert script.asked[0].body == b"jpg"
    head = script.asked[0].head.lower()
    assert "content-type: image/jpeg" in head
    assert "content-length: 3" in head
    image = {"image": BLOB, "alt": "A roof", "aspectRatio": {"width": 4, "height": 3}}
    embed = {"$type": "app.bsky.embed.images", "images": [image]}
    assert prepared["record"]["embed"] == embed


def test_the_same_picture_is_uploaded_once(serve: Serve) -> None:
    script = Script(uploadBlob={"blob": BLOB}).on(serve)
    BLUESKY.prepare(script.grant(), draft("Roof", pictures=(picture(), picture(), picture())))
    assert script.names == ["uploadBlob"]


@pytest.mark.parametrize(("size", "uploads"), [(1_000_000, 1), (1_000_001, 0)])
def test_a_card_goes_without_a_picture_that_is_too_large(serve: Serve, size, uploads) -> None:
    script = Script(uploadBlob={"blob": BLOB}).on(serve)
    thumb = picture(size_bytes=size, open=lambda: io.BytesIO(b"j" * size))
    card = LinkCard("Our roof", "How it grew", thumb)
    embed = BLUESKY.prepare(script.grant(), draft("Roof", card=card))["record"]["embed"]
    external = {"uri": LINK, "title": "Our roof", "description": "How it grew"}
    assert embed["external"] == external | ({"thumb": BLOB} if uploads else {})
    assert [len(asked.body) for asked in script.asked] == [size] * uploads


def test_forgotten_pictures_are_uploaded_again_and_the_record_stays_the_same(serve: Serve) -> None:
    forgotten = failed("400 Bad Request", "BlobNotFound")
    uri = f"at://{DID}/app.bsky.feed.post/3jzfcijpj2z2a"
    script = Script(uploadBlob={"blob": BLOB}, putRecord=[forgotten, {"uri": uri}]).on(serve)
    one = draft("Roof", pictures=(picture(),))
    commit(script, one, BLUESKY.prepare(script.grant(), one))
    assert script.names == ["uploadBlob", "putRecord", "uploadBlob", "putRecord"]
    assert script.asked[1].json == script.asked[3].json


def test_pictures_forgotten_twice_are_left_for_later(serve: Serve) -> None:
    forgotten = failed("400 Bad Request", "BlobNotFound")
    script = Script(uploadBlob={"blob": BLOB}, putRecord=forgotten).on(serve)
    one = draft("Roof", pictures=(picture(),))
    with pytest.raises(NetworkError) as caught:
        commit(script, one, BLUESKY.prepare(script.grant(), one))
    assert caught.value.kind is Kind.RETRY
    assert script.names.count("putRecord") == 2


def test_a_refused_picture_fails_the_share_before_anything_is_posted(serve: Serve) -> None:
    script = Script(uploadBlob=html("413 Payload Too Large")).on(serve)
    with pytest.raises(NetworkError) as caught:
        BLUESKY.prepare(script.grant(), draft("Roof", pictures=(picture(),)))
    assert caught.value.kind is Kind.PERMANENT


# -- Afterwards -----------------------------------------------------------------------------------


def test_a_receipt_leads_to_the_post(serve: Serve) -> None:
    script = Script(putRecord={"uri": "at://x"}).on(serve)
    one = draft("Roof")
    prepared = BLUESKY.prepare(script.grant(), one)
    made = commit(script, one, prepared)
    assert made.remote_id == f"at://{DID}/app.bsky.feed.post/{prepared['rkey']}"
    assert made.url == f"http://{script.host}/profile/{DID}/post/{prepared['rkey']}"
    assert made.created_at == AT.replace(microsecond=123000)
    public = replace(script.grant(), host="morel.us-east.host.bsky.network")
    in_app = f"https://bsky.app/profile/{DID}/post/{prepared['rkey']}"
    assert records.receipt(public, prepared).url == in_app


def test_reading_back_asks_for_the_key(serve: Serve) -> None:
    script = Script(getRecord=[MISSING, {"uri": "at://x", "value": {}}]).on(serve)
    prepared = BLUESKY.prepare(script.grant(), draft("Roof"))
    tried = Attempted(draft("Roof"), "k", AT, prepared)
    assert BLUESKY.reconcile(script.grant(), tried) is None
    found = BLUESKY.reconcile(script.grant(), tried)
    assert found
    assert found.remote_id.endswith(prepared["rkey"])
    assert script.asked[0].params["rkey"] == [prepared["rkey"]]


def test_an_attempt_that_prepared_nothing_sent_nothing(serve: Serve) -> None:
    script = Script().on(serve)
    assert BLUESKY.reconcile(script.grant(), Attempted(draft("Roof"), "k", AT)) is None
    assert script.asked == []


def test_only_own_posts_are_deleted(serve: Serve) -> None:
    script = Script(deleteRecord={}).on(serve)
    BLUESKY.delete(script.grant(), "at://did:plc:somebody/app.bsky.feed.post/3jzfcijpj2z2a")
    assert script.asked == []
    BLUESKY.delete(script.grant(), f"at://{DID}/app.bsky.feed.post/3jzfcijpj2z2a")
    collection = "app.bsky.feed.post"
    named = {"repo": DID, "collection": collection, "rkey": "3jzfcijpj2z2a"}
    assert script.asked[0].json == named


# -- Counts ---------------------------------------------------------------------------------------


def uris(count: int) -> list[str]:
    return [f"at://{DID}/app.bsky.feed.post/{number}" for number in range(count)]


def counted(uri: str, **counts: Any) -> dict[str, Any]:
    return {"uri": uri, "cid": "bafy", **counts}


def test_quotes_are_reshares_and_bookmarks_nobodys_business(serve: Serve) -> None:
    (uri,) = uris(1)
    told = {"likeCount": 5, "replyCount": 0, "repostCount": 2, "quoteCount": 1, "bookmarkCount": 9}
    script = Script(getPosts={"posts": [counted(uri, **told)]}).on(serve)
    found = BLUESKY.measure(script.grant(), [uri])
    assert found == {uri: {"reactions": 5, "comments": 0, "reshares": 3}}


def test_what_is_not_told_is_none_and_not_zero(serve: Serve) -> None:
    first, second = uris(2)
    posts = [counted(first), counted(second, likeCount=True, repostCount=1)]
    found = BLUESKY.measure(Script(getPosts={"posts": posts}).on(serve).grant(), [first, second])
    assert found[first] == {"reactions": None, "comments": None, "reshares": None}
    assert found[second] == {"reactions": None, "comments": None, "reshares": 1}


def test_counts_come_in_batches_of_25(serve: Serve) -> None:
    wanted = uris(51)
    script = Script(getPosts={"posts": [counted(uri, likeCount=1) for uri in wanted]}).on(serve)
    assert len(BLUESKY.measure(script.grant(), wanted)) == 51
    assert [len(asked.params["uris"]) for asked in script.asked] == [25, 25, 1]


def test_a_post_not_shown_yet_is_not_gone(serve: Serve) -> None:
    fresh, gone = uris(2)
    answers = [{"uri": fresh, "value": {}}, MISSING]
    script = Script(getPosts={"posts": []}, getRecord=answers).on(serve)
    found = BLUESKY.measure(script.grant(), [fresh, gone])
    assert found == {fresh: dict.fromkeys(BLUESKY.metrics)}


def test_a_public_servers_counts_come_from_the_appview_without_a_token(serve: Serve) -> None:
    (uri,) = uris(1)
    script = Script(getPosts={"posts": [counted(uri, likeCount=1)]}).on(serve)
    public = replace(script.grant(), host="pds.example.com")
    Bluesky(appview=script.host).measure(public, [uri])
    assert [asked.token for asked in script.asked] == [""]


# -- Profile --------------------------------------------------------------------------------------

SESSION = {"did": DID, "handle": "ann.example"}


def test_the_profile_has_name_and_followers(serve: Serve) -> None:
    seen = {"displayName": "Ann", "followersCount": 12}
    script = Script(getSession=SESSION, getProfile=seen).on(serve)
    found = BLUESKY.profile(script.grant())
    assert (found.account_id, found.handle) == (DID, "@ann.example")
    assert (found.display_name, found.followers) == ("Ann", 12)
    assert found.url == f"http://{script.host}/profile/{DID}"


@pytest.mark.parametrize(
    "answer",
    [failed("502 Bad Gateway", "UpstreamFailure"), failed("400 Bad Request", "InvalidRequest"), []],
)
def test_without_the_appview_nobody_knows_the_followers(serve: Serve, answer) -> None:
    script = Script(getSession=SESSION, getProfile=answer or {}).on(serve)
    found = BLUESKY.profile(script.grant())
    assert (found.display_name, found.followers) == ("ann.example", None)
