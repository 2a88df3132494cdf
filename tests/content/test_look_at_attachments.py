"""What may be attached to a post: told by content, never by name."""

from __future__ import annotations

import contextlib
import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.attachments.looking import look
from content.attachments.uses import Facts, NotAttachable
from tests.clips import SLIDES, TURNED, WORDS, box, gif, mp4, package, pdf, track

VIDEO = mp4(filler=300)


def seen(content: bytes) -> Facts:
    return look(io.BytesIO(content), len(content))


def refusal(content: bytes) -> str:
    with pytest.raises(NotAttachable) as refused:
        seen(content)
    return refused.value.code


def test_a_video_tells_its_length_and_measures():
    assert seen(mp4(seconds=12.5)) == Facts("video/mp4", 640, 360, 12_500)


def test_a_video_held_upright_is_measured_upright():
    assert seen(mp4(track(matrix=TURNED))).width == 360


def test_a_quicktime_file_is_told_from_an_mp4():
    assert seen(mp4(brand=b"qt  ")).mime_type == "video/quicktime"


def test_a_video_without_sound_is_one():
    assert seen(mp4(track())).kind == "video"


@pytest.mark.parametrize(
    ("tracks", "code"),
    [
        ((track(codec=b"hvc1"),), "codec"),
        ((track(codec=b"vp09"),), "codec"),
        ((track(), track(b"soun", b"Opus")), "codec"),
        ((track(b"soun", b"mp4a"),), "broken"),
        ((track(size=(0, 0)),), "broken"),
        ((track(size=(20_000, 20)),), "broken"),
    ],
)
def test_a_video_that_networks_could_not_play_is_refused(tracks, code):
    assert refusal(mp4(*tracks)) == code


@pytest.mark.parametrize("kept", [20, 200, len(VIDEO) // 2, len(VIDEO) - 1])
def test_a_video_that_was_cut_on_its_way_is_refused(kept):
    assert refusal(VIDEO[:kept]) == "broken"


def test_a_video_without_a_length_is_refused():
    assert refusal(mp4(seconds=0)) == "broken"


def test_a_video_in_fragments_tells_its_length_elsewhere():
    mehd = box(b"mvex", box(b"mehd", struct.pack(">II", 0, 9000)))
    assert seen(mp4(track(), mehd, seconds=0)).duration_ms == 9000


def test_boxes_that_go_round_in_circles_end():
    empty = struct.pack(">I4s", 8, b"free") * 20_000
    assert refusal(box(b"ftyp", b"isom") + empty) == "broken"


def test_an_index_of_very_many_tracks_or_boxes_is_refused():
    assert refusal(mp4(*[track()] * 33)) == "broken"
    assert seen(mp4(*[track()] * 32)).kind == "video"
    free = struct.pack(">I4s", 8, b"free") * 1000
    assert refusal(mp4(free, track())) == "broken"


@given(st.binary(max_size=200), st.integers(0, len(VIDEO) - 1))
def test_a_damaged_video_never_breaks_the_reader(noise, place):
    damaged = VIDEO[:place] + noise + VIDEO[place + len(noise) :]
    with contextlib.suppress(NotAttachable):
        assert seen(damaged).kind == "video"


def test_documents_are_told_by_their_content():
    assert seen(pdf()).mime_type == "application/pdf"
    assert seen(package(SLIDES)).mime_type.endswith("presentationml.presentation")
    assert seen(package(WORDS)).mime_type.endswith("wordprocessingml.document")


def test_slides_are_counted_and_too_many_are_refused():
    def slides(count: int) -> bytes:
        return package(SLIDES, **{f"ppt__slides__slide{n}.xml": b"<p:sld/>" for n in range(count)})

    assert (seen(slides(3)).pages, seen(slides(300)).pages, seen(package()).pages) == (3, 300, None)
    assert refusal(slides(301)) == "too_many_pages"


def test_a_pdf_that_was_cut_on_its_way_is_refused():
    whole = pdf() + b" " * 5000 + b"%%EOF"
    assert refusal(whole[:-100]) == "broken"


@pytest.mark.parametrize(
    "content",
    [
        package(WORDS.replace("document.main", "document.macroEnabled.main")),
        package(WORDS, word__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin"),
    ],
    ids=["said", "held"],
)
def test_macros_are_refused(content):
    assert refusal(content) == "macros"


def test_an_archive_of_something_else_is_no_document():
    assert refusal(package("application/epub+zip")) == "type"


def test_a_document_that_would_fill_the_disk_is_refused():
    assert refusal(package(SLIDES, ppt__media=b"\0" * 80_000_000)) == "broken"


def test_a_directory_that_would_fill_the_memory_is_never_read():
    whole = package()
    place = whole.rfind(b"PK\x05\x06")
    many = whole[: place + 10] + struct.pack("<HI", 65_000, 90_000_000) + whole[place + 16 :]
    assert refusal(many) == "broken"


@pytest.mark.parametrize("kept", [30, 100, 300])
def test_a_document_that_was_cut_on_its_way_is_refused(kept):
    assert refusal(package()[:kept]) == "broken"


def test_an_old_or_locked_office_file_is_told_what_to_do():
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == "old_office"


def test_a_moving_gif_is_a_video_that_says_how_long_it_is():
    assert seen(gif(4)) == Facts("image/gif", 64, 40, 200)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (gif(1), "still"),
        (gif(351), "too_many_frames"),
        (gif(2, (1300, 40)), "too_many_frames"),
        (gif(3)[:-20], "broken"),
        (b"GIF89a", "broken"),
        (b"", "empty"),
        (b"<svg/>", "type"),
        (b"MZ" + bytes(500), "type"),
        (b"<html><script>alert(1)</script>", "type"),
    ],
)
def test_what_can_not_go_out_is_refused(content, code):
    assert refusal(content) == code


def test_what_is_too_large_is_not_even_read(settings):
    settings.VIDEO_MAX_MB = 1
    with pytest.raises(NotAttachable) as refused:
        look(io.BytesIO(VIDEO), 100_000_001)
    assert refused.value.code == "too_big"
    assert refusal(mp4(filler=1_000_001)) == "too_big"
