"""Every target's address, to the letter, for every kind of words."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest

from sharing.assisted import TARGETS, NoSuchTarget, target
from sharing.assisted.base import LONGEST_ADDRESS
from sharing.networks.base import (
    Draft,
    LinkCard,
)

LINK = "https://example.com/s/AbCdEfGhIj"
CODED = "https%3A%2F%2Fexample.com%2Fs%2FAbCdEfGhIj"
WORDS = {
    "plain": ("Worth a look.", "Worth%20a%20look."),
    "emoji": ("Hi 👩‍🔬", "Hi%20%F0%9F%91%A9%E2%80%8D%F0%9F%94%AC"),
    "rtl": ("שלום עולם", "%D7%A9%D7%9C%D7%95%D7%9D%20%D7%A2%D7%95%D7%9C%D7%9D"),
    "quotes": ("“So” 'it' \"is\"", "%E2%80%9CSo%E2%80%9D%20%27it%27%20%22is%22"),
    "signs": ("R&D = 100% + #1?", "R%26D%20%3D%20100%25%20%2B%20%231%3F"),
    "lines": ("One\nTwo", "One%0ATwo"),
}
ADDRESSES = {
    "linkedin": "https://www.linkedin.com/sharing/share-offsite/?url={link}",
    "facebook": "https://www.facebook.com/sharer/sharer.php?u={link}",
    "x": "https://x.com/intent/post?text={words}%0A%0A{link}",
    "instagram": "https://www.instagram.com/",
    "whatsapp": "https://wa.me/?text={words}%0A%0A{link}",
    "telegram": "https://t.me/share/url?url={link}&text={words}",
    "xing": "https://www.xing.com/spi/shares/new?url={link}",
    "reddit": "https://www.reddit.com/submit?url={link}&title={line}",
    "email": "mailto:?subject=Our%20roof&body={mail}%0D%0A%0D%0A{link}",
}
WITHOUT_WORDS = {
    "x": "https://x.com/intent/post?text={link}",
    "whatsapp": "https://wa.me/?text={link}",
    "telegram": "https://t.me/share/url?url={link}",
    "reddit": "https://www.reddit.com/submit?url={link}",
    "email": "mailto:?subject=Our%20roof&body={link}",
}


def draft_of(words: str) -> Draft:
    return Draft(text=f"{words}\n\n{LINK}", link=LINK, card=LinkCard("Our roof"))


def filled(pattern: str, words: str = "") -> str:
    line = words.replace("%0A", "%20")
    return pattern.format(link=CODED, words=words, line=line, mail=words.replace("%0A", "%0D%0A"))


def test_the_tables_name_every_target():
    assert list(ADDRESSES) == [place.key for place in TARGETS]


@pytest.mark.parametrize("key", ADDRESSES)
@pytest.mark.parametrize("kind", WORDS)
def test_the_address_is(key, kind):
    words, coded = WORDS[kind]
    assert target(key).address(draft_of(words)) == filled(ADDRESSES[key], coded)


@pytest.mark.parametrize("key", WITHOUT_WORDS)
@pytest.mark.parametrize("letter", ["x", "漢", "👩‍🔬"])
def test_words_that_make_it_too_long_are_copied(key, letter):
    long = draft_of(letter * 2000)
    assert target(key).copies_words(long)
    assert target(key).address(long) == filled(WITHOUT_WORDS[key])
    assert target(key).copied(long) == letter * 2000  # the link is in the page already


@pytest.mark.parametrize("key", ADDRESSES)
@pytest.mark.parametrize("length", [1, 250, 1800, 1950, 5000])
def test_no_address_is_longer_than_anything_takes(key, length):
    for letter in ("x", "é", "漢", "😀", "\n."):
        assert len(target(key).address(draft_of(letter * length))) <= LONGEST_ADDRESS


@pytest.mark.parametrize(
    ("key", "is_copied", "copied"),
    [
        ("linkedin", True, "One\nTwo"),
        ("facebook", True, "One\nTwo"),
        ("xing", True, "One\nTwo"),
        ("instagram", True, f"One\nTwo\n\n{LINK}"),
        ("x", False, f"One\nTwo\n\n{LINK}"),
        ("whatsapp", False, f"One\nTwo\n\n{LINK}"),
        ("telegram", False, f"One\nTwo\n\n{LINK}"),
        ("reddit", False, "One Two"),
        ("email", False, f"One\nTwo\n\n{LINK}"),
    ],
)
def test_what_a_page_ignores_is_copied(key, is_copied, copied):
    draft = draft_of("One\nTwo")
    assert (target(key).copies_words(draft), target(key).copied(draft)) == (is_copied, copied)


@pytest.mark.parametrize("key", ADDRESSES)
def test_a_link_within_a_sentence_stays_there(key):
    draft = Draft(text=f"See {LINK} today.", link=LINK)
    spoken = unquote(target(key).address(draft)) + target(key).copied(draft)
    assert f"See {LINK} today." in spoken


def test_on_a_phone_instagram_is_the_app_and_all_else_the_same_page():
    for place in TARGETS:
        on_phone = place.address(draft_of("Hi"), is_phone=True)
        app = "instagram://camera" if place.key == "instagram" else place.address(draft_of("Hi"))
        assert on_phone == app


@pytest.mark.parametrize("key", ADDRESSES)
def test_an_address_leads_nowhere_but_there(key):
    assert urlsplit(target(key).page).scheme in {"https", "mailto"}
    for url in ("https://evil.example/linkedin.com", "https://linkedin.com.evil.example/"):
        assert not target(key).is_post_address(url)


@pytest.mark.parametrize(
    ("url", "is_there"),
    [
        ("https://www.linkedin.com/feed/update/urn:li:share:1", True),
        ("https://linkedin.com/posts/1", True),
        ("https://de.linkedin.com/posts/1", True),
        ("https://notlinkedin.com/posts/1", False),
        ("https://linkedin.com@evil.example/", False),
        ("https://evil.example\\@linkedin.com/", False),
        ("https://[bad/", False),
    ],
)
def test_a_post_of_linkedin_lives_on_linkedin(url, is_there):
    assert target("linkedin").is_post_address(url) is is_there


@pytest.mark.parametrize(
    ("key", "fits", "limit"),
    [
        ("linkedin", "x" * 3000, 3000),
        ("linkedin", "😀" * 1500, 3000),
        ("x", "x" * 255, 280),
        ("x", "漢" * 127 + "x", 280),
        ("x", "👩‍🔬" * 127 + "x", 280),
        ("x", "x" + "漢👩‍🔬" * 63 + "xx", 280),
        ("instagram", "x" * (2198 - len(LINK)), 2200),
        ("telegram", "x" * (4094 - len(LINK)), 4096),
        ("reddit", "x" * 300, 300),
        ("facebook", "x" * 63_206, 63_206),
    ],
)
def test_it_counts_as_the_network_does(key, fits, limit):
    count = target(key).count(draft_of(fits))[0]
    assert (count.used, count.limit) == (limit, limit)
    assert target(key).check(draft_of(fits)) == []
    issue = target(key).check(draft_of(fits + "x"))[0]
    assert (issue.code, issue.count, issue.limit) == ("too_long", limit + 1, limit)
    assert issue.message == f"1 character too many for {target(key).label}."


@pytest.mark.parametrize("key", ["whatsapp", "xing", "email"])
def test_where_no_limit_is_known_none_is_claimed(key):
    assert (target(key).count(draft_of("Hi")), target(key).check(draft_of("x" * 9999))) == ((), [])


def test_reddit_wants_a_title():
    assert target("reddit").check(Draft(text=LINK, link=LINK))[0].code == "empty"
    assert target("linkedin").check(Draft(text=LINK, link=LINK)) == []


def test_an_unknown_key_is_told_the_known_ones():
    with pytest.raises(NoSuchTarget, match="there are: linkedin, facebook, x"):
        target("myspace")


def test_the_button_says_honestly_who_posts():
    assert target("linkedin").finishes == "You finish it on LinkedIn"
    assert target("email").finishes == "You send it by e-mail"
