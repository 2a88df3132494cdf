"""Texts are counted and shown as Mastodon does."""

from __future__ import annotations

import pytest

from playground.networks.mastodon import text

LONG = "https://ex.am/" + "a" * 200


@pytest.mark.parametrize(
    ("content", "count"),
    [
        ("", 0),
        ("abc", 3),
        ("👩‍👩‍👧‍👦", 1),
        ("🇸🇪🇳🇴", 2),
        ("e\u0301", 1),
        ("한국어", 3),
        ("\n", 1),
        ("https://a.example", 23),
        (LONG, 23),
        (f"{LONG}.", 24),
        (f"({LONG})", 25),
        (f"see {LONG}, or", 31),
        ("http://127.0.0.1:8000/s/aBc9", 23),
        ("https://a.example/b_(c)", 23),
        ("https://a.example/?a=1&b=2!", 24),
        ("https://a.example https://b.example", 47),
        ("ex.am/bare", 10),
        ("xhttps://a.example", 18),
        ("@ann@social.example hi", 7),
        ("@ann hi", 7),
        ("mail ann@social.example", 23),
        ("#jobs", 5),
    ],
)
def test_counts(content: str, count: int) -> None:
    assert text.length(content) == count


def test_tags_are_found_once_and_need_a_letter() -> None:
    assert text.tags("#Jobs and #jobs, #1 #2nd #وظائف ex#no https://a.example/#part") == (
        "jobs",
        "2nd",
        "وظائف",
    )


def html(content: str) -> str:
    return text.html(content, "http://here", {"ann": "http://here/@ann"}.get)


def test_shows_no_markup_of_the_writer() -> None:
    shown = html('<script>alert(\'x\')</script> & "so" https://a.example/"><img src=x>')
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;" in shown


def test_shows_paragraphs_and_breaks() -> None:
    assert html("a\nb\n\nc\r\nd") == "<p>a<br />b</p><p>c<br />d</p>"


def test_links_the_whole_address_and_shortens_what_is_seen() -> None:
    url = "https://www.a.example/" + "b" * 40 + "?utm_source=x&utm_medium=y"
    shown = html(f"See {url}.")
    assert f'href="{url.replace("&", "&amp;")}"' in shown
    assert '<span class="ellipsis">a.example/' in shown
    assert shown.endswith("</a>.</p>")


def test_links_known_people_and_tags() -> None:
    shown = html("@ann and @stranger and @bob@else.where like #Jobs")
    assert '<a href="http://here/@ann" class="u-url mention">' in shown
    assert "@stranger and @bob@else.where" in shown
    assert '<a href="http://here/tags/jobs" class="mention hashtag" rel="tag">' in shown
