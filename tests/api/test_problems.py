"""Refusals: always a problem in JSON with a code, and nothing half done."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from redis.exceptions import ConnectionError as NoRedis

from content.models import Post
from tenants.api.me import Me
from tenants.models import Event, Member, Via
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.api.house import House
from tests.conftest import Cast
from tests.factories import make_post


def _is_problem(answer, status: int, code: str) -> dict[str, Any]:
    told = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code), told
    assert {"type", "title", "detail"} <= told.keys()
    return told


def test_each_kind_of_refusal_is_a_problem(acme: House):
    call = caller_of(acme.member)
    _is_problem(Client().get("/api/v1/me"), 401, "unauthenticated")
    _is_problem(Client().get("/api/v1/nothing"), 404, "not_found")
    _is_problem(call("GET", "posts/00000000-0000-4000-8000-000000000000"), 404, "not_found")
    answer = call("DELETE", "posts")
    _is_problem(answer, 405, "method")
    assert "GET" in answer.headers["Allow"]
    _is_problem(call("POST", f"posts/{acme.ids['post']}/restore"), 409, "transition")
    _is_problem(call("POST", "posts", {}), 422, "invalid")
    bad = {"authorization": f"Bearer {call.text}"}
    xml = call.client.post("/api/v1/posts", "<a/>", content_type="text/xml", headers=bad)
    _is_problem(xml, 415, "media_type")
    torn = call.client.post("/api/v1/posts", "{", content_type="application/json", headers=bad)
    _is_problem(torn, 400, "unreadable")
    huge = json.dumps({"title": "x" * 3_000_000})
    large = call.client.post("/api/v1/posts", huge, content_type="application/json", headers=bad)
    _is_problem(large, 413, "too_large")


def test_a_bug_is_a_problem_and_undone(cast: Cast, monkeypatch):
    def broken(self, call):
        Member.objects.filter(pk=call.member.pk).update(theme="dark")
        raise ZeroDivisionError

    alice = caller_of(cast.alice)
    monkeypatch.setattr(Me, "respond", lambda self, request, act: broken(self, _call_of(request)))
    told = _is_problem(alice("GET", "me"), 500, "server_error")
    assert "Zero" not in str(told)
    with tenant(cast.acme):
        assert Member.objects.get(pk=cast.alice.pk).theme == ""


def _call_of(request):
    return request.auth


def test_fields_say_what_is_wrong_with_them_wherever_they_are(cast: Cast):
    alice = caller_of(cast.alice)
    data = {
        "started_from": 0,
        "pairs": [{"do": "a"}, {"do": "", "extra": 1}],
        "rules": [{"kind": "nothing", "reason": "x", "parameters": {}}],
    }
    told = _is_problem(alice("POST", "policy/versions", data), 422, "invalid")
    codes = {field: [one["code"] for one in of] for field, of in told["errors"].items()}
    assert codes == {"pairs.1.extra": ["unknown_field"], "rules.0.kind": ["invalid_choice"]}


def test_what_a_service_refuses_stands_at_its_field(cast: Cast):
    told = _is_problem(
        caller_of(cast.alice)("POST", "posts", {"title": "T", "link": "nowhere"}), 422, "link"
    )
    assert told["errors"]["link"][0]["code"] == "link"


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("posts", {"title": "T", "state": "approved"}),
        ("posts", {"title": "T", "author": "x", "version": 9, "organization_id": 1}),
        ("me/preferences", {"roles": ["admin"]}),
        ("me/preferences", {"theme": "dark", "email": "x@example.com"}),
        ("invitations", {"email": "x@example.com", "accepted_at": "2026-01-01T00:00:00Z"}),
        ("teams", {"name": "N", "sort_key": "x"}),
        ("organization/sharing", {"late_after_h": 3, "slug": "mine"}),
    ],
)
def test_nothing_is_set_that_has_no_field(cast: Cast, path: str, data: dict[str, Any]):
    method = "PATCH" if path.startswith(("me/", "organization")) else "POST"
    told = _is_problem(caller_of(cast.alice)(method, path, data), 422, "unknown_field")
    assert all(one["code"] == "unknown_field" for of in told["errors"].values() for one in of)
    with tenant(cast.acme):
        assert Post.objects.count() == 0


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
@pytest.mark.parametrize("path", ["posts", "policy/versions", "policy/check"])
def test_texts_that_no_column_takes_are_refused(cast: Cast, path: str, text: str):
    data = {"title": text, "text": text, "rules": [{"parameters": {"phrase": text}}]}
    _is_problem(caller_of(cast.alice)("POST", path, data), 400, "unreadable")


def test_a_refused_request_leaves_nothing_behind(acme: House):
    call = caller_of(acme.member)
    data = {"title": "Mine", "picture": "00000000-0000-4000-8000-000000000000"}
    answer = call("PUT", f"posts/{acme.ids['draft']}/link-preview", data)
    assert answer.status_code == 422
    assert call.get(f"posts/{acme.ids['draft']}/link-preview")["title"] == "Page "


def test_too_much_in_a_minute_is_refused_by_token(cast: Cast, settings):
    settings.API_REQUESTS_PER_MINUTE = 2
    alice, bob = caller_of(cast.alice), caller_of(cast.bob)
    left = [alice("GET", "me").headers["RateLimit"].partition(";t=")[0] for _ in range(2)]
    assert left == ['"token";r=1', '"token";r=0']
    answer = alice("GET", "me")
    _is_problem(answer, 429, "too_many")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["RateLimit-Policy"] == '"token";q=2;w=60'
    assert bob("GET", "me").status_code == 200


def test_what_takes_long_counts_for_several(cast: Cast):
    alice = caller_of(cast.alice)
    before = alice("GET", "me").headers["RateLimit"]
    after = alice("POST", "policy/trials", {"rules": []}).headers["RateLimit"]
    left = [int(told.partition(";t=")[0].partition("r=")[2]) for told in (before, after)]
    assert left[0] - left[1] == 30


def test_without_a_cache_the_api_stays_open(cast: Cast, settings, monkeypatch):
    settings.API_REQUESTS_PER_MINUTE = 1

    def away(*_args, **_kwargs):
        raise NoRedis

    monkeypatch.setattr(cache, "incr", away)
    alice = caller_of(cast.alice)
    assert [alice("GET", "me").status_code for _ in range(3)] == [200, 200, 200]


def test_the_audit_knows_it_was_the_api(cast: Cast):
    caller_of(cast.alice)("PATCH", "organization/sharing", {"late_after_h": 5})
    with tenant(cast.acme):
        event = Event.objects.get(act="organization.changed")
        assert (event.via, event.by_id) == (Via.API, cast.alice.pk)


def test_what_someone_else_wrote_meanwhile_is_not_overwritten(cast: Cast):
    alice = caller_of(cast.alice)
    with tenant(cast.acme):
        post = make_post("Ours", author=cast.alice)
    path = f"posts/{post.public_id}"
    changed = alice("PATCH", path, {"version": 1, "title": "Mine"}).json()
    assert (changed["version"], changed["why"]) == (2, "Buyers ask us for proof.")
    told = _is_problem(alice("PATCH", path, {"version": 1, "title": "Late"}), 409, "stale")
    assert told["errors"]["version"][0]["code"] == "stale"


def test_the_leaderboard_names_no_one(cast: Cast):
    text = json.dumps(caller_of(cast.alice).get("leaderboard"))
    assert "Bob" not in text
    assert str(cast.bob.public_id) not in text


def test_what_nests_too_deep_is_no_json(cast):
    alice = caller_of(cast.alice)
    headers = {"Authorization": f"Bearer {alice.text}"}
    deep = "[" * 100_000 + "]" * 100_000
    answer = alice.client.generic(
        "POST", "/api/v1/posts", data=deep, content_type="application/json", headers=headers
    )
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
