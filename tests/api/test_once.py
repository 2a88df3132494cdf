"""`Idempotency-Key`: done once, whoever comes when."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from content.models import Post
from sharing.models import Share
from tenants.models import KeptAnswer
from tenants.rest.once import forget_answers
from tenants.scope import platform, tenant
from tests.api.callers import caller_of
from tests.api.house import House
from tests.conftest import Cast
from tests.images import image

KEY = {"Idempotency_Key": "one"}


def _posts(cast: Cast) -> int:
    with tenant(cast.acme):
        return int(Post.objects.count())


def test_the_same_again_is_answered_and_not_done_again(cast: Cast):
    alice = caller_of(cast.alice)
    first = alice("POST", "posts", {"title": "One", "why": "w"}, **KEY)
    again = alice("POST", "posts", {"why": "w", "title": "One"}, **KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert _posts(cast) == 1


def test_without_a_key_it_is_done_again(cast: Cast):
    alice = caller_of(cast.alice)
    for _ in range(2):
        alice("POST", "posts", {"title": "One"})
    assert _posts(cast) == 2


def test_another_request_under_the_key_is_refused(cast: Cast):
    alice = caller_of(cast.alice)
    alice("POST", "posts", {"title": "One"}, **KEY)
    other = alice("POST", "posts", {"title": "Two"}, **KEY)
    assert (other.status_code, other.json()["code"]) == (422, "key_used")
    assert _posts(cast) == 1


def test_a_key_is_one_members_on_one_address(cast: Cast):
    alice, mallory = caller_of(cast.alice), caller_of(cast.mallory)
    ids = {alice("POST", "posts", {"title": "One"}, **KEY).json()["id"]}
    ids.add(mallory("POST", "posts", {"title": "One"}, **KEY).json()["id"])
    assert len(ids) == 2
    assert alice("POST", "topics", {"name": "One"}, **KEY).status_code == 201
    assert caller_of(cast.alice)("POST", "posts", {"title": "One"}, **KEY).json()["id"] in ids


def test_what_was_refused_may_come_again_mended(cast: Cast):
    alice = caller_of(cast.alice)
    assert alice("POST", "posts", {"title": " ", "link": "x"}, **KEY).status_code == 422
    assert alice("POST", "posts", {"title": "One"}, **KEY).status_code == 201
    assert _posts(cast) == 1


def test_after_a_day_the_key_is_free(cast: Cast):
    alice = caller_of(cast.alice)
    alice("POST", "posts", {"title": "One"}, **KEY)
    with platform():
        KeptAnswer.everyone.update(created_at=timezone.now() - timedelta(hours=25))
    alice("POST", "posts", {"title": "Two"}, **KEY)
    assert _posts(cast) == 2
    assert forget_answers(now=timezone.now()) == 0
    assert forget_answers(now=timezone.now() + timedelta(hours=25)) == 1


@pytest.mark.parametrize("key", ["x" * 256, "schlüssel", "a\x7f"])
def test_a_key_is_plain(cast: Cast, key: str):
    answer = caller_of(cast.alice)("POST", "posts", {"title": "One"}, Idempotency_Key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "key")


def test_a_picture_is_told_by_its_content(acme: House):
    caller = caller_of(acme.member)
    first = caller.upload("a.jpg", image(), **KEY)
    assert first.status_code == 201
    assert caller.upload("a.jpg", image(), **KEY).json() == first.json()
    assert caller.upload("a.jpg", image(colour="blue"), **KEY).status_code == 422


def test_shares_are_made_once(acme: House):
    caller, data = caller_of(acme.member), {"post": acme.ids["fresh"]}
    first = caller("POST", "shares", data, **KEY)
    assert first.status_code == 201, first.content
    assert caller("POST", "shares", data, **KEY).json() == first.json()
    with tenant(acme.organization):
        assert Share.objects.filter(post__public_id=acme.ids["fresh"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_does_it(make_cast):
    cast = make_cast()
    alice = caller_of(cast.alice)
    answers: list[Any] = []
    gate = threading.Barrier(6)

    def send() -> None:
        try:
            gate.wait()
            answers.append(alice("POST", "posts", {"title": "One"}, **KEY))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [answer for answer in answers if answer.status_code == 201]
    late = [answer for answer in answers if answer.status_code == 409]
    assert len(done) + len(late) == 6
    assert len({answer.json()["id"] for answer in done}) == 1
    assert {answer.json()["code"] for answer in late} <= {"in_progress"}
    assert _posts(cast) == 1


@pytest.mark.django_db(transaction=True)
def test_while_the_first_is_at_work_the_second_is_told(make_cast, monkeypatch):
    cast = make_cast()
    alice = caller_of(cast.alice)
    begun, go_on = threading.Event(), threading.Event()
    keep = "tenants.rest.once._keep"
    answers: list[Any] = []

    def slow(*_args: Any, **_kwargs: Any) -> None:
        begun.set()
        go_on.wait(10)

    def send() -> None:
        try:
            answers.append(alice("POST", "posts", {"title": "One"}, **KEY))
        finally:
            connection.close()

    with monkeypatch.context() as patch:
        patch.setattr(keep, slow)
        thread = threading.Thread(target=send)
        thread.start()
        begun.wait(10)
        second = alice("POST", "posts", {"title": "One"}, **KEY)
        go_on.set()
        thread.join()
    assert (second.status_code, second.json()["code"]) == (409, "in_progress")
    assert second.headers["Retry-After"] == "1"
    assert answers[0].status_code == 201
