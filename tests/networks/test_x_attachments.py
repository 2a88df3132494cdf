"""Videos and moving GIFs on X, against the playground's."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sharing.networks.attached import Attachment
from sharing.networks.base import (
    Draft,
    Grant,
    Kind,
    NetworkError,
    PreparedGone,
    StillWorking,
)
from sharing.networks.x import X, attachments
from tests.clips import gif, mp4, pdf
from tests.networks.pictures import attachment
from tests.networks.test_mastodon_conformance import kind_of
from tests.networks.x_server import attempt, grant_of, make_draft, publish
from tests.playground.server import Playground

MIB = 1024 * 1024
LIMITS = X().limits("")


@pytest.fixture
def grant(playground: Playground) -> Grant:
    return grant_of(playground)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "_LONGEST_S", 0.1)


def film(**more) -> Attachment:
    return attachment(mp4(filler=9 * MIB), **more)


def moving(**more) -> Attachment:
    size = {"width": 64, "height": 40, "duration_ms": 150}
    return attachment(gif(), mime="image/gif", **{"alt": "A wave", **size, **more})


def with_file(one: Attachment, text: str = "Look {link}") -> Draft:
    return replace(make_draft(text), attachment=one)


def posts(playground: Playground) -> list[Any]:
    return playground.ledger()["statuses"]


def calls(playground: Playground, route: str) -> int:
    return sum(one["route"] == f"x.media.{route}" for one in playground.ledger()["requests"])


def codes(one: Attachment) -> list[str]:
    return [issue.code for issue in X().check(with_file(one), LIMITS)]


def test_a_video_arrives_whole_out_of_its_pieces(playground, grant) -> None:
    one, draft = film(), with_file(film())
    tried = attempt(draft)
    receipt = publish(grant, draft)
    (post,) = posts(playground)
    assert (post["attached"]["kind"], post["attached"]["digest"]) == ("video", one.digest)
    assert (calls(playground, "append"), calls(playground, "metadata")) == (3, 0)
    found = X().reconcile(grant, tried)
    assert found is not None
    assert found.remote_id == receipt.remote_id


def test_a_moving_gif_goes_with_its_description(playground, grant) -> None:
    publish(grant, with_file(moving()))
    (post,) = posts(playground)
    assert (post["attached"]["kind"], post["attached"]["alt"]) == ("gif", "A wave")


def test_the_words_may_be_left_out(playground, grant) -> None:
    draft = Draft("", "", attachment=film())
    assert X().check(draft, LIMITS) == []
    publish(grant, draft)
    assert len(posts(playground)) == 1


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (replace(film(), size_bytes=512_000_001), "attachment_too_big"),
        (replace(film(), duration_ms=499), "video_too_short"),
        (replace(film(), duration_ms=140_001), "video_too_long"),
        (replace(film(), width=1920, height=1080), "video_too_large"),
        (replace(film(), width=1200, height=300), "video_too_large"),
        (replace(moving(), size_bytes=15_000_001), "attachment_too_big"),
        (attachment(pdf(), "document", "application/pdf"), "no_document_here"),
    ],
)
def test_what_x_does_not_take_is_found_before(one, code) -> None:
    assert codes(one) == [code]


def test_a_video_may_stand_upright() -> None:
    assert codes(replace(film(), width=720, height=1280)) == []


def test_x_is_waited_for(playground, grant) -> None:
    playground.settings(x_processing_ms=400)
    publish(grant, with_file(film()))
    assert calls(playground, "status") >= 3
    assert len(posts(playground)) == 1


def test_x_is_not_waited_for_without_end(playground, grant, monkeypatch) -> None:
    monkeypatch.setattr(attachments, "_LONGEST_WAIT_S", 0.3)
    playground.settings(x_processing_ms=60_000)
    with pytest.raises(StillWorking) as told:
        X().prepare(grant, with_file(moving()))
    with pytest.raises(StillWorking):
        X().finish(grant, told.value.prepared or {})
    assert posts(playground) == []
    playground.settings(clock_offset_s=61)
    ready = X().finish(grant, told.value.prepared or {})
    X().commit(grant, with_file(moving()), key="k", prepared=ready, send_before=attempt_end())
    (post,) = posts(playground)
    assert (post["attached"]["kind"], post["attached"]["alt"]) == ("gif", "A wave")
    assert calls(playground, "initialize") == 1


def test_what_is_gone_while_x_is_waited_for_is_made_anew(playground, grant, monkeypatch) -> None:
    monkeypatch.setattr(attachments, "_LONGEST_WAIT_S", 0.0)
    playground.settings(x_processing_ms=60_000)
    with pytest.raises(StillWorking) as told:
        X().prepare(grant, with_file(film()))
    playground.forget_media()
    with pytest.raises(PreparedGone):
        X().finish(grant, told.value.prepared or {})


@pytest.mark.parametrize("action", ["error_before", "cut_before", "cut_after"])
def test_trouble_while_asking_sends_nothing_again(playground, grant, action) -> None:
    playground.settings(x_processing_ms=300)
    playground.fault("x.media.status", action)
    publish(grant, with_file(film()))
    assert (len(posts(playground)), calls(playground, "initialize")) == (1, 1)


@pytest.mark.parametrize("after", [float("nan"), float("inf"), -5, "soon", True, None])
def test_a_pause_is_always_one(after) -> None:
    assert 0 < attachments.pause_until_next(after) <= 15


def test_a_video_that_x_could_not_use_is_told(playground, grant) -> None:
    broken = attachment(b"no video at all" * 1000)
    assert kind_of(lambda: publish(grant, with_file(broken)))[0] is Kind.PERMANENT
    assert posts(playground) == []


@pytest.mark.parametrize("route", ["initialize", "append", "finalize"])
@pytest.mark.parametrize("action", ["error_before", "cut_before", "cut_after"])
def test_trouble_while_sending_is_never_doubt_about_a_post(
    playground, grant, route, action
) -> None:
    draft = with_file(film())
    playground.fault(f"x.media.{route}", action)
    with pytest.raises(NetworkError) as trouble:
        X().prepare(grant, draft)
    assert trouble.value.kind is Kind.RETRY
    publish(grant, draft)
    assert len(posts(playground)) == 1


@pytest.mark.parametrize("route", ["initialize", "append", "finalize"])
def test_a_limit_is_waited_for(playground, grant, route) -> None:
    playground.fault(f"x.media.{route}", "rate_limit")
    assert kind_of(lambda: publish(grant, with_file(film())))[0] is Kind.WAIT


def test_an_upload_that_waited_too_long_is_made_anew(playground, grant) -> None:
    draft = with_file(film())
    prepared = X().prepare(grant, draft)
    playground.forget_media()
    with pytest.raises(PreparedGone):
        X().commit(grant, draft, key="k", prepared=prepared, send_before=attempt_end())
    publish(grant, draft)
    assert len(posts(playground)) == 1


def attempt_end():
    return attempt(make_draft()).started_at.replace(year=2100)


def test_a_large_file_is_never_in_memory(playground, grant, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(mp4(filler=50 * MIB))
    one = replace(film(), size_bytes=path.stat().st_size, open=lambda: path.open("rb"))
    tracemalloc.start()
    publish(grant, with_file(one))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 24 * MIB  # pieces of 4 MiB, a few at a time
    assert posts(playground)[0]["attached"]["size"] == one.size_bytes
