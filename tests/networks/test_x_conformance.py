"""Everything the class promises, on the playground's X."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from sharing.networks.base import (
    Attempted,
    Draft,
    Grant,
    Kind,
    PreparedGone,
    TokenExpired,
)
from sharing.networks.x import X
from tests.images import image
from tests.networks.pictures import picture
from tests.networks.proxy import DroppingProxy
from tests.networks.test_mastodon_conformance import kind_of
from tests.networks.x_server import attempt, grant_of, make_draft, posted, publish
from tests.playground.server import Playground

GONE = "https://api.twitter.com/2/problems/"


@pytest.fixture
def grant(playground: Playground) -> Grant:
    return grant_of(playground)


def test_limits_need_no_call() -> None:
    limits = X().limits("nowhere.example")
    assert (limits.max_characters, limits.characters_per_url, limits.max_pictures) == (280, 23, 4)


def test_the_profile_tells_whose_account_it_is(playground, grant) -> None:
    profile = X().profile(grant)
    assert profile.account_id == grant.account_id
    assert (profile.handle, profile.display_name) == ("@ada", "Ada Lovelace")
    assert (profile.followers, profile.url) == (3, f"{playground.url}/ada")


def test_a_post_is_live_and_read_back(playground, grant) -> None:
    draft = make_draft()
    tried = attempt(draft)
    receipt = publish(grant, draft)
    assert receipt.url == f"{playground.url}/i/status/{receipt.remote_id}"
    found = X().reconcile(grant, tried)
    assert found is not None
    assert (found.remote_id, found.url) == (receipt.remote_id, receipt.url)
    assert found.created_at
    assert abs(found.created_at - tried.started_at) < timedelta(minutes=1)
    assert posted(playground, draft.text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Plain words",
        "First\n\nSecond line\nthird 👩‍👩‍👧 & <b>“quoted”</b>",
        "Meet us at acme.com/jobs and https://acme.example/a?b=c&d #Zürich",
    ],
)
def test_a_post_without_its_link_is_recognised_by_its_words(grant, text) -> None:
    draft = make_draft(text)
    tried = attempt(draft)
    assert X().reconcile(grant, tried) is None
    receipt = publish(grant, draft)
    found = X().reconcile(grant, tried)
    assert found
    assert found.remote_id == receipt.remote_id


def test_a_post_with_pictures_is_recognised_by_its_words(grant) -> None:
    draft = replace(make_draft("Look"), pictures=(picture(image()),))
    tried = attempt(draft)
    receipt = publish(grant, draft)
    found = X().reconcile(grant, tried)
    assert found
    assert found.remote_id == receipt.remote_id


def test_the_same_words_of_another_day_are_another_post(grant) -> None:
    draft = make_draft("Good morning")
    publish(grant, draft)
    now = timezone.now()
    assert X().reconcile(grant, Attempted(draft, "k", now + timedelta(hours=2))) is None
    assert X().reconcile(grant, Attempted(draft, "k", now - timedelta(hours=2))) is not None


def test_its_own_link_is_found_among_many_posts(playground, grant) -> None:
    draft = make_draft()
    tried = attempt(draft)
    receipt = publish(grant, draft)
    playground.settings(rate_limits={"x_posts": None})
    for _ in range(120):
        publish(grant, make_draft("Another {link}"))
    found = X().reconcile(grant, tried)
    assert found
    assert found.remote_id == receipt.remote_id


def test_pictures_go_out_in_order_with_their_words(playground, grant) -> None:
    chosen = tuple(
        picture(image(size=(320, 200), colour=one), f"The {one} door") for one in ("red", "blue")
    )
    receipt = publish(grant, replace(make_draft(), pictures=chosen))
    (post,) = [one for one in playground.ledger()["statuses"] if one["id"] == receipt.remote_id]
    seen = [(one["digest"], one["alt"]) for one in post["pictures"]]
    assert seen == [(one.digest, one.alt) for one in chosen]


def test_pictures_that_x_threw_away_are_uploaded_anew(playground, grant) -> None:
    draft = replace(make_draft(), pictures=(picture(image()),))
    prepared = X().prepare(grant, draft)
    assert playground.forget_media() == 1
    soon = timezone.now() + timedelta(minutes=1)
    with pytest.raises(PreparedGone):  # the engine prepares anew, when it is time to try again
        X().commit(grant, draft, key="k", prepared=prepared, send_before=soon)
    assert posted(playground, draft.text) == 0
    prepared = X().prepare(grant, draft)
    assert X().commit(grant, draft, key="k", prepared=prepared, send_before=soon).remote_id
    assert posted(playground, draft.text) == 1


def test_a_picture_that_is_none_is_refused_for_good(grant) -> None:
    broken = replace(picture(image()), open=lambda: __import__("io").BytesIO(b"no picture"))
    draft = replace(make_draft(), pictures=(broken,))
    assert kind_of(lambda: publish(grant, draft))[0] is Kind.PERMANENT


def test_a_deleted_post_is_gone_and_deleting_it_again_is_fine(playground, grant) -> None:
    draft = make_draft()
    receipt = publish(grant, draft)
    X().delete(grant, receipt.remote_id)
    X().delete(grant, receipt.remote_id)
    assert posted(playground, draft.text) == 0
    assert X().measure(grant, [receipt.remote_id]) == {}


@pytest.mark.parametrize("word", ["tweet", "post", "both"])
def test_counts_are_read_in_either_vocabulary(playground, grant, word) -> None:
    playground.settings(x_word=word)
    first, second = (publish(grant, make_draft()).remote_id for _ in range(2))
    for act in (playground.favourite, playground.reblog, playground.reply):
        act(first, "grace")
    found = X().measure(grant, [first, "1234", second])
    assert found[first] == {
        "reactions": 1,
        "comments": 1,
        "reshares": 1,
        "saves": 0,
        "impressions": 21,
        "link_clicks": 0,
    }
    assert found[second] == dict.fromkeys(X.metrics, 0)
    assert "1234" not in found
    assert X().reconcile(grant, attempt(make_draft())) is None


def test_counts_grow_and_the_private_ones_end_after_thirty_days(playground, grant) -> None:
    post = publish(grant, make_draft()).remote_id
    playground.settings(clock_offset_s=6 * 3600, x_token_lifetime_s=10**8)
    early = X().measure(grant, [post])[post]
    playground.settings(clock_offset_s=31 * 86400)
    late = X().measure(grant, [post])[post]
    assert early["impressions"] is not None
    assert late["impressions"] is not None
    assert 0 < early["impressions"] < late["impressions"]
    assert (early["link_clicks"], late["link_clicks"]) == (0, None)


def test_more_than_a_batch_is_measured(playground, grant) -> None:
    playground.settings(rate_limits={"x_posts": None})
    ids = [publish(grant, make_draft()).remote_id for _ in range(101)]
    assert list(X().measure(grant, ids)) == ids


def test_a_text_at_the_limit_is_taken_and_one_beyond_refused(grant) -> None:
    limits = X().limits("")
    link = "https://go.acme.com/s/verylongcode"
    full = Draft("é" * (280 - 24) + " " + link, link)
    assert X().count(full, limits)[0].used == 280
    assert X().check(full, limits) == []
    assert publish(grant, full).remote_id
    over = replace(full, text=f"é{full.text}")
    assert [issue.code for issue in X().check(over, limits)] == ["too_long"]
    assert kind_of(lambda: publish(grant, over))[0] is Kind.PERMANENT


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["empty"]),
        ("odd \ufffe one", ["odd_character"]),
        ("$ACME and $GLBX", ["too_many_cashtags"]),
        ("$ACME costs $12", []),
    ],
)
def test_what_x_would_refuse_is_found_before(text, codes) -> None:
    assert [issue.code for issue in X().check(Draft(text, ""), X().limits(""))] == codes


def test_a_link_costs_many_times_as_much() -> None:
    assert X().price(Draft("Plain words", "")) == 15
    assert X().price(Draft("See acme.com", "")) == 200
    assert X().price(Draft("See http://localhost/s/a", "http://localhost/s/a")) == 200


def test_the_same_words_again_are_a_duplicate(playground, grant) -> None:
    draft = make_draft()
    publish(grant, draft)
    kind, error = kind_of(lambda: publish(grant, draft))
    assert (kind, error.remote_id) == (Kind.DUPLICATE, None)
    assert posted(playground, draft.text) == 1


def test_an_ended_token_is_worth_a_refresh(playground, grant) -> None:
    stranger = replace(grant, access_token="no such token")
    for call in (lambda: publish(stranger, make_draft()), lambda: X().profile(stranger)):
        with pytest.raises(TokenExpired):
            call()
    playground.settings(clock_offset_s=7200)
    with pytest.raises(TokenExpired):
        X().profile(grant)


def problem(name: str = "", detail: str = "No", **more: object) -> dict[str, object]:
    kind = f"https://api.x.com/2/problems/{name}" if name else "about:blank"
    return {"title": "No", "detail": detail, "type": kind, **more}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, problem("invalid-request"), Kind.PERMANENT),
        (402, problem("credits", title="CreditsDepleted"), Kind.OPERATOR),
        (403, problem("client-forbidden", reason="client-not-enrolled"), Kind.OPERATOR),
        (403, problem("oauth1-permissions"), Kind.OPERATOR),
        (403, problem("unsupported-authentication"), Kind.OPERATOR),
        (403, {"errors": [problem("client-forbidden")]}, Kind.OPERATOR),
        (403, problem(detail="You are not permitted to perform this action."), Kind.PERMANENT),
        (403, problem("user-suspended"), Kind.REAUTH),
        (403, {"errors": [{"code": 326, "message": "temporarily locked"}]}, Kind.REAUTH),
        (403, problem(detail="Your account is suspended."), Kind.REAUTH),
        (403, None, Kind.PERMANENT),
        (404, problem("resource-not-found"), Kind.PERMANENT),
        (413, None, Kind.PERMANENT),
        (429, problem("usage-capped", period="Monthly", scope="Product"), Kind.OPERATOR),
        (500, None, Kind.UNKNOWN),
        (502, None, Kind.UNKNOWN),
        (503, None, Kind.UNKNOWN),
        (504, None, Kind.UNKNOWN),
    ],
)
def test_a_refused_post_is_of_the_kind_that_x_says(playground, grant, status, body, kind) -> None:
    draft = make_draft()
    playground.fault("x.tweets.create", "refuse", status=status, body=body)
    assert kind_of(lambda: publish(grant, draft))[0] is kind
    assert posted(playground, draft.text) == 0
    assert publish(grant, draft).remote_id


@pytest.mark.parametrize(("status", "kind"), [(404, Kind.PERMANENT), (503, Kind.RETRY)])
def test_a_refused_reading_is_never_of_unknown_outcome(playground, grant, status, kind) -> None:
    playground.fault("x.users.*", "refuse", status=status, times=2)
    assert kind_of(lambda: X().reconcile(grant, attempt(make_draft())))[0] is kind
    assert kind_of(lambda: X().profile(grant))[0] is kind


def test_a_refused_deletion_can_be_tried_again(playground, grant) -> None:
    receipt = publish(grant, make_draft())
    playground.fault("x.tweets.delete", "refuse", status=503)
    assert kind_of(lambda: X().delete(grant, receipt.remote_id))[0] is Kind.RETRY
    X().delete(grant, receipt.remote_id)


@pytest.mark.parametrize("route", ["create", "own", "batch", "delete", "media"])
def test_a_limit_waits_for_the_stated_reset(playground, grant, route) -> None:
    with_picture = replace(make_draft(), pictures=(picture(image()),))
    calls = {
        "create": ("x.tweets.create", lambda: publish(grant, make_draft())),
        "own": ("x.users.tweets", lambda: X().reconcile(grant, attempt(make_draft()))),
        "batch": ("x.tweets.list", lambda: X().measure(grant, ["1", "2"])),
        "delete": ("x.tweets.delete", lambda: X().delete(grant, "1")),
        "media": ("x.media.upload", lambda: X().prepare(grant, with_picture)),
    }
    name, call = calls[route]
    playground.fault(name, "rate_limit", reset_in_s=300)
    kind, error = kind_of(call)
    assert kind is Kind.WAIT
    assert error.retry_at
    assert timedelta(minutes=4) < error.retry_at - timezone.now() < timedelta(minutes=6)


def test_the_networks_own_limit_is_met_as_it_is_told(playground, grant) -> None:
    playground.settings(rate_limits={"x_posts": [2, 900]})
    for _ in range(2):
        publish(grant, make_draft())
    kind, error = kind_of(lambda: publish(grant, make_draft()))
    assert kind is Kind.WAIT
    assert error.retry_at
    assert error.retry_at - timezone.now() <= timedelta(minutes=15)


def test_a_cap_of_the_day_waits_for_the_next_one(playground, grant) -> None:
    body = problem("usage-capped", period="Daily", scope="Product")
    playground.fault("x.tweets.create", "refuse", status=429, body=body)
    kind, error = kind_of(lambda: publish(grant, make_draft()))
    assert kind is Kind.WAIT
    assert error.retry_at
    assert (error.retry_at.hour, error.retry_at.minute) == (0, 0)
    assert timedelta(0) < error.retry_at - timezone.now() <= timedelta(days=1)


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
    playground, grant, settings, action, values
) -> None:
    draft = make_draft()
    tried = attempt(draft)
    settings.OUTBOUND_TIMEOUT_S = 0.5
    playground.fault("x.tweets.create", action, **values)
    assert kind_of(lambda: publish(grant, draft))[0] is Kind.UNKNOWN
    settings.OUTBOUND_TIMEOUT_S = 5
    assert X().reconcile(grant, tried) is not None
    assert playground.texts() == [draft.text]


@pytest.fixture
def proxy(playground: Playground, settings) -> Iterator[DroppingProxy]:
    with DroppingProxy(playground.host) as running:
        settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, running.host]
        yield running


@pytest.mark.parametrize("half", [False, True], ids=["no reply", "half a reply"])
def test_a_reply_lost_on_the_way_is_found_by_reading_back(playground, grant, proxy, half) -> None:
    through, draft = replace(grant, host=proxy.host), make_draft()
    tried = attempt(draft)
    proxy.drops, proxy.half = True, half
    assert kind_of(lambda: publish(through, draft))[0] is Kind.UNKNOWN
    assert proxy.connections == 1
    proxy.drops = False
    assert X().reconcile(through, tried) is not None
    assert posted(playground, draft.text) == 1


def test_half_an_answer_to_a_reading_is_read_again(playground, grant) -> None:
    playground.fault("x.users.tweets", "truncate")
    assert kind_of(lambda: X().reconcile(grant, attempt(make_draft())))[0] is Kind.RETRY


def test_a_server_that_hangs_is_left_in_time(playground, grant, settings) -> None:
    settings.OUTBOUND_TIMEOUT_S = 0.5
    playground.fault("x.tweets.create", "hang", seconds=2)
    assert kind_of(lambda: publish(grant, make_draft()))[0] is Kind.UNKNOWN


def test_nothing_is_posted_after_the_last_moment(playground, grant) -> None:
    draft, late = make_draft(), timezone.now()
    call = lambda: X().commit(grant, draft, key="k", prepared={}, send_before=late)  # noqa: E731
    assert kind_of(call)[0] is Kind.RETRY
    assert posted(playground, draft.text) == 0
