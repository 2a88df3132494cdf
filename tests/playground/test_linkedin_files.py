"""The playground's LinkedIn takes videos and documents exactly as it says it does."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.clips import mp4, pdf
from tests.playground.server import Playground
from tests.playground.test_linkedin import Client, code_of

FILM = mp4(filler=5 * 1024 * 1024)


@pytest.fixture
def nora(playground: Playground) -> Client:
    return Client(playground)


def asked(nora: Client, kind: str, **about: Any) -> requests.Response:
    wanted = {"initializeUploadRequest": {"owner": nora.urn, **about}}
    return nora.ask("POST", f"/rest/{kind}?action=initializeUpload", json=wanted)


def place(nora: Client, kind: str = "videos", **about: Any) -> dict[str, Any]:
    if kind == "videos":
        about = {"fileSizeBytes": len(FILM), "uploadCaptions": False, **about}
    return asked(nora, kind, **about).json()["value"]


def put(nora: Client, url: str, data: bytes, **kwargs: Any) -> requests.Response:
    return nora.ask("PUT", url.removeprefix(nora.url), data=data, **kwargs)


def parts(nora: Client, value: dict[str, Any]) -> list[str]:
    """Send all parts of a video; returns what they are called."""
    sent = []
    for one in value["uploadInstructions"]:
        answer = put(nora, one["uploadUrl"], FILM[one["firstByte"] : one["lastByte"] + 1])
        assert answer.status_code == 200
        sent.append(answer.headers["ETag"])
    return sent


def finalize(nora: Client, value: dict[str, Any], **changes: Any) -> requests.Response:
    named = {"video": value["video"], "uploadToken": value["uploadToken"], **changes}
    body = {"finalizeUploadRequest": named}
    return nora.ask("POST", "/rest/videos?action=finalizeUpload", json=body)


def post(nora: Client, urn: str, **more: str) -> requests.Response:
    return nora.post(content={"media": {"id": urn, **more}})


def test_a_video_is_told_where_its_parts_go(nora: Client) -> None:
    value = place(nora)
    told = [(one["firstByte"], one["lastByte"]) for one in value["uploadInstructions"]]
    assert told == [(0, 4194303), (4194304, len(FILM) - 1)]
    sent = parts(nora, value)
    assert finalize(nora, value, uploadedPartIds=sent).status_code == 200
    answer = post(nora, value["video"], title="Roof")
    assert answer.headers["x-restli-id"].startswith("urn:li:ugcPost:")


def test_a_video_is_of_no_use_before_it_is_finalized(nora: Client) -> None:
    value = place(nora)
    parts(nora, value)
    assert code_of(post(nora, value["video"])) == (400, "MEDIA_ASSET_WAITING_UPLOAD")


@pytest.mark.parametrize(
    "change",
    [
        {"uploadedPartIds": []},
        {"uploadedPartIds": ["a", "b"]},
        {"uploadToken": "other"},
        {"video": "urn:li:video:1"},
        {"video": "urn:li:document:1"},
    ],
)
def test_what_is_finalized_has_to_be_all_there(nora: Client, change) -> None:
    value = place(nora)
    sent = parts(nora, value)
    assert finalize(nora, value, **{"uploadedPartIds": sent} | change).status_code == 400
    assert finalize(nora, value, uploadedPartIds=sent[::-1]).status_code == 400
    assert finalize(nora, value, uploadedPartIds=sent).status_code == 200


@pytest.mark.parametrize("data", [b"", FILM[:4194303], FILM[:4194305]])
def test_a_part_has_its_very_length(nora: Client, data) -> None:
    url = place(nora)["uploadInstructions"][0]["uploadUrl"]
    assert put(nora, url, data).status_code == 400


@pytest.mark.parametrize("size", [74_999, 500_000_001, "much", None])
def test_a_video_has_a_size(nora: Client, size) -> None:
    assert code_of(asked(nora, "videos", fileSizeBytes=size)) == (400, "INVALID_VALUE_FOR_FIELD")


@pytest.mark.parametrize("kind", ["videos", "documents", "images"])
def test_owner_and_token_belong_together(nora: Client, kind) -> None:
    about = {"fileSizeBytes": len(FILM)} if kind == "videos" else {}
    other = asked(nora, kind, **about, owner="urn:li:person:else")
    assert code_of(other) == (403, "ACCESS_DENIED")
    assert nora.ask("POST", f"/rest/{kind}?action=other", json={}).status_code == 400
    assert asked(nora, kind, **about).status_code == 200


def test_nobody_reads_how_far_a_file_is(nora: Client) -> None:
    for kind in ("videos/urn%3Ali%3Avideo%3A1", "documents/urn%3Ali%3Adocument%3A1"):
        assert nora.ask("GET", f"/rest/{kind}").status_code == 403


def test_an_address_ends(nora: Client) -> None:
    video, document = place(nora), place(nora, "documents")
    nora.playground.settings(clock_offset_s=3601)
    for url in (video["uploadInstructions"][0]["uploadUrl"], document["uploadUrl"]):
        assert code_of(put(nora, url, b"x")) == (400, "EXPIRED_UPLOAD_URL")


def test_another_members_file_is_not_there(playground: Playground, nora: Client) -> None:
    value = place(nora, "documents")
    put(nora, value["uploadUrl"], pdf())
    other = Client(playground, "otto")
    assert code_of(post(other, value["document"], title="Deck")) == (
        400,
        "MEDIA_ASSET_WAITING_UPLOAD",
    )
    assert post(nora, value["document"], title="Deck").status_code == 201


def test_a_document_needs_its_title(nora: Client) -> None:
    value = place(nora, "documents")
    assert put(nora, value["uploadUrl"], pdf()).status_code == 201
    assert code_of(post(nora, value["document"])) == (400, "MISSING_FIELD")


def test_linkedin_takes_its_time_and_may_fail(nora: Client) -> None:
    nora.playground.settings(linkedin_processing_ms=60_000)
    good, bad = place(nora, "documents"), place(nora, "documents")
    put(nora, good["uploadUrl"], pdf())
    put(nora, bad["uploadUrl"], b"nothing of the kind")
    for value in (good, bad):
        answer = post(nora, value["document"], title="Deck")
        assert code_of(answer) == (400, "MEDIA_ASSET_PROCESSING")
    nora.playground.settings(clock_offset_s=61)
    assert post(nora, good["document"], title="Deck").status_code == 201
    answer = post(nora, bad["document"], title="Deck")
    assert code_of(answer) == (400, "MEDIA_ASSET_PROCESSING_FAILED")


def test_readers_see_a_player_and_a_document(nora: Client) -> None:
    value = place(nora)
    finalize(nora, value, uploadedPartIds=parts(nora, value))
    post(nora, value["video"], title="Roof")
    deck = place(nora, "documents")
    put(nora, deck["uploadUrl"], pdf())
    post(nora, deck["document"], title="<Deck>")
    page = requests.get(nora.url, timeout=10).text
    assert "<video" in page
    assert "&lt;Deck&gt;" in page
    film, document = (one["attached"] for one in nora.playground.ledger()["statuses"])
    address = f"{nora.url}/media/{film['digest']}"
    piece = requests.get(address, headers={"Range": "bytes=4-7"}, timeout=10)
    assert (piece.status_code, piece.content) == (206, b"ftyp")
    whole = requests.get(f"{nora.url}/media/{document['digest']}", timeout=10)
    assert "attachment" in whole.headers["Content-Disposition"]
