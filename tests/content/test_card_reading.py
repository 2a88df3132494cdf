"""What a page says of itself, whatever its encoding and however it is written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.cards.charsets import text_of
from content.cards.reading import clean, read_page

ADDRESS = "https://acme.example/news/roof"


def read(markup: str, content_type: str = "text/html; charset=utf-8"):
    return read_page(markup.encode(), content_type, ADDRESS)


def meta(name: str, content: str, key: str = "property") -> str:
    return f'<meta {key}="{name}" content="{content}">'


def test_open_graph_comes_before_twitter_and_plain_html():
    plain = "<title>Plain</title>" + meta("description", "Plain words", "name")
    twitter = meta("twitter:title", "Bird", "name") + meta("twitter:description", "Chirp", "name")
    graph = meta("og:title", "Graph") + meta("OG:Description", "Open")
    for markup, said in [
        (plain, ("Plain", "Plain words")),
        (plain + twitter, ("Bird", "Chirp")),
        (plain + twitter + graph, ("Graph", "Open")),
        (plain + meta("og:title", " ") + meta("og:title", "Second"), ("Second", "Plain words")),
    ]:
        facts = read(f"<head>{markup}</head><body><svg><title>No</title></svg></body>")
        assert (facts.title, facts.description) == said


def test_what_a_page_does_not_say_is_nothing():
    facts = read("<body><svg><title>Drawing</title></svg><p>Words</p></body>")
    assert (facts.title, facts.description, facts.picture, facts.alt) == ("", "", "", "")
    assert read("").title == ""


def test_entities_are_read_once():
    facts = read(f"<title>A &amp;amp; B</title>{meta('og:description', '&quot;1 &lt; 2&quot;')}")
    assert (facts.title, facts.description) == ("A &amp; B", '"1 < 2"')


PICTURES = [
    ("og:image", "/a.png?x=1&amp;y=2", "https://acme.example/a.png?x=1&y=2"),
    ("og:image", "b.png", "https://acme.example/news/b.png"),
    ("og:image:url", "//cdn.example/c.png", "https://cdn.example/c.png"),
    ("og:image:secure_url", "HTTPS://cdn.example/d.png", "https://cdn.example/d.png"),
    ("twitter:image:src", "http://cdn.example/e.png", "http://cdn.example/e.png"),
    ("og:image", "javascript:alert(1)", ""),
    ("og:image", " java&#10;script:alert(1)", ""),
    ("og:image", "data:image/png;base64,AAAA", ""),
    ("og:image", "file:///etc/passwd", ""),
    ("og:image", "https://[half", ""),
    ("og:image", "https://acme.example/" + "x" * 2000, ""),
]


@pytest.mark.parametrize(("name", "content", "address"), PICTURES)
def test_finds_a_picture_at_a_whole_web_address(name, content, address):
    assert read(meta(name, content)).picture == address


def test_a_secure_picture_comes_first_and_a_base_counts():
    both = meta("og:image", "http://a.example/1.png")
    both += meta("og:image:secure_url", "https://a.example/2.png")
    assert read(both).picture == "https://a.example/2.png"
    based = '<base href="https://cdn.example/x/">' + meta("og:image", "3.png")
    assert read(based).picture == "https://cdn.example/x/3.png"
    assert read('<base href="https://[half">' + meta("og:image", "3.png")).picture == ""
    assert read(meta("og:image:alt", "A  roof")).alt == "A roof"


WORDS = [
    ("One\ntwo\t three\u2028four\x00five", "One two three four five"),
    ("\u202egnp.exe\u2066", "gnp.exe"),
    ("\ufffe\ud800private\ue000", "private"),
    ("\U0001f469\u200d\U0001f467 \u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", None),
    ("word " * 20, "word word word word word word word…"),
    ("x" * 60, "x" * 39 + "…"),
]


@pytest.mark.parametrize(("words", "cleaned"), WORDS)
def test_words_are_one_clean_line_of_a_length(words, cleaned):
    assert clean(words, 40) == (words if cleaned is None else cleaned)


SAID = "Größe – “naïve” 日本"
CHARSETS = [
    ("Größe – “naïve”", "cp1252", "text/html; charset=ISO-8859-1", ""),
    ("Größe – “naïve”", "cp1252", "text/html", '<meta charset="windows-1252">'),
    ("Größe – “naïve”", "cp1252", "text/html", ""),
    (SAID, "utf-8", "text/html", ""),
    (SAID, "utf-8", 'text/html; charset="UTF-8"', '<meta charset="shift_jis">'),
    (SAID, "utf-8-sig", "text/html; charset=latin-1", ""),
    (SAID, "utf-16", "text/html; charset=utf-8", ""),
    (SAID, "utf-8", "text/html", '<meta charset="utf-16le">'),
    ("日本語", "shift_jis", "text/html; charset=Shift_JIS", ""),
    ("日本語", "euc_jp", "text/html", '<meta http-equiv=x content="text/html; charset=euc-jp">'),
    ("한국어", "cp949", "text/html", "<META CHARSET = 'euc-kr'>"),
    ("中文", "gb18030", "text/html; charset=gb2312", ""),
    ("Привет", "koi8-r", "text/html; charset=koi8-r", ""),
    ("Привет", "cp1251", "text/html", '<meta charset="windows-1251">'),
    (SAID, "utf-8", "text/html; charset=unicode_escape", '<meta charset="rot13">'),
    (SAID, "utf-8", "text/html; charset=nonsense", '<meta charset="utf-7">'),
]


@pytest.mark.parametrize(("said", "encoding", "content_type", "own"), CHARSETS)
def test_reads_pages_in_the_encodings_they_are_in(said, encoding, content_type, own):
    body = f"<html><head>{own}<title>{said}</title></head></html>".encode(encoding)
    assert read_page(body, content_type, ADDRESS).title == said


@given(body=st.binary(max_size=400), content_type=st.text(max_size=40))
@settings(deadline=None)
def test_no_bytes_are_an_error(body, content_type):
    facts = read_page(b"<title>" + body, content_type, ADDRESS)
    assert len(facts.title) <= 300
    assert isinstance(text_of(body, content_type), str)


def test_what_is_no_tag_of_the_page_does_not_tell_about_it():
    hidden = meta("og:title", "Old")
    markup = f"<!-- {hidden} --><script>'{hidden}'</script><template>{hidden}</template>"
    assert read(f"{markup}<title lang=en>New > old</title>").title == "New > old"
    assert read(f"<title>Shown</title><!-- {hidden}").title == "Shown"
    assert read(meta("og:title", "1 > 0")).title == "1 > 0"


@pytest.mark.parametrize(
    "piece", ["<meta ", "<", '<meta charset="', "<div>", '<meta a="', "<!--", "<script>", "<title>"]
)
def test_a_hostile_page_costs_no_more_than_a_long_one(piece):
    before = time.process_time()
    read(piece * (2_000_000 // len(piece)))
    read("<meta " + " ".join(f"a{number}" for number in range(200_000)) + ">")
    assert time.process_time() - before < 10
