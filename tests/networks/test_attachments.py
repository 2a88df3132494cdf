"""What every network says of attachments, and a video on Mastodon."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.attachments.uses import KINDS, TAKEN_BY
from sharing.networks import NETWORKS, network
from sharing.networks.attached import NOT_ATTACHED
from sharing.networks.base import (
    Draft,
    Grant,
    Kind,
    Limits,
    StillWorking,
)
from sharing.networks.mastodon import Mastodon, media
from tests.clips import mp4, pdf
from tests.networks.pictures import attachment
from tests.networks.servers import PlaygroundServer
from tests.networks.test_mastodon_conformance import attempt, kind_of, make_draft, publish

GENEROUS = Limits(max_characters=500, max_video_bytes=100_000_000)
KEYS = sorted(one.key for one in NETWORKS)


@pytest.fixture
def playground_grant(playground) -> Grant:
    return PlaygroundServer(playground).grant(Mastodon())


def film(**more):
    return attachment(mp4(filler=200_000), **more)


def test_the_editor_tells_what_the_networks_take() -> None:
    said = {
        (mime_type, key)
        for key in KEYS
        for rule in network(key).takes(GENEROUS)
        for mime_type in rule.mime_types
    }
    assert said == {(mime_type, key) for mime_type, keys in TAKEN_BY.items() for key in keys}
    assert set(TAKEN_BY) == set(KINDS)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("kind", ["video", "document"])
def test_every_network_says_why_it_takes_an_attachment_not(key, kind) -> None:
    one = film() if kind == "video" else attachment(pdf(), "document", "application/pdf")
    found = network(key).check(Draft("Look", "", attachment=one), GENEROUS)
    rules = [rule.kind for rule in network(key).takes(GENEROUS)]
    assert [issue.code for issue in found] == ([] if kind in rules else [f"no_{kind}_here"])
    assert {issue.code for issue in found} <= NOT_ATTACHED


def test_a_server_that_says_nothing_of_videos_takes_none() -> None:
    found = Mastodon().check(Draft("Look", "", attachment=film()), Limits(max_characters=500))
    assert [issue.code for issue in found] == ["no_video_here"]


def test_a_server_that_states_how_large_the_picture_of_a_video_may_be_is_heeded() -> None:
    limits = replace(GENEROUS, max_video_pixels=640 * 360)
    fits, larger = film(width=640, height=360), film(width=640, height=361)
    found = [Mastodon().check(Draft("Look", "", attachment=one), limits) for one in (fits, larger)]
    assert [[issue.code for issue in one] for one in found] == [[], ["video_too_large"]]


class TestMastodonVideo:
    def test_a_video_goes_out_with_its_description(self, playground, playground_grant) -> None:
        limits = Mastodon().limits(playground.host)
        assert limits.max_video_bytes == 103809024
        assert limits.max_video_pixels == 8294400
        one = film(alt="A roof is built in a day")
        draft = replace(make_draft(), attachment=one)
        assert Mastodon().check(draft, limits) == []
        tried = attempt(draft)
        receipt = publish(Mastodon(), playground_grant, draft)
        (post,) = playground.ledger()["statuses"]
        assert post["attached"]["digest"] == one.digest
        assert post["attached"]["alt"] == "A roof is built in a day"
        assert Mastodon().reconcile(playground_grant, tried) == receipt

    def test_a_server_that_takes_long_is_asked_again_later(
        self, playground, playground_grant: Grant, monkeypatch
    ) -> None:
        monkeypatch.setattr(media, "_PAUSES_S", (0.01, 0.01))
        playground.settings(media_processing_ms=60_000)
        draft = replace(make_draft(), attachment=film())
        with pytest.raises(StillWorking):
            publish(Mastodon(), playground_grant, draft)

    def test_what_is_no_video_is_refused_for_good(self, playground, playground_grant) -> None:
        draft = replace(make_draft(), attachment=attachment(b"nothing" * 100))
        kind, error = kind_of(lambda: publish(Mastodon(), playground_grant, draft))
        assert kind is Kind.PERMANENT
        assert "video" in error.message
