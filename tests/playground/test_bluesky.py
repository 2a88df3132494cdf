"""The playground's Bluesky is as strict about sessions, reads and limits as the real one."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest
import requests

from tests.playground.bluesky import POST, Bluesky, error, post
from tests.playground.server import Playground

SERVER = "com.atproto.server"
REPO = "com.atproto.repo"


# -- Sessions -------------------------------------------------------------------------------------


def test_an_app_password_opens_a_session(ada: Bluesky) -> None:
    assert ada.did.startswith("did:plc:")
    assert ada.handle == "ada.playground.test"
    found = ada.ask(f"{SERVER}.getSession").json()
    assert (found["did"], found["handle"], found["active"]) == (ada.did, ada.handle, True)
    claims = json.loads(base64.urlsafe_b64decode(ada.access.split(".")[1] + "=="))
    assert claims["exp"] - claims["iat"] == 2 * 3600
    by_did = {"identifier": ada.did, "password": ada.password}
    assert ada.act(f"{SERVER}.createSession", by_did, token="").status_code == 200


@pytest.mark.parametrize("identifier", ["ada.playground.test", "nobody.playground.test"])
def test_a_wrong_password_and_a_wrong_name_are_told_alike(ada: Bluesky, identifier: str) -> None:
    words = {"identifier": identifier, "password": "aaaa-bbbb-cccc-dddd"}
    answer = ada.act(f"{SERVER}.createSession", words, token="")
    assert error(answer) == (401, "AuthenticationRequired")


@pytest.mark.parametrize(
    ("token", "status", "name"),
    [("", 401, "AuthMissing"), ("nonsense", 400, "InvalidToken"), ("a.b.c", 400, "InvalidToken")],
)
def test_a_bad_token_is_refused(ada: Bluesky, token: str, status: int, name: str) -> None:
    assert error(ada.ask(f"{SERVER}.getSession", token=token)) == (status, name)


def test_the_two_tokens_are_not_each_other(ada: Bluesky) -> None:
    asked = ada.ask(f"{SERVER}.getSession", token=ada.refresh)
    renewed = ada.act(f"{SERVER}.refreshSession")
    assert [error(asked), error(renewed)] == [(400, "InvalidToken")] * 2


def test_an_access_token_ends_after_two_hours(playground: Playground, ada: Bluesky) -> None:
    playground.settings(clock_offset_s=2 * 3600 - 60)
    assert ada.ask(f"{SERVER}.getSession").status_code == 200
    playground.settings(clock_offset_s=2 * 3600 + 1)
    assert error(ada.ask(f"{SERVER}.getSession")) == (400, "ExpiredToken")
    assert error(ada.put()) == (400, "ExpiredToken")


def test_a_lost_refresh_can_be_asked_for_again_for_two_hours(
    playground: Playground, ada: Bluesky
) -> None:
    first = ada.act(f"{SERVER}.refreshSession", token=ada.refresh).json()
    again = ada.act(f"{SERVER}.refreshSession", token=ada.refresh).json()
    heirs = [ada.act(f"{SERVER}.refreshSession", token=one["refreshJwt"]) for one in (first, again)]
    jtis = [
        json.loads(base64.urlsafe_b64decode(one["refreshJwt"].split(".")[1] + "=="))["jti"]
        for one in (first, again)
    ]
    assert jtis[0] == jtis[1]
    assert [one.status_code for one in heirs] == [200, 200]
    playground.settings(clock_offset_s=2 * 3600 + 1)
    assert error(ada.act(f"{SERVER}.refreshSession", token=ada.refresh)) == (400, "ExpiredToken")


def test_a_refresh_token_ends_after_ninety_days(playground: Playground, ada: Bluesky) -> None:
    playground.settings(clock_offset_s=90 * 86400 + 1)
    assert error(ada.act(f"{SERVER}.refreshSession", token=ada.refresh)) == (400, "ExpiredToken")


@pytest.mark.parametrize("name", ["refreshSession", "deleteSession"])
def test_what_takes_no_body_refuses_one(ada: Bluesky, name: str) -> None:
    assert error(ada.act(f"{SERVER}.{name}", {}, token=ada.refresh)) == (400, "InvalidRequest")


def test_an_ended_session_is_over_and_may_be_ended_again(ada: Bluesky) -> None:
    for _ in range(2):
        assert ada.act(f"{SERVER}.deleteSession", token=ada.refresh).status_code == 200
    assert error(ada.act(f"{SERVER}.refreshSession", token=ada.refresh)) == (400, "ExpiredToken")


def test_the_revoke_fault_ends_the_session(playground: Playground, ada: Bluesky) -> None:
    playground.fault("bluesky.repo.putRecord", "revoke")
    assert error(ada.put()) == (400, "ExpiredToken")
    assert error(ada.act(f"{SERVER}.refreshSession", token=ada.refresh)) == (400, "ExpiredToken")


def test_names_lead_to_people_and_back(playground: Playground, ada: Bluesky) -> None:
    found = ada.ask("com.atproto.identity.resolveHandle", handle=ada.handle, token="").json()
    document = requests.get(f"{playground.url}/{ada.did}", timeout=10).json()
    assert found == {"did": ada.did}
    assert document["alsoKnownAs"] == [f"at://{ada.handle}"]
    assert document["service"][0]["serviceEndpoint"] == playground.url
    nobody = ada.ask("com.atproto.identity.resolveHandle", handle="x.playground.test")
    assert error(nobody) == (400, "HandleNotFound")


# -- What everybody reads -------------------------------------------------------------------------


def seen(ada: Bluesky, uri: str) -> Any:
    posts = ada.ask("app.bsky.feed.getPosts", uris=[uri, f"{uri}x"], token="").json()["posts"]
    return posts[0] if posts else None


def test_posts_and_counts_come_a_moment_later(playground: Playground, ada: Bluesky) -> None:
    uri = ada.put().json()["uri"]
    assert seen(ada, uri) is None
    time.sleep(0.6)
    for act in (playground.favourite, playground.reblog, playground.reply):
        act(uri, "grace")
    names = ("likeCount", "repostCount", "replyCount", "quoteCount")
    assert [seen(ada, uri)[name] for name in names] == [0, 0, 0, 0]
    time.sleep(0.6)
    assert [seen(ada, uri)[name] for name in names] == [1, 1, 1, 0]
    likes = ada.ask("app.bsky.feed.getLikes", uri=uri).json()["likes"]
    assert [like["actor"]["handle"] for like in likes] == ["grace.playground.test"]


def test_likes_and_reposts_are_records_too(playground: Playground, ada: Bluesky) -> None:
    made, grace = ada.put().json(), Bluesky(playground, "grace")
    subject = {"uri": made["uri"], "cid": made["cid"]}
    for kind in ("app.bsky.feed.like", "app.bsky.feed.repost"):
        record = {"$type": kind, "subject": subject, "createdAt": "2026-11-26T10:00:00.000Z"}
        words = {"repo": grace.did, "collection": kind, "record": record}
        assert grace.act(f"{REPO}.createRecord", words).status_code == 200
    reply = post("Yes", reply={"root": subject, "parent": subject})
    assert grace.put(reply).status_code == 200
    (entry,) = playground.ledger("ada")["statuses"]
    assert (entry["likes"], entry["boosts"], entry["replies"]) == (1, 1, 1)


def test_a_visitor_likes_reposts_and_answers(playground: Playground, ada: Bluesky) -> None:
    ada.put()
    (entry,) = playground.ledger("ada")["statuses"]
    for act in ("like", "boost", "reply"):
        url = f"{playground.url}/posts/{entry['id']}/{act}"
        requests.post(url, data={"text": "I see #this"}, timeout=10).raise_for_status()
    (entry,) = playground.ledger("ada")["statuses"]
    assert (entry["likes"], entry["boosts"], entry["replies"]) == (1, 1, 1)
    (answer,) = playground.ledger("visitor")["statuses"]
    value = ada.ask(
        f"{REPO}.getRecord",
        **dict(zip(("repo", "collection", "rkey"), answer["uri"][5:].split("/"), strict=True)),
    ).json()["value"]
    assert value["reply"]["parent"]["uri"] == entry["uri"]
    assert value["facets"][0]["features"][0]["tag"] == "this"


def test_a_person_is_shown_with_their_followers(playground: Playground, ada: Bluesky) -> None:
    playground.account("ada", "Ada Lovelace", 3)
    found = ada.ask("app.bsky.actor.getProfile", actor=ada.handle).json()
    assert (found["displayName"], found["followersCount"]) == ("Ada Lovelace", 3)
    ada.put()
    time.sleep(0.6)
    feed = ada.ask("app.bsky.feed.getAuthorFeed", actor=ada.did).json()["feed"]
    assert [one["post"]["record"]["text"] for one in feed] == ["Two new roles in Leipzig"]


def test_twenty_five_posts_are_the_most_at_once(ada: Bluesky) -> None:
    uris = [f"at://{ada.did}/{POST}/{number}" for number in range(26)]
    assert ada.ask("app.bsky.feed.getPosts", uris=uris[:25]).json() == {"posts": []}
    assert error(ada.ask("app.bsky.feed.getPosts", uris=uris)) == (400, "InvalidRequest")


# -- Limits, faults, pages ------------------------------------------------------------------------


def test_limits_are_stated_in_seconds_since_1970(playground: Playground, ada: Bluesky) -> None:
    playground.settings(rate_limits={"bluesky_writes": [5, 3600]})
    answers = [ada.put(post(str(n)), rkey=f"3kznmn7xqxl2{n + 2}") for n in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert error(answers[2]) == (429, "RateLimitExceeded")
    headers = answers[2].headers
    assert headers["RateLimit-Policy"] == "5;w=3600"
    assert headers["RateLimit-Remaining"] == "0"
    assert 0 < int(headers["RateLimit-Reset"]) - time.time() <= 3600
    assert len(playground.texts("ada")) == 2


def test_signing_in_has_a_limit_of_its_own(playground: Playground, ada: Bluesky) -> None:
    playground.settings(rate_limits={"bluesky_sign_ins": [1, 300]})
    words = {"identifier": ada.handle, "password": ada.password}
    codes = [ada.act(f"{SERVER}.createSession", words, token="").status_code for _ in range(2)]
    assert codes == [200, 429]


@pytest.mark.parametrize(
    ("action", "status", "kept"),
    [
        ("refuse", 422, 0),
        ("rate_limit", 429, 0),
        ("error_before", 503, 0),
        ("error_after", 502, 1),
        ("cut_before", 0, 0),
        ("cut_after", 0, 1),
        ("truncate", 200, 1),
    ],
)
def test_faults_strike_before_or_after_accepting(
    playground: Playground, ada: Bluesky, action: str, status: int, kept: int
) -> None:
    playground.fault("bluesky.repo.putRecord", action)
    try:
        answer = ada.put()
    except requests.ConnectionError:
        assert status == 0
    else:
        assert answer.status_code == status
    assert len(playground.texts("ada")) == kept
    assert ada.put().status_code == 200
    assert len(playground.texts("ada")) == 1


def test_an_unknown_method_is_not_spoken(ada: Bluesky) -> None:
    assert error(ada.ask("app.bsky.feed.getTimeline")) == (501, "MethodNotImplemented")


def test_anybody_can_make_and_remove_an_app_password(playground: Playground) -> None:
    url = f"{playground.url}/settings/app-passwords"
    assert "None yet" in requests.get(url, timeout=10).text
    page = requests.post(url, data={"who": "Zoë Müller"}, timeout=10).text
    assert "zoe-muller.playground.test" in page
    password = page.partition('Password</dt><dd><code dir="ltr">')[2].partition("<")[0]
    words = {"identifier": "zoe-muller.playground.test", "password": password}
    sign_in = f"{playground.url}/xrpc/{SERVER}.createSession"
    session = requests.post(sign_in, json=words, timeout=10).json()
    account = page.partition('name="account" value="')[2].partition('"')[0]
    requests.post(f"{url}/remove", data={"account": account, "password": password}, timeout=10)
    assert requests.post(sign_in, json=words, timeout=10).status_code == 401
    headers = {"Authorization": f"Bearer {session['refreshJwt']}"}
    renewed = requests.post(
        f"{playground.url}/xrpc/{SERVER}.refreshSession", headers=headers, timeout=10
    )
    assert error(renewed) == (400, "ExpiredToken")
