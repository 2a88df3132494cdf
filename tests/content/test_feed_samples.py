"""Every format of feed tells the same; samples are our own, made from the specifications."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from content.feeds.fetching import read_feed

FEEDS = Path(__file__).parent / "feeds"
KINDS = {
    "rss-0.91.xml": "RSS 0.91",
    "rss-0.92.xml": "RSS 0.92",
    "rss-1.0.xml": "RSS 1.0",
    "rss-2.0.xml": "RSS 2.0",
    "atom-0.3.xml": "Atom 0.3",
    "atom-1.0.xml": "Atom 1.0",
    "feed-1.json": "JSON Feed 1",
    "feed-1.1.json": "JSON Feed 1.1",
}
DATED = set(KINDS) - {"rss-0.91.xml", "rss-0.92.xml"}  # their items have no date


def test_every_sample_is_told_of():
    assert {path.name for path in FEEDS.iterdir()} == set(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_each_format_tells_the_same(name):
    feed = read_feed((FEEDS / name).read_bytes(), "", "https://acme.example/feed")
    roof, pumps = feed.entries
    assert (feed.kind, feed.title, feed.unusable) == (KINDS[name], "Acme news", 0)
    assert (roof.title, pumps.title) == ("A roof that pays", "Pumps in the snow")
    assert roof.link == "https://acme.example/roof?utm_source=rss"
    assert pumps.link == "https://acme.example/pumps"
    assert (roof.summary.split(), pumps.summary.split()) == (
        ["Sun", "for", "40", "homes.", "Café", "&", "all."],
        ["They", "ran", "all", "winter."],
    )
    if name in DATED:
        assert roof.at == datetime(2026, 11, 18, 9, tzinfo=UTC)
        assert pumps.at == datetime(2026, 11, 17, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", sorted(set(KINDS) - {"feed-1.json"})
)  # JSON Feed 1 has no word for it
def test_each_format_says_its_language(name):
    assert read_feed((FEEDS / name).read_bytes(), "", "").language == "en-gb"
