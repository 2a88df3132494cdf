"""Little text: all of it arrives, hashtags and mentions are live, nothing else is.

Read back by the playground, which cuts a text where LinkedIn would and shares no code with us.
"""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.networks.linkedin.littletext import RESERVED, read
from sharing.networks.base import (
    Count,
    Draft,
    Limits,
)
from sharing.networks.linkedin import LinkedIn, littletext
from tests.networks.linkedin_playground import VERSION

LINKEDIN = LinkedIn(version=VERSION)
LIMITS = LINKEDIN.limits("")
ACME = "@[Acme (Group)](urn:li:organization:2414183)"
PIECES = [
    *RESERVED,
    *("#", "#jobs", "#2026", "C#", "##", "#Zürich", "#हिन्दी", "@", "@[", "](", "urn:li:person:a_b"),
    *("@[Acme](urn:li:organization:2414183)", "@[A|B*](urn:li:person:x-Y_9)", "{hashtag|\\#|x}"),
    *("https://go.acme.example/s/a_b~(c)#part", "http://x.example/?q=[1]&#!", "\\#", "\\\\", "\n"),
    *(" ", ".", "a", "é", "👩‍👩‍👧", "\u202e", "<b>", "&amp;", "\uff03wide", "\r\n", "\0"),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30).map("".join)


@given(TEXTS | st.text())
@example("".join(sorted(RESERVED)) * 3)
@example("a\\")
def test_every_text_arrives_whole(text: str) -> None:
    arrived = read(littletext.written(text))
    assert arrived.is_whole
    assert arrived.text == littletext.shown(text)


@given(TEXTS)
def test_only_mentions_are_shown_otherwise_than_typed(text: str) -> None:
    mentions = read(littletext.written(text)).mentions
    assert (littletext.shown(text) == text) is (not mentions)


@given(st.text(alphabet=[*sorted(RESERVED - {"#"}), "a", " "]))
def test_nothing_is_live_by_accident(text: str) -> None:
    arrived = read(littletext.written(text))
    assert (arrived.tags, arrived.mentions, arrived.text) == ([], [], text)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Two roles #jobs", ["jobs"]),
        ("#jobs, #Zürich! (#b2b)", ["jobs", "Zürich", "b2b"]),
        ("#हिन्दी #日本語 #مرحبا", ["हिन्दी", "日本語", "مرحبا"]),
        ("We are #1", ["1"]),
        ("#open_source", ["open"]),
        ("##twice", ["twice"]),
        ("C# and F#, a#b, R&#38;", []),
        ("https://x.example/page#part", []),
        ("see https://x.example/#part #jobs", ["jobs"]),
    ],
)
def test_hashtags_are_live(text: str, tags: list[str]) -> None:
    assert read(littletext.written(text)).tags == tags


def test_mentions_are_live_and_shown_by_their_names() -> None:
    text = "With @[Acme Group](urn:li:organization:2414183) and @[Ann](urn:li:person:a_B-9)."
    arrived = read(littletext.written(text))
    people = [("Acme Group", "urn:li:organization:2414183"), ("Ann", "urn:li:person:a_B-9")]
    assert arrived.mentions == people
    assert arrived.text == littletext.shown(text) == "With Acme Group and Ann."


def test_a_mentions_name_may_hold_what_is_reserved() -> None:
    arrived = read(littletext.written(ACME))
    assert arrived.mentions == [("Acme (Group)", "urn:li:organization:2414183")]
    assert arrived.text == littletext.shown(ACME) == "Acme (Group)"


@pytest.mark.parametrize(
    "text",
    [
        "@ann",
        "mail ann@acme.example",
        "@[Acme](https://acme.example)",
        "@[](urn:li:person:a)",
    ],
)
def test_what_only_looks_like_a_mention_is_text(text: str) -> None:
    arrived = read(littletext.written(text))
    assert (arrived.mentions, arrived.text) == ([], text)


def test_the_wire_is_what_linkedin_documents() -> None:
    written = littletext.written("We are hiring (remote) #jobs at a_b ~ C#")
    assert written == r"We are hiring \(remote\) {hashtag|\#|jobs} at a\_b \~ C\#"


def used(text: str) -> list[Count]:
    return list(LINKEDIN.count(Draft(text, ""), LIMITS))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("(((", 3),
        ("é", 1),
        ("e\u0301", 2),
        ("😀", 2),
        ("👩‍👩‍👧", 8),
        ("#jobs", 5),
        ("@[Acme](urn:li:organization:2414183)", 4),
        ("https://go.acme.example/s/abc", 29),
        (" a \n", 4),
    ],
)
def test_counts_what_readers_see_in_utf16(text: str, count: int) -> None:
    assert used(text) == [Count("characters", count, 3000)]


@pytest.mark.parametrize(
    ("draft", "codes"),
    [
        (Draft("x" * 3000, ""), []),
        (Draft("x" * 3001, ""), ["too_long"]),
        (Draft("(" * 3000, ""), []),
        (Draft("😀" * 1501, ""), ["too_long"]),
        (Draft(" ", ""), ["empty"]),
    ],
)
def test_finds_what_linkedin_would_refuse(draft: Draft, codes: list[str]) -> None:
    assert [issue.code for issue in LINKEDIN.check(draft, LIMITS)] == codes


def test_limits_survive_being_stored() -> None:
    assert Limits.from_json(LIMITS.as_json()) == LIMITS
