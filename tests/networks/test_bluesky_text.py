"""What readers of Bluesky see: the text, its links, hashtags and mentions, and how long it is."""

from __future__ import annotations

import io
import itertools
from typing import Any

import pytest

from sharing.networks.base import (
    Draft,
    LinkCard,
    Picture,
)
from sharing.networks.bluesky import Bluesky, richtext

LINK = "https://share.acme.example/s/k7Qx2mZ"
SHORT = "share.acme.example/s/k7Qx2mZ"
CARD = LinkCard("Our roof", "How it grew")
BLUESKY = Bluesky()
LIMITS = BLUESKY.limits("bsky.social")
FAMILY = "👨‍👩‍👧‍👦"


def picture(**changes: Any) -> Picture:
    values = {
        "digest": "d",
        "mime_type": "image/jpeg",
        "size_bytes": 3,
        "width": 4,
        "height": 3,
        "alt": "A roof",
        "open": lambda: io.BytesIO(b"jpg"),
    }
    return Picture(**{**values, **changes})


def draft(text: str, **changes: Any) -> Draft:
    return Draft(text, changes.pop("link", LINK), **changes)


def marked(text: str, **changes: Any) -> list[tuple[str, str, str]]:
    """What is marked: kind, what is seen (read back by its place in bytes), what it leads to."""
    one = draft(text, **changes)
    wire = richtext.shown(one)
    found = []
    everybody = {mark.value: f"did:plc:{mark.value}" for mark in richtext.marks(one)}
    for facet in richtext.facets(wire, richtext.marks(one), everybody):
        index, feature = facet["index"], facet["features"][0]
        seen = wire.encode()[index["byteStart"] : index["byteEnd"]].decode()
        kind = feature["$type"].partition("#")[2]
        found.append((kind, seen, feature.get("uri") or feature.get("tag") or feature["did"]))
    return found


# -- The share's own link -------------------------------------------------------------------------


def test_a_card_is_the_link_when_it_stands_alone_at_the_end() -> None:
    one = draft(f"Our roof\n\n{LINK}", card=CARD)
    assert BLUESKY.show(one).text == "Our roof"
    assert BLUESKY.show(one).card == CARD
    assert marked(one.text, card=CARD) == []


@pytest.mark.parametrize(
    "changes", [{}, {"card": CARD, "pictures": (picture(),)}], ids=["no card", "pictures"]
)
def test_without_a_card_the_link_is_shown_short_and_leads_on(changes) -> None:
    shown = BLUESKY.show(draft(f"Our roof\n\n{LINK}", **changes))
    assert shown.text == f"Our roof\n\n{SHORT}"
    assert shown.card is None
    assert marked(f"Our roof\n\n{LINK}", **changes) == [("link", SHORT, LINK)]


@pytest.mark.parametrize(
    "text", [f"See {LINK}", f"{LINK} shows how", f"{LINK}\n\nWell?", f"Look:\n{LINK}!"]
)
def test_a_link_within_the_words_stays_there(text: str) -> None:
    assert BLUESKY.show(draft(text, card=CARD)).text == text.replace(LINK, SHORT)
    assert marked(text, card=CARD) == [("link", SHORT, LINK)]


def test_a_link_alone_leaves_the_card_alone() -> None:
    one = draft(LINK, card=CARD)
    assert BLUESKY.show(one).text == ""
    assert BLUESKY.check(one, LIMITS) == []


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://acme.example", "acme.example"),
        ("https://acme.example/", "acme.example"),
        ("https://acme.example/twelve-chars", "acme.example/twelve-chars"),
        ("https://acme.example/a-long-way-down", "acme.example/a-long-way-d..."),
        ("https://acme.example/?q=1#part", "acme.example?q=1#part"),
        ("http://127.0.0.1:8000/s/k7Qx2mZ", "127.0.0.1:8000/s/k7Qx2mZ"),
    ],
)
def test_a_link_is_shortened_to_host_and_the_start_of_the_rest(url: str, shown: str) -> None:
    assert richtext.shortened(url) == shown


# -- Marks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Read https://a.example/x.", [("link", "https://a.example/x", "https://a.example/x")]),
        ("(https://a.example/x)", [("link", "https://a.example/x", "https://a.example/x")]),
        ("https://a.example/x_(y)", [("link",) + ("https://a.example/x_(y)",) * 2]),
        ("“https://a.example”", [("link", "https://a.example", "https://a.example")]),
        ("é日本👍 https://a.example", [("link", "https://a.example", "https://a.example")]),
        ("https://пример.example/ю", [("link",) + ("https://пример.example/ю",) * 2]),
        ("https:// nothing, https://", []),
        ("https://[half", []),
        ("a.example is bare", []),
        ("ftp://a.example", []),
    ],
)
def test_links_are_marked_to_the_byte(text: str, found) -> None:
    assert marked(text) == found


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#jobs and #Jobs!", ["jobs", "Jobs"]),
        ("(#jobs) „#Büro“", ["jobs", "Büro"]),
        ("#日本語 #فارسی‌زبان #हिन्दी", ["日本語", "فارسی‌زبان", "हिन्दी"]),
        (f"#team{FAMILY} \uff03全角", [f"team{FAMILY}", "全角"]),
        ("#2026 #1 #_ #- ## #️⃣ a#b #", []),
        ("#q3_2026 #c++", ["q3_2026", "c++"]),
        ("#one#two", ["one"]),
        ("#" + "a" * 64, ["a" * 64]),
        ("#" + "a" * 65, []),
        ("#" + FAMILY * 26, []),
        ("https://a.example/#part", []),
    ],
)
def test_hashtags_are_marked_in_every_script(text: str, tags: list[str]) -> None:
    assert [value for kind, _, value in marked(text) if kind == "tag"] == tags


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("with @ann.example and @Ben.Acme.Example.", ["ann.example", "ben.acme.example"]),
        ("(@ann.example)", ["ann.example"]),
        ("@ann.example's roof", ["ann.example"]),
        ("mail ann@acme.example or @ann", []),
        ("@ann@social.example", []),
        ("@ann.example@social.example", []),
        ("@1.2.3.4 @-a.example @a..example", []),
        ("https://a.example/@ann.example", []),
    ],
)
def test_mentions_are_handles_that_stand_alone(text: str, handles: list[str]) -> None:
    found = [value for kind, _, value in marked(text) if kind == "mention"]
    assert found == [f"did:plc:{handle}" for handle in handles]


def test_who_can_not_be_found_stays_plain_text() -> None:
    one = draft("@ann.example #jobs")
    found = richtext.facets(one.text, richtext.marks(one), {})
    assert [facet["features"][0]["$type"] for facet in found] == ["app.bsky.richtext.facet#tag"]


def test_marks_never_overlap_and_come_in_order() -> None:
    text = f"#a {LINK} https://a.example/#b @ann.example https://b.example/@ben.example #c{LINK}"
    one = draft(text)
    found = richtext.marks(one)
    assert [mark.kind for mark in found] == ["tag", "link", "link", "mention", "link", "link"]
    for before, after in itertools.pairwise(found):
        assert before.end <= after.start


# -- Counting -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "characters", "size"),
    [
        ("", 0, 0),
        ("Hello", 5, 5),
        (FAMILY, 1, 25),
        ("日本語", 3, 9),
        ("مرحبا", 5, 10),
        ("e\u0301", 1, 3),
        ("🇳🇴🇫🇮", 2, 16),
        ("👍🏽", 1, 8),
        ("נ\u05b4", 1, 4),
        ("a\n\nb", 4, 4),
        ("https://a.example/long", 22, 22),
    ],
)
def test_characters_are_what_readers_take_for_one(text: str, characters: int, size: int) -> None:
    counted = BLUESKY.count(draft(text), LIMITS)
    assert [(count.unit, count.used) for count in counted] == [
        ("characters", characters),
        ("bytes", size),
    ]
    assert [count.limit for count in counted] == [300, 3000]


def test_what_is_counted_is_what_is_shown() -> None:
    assert BLUESKY.count(draft(f"Roof\n\n{LINK}", card=CARD), LIMITS)[0].used == 4
    assert BLUESKY.count(draft(f"Roof\n\n{LINK}"), LIMITS)[0].used == 6 + len(SHORT)


# -- Checking -------------------------------------------------------------------------------------


def codes(one: Draft) -> list[str]:
    return [issue.code for issue in BLUESKY.check(one, LIMITS)]


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (draft(" \n"), "empty"),
        (draft("", link="", card=CARD), "empty"),
        (draft("a" * 301), "too_long"),
        (draft(FAMILY * 121), "too_long"),
        (draft("Roof", pictures=(picture(),) * 5), "too_many_pictures"),
        (draft("Roof", pictures=(picture(size_bytes=2_000_001),)), "picture_too_big"),
        (draft("Roof", pictures=(picture(alt=" "),)), "no_alt"),
    ],
)
def test_what_can_not_go_out_is_found(one: Draft, code: str) -> None:
    assert codes(one) == [code]


@pytest.mark.parametrize(
    "one",
    [
        draft("a" * 300),
        draft(FAMILY * 120),
        draft("", pictures=(picture(),)),
        draft("Roof", pictures=(picture(size_bytes=2_000_000),) * 4),
        draft("a" * 300 + f"\n\n{LINK}", card=CARD),
    ],
)
def test_what_just_fits_goes_out(one: Draft) -> None:
    assert codes(one) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a" * 301, "1 character too many for Bluesky."),
        ("a" * 312, "12 characters too many for Bluesky."),
        (
            FAMILY * 121,
            "25 bytes too much for Bluesky: emoji and many scripts take several each.",
        ),
    ],
)
def test_too_long_says_by_how_much(text: str, message: str) -> None:
    assert [issue.message for issue in BLUESKY.check(draft(text), LIMITS)] == [message]
