"""Pictures on Mastodon: uploaded with their words, waited for, attached, never posted twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from sharing.networks.base import (
    Draft,
    Grant,
    Kind,
    Limits,
    Picture,
    PreparedGone,
    StillWorking,
)
from sharing.networks.mastodon import Mastodon, media
from tests.images import image, noise
from tests.networks.pictures import picture
from tests.networks.servers import PlaygroundServer, Server
from tests.networks.test_mastodon_conformance import attempt, kind_of, make_draft, publish
from tests.networks.test_mastodon_servers import answers
from tests.outbound.conftest import Serve
from tests.playground.server import Playground


def with_pictures(*pictures: Picture) -> Draft:
    return replace(make_draft(), pictures=pictures or (picture(image()),))


class TestMastodonPictures:
    """On every server."""

    def test_limits_of_pictures_are_read_from_the_server(self, mastodon, server) -> None:
        limits = mastodon.limits(server.host)
        assert (limits.max_pictures, limits.max_alt_characters) == (4, 1500)
        assert limits.max_picture_bytes in {10485760, 16777216}
        assert limits.max_picture_pixels in {16777216, 33177600}

    def test_pictures_go_out_in_order_with_their_words(
        self, mastodon: Mastodon, server: Server, grant: Grant, tmp_path: Path
    ) -> None:
        kinds = ("JPEG", "PNG", "WEBP", "PNG")
        shots = [
            picture(
                image(kind, (20 + number, 20)),
                f"Door {number}, “größer” 🚪",
                f"image/{kind.lower()}",
                path=tmp_path / str(number),
            )
            for number, kind in enumerate(kinds)
        ]
        draft = with_pictures(*shots)
        assert mastodon.check(draft, mastodon.limits(server.host)) == []
        receipt = publish(mastodon, grant, draft)
        assert server.pictures(receipt.remote_id) == [(one.digest, one.alt) for one in shots]
        assert mastodon.reconcile(grant, attempt(draft)) == receipt

    def test_a_repeat_with_the_same_uploads_is_the_first_post(
        self, mastodon: Mastodon, server: Server, grant: Grant
    ) -> None:
        draft = with_pictures()
        prepared = mastodon.prepare(grant, draft)
        assert json.loads(json.dumps(prepared)) == prepared
        late = timezone.now() + timedelta(minutes=1)
        posted = [
            mastodon.commit(grant, draft, key="k7", prepared=prepared, send_before=late)
            for _ in range(2)
        ]
        assert posted[0].remote_id == posted[1].remote_id
        assert server.posted(draft.text) == 1

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (401, Kind.REAUTH),
            (413, Kind.PERMANENT),
            (422, Kind.PERMANENT),
            (500, Kind.RETRY),
            (503, Kind.RETRY),
        ],
    )
    def test_a_refused_upload_is_of_the_kind_its_status_says(
        self, mastodon, server, grant, status, kind
    ) -> None:
        draft = with_pictures()
        server.refuse("media", status)
        assert kind_of(lambda: mastodon.prepare(grant, draft))[0] is kind
        assert publish(mastodon, grant, draft).remote_id
        assert server.posted(draft.text) == 1

    def test_a_limit_on_uploads_waits(self, mastodon, server, grant) -> None:
        server.limit("media")
        assert kind_of(lambda: mastodon.prepare(grant, with_pictures()))[0] is Kind.WAIT

    def test_an_upload_that_hangs_is_tried_again(self, mastodon, server, grant, settings) -> None:
        settings.OUTBOUND_TIMEOUT_S = 0.5
        server.hang("media")
        assert kind_of(lambda: mastodon.prepare(grant, with_pictures()))[0] is Kind.RETRY


# -- The words about a picture --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("focus", "sent"),
    [
        ((0.5, 0.5), "0.0,0.0"),
        ((0, 0), "-1.0,1.0"),
        ((1, 1), "1.0,-1.0"),
        ((0.25, 0.9), "-0.5,-0.8"),
    ],
)
def test_the_focus_is_turned_to_their_axes(focus: tuple[float, float], sent: str) -> None:
    assert media.focus_of(picture(image(), focus=focus)) == sent


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"alt": " "}, ["no_alt"]),
        ({"alt": "a" * 21}, []),
        ({"size_bytes": 1001}, ["picture_too_big"]),
        ({"width": 101}, ["picture_too_big"]),
    ],
)
def test_what_the_server_would_refuse_is_said_before(mastodon, changes, codes) -> None:
    limits = Limits(500, 23, None, 1, 1000, 1000, 20)
    good = replace(picture(image(size=(10, 10)), "A door"), size_bytes=1000, width=100, height=10)
    draft = with_pictures(replace(good, **changes))
    assert [issue.code for issue in mastodon.check(draft, limits)] == codes
    two = [issue.code for issue in mastodon.check(with_pictures(good, good), limits)]
    assert two == ["too_many_pictures"]
    assert mastodon.check(replace(draft, text="", pictures=(good,)), limits) == []


# -- Servers that take their time -----------------------------------------------------------------


@pytest.fixture
def ada(mastodon: Mastodon, playground: Playground) -> Grant:
    return PlaygroundServer(playground).grant(mastodon)


def test_a_picture_that_is_worked_on_is_waited_for(mastodon, playground, ada) -> None:
    playground.settings(media_processing_ms=900)
    assert publish(mastodon, ada, with_pictures()).remote_id
    calls = playground.ledger()["requests"]
    seen = [one["status"] for one in calls if ".media." in one["route"] and one["status"]]
    assert (seen[0], seen[1], seen[-1]) == (202, 206, 200)


def test_pictures_that_take_long_are_gone_on_with_later(
    mastodon, playground, ada, monkeypatch
) -> None:
    monkeypatch.setattr(media, "_PAUSES_S", (0.01, 0.01))
    playground.settings(media_processing_ms=60_000)
    with pytest.raises(StillWorking) as told:
        mastodon.prepare(ada, with_pictures())
    under_way = told.value.prepared
    with pytest.raises(StillWorking) as again:
        mastodon.finish(ada, under_way)
    assert again.value.prepared == under_way
    playground.settings(clock_offset_s=61)
    ready = mastodon.finish(ada, under_way)
    assert list(ready) == ["media_ids"]
    assert mastodon.finish(ada, ready) == ready


def test_pictures_that_are_gone_while_they_are_waited_for_are_made_anew(
    mastodon, playground, ada, monkeypatch
) -> None:
    monkeypatch.setattr(media, "_PAUSES_S", ())
    playground.settings(media_processing_ms=60_000)
    with pytest.raises(StillWorking) as told:
        mastodon.prepare(ada, with_pictures())
    playground.forget_media()
    with pytest.raises(PreparedGone):
        mastodon.finish(ada, told.value.prepared)


def test_a_picture_they_failed_to_work_on_is_refused(mastodon, playground, ada) -> None:
    playground.settings(media_processing_ms=60_000)
    playground.fault("mastodon.media.get", "refuse", status=422)
    assert kind_of(lambda: mastodon.prepare(ada, with_pictures()))[0] is Kind.PERMANENT


def test_a_big_picture_is_streamed(mastodon, playground, ada, tmp_path) -> None:
    shot = picture(noise(5 * 1024 * 1024), mime="image/png", path=tmp_path / "big")
    receipt = publish(mastodon, ada, with_pictures(shot))
    assert PlaygroundServer(playground).pictures(receipt.remote_id) == [(shot.digest, shot.alt)]


def test_the_older_address_is_used_where_there_is_no_newer(mastodon, serve: Serve) -> None:
    server = serve(answers(**{"/v1/media": {"id": 7, "url": "https://x/7"}}))
    grant = Grant(server.host, "1", "x")
    assert mastodon.prepare(grant, with_pictures()) == {"media_ids": ["7"]}


# -- Uploads that are gone when the post goes out ------------------------------------------------


def commit(mastodon: Mastodon, grant: Grant, draft: Draft, prepared: dict[str, object], key: str):
    late = timezone.now() + timedelta(minutes=1)
    return mastodon.commit(grant, draft, key=key, prepared=prepared, send_before=late)


def test_uploads_that_were_thrown_away_are_uploaded_anew(mastodon, playground, ada) -> None:
    draft = with_pictures(picture(image()), picture(image(size=(9, 9)), "Another"))
    prepared = mastodon.prepare(ada, draft)
    playground.forget_media()
    receipt = commit(mastodon, ada, draft, prepared, "k")
    shown = PlaygroundServer(playground).pictures(receipt.remote_id)
    assert shown == [(one.digest, one.alt) for one in draft.pictures]
    assert playground.texts() == [draft.text]


def test_uploads_that_a_lost_attempt_posted_are_not_posted_again(mastodon, playground, ada) -> None:
    playground.settings(ignore_idempotency_key=True)
    draft = with_pictures()
    prepared = mastodon.prepare(ada, draft)
    playground.fault("mastodon.statuses.create", "cut_after")
    assert kind_of(lambda: commit(mastodon, ada, draft, prepared, "k"))[0] is Kind.UNKNOWN
    kind, error = kind_of(lambda: commit(mastodon, ada, draft, prepared, "k"))
    (post,) = playground.ledger("ada")["statuses"]
    assert (kind, error.remote_id) == (Kind.DUPLICATE, post["id"])


def test_a_text_they_refuse_is_not_uploaded_for_again(mastodon, playground, ada) -> None:
    draft = replace(with_pictures(), text="a" * 501)
    prepared = mastodon.prepare(ada, draft)
    assert kind_of(lambda: commit(mastodon, ada, draft, prepared, "k"))[0] is Kind.PERMANENT
    routes = [one["route"] for one in playground.ledger()["requests"]]
    assert routes.count("mastodon.media.create") == 1


def test_uploads_that_vanish_every_time_end_the_attempt(mastodon, playground, ada) -> None:
    draft = with_pictures()
    prepared = mastodon.prepare(ada, draft)
    body = {"error": "Validation failed: Media not found"}
    playground.forget_media()
    with playground.faulty("mastodon.statuses.create", "refuse", status=422, body=body):
        assert kind_of(lambda: commit(mastodon, ada, draft, prepared, "k"))[0] is Kind.PERMANENT
    assert playground.texts() == []
