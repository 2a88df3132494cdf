"""X's count, against its own table of cases and one of ours.

Theirs is not part of the project: `NETWORK_SPECS` names the folder that holds it.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from sharing.networks.weighted import MAX_CHARACTERS, count, is_sendable, links


def cases(file: str, *groups: str) -> list[Any]:
    folder = os.environ.get("NETWORK_SPECS")
    if not folder:
        pytest.skip("NETWORK_SPECS names no folder with the networks' specifications")
    text = (Path(folder) / "twitter-text" / f"{file}.yml").read_text()
    tests = yaml.safe_load(text)["tests"]
    return [case for group in groups for case in tests[group]]


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in links(text)]


@pytest.mark.parametrize(
    "group", ["WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest"]
)
def test_every_case_of_theirs_weighs_the_same(group: str) -> None:
    for case in cases("validate", group):
        told = case["expected"]
        seen = (count(case["text"]), is_sendable(case["text"]))
        assert seen == (told["weightedLength"], told["valid"]), case["description"]


@pytest.mark.parametrize("group", ["urls", "tco_urls_with_params"])
def test_every_link_of_theirs_is_found_and_no_other(group: str) -> None:
    for case in cases("extract", group):
        assert found(case["text"]) == case["expected"], case["description"]


@pytest.mark.parametrize("group", ["urls_with_indices", "urls_with_directional_markers"])
def test_every_link_of_theirs_stands_where_they_say(group: str) -> None:
    for case in cases("extract", group):
        told = [(one["url"], *one["indices"]) for one in case["expected"]]
        spans = [(case["text"][start:end], start, end) for start, end in links(case["text"])]
        assert spans == told, case["description"]


def test_every_top_level_domain_of_theirs_makes_a_link() -> None:
    for case in cases("tlds", "country", "generic"):
        assert found(case["text"]) == case["expected"], case["description"]


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("Grüße", 5),
        ("e\u0301", 1),  # written as one letter first
        ("x\u0301", 2),  # no such letter: a letter and a mark
        ("a\r\nb", 3),
        ("日本語", 6),
        ("한국어", 6),
        ("שלם", 3),
        ("مرحبا بكم", 9),
        ("\u202bשלם\u202c", 7),  # marks of direction are wide
        ("“so” – so", 9),
        ("… • € ™", 11),
        ("👍", 2),
        ("👍🏽", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("🧑🏻‍❤️‍🧑🏽", 2),
        ("🫱🏻‍🫲🏿", 2),
        ("🐦‍🔥", 2),
        ("🏳️‍🌈", 2),
        ("🇩🇪🇫🇷", 4),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
        ("1️⃣", 2),
        ("☺", 2),
        ("☺\ufe0e", 4),  # asked to be drawn as a letter: no emoji, and a wide mark
        ("© 2026", 6),
        ("©️", 2),
        ("🐱🏽", 4),  # a cat has no skin: two pictures
    ],
)
def test_words_weigh(text: str, weight: int) -> None:
    assert count(text) == weight


@pytest.mark.parametrize(
    ("text", "links_found", "weight"),
    [
        ("https://go.acme.example/s/x1", [], 28),  # no such top-level domain
        ("See https://go.acme.com/s/x1.", ["https://go.acme.com/s/x1"], 28),
        ("See acme.com, and Node.js", ["acme.com"], 40),
        ("https://acme.com/" + "long/" * 90, ["https://acme.com/" + "long/" * 90], 23),
        ("(https://acme.com/a_(b))", ["https://acme.com/a_(b)"], 25),
        ("https://münchen.de/jobs", ["https://münchen.de/jobs"], 23),
        ("https://xn--mnchen-3ya.de/", ["https://xn--mnchen-3ya.de/"], 23),
        ("https://日本語.jp 日本", ["https://日本語.jp"], 28),
        ("ann@acme.com", [], 12),
        ("🎉acme.com🎉", ["acme.com"], 27),
        ("HTTPS://ACME.COM", ["HTTPS://ACME.COM"], 23),
        ("https://" + "a" * 63 + ".com", ["https://" + "a" * 63 + ".com"], 23),
        ("https://" + "a" * 64 + ".com", [], 76),
        ("https://user@acme.com", [], 21),
    ],
)
def test_links_weigh(text: str, links_found: list[str], weight: int) -> None:
    assert (found(text), count(text)) == (links_found, weight)


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("x" * MAX_CHARACTERS, True),
        ("x" * (MAX_CHARACTERS + 1), False),
        ("日" * 140, True),
        ("日" * 140 + "x", False),
        ("👨‍👩‍👧‍👦" * 140, True),
        ("x" * 256 + " https://acme.com/" + "y" * 400, True),
        ("", False),
        ("odd \ufeff", False),
    ],
)
def test_what_x_accepts(text: str, goes: bool) -> None:  # noqa: FBT001
    assert is_sendable(text) is goes


@pytest.mark.parametrize(
    "part", ["日", "a.", "日.", "a-", "日-", "a日", "a.com ", "@a日", "x_.", "("]
)
def test_counting_takes_no_longer_than_the_text_is_long(part: str) -> None:
    def seconds(text: str) -> float:
        started = time.process_time()
        count(f"https://acme.com/{text} {text}.")
        return time.process_time() - started

    assert seconds(part * 4000) < 20 * max(seconds(part * 1000), 0.005)
