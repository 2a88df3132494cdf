"""Feeds that mean harm, or are merely wrong: bounded, refused with a reason, or read anyway."""

from __future__ import annotations

import time

import pytest

from content.cards.calling import Unreadable
from content.feeds.fetching import read_feed
from content.feeds.values import MOST_ENTRIES

ITEM = "<item><title>Roof</title><link>https://acme.example/roof</link>{}</item>"
ADDRESS = "https://acme.example/news/feed"


def rss(items: str = ITEM.format(""), prolog: str = "", head: str = "") -> str:
    return f'{prolog}<rss version="2.0"><channel>{head}{items}</channel></rss>'


def read(text: str | bytes, kind: str = ""):
    body = text if isinstance(text, bytes) else text.encode()
    return read_feed(body, kind, ADDRESS)


def refused(text: str | bytes) -> str:
    begin = time.process_time()
    with pytest.raises(Unreadable) as error:
        read(text)
    assert time.process_time() - begin < 3
    assert not error.value.may_pass
    return error.value.code


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "laughs": f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>',
    "quadratic": f'<!DOCTYPE rss [<!ENTITY l9 "{"a" * 100_000}">]>',
    "file": '<!DOCTYPE rss [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "call": '<!DOCTYPE rss [<!ENTITY l9 SYSTEM "http://127.0.0.1:1/">]>',
    "parameter": "<!DOCTYPE rss [<!ENTITY % p \"<!ENTITY l9 'x'>\">%p;]>",
    "behind a comment": '<!-- <rss --><!DOCTYPE rss [<!ENTITY l9 "x">]>',
}


@pytest.mark.parametrize("name", BOMBS)
def test_entities_of_its_own_are_refused(name):
    assert refused(rss(ITEM.format("<description>&l9;</description>"), BOMBS[name])) == "entities"


def test_a_document_type_elsewhere_is_let_through_and_never_fetched():
    feed = read(rss(prolog='<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/rss.dtd">'))
    assert feed.entries[0].title == "Roof"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<rss><channel>" + "<a>" * 500_000, "deep"),
        ("<rss><channel>" + "<a/>" * 500_000, "too_large"),
        ("<rss " + " ".join(f'a{n}="1"' for n in range(200_000)) + ">", "broken"),
        ("<rss><channel><item>" + "<![CDATA[" * 300_000, "broken"),
        ("<rss><channel>" + "&" * 1_000_000, "broken"),
        ("<rss><channel>" + "<!--" * 500_000, "broken"),
        ('{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 1_000_000, "deep"),
        ('{"version": "https://jsonfeed.org/version/1", "items": ' + "1" * 1_000_000, "broken"),
        ('{"version": "https://jsonfeed.org/version/1"', "broken"),
        ('{"items": []}', "no_feed"),
        ("<html><body><rss></rss></body></html>", "no_feed"),
        ("<svg/>", "no_feed"),
        ("", "no_feed"),
        (b"\xff\xd8\xff\xe0 a picture", "no_feed"),
    ],
    ids=range(14),
)
def test_the_rest_is_refused_soon_with_a_reason(text, code):
    assert refused(text) == code


@pytest.mark.parametrize(
    "words",
    ["&lt;" * 500_000, "<b>" * 0 + "&lt;b" * 300_000, "x" * 2_000_000, "&lt;script&gt;" * 90_000],
)
def test_a_long_summary_takes_no_time(words):
    begin = time.process_time()
    feed = read(rss(ITEM.format(f"<description>{words}</description>")))
    assert time.process_time() - begin < 2
    assert len(feed.entries[0].summary) <= 2000


def test_no_more_entries_are_read_than_anybody_wants():
    assert len(read(rss(ITEM.format("") * 5000)).entries) == MOST_ENTRIES


def test_of_a_torn_feed_what_was_whole_is_kept():
    assert len(read(rss(ITEM.format("") * 2)[:-40]).entries) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (
            b'<?xml version="1.0" encoding="utf-8"?>'
            + rss(ITEM.format("<description>Café</description>")).encode("cp1252"),
            "",
        ),
        (
            b'<?xml version="1.0" encoding="iso-8859-1"?>'
            + rss(ITEM.format("<description>Café</description>")).encode(),
            "",
        ),
        (
            rss(ITEM.format("<description>Café</description>")).encode("cp1252"),
            "text/xml; charset=utf-8",
        ),
        (rss(ITEM.format("<description>Café</description>")).encode("utf-16"), ""),
        (rss(ITEM.format("<description>Café</description>")).encode("utf-16-le"), ""),
        (b"\xef\xbb\xbf\n" + rss(ITEM.format("<description>Caf\x00é</description>")).encode(), ""),
    ],
    ids=["said utf-8", "said latin", "told utf-8", "utf-16", "unmarked", "marked"],
)
def test_wrong_encodings_are_read_as_they_were_meant(body, kind):
    assert read(body, kind).entries[0].summary == "Café"


def test_japanese_in_seven_bits_is_what_it_says():
    text = '<?xml version="1.0" encoding="iso-2022-jp"?>' + rss(
        ITEM.format("<description>屋根</description>")
    )
    assert read(text.encode("iso-2022-jp")).entries[0].summary == "屋根"


def test_common_mistakes_are_read_all_the_same():
    link, words = "https://acme.example/roof?a=1&b=2", "Caf&eacute; & all&nbsp;&middot;"
    told = f"<title>R&D</title><link>{link}</link><description>{words}</description>"
    (entry,) = read(rss(f"<item>{told}</item>")).entries
    assert (entry.title, entry.summary) == ("R&D", "Café & all ·")
    assert entry.link == "https://acme.example/roof?a=1&b=2"


def test_what_is_literal_is_not_mended():
    link = "<link><![CDATA[https://acme.example/?a=1&b=2]]></link>"
    (entry,) = read(rss(f"<item><title>R & D</title>{link}</item>")).entries
    assert entry.link == "https://acme.example/?a=1&b=2"


def test_prefixes_that_mean_nothing_are_passed_over():
    (entry,) = read(
        rss(ITEM.format("<media:title>Other</media:title><dc:date>2026-11-18T10:00:00Z</dc:date>"))
    ).entries
    assert (entry.title, entry.at.year) == ("Roof", 2026)


@pytest.mark.parametrize(
    ("link", "whole"),
    [
        ("/roof", "https://acme.example/roof"),
        ("roof", "https://acme.example/news/roof"),
        ("//cdn.example/roof", "https://cdn.example/roof"),
        ("?p=1", "https://acme.example/news/feed?p=1"),
    ],
)
def test_relative_links_begin_where_the_feed_is(link, whole):
    (entry,) = read(rss(f"<item><title>Roof</title><link> {link} </link></item>")).entries
    assert entry.link == whole


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://a.example/" + "x" * 1000,
        "",
        "https://[::1",
    ],
)
def test_entries_that_lead_nowhere_are_counted_not_taken(link):
    feed = read(rss(f"<item><title>Roof</title><link>{link}</link></item>"))
    if link == "":
        assert feed.entries[0].link == ADDRESS if feed.entries else feed.unusable == 1
    else:
        assert (feed.entries, feed.unusable) == ((), 1)


def test_markup_never_becomes_words():
    evil = "&lt;img src=x onerror=alert(1)&gt;Roof &lt;script&gt;alert(1)&lt;/script&gt;\u202egnp"
    (entry,) = read(rss(f"<item><title>{evil}</title><link>/r</link></item>")).entries
    assert entry.title == "Roof gnp"


@pytest.mark.parametrize(
    "date",
    [
        "",
        "yesterday",
        "Wed, 99 Nov 2026",
        "0000-00-00",
        "9" * 500,
        "Mon, 01 Jan 99999 00:00:00 GMT",
    ],
)
def test_dates_that_are_none_are_none(date):
    (entry,) = read(rss(ITEM.format(f"<pubDate>{date}</pubDate>"))).entries
    assert entry.at is None
