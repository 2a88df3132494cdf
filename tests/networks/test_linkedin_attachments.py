"""Videos and documents on LinkedIn, against the playground's."""

from __future__ import annotations

import resource
from dataclasses import replace
from pathlib import Path

import pytest

from sharing.networks.attached import Attachment
from sharing.networks.base import (
    Grant,
    Kind,
    LinkCard,
    NetworkError,
    PreparedGone,
    StillWorking,
)
from sharing.networks.linkedin import LinkedIn
from tests.clips import mp4, package, pdf
from tests.networks.linkedin_playground import VERSION, calls, grant_at, posts, refuse
from tests.networks.pictures import attachment
from tests.networks.test_linkedin_conformance import LIMITS, commit, make_draft, publish
from tests.networks.test_mastodon_conformance import kind_of
from tests.playground.server import Playground

LINKEDIN = LinkedIn(version=VERSION)
PDF = "application/pdf"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
MIB = 1024 * 1024


def deck(**more) -> Attachment:
    return attachment(pdf(3), "document", PDF, **{"title": "Deck (2026).pdf", "alt": "", **more})


def film(**more) -> Attachment:
    return attachment(mp4(filler=9 * MIB), **more)


@pytest.fixture
def grant(playground: Playground) -> Grant:
    return grant_at(playground)


def codes(one: Attachment) -> list[str]:
    return [issue.code for issue in LINKEDIN.check(make_draft(attachment=one), LIMITS)]


def test_a_document_goes_with_its_title_and_without_a_card(playground, grant) -> None:
    one = deck()
    draft = make_draft(attachment=one, card=LinkCard("Not shown"))
    receipt = publish(grant, draft)
    (post,) = posts(playground)
    assert post["attached"]["digest"] == one.digest
    assert (post["attached"]["kind"], post["attached"]["title"]) == ("document", "Deck (2026).pdf")
    assert post["card"] is None
    assert post["text"] == LINKEDIN.show(draft).text
    assert receipt.remote_id.startswith("urn:li:share:")
    assert LINKEDIN.show(draft).card is None


def test_slides_go_too(playground, grant) -> None:
    publish(grant, make_draft(attachment=attachment(package(), "document", SLIDES)))
    assert posts(playground)[0]["attached"]["mime"] == SLIDES


def test_a_video_arrives_whole_out_of_its_parts(playground, grant) -> None:
    one = film(title="Our roof")
    receipt = publish(grant, make_draft(attachment=one))
    (post,) = posts(playground)
    assert (post["attached"]["digest"], post["attached"]["size"]) == (one.digest, one.size_bytes)
    assert receipt.remote_id.startswith("urn:li:ugcPost:")
    assert calls(playground, "linkedin.videos.upload") == 3


def test_the_words_may_be_left_out(grant) -> None:
    draft = replace(make_draft(attachment=deck()), text="", link="")
    assert LINKEDIN.check(draft, LIMITS) == []
    publish(grant, draft)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"size_bytes": 500_000_001}, "attachment_too_big"),
        ({"size_bytes": 74_999}, "attachment_too_small"),
        ({"duration_ms": 2_999}, "video_too_short"),
        ({"duration_ms": 1_800_001}, "video_too_long"),
        ({"mime_type": "video/quicktime"}, "attachment_type"),
        ({"mime_type": "image/gif"}, "attachment_type"),
    ],
)
def test_a_video_that_linkedin_does_not_take_is_found_before(changes, code) -> None:
    assert codes(replace(film(), **changes)) == [code]
    assert codes(film()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"size_bytes": 100_000_001}, "attachment_too_big"), ({"pages": 301}, "document_too_long")],
)
def test_a_document_that_linkedin_does_not_take_is_found_before(changes, code) -> None:
    assert codes(replace(deck(), **changes)) == [code]
    assert codes(replace(deck(), pages=300)) == []


@pytest.mark.parametrize("make", [deck, film])
def test_a_post_that_comes_too_early_is_made_again_later(playground, grant, make) -> None:
    playground.settings(linkedin_processing_ms=60_000)
    draft = make_draft(attachment=make())
    prepared = LINKEDIN.prepare(grant, draft)
    with pytest.raises(StillWorking):
        commit(grant, draft, prepared)
    playground.settings(clock_offset_s=61)
    commit(grant, draft, prepared)
    assert len(posts(playground)) == 1


def test_a_file_that_linkedin_could_not_use_is_sent_anew(playground, grant) -> None:
    draft = make_draft(attachment=attachment(b"no document" * 10, "document", PDF))
    with pytest.raises(PreparedGone):
        publish(grant, draft)
    assert posts(playground) == []


def test_the_same_again_is_answered_with_the_first(playground, grant) -> None:
    draft = make_draft(attachment=film())
    prepared = LINKEDIN.prepare(grant, draft)
    first = commit(grant, draft, prepared)
    kind, error = kind_of(lambda: commit(grant, draft, prepared))
    assert (kind, error.remote_id) == (Kind.DUPLICATE, first.remote_id)


@pytest.mark.parametrize(
    "route", ["documents.initialize", "documents.upload", "videos.initialize", "videos.upload"]
)
@pytest.mark.parametrize("action", ["error_before", "cut_before", "cut_after", "error_after"])
def test_trouble_while_sending_is_never_doubt_about_a_post(
    playground, grant, route, action
) -> None:
    draft = make_draft(attachment=deck() if route.startswith("documents") else film())
    playground.fault(f"linkedin.{route}", action)
    with pytest.raises(NetworkError) as trouble:
        LINKEDIN.prepare(grant, draft)
    assert trouble.value.kind is Kind.RETRY
    publish(grant, draft)
    assert len(posts(playground)) == 1


@pytest.mark.parametrize("status", [413, 415, 422])
def test_a_file_that_is_refused_is_refused_for_good(playground, grant, status) -> None:
    refuse(playground, "linkedin.documents.upload", status, code="X", message="No")
    kind, error = kind_of(lambda: publish(grant, make_draft(attachment=deck())))
    assert (kind, error.message) == (
        Kind.PERMANENT,
        "LinkedIn did not accept the document.",
    )


@pytest.mark.parametrize("make", [deck, film])
def test_an_address_that_has_ended_is_asked_for_anew(playground, grant, make) -> None:
    route = "videos.upload" if make is film else "documents.upload"
    refuse(playground, f"linkedin.{route}", 400, code="EXPIRED_UPLOAD_URL", message="Over")
    draft = make_draft(attachment=make())
    with pytest.raises(PreparedGone):
        LINKEDIN.prepare(grant, draft)
    publish(grant, draft)


@pytest.mark.parametrize("make", [deck, film])
def test_nobody_uploads_in_anothers_name(playground, grant, make) -> None:
    draft = make_draft(attachment=make())
    other = replace(grant, account_id="X")
    assert kind_of(lambda: LINKEDIN.prepare(other, draft))[0] is Kind.REAUTH


@pytest.mark.parametrize(
    "places",
    [
        [],
        [{"firstByte": 0, "lastByte": 10}],
        [{"firstByte": 1, "lastByte": 100}],
        ["all"],
        "all",
    ],
)
def test_parts_that_are_not_the_whole_are_not_sent(playground, grant, places) -> None:
    value = {"video": "urn:li:video:1", "uploadToken": "t", "uploadInstructions": places}
    playground.fault("linkedin.videos.initialize", "refuse", status=200, body={"value": value})
    assert kind_of(lambda: publish(grant, make_draft(attachment=film())))[0] is Kind.RETRY
    assert calls(playground, "linkedin.videos.upload") == 0


def test_a_token_is_not_sent_to_strangers(playground, grant) -> None:
    value = {"document": "urn:li:document:1", "uploadUrl": "https://evil.example/dms-uploads/1"}
    playground.fault("linkedin.documents.initialize", "refuse", status=200, body={"value": value})
    assert kind_of(lambda: publish(grant, make_draft(attachment=deck())))[0] is Kind.RETRY


def test_a_large_file_is_never_in_memory(playground, grant, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(mp4(filler=64 * MIB))
    one = replace(film(), size_bytes=path.stat().st_size, open=lambda: path.open("rb"))
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    publish(grant, make_draft(attachment=one))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 20_000
    assert posts(playground)[0]["attached"]["size"] == one.size_bytes
