"""X's own client for Python, driven against the playground: its models must read every answer."""

from __future__ import annotations

import base64
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from tests.clips import mp4
from tests.images import image
from tests.playground.server import Playground

xdk = pytest.importorskip("xdk", reason="the official client xdk is not installed")
CALLBACK = "http://127.0.0.1:1/callback"
SCOPE = ["tweet.read", "tweet.write", "users.read", "media.write", "offline.access"]


@pytest.fixture
def client(playground: Playground, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let its own OAuth connect Ada; plain http is for loopback alone."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    client_id, secret = playground.x_app(CALLBACK)
    playground.account("ada", "Ada Lovelace", followers=1000)
    made = xdk.Client(
        base_url=playground.url,
        authorization_base_url=f"{playground.url}/i",
        client_id=client_id,
        client_secret=secret,
        redirect_uri=CALLBACK,
        scope=SCOPE,
    )
    url = made.get_authorization_url(state="a state")
    fields = {**dict(parse_qsl(urlsplit(url).query)), "username": "ada", "decision": "approve"}
    answer = requests.post(url.partition("?")[0], data=fields, allow_redirects=False, timeout=10)
    told = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    made.exchange_code(told["code"])
    return made


def create(client: Any, **values: Any) -> str:
    posts = import_module("xdk.posts.models")
    return client.posts.create(posts.CreateRequest(**values)).data.id


def test_it_connects_and_knows_who_it_is(client: Any) -> None:
    assert client.token["refresh_token"]
    me = client.users.get_me(user_fields=["public_metrics", "profile_image_url"]).data
    assert (me.username, me.name) == ("ada", "Ada Lovelace")
    assert me.public_metrics.followers_count == 1000


def test_it_posts_reads_and_deletes(playground: Playground, client: Any) -> None:
    post_id = create(client, text="See https://a.example/x #jobs")
    playground.favourite(post_id, "grace")
    fields = ["created_at", "entities", "public_metrics", "non_public_metrics"]
    found = client.posts.get_by_ids(ids=[post_id, "123"], post_fields=fields)
    (post,) = found.data
    assert post.public_metrics.like_count == 1
    assert post.public_metrics.repost_count == 0
    assert post.entities.urls[0].expanded_url == "https://a.example/x"
    assert post.edit_history_post_ids == [post_id]
    assert found.errors
    me = client.users.get_me().data.id
    pages = list(client.users.get_posts(me, max_results=5, post_fields=["created_at"]))
    assert [one.id for page in pages for one in page.data] == [post_id]
    assert client.posts.delete(post_id).data.deleted
    with pytest.raises(requests.HTTPError):
        client.posts.delete(post_id)


def test_it_walks_through_pages(playground: Playground, client: Any) -> None:
    made = [create(client, text=f"Number {number}") for number in range(12)]
    me = client.users.get_me().data.id
    pages = list(client.users.get_posts(me, max_results=5, post_fields=["created_at"]))
    assert [len(page.data) for page in pages] == [5, 5, 2]
    assert [one.id for page in pages for one in page.data] == made[::-1]


def test_it_uploads_in_one_piece_and_describes(playground: Playground, client: Any) -> None:
    media = import_module("xdk.media.models")
    data = base64.b64encode(image()).decode()
    body = media.UploadRequest(media=data, media_category="tweet_image")
    made = client.media.upload(body).data
    words = {"alt_text": {"text": "A meadow"}}
    client.media.create_metadata(media.CreateMetadataRequest(id=made.id, metadata=words))
    post_id = create(client, text="Look", media={"media_ids": [made.id]})
    (post,) = playground.ledger("ada")["statuses"]
    assert post["id"] == post_id
    assert [one["alt"] for one in post["pictures"]] == ["A meadow"]


def test_it_uploads_in_pieces(playground: Playground, client: Any) -> None:
    media = import_module("xdk.media.models")
    data = image(size=(300, 200))
    begun = client.media.initialize_upload(
        media.InitializeUploadRequest(
            media_type="image/jpeg", total_bytes=len(data), media_category="tweet_image"
        )
    ).data
    for number, piece in enumerate((data[:500], data[500:])):
        text = base64.b64encode(piece).decode()
        body = media.AppendUploadRequest(media=text, segment_index=number)
        assert client.media.append_upload(begun.id, body).data.expires_at
    assert client.media.finalize_upload(begun.id).data.id == begun.id
    state = client.media.get_upload_status(begun.id, command="STATUS").data.processing_info.state
    assert state == "succeeded"
    create(client, text="Look", media={"media_ids": [begun.id]})
    (post,) = playground.ledger("ada")["statuses"]
    assert len(post["pictures"]) == 1


def test_it_uploads_a_video_and_waits_for_it(playground: Playground, client: Any) -> None:
    media = import_module("xdk.media.models")
    data = mp4(filler=5000)
    begun = client.media.initialize_upload(
        media.InitializeUploadRequest(
            media_type="video/mp4", total_bytes=len(data), media_category="tweet_video"
        )
    ).data
    text = base64.b64encode(data).decode()
    client.media.append_upload(begun.id, media.AppendUploadRequest(media=text, segment_index=0))
    playground.settings(x_processing_ms=60_000)
    done = client.media.finalize_upload(begun.id).data
    assert (done.processing_info.state, done.processing_info.check_after_secs) == ("pending", 1)
    early = client.media.get_upload_status(begun.id, command="STATUS").data.processing_info
    assert early.state == "in_progress"
    with pytest.raises(requests.HTTPError):
        create(client, text="Look", media={"media_ids": [begun.id]})
    playground.settings(clock_offset_s=61)
    ready = client.media.get_upload_status(begun.id, command="STATUS").data.processing_info
    assert ready.state == "succeeded"
    create(client, text="Look", media={"media_ids": [begun.id]})
    (post,) = playground.ledger("ada")["statuses"]
    assert post["attached"]["kind"] == "video"


def test_it_renews_its_tokens(client: Any) -> None:
    before = dict(client.token)
    client.refresh_token()
    assert client.token["refresh_token"] != before["refresh_token"]
    assert client.users.get_me().data.username == "ada"


def test_a_refusal_reaches_it(client: Any) -> None:
    create(client, text="Once only")
    with pytest.raises(requests.HTTPError) as refused:
        create(client, text="Once only")
    assert refused.value.response.status_code == 403
