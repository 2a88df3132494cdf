from __future__ import annotations

import time

import pytest

from sharing.networks.base import (
    Count,
    Draft,
    Limits,
)
from sharing.networks.mastodon import Mastodon

TABLE = [
    ("", 0),
    ("   \n ", 0),
    ("hello", 5),
    ("  hello \n", 5),
    ("línea", 5),
    ("e\u0301", 1),
    ("a\r\nb", 3),
    ("👩‍👩‍👧‍👦", 1),
    ("🇩🇪🇫🇷", 2),
    ("👍🏽 ok", 4),
    ("नमस्ते", 3),
    ("日本語", 3),
    ("https://ex.am/pl3", 23),
    ("http://a.co", 23),
    ("HTTPS://EX.AM/", 23),
    ("https://example.com/" + "x" * 300, 23),
    ("https://example.com:8443/a?b=c&d=%20#e", 23),
    ("https://пример.рф/путь", 23),
    ("https://xn--e1afmkfd.xn--p1ai/", 23),
    ("Look: https://ex.am/pl3.", 6 + 23 + 1),
    ("(https://ex.am/pl3)", 1 + 23 + 1),
    ("https://ex.am/a_(b)", 23),
    ("https://ex.am/a, https://ex.am/b!", 23 + 2 + 23 + 1),
    ("“https://ex.am/a”", 1 + 23),
    ("https://ex.am/a?", 24),
    ("https://ex.am?x=1", 23),
    ("https://ex.am#frag", 23 + 5),
    ("<https://ex.am/a>", 25),
    ("ex.am/pl3", 9),
    ("www.example.com", 15),
    ("ftp://ex.am/", 12),
    ("xhttps://ex.am/a", 16),
    ("@https://ex.am/a", 16),
    ("http://localhost:8000/", 22),
    ("http://127.0.0.1/", 17),
    ("https://", 8),
    ("@ann", 4),
    ("@ann@social.example", 4),
    ("@ann@social.example:3000!", 5),
    ("Thanks @ann@social.example.", 12),
    ("@ann.b-c@social.example", 8),
    ("@ann@", 5),
    ("mail ann@social.example", 23),
    ("https://social.example/@ann@far.example", 23),
    ("#jobs #Zürich", 13),
]


@pytest.mark.parametrize(("text", "count"), TABLE)
def test_characters_are_counted_as_the_server_counts_them(
    mastodon: Mastodon, text: str, count: int
) -> None:
    assert mastodon.count(Draft(text, ""), Limits(500, 23)) == (Count("characters", count, 500),)


def test_links_count_what_the_server_says(mastodon: Mastodon) -> None:
    assert mastodon.count(Draft("a https://ex.am/pl3", ""), Limits(500, 25))[0].used == 27
    assert mastodon.count(Draft("a https://ex.am/pl3", ""), Limits(500, None))[0].used == 19


@pytest.mark.parametrize(("text", "codes"), [("", ["empty"]), ("  ", ["empty"]), ("x" * 10, [])])
def test_a_draft_is_checked_for_what_the_server_would_refuse(mastodon, text, codes) -> None:
    issues = mastodon.check(Draft(text, ""), Limits(10))
    assert [issue.code for issue in issues] == codes


def test_a_long_draft_says_by_how_much(mastodon: Mastodon) -> None:
    (issue,) = mastodon.check(Draft("x" * 11, ""), Limits(10))
    assert (issue.code, issue.count, issue.limit) == ("too_long", 11, 10)
    assert issue.message == "1 character too many for your server."


@pytest.mark.parametrize(
    "text",
    ["https://" + "a." * 20000, "@a" + ".-" * 20000, "https://ex.am/" + ")(" * 5000, "👩‍" * 20000],
)
def test_no_text_takes_long_to_count(mastodon: Mastodon, text: str) -> None:
    started = time.monotonic()
    mastodon.count(Draft(text, ""), Limits(500, 23))
    assert time.monotonic() - started < 1
