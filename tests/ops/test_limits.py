"""What is costly or abused can't be done without end, by a person or from an address."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from advocacy.api.coverage import ENDPOINTS_OF
from advocacy.ops import limits
from advocacy.ops.limits import LIMITS, Limit, count_one
from tests.addresses import ADDRESSES
from tests.api.callers import caller_of
from tests.api.endpoints import operations

INVITE = "/o/acme/members/invite/"
JOIN = "/join/nothing/"
WORDS = {"email": "no address"}
ASKED = "organization/receipts?since=2026-01-01&until=2026-01-31"


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    """Two of everything and four in all, in the middle of a window that does not end meanwhile."""
    few = {
        name: replace(limit, most=2, window_s=600, most_in_all=4) for name, limit in LIMITS.items()
    }
    monkeypatch.setattr(limits, "LIMITS", few)
    monkeypatch.setattr(limits.time, "time", lambda: 600_300.0)


def statuses(client, path, times=3, **headers):
    return [client.post(path, WORDS, headers=headers).status_code for _ in range(times)]


def test_every_limit_is_of_an_address_that_exists():
    assert set(LIMITS) <= set(ADDRESSES)


def test_what_is_limited_on_a_page_is_limited_through_the_api():
    methods = {name: operation.method for name, operation in operations().items()}
    told = {name for limit in LIMITS.values() for name in limit.operations}
    doing = {
        name
        for page, limit in LIMITS.items()
        for name in ENDPOINTS_OF.get(page, ())
        if methods[name] != "GET" and not limit.file  # a program sends a file by itself
    }
    assert doing <= told
    files = {name for name in told if methods[name] == "GET"}  # they cost a file each time
    assert told - doing - files == {"attachments_create"}
    assert files == {
        "campaign_results_csv",
        "campaign_results_xlsx",
        "dashboard_files_csv",
        "dashboard_files_pdf",
        "dashboard_files_xlsx",
        "organization_receipts_file",
    }
    assert sum(len(limit.operations) for limit in LIMITS.values()) == len(told)
    for page, limit in LIMITS.items():
        assert set(limit.operations) <= set(ENDPOINTS_OF.get(page, ())) | {"guidelines_check"}


def test_a_page_and_the_api_share_one_count(cast, sign_in):
    caller, client = caller_of(cast.alice), sign_in(cast.alice)
    assert statuses(client, INVITE, 1) == [422]
    assert caller("POST", "invitations", WORDS).status_code == 422
    refused = caller("POST", "invitations", WORDS)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "300")
    assert refused.json()["code"] == "too_many"
    assert refused.json()["detail"] == "This was asked too often. Try again in 300 seconds."
    assert statuses(client, INVITE, 1) == [429]


def test_another_token_of_the_same_person_is_no_way_round(cast):
    for _ in range(2):
        assert caller_of(cast.alice)("POST", "invitations", WORDS).status_code == 422
    assert caller_of(cast.alice)("POST", "invitations", WORDS).status_code == 429
    assert caller_of(cast.mallory)("POST", "invitations", WORDS).status_code == 422


def test_reading_through_the_api_is_not_counted(cast):
    caller = caller_of(cast.alice)
    for _ in range(3):
        assert caller("GET", "invitations").status_code == 200
    assert caller("POST", "invitations", WORDS).status_code == 422


def test_no_token_uses_up_nobodys_count(cast, client):
    for _ in range(3):
        assert client.post("/api/v1/invitations", WORDS).status_code == 401


def test_an_office_behind_one_address_has_a_count_for_each_invitation(db, client):
    assert statuses(client, "/join/one/") == [404, 404, 429]
    assert statuses(client, "/join/two/", 1) == [404]
    # the refused one was counted for itself alone; all together meet a count of their own
    assert statuses(client, "/join/three/", 2) == [404, 429]


def test_new_passwords_are_counted_by_whom_they_are_for(db, client):
    def ask(email):
        return client.post("/account/password/reset/", {"email": email}).status_code

    asked = [ask("one@acme.example"), ask(" One@Acme.example"), ask("one@acme.example")]
    assert asked == [302, 302, 429]
    assert ask("two@acme.example") == 302


def test_a_person_is_slowed_down_and_told_when_to_come_back(cast, sign_in):
    client = sign_in(cast.alice)
    assert statuses(client, INVITE) == [422, 422, 429]
    answer = client.post(INVITE, WORDS)
    assert answer.headers["Retry-After"] == "300"
    assert "Come back in 5 minutes" in answer.content.decode()
    assert client.get(INVITE).status_code == 200


def test_one_persons_limit_is_not_anothers(cast, sign_in):
    statuses(sign_in(cast.alice), INVITE)
    other = Client()
    other.force_login(cast.mallory.user)
    assert other.post("/o/globex/members/invite/", WORDS).status_code == 422


def test_a_person_is_the_same_wherever_they_come_from(cast, sign_in, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = sign_in(cast.alice)
    found = [
        client.post(INVITE, WORDS, headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code
        for n in range(3)
    ]
    assert found == [422, 422, 429]


def test_a_stranger_is_counted_by_what_our_own_proxy_saw(db, client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(2):
        seen = {"X-Forwarded-For": f"192.0.2.{n}, 203.0.113.7"}
        assert client.post(JOIN, {}, headers=seen).status_code == 404
    lie = {"X-Forwarded-For": "192.0.2.99, 203.0.113.7"}
    assert client.post(JOIN, {}, headers=lie).status_code == 429
    other = {"X-Forwarded-For": "203.0.113.8"}
    assert client.post(JOIN, {}, headers=other).status_code == 404


def test_without_a_proxy_of_ours_nobody_is_believed(db, client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    found = [
        client.post(JOIN, {}, headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code
        for n in range(3)
    ]
    assert found == [404, 404, 429]


def test_an_ipv6_subscriber_has_one_count_for_all_their_addresses(db, client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    found = [
        client.post(JOIN, {}, headers={"X-Forwarded-For": f"2001:db8:1:2::{n}"}).status_code
        for n in range(1, 4)
    ]
    assert found == [404, 404, 429]
    assert statuses(client, JOIN, 1, **{"X-Forwarded-For": "2001:db8:1:3::1"}) == [404]


def test_the_next_window_begins_anew():
    limit = Limit(1, 60)
    assert count_one("x", "y", limit, now_s=600) == 0
    assert count_one("x", "y", limit, now_s=601) == 59
    assert count_one("x", "y", limit, now_s=660) == 0


def test_a_post_counts_where_it_brings_a_file(cast, sign_in):
    client = sign_in(cast.alice)
    page = "/o/acme/desk/new/"
    for _ in range(3):
        assert client.post(page, {"title": ""}).status_code == 422
    for status in (422, 422, 429):
        file = SimpleUploadedFile("a.txt", b"no video", "text/plain")
        assert client.post(page, {"title": "", "new_attachment": file}).status_code == status
    assert client.post(page, {"title": ""}).status_code == 422


def test_files_of_everything_are_counted_though_they_are_only_read(cast, sign_in):
    client = sign_in(cast.bob)
    found = [client.get("/o/acme/shares/receipts/csv/").status_code for _ in range(3)]
    assert found == [200, 200, 429]
    assert client.get("/o/acme/shares/receipts/").status_code == 200
    caller = caller_of(cast.alice)
    asked = [caller("GET", ASKED).status_code for _ in range(3)]
    assert asked == [200, 200, 429]
    assert statuses(sign_in(cast.alice), "/o/acme/settings/receipts/", 1) == [429]


def test_who_was_stopped_is_told_how_to_keep_what_they_typed(cast, sign_in):
    client = sign_in(cast.alice)
    statuses(client, INVITE)
    assert "What you typed is not lost" in client.post(INVITE, WORDS).content.decode()


def test_without_the_cache_nobody_is_kept_out(monkeypatch):
    def away(*_, **__):
        raise limits.RedisError

    monkeypatch.setattr(cache, "incr", away)
    assert [count_one("x", "y", Limit(1, 60), now_s=600) for _ in range(3)] == [0, 0, 0]


def test_reading_is_not_limited(db, client):
    assert [client.get(JOIN).status_code for _ in range(5)] == [404] * 5
