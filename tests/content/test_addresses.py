"""Addresses of one page are one; those of two are not."""

from __future__ import annotations

import pytest

from content.feeds.addresses import canonical, key_of

PAGE = "https://acme.example/roof"
SAME = [
    "http://acme.example/roof",
    "https://www.acme.example/roof/",
    "https://m.acme.example/roof",
    "https://ACME.example:443/roof#top",
    "https://acme.example/roof?utm_source=x&UTM_Medium=y&fbclid=1",
    "https://acme.example./%72oof",
    "  https://acme.example/roof  ",
]
OTHER = [
    "https://acme.example/",
    "https://acme.example/Roof",
    "https://acme.example/roof?id=1",
    "https://acme.example:8443/roof",
    "https://blog.acme.example/roof",
    "https://acme.example/roof#!/two",
    "https://acme.example/ro%2Fof",
]


@pytest.mark.parametrize("url", SAME)
def test_is_the_same_page(url):
    assert key_of(url) == key_of(PAGE)


@pytest.mark.parametrize("url", OTHER)
def test_is_another_page(url):
    assert key_of(url) != key_of(PAGE)


def test_parameters_count_in_any_order():
    one, two = "https://a.example/?b=1&a=2", "https://a.example/?a=2&b=1&utm_id=3"
    assert key_of(one) == key_of(two) != key_of("https://a.example/?a=1&b=2")


@pytest.mark.parametrize(
    "url", ["https://m.me/acme", "https://www.com/x", "https://mobile.example/"]
)
def test_a_site_called_like_a_prefix_keeps_its_name(url):
    assert canonical(url).startswith(url.removeprefix("https://").split("/")[0])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "roof",
        "ftp://a.example/",
        "javascript:alert(1)",
        "https://",
        "https://[::1",
        "https://a:x/",
    ],
)
def test_what_is_no_web_address_has_no_key(url):
    assert key_of(url) == ""


def test_many_parameters_take_no_time():
    assert key_of("https://a.example/?" + "&".join(f"a{n}=1" for n in range(100_000)))
