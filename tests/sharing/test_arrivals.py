"""The token of an arrival: where it is added, what it says, and what is not believed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from sharing.arrivals import LASTS, open_arrival, seal_arrival, takes_token, with_token
from sharing.middleware import _remembered
from sharing.models import LandingSite, ShortLink
from sharing.services.landing import add_proved_sites, add_site, remove_site, sites_key
from tenants.models import Act, Domain, Event, Purpose
from tenants.scope import tenant
from tests.analytics.factories import make_landing_site
from tests.factories import NOW

URL = "https://www.acme.example/story?utm_source=mastodon#top"


@pytest.fixture(autouse=True)
def _fresh(db):
    _remembered.cache_clear()
    cache.clear()
    yield
    _remembered.cache_clear()


def follow(cast, url=URL, organization=None) -> str:
    with tenant(organization or cast.acme):
        link = ShortLink.objects.create(url=url, created_at=NOW)
    return Client().get(f"/s/{link.code}").headers["Location"]


def token_of(location: str) -> str:
    return location.partition("adv=")[2].partition("#")[0].partition("&")[0]


def test_it_says_which_link_and_when_and_nothing_else():
    token = seal_arrival(7, "AbCdEfGhIj", NOW)
    assert len(token) == 59
    assert token != seal_arrival(7, "AbCdEfGhIj", NOW)
    found = open_arrival(7, token, now=NOW)
    assert (found.code, found.at) == ("AbCdEfGhIj", NOW)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "",
        lambda token: "x" * 5000,
        lambda token: token[:30] + ("A" if token[30] != "A" else "B") + token[31:],
        lambda token: ("B" if token[0] != "B" else "C") + token[1:],
        lambda token: token + "\n",
        lambda token: token[:40],
        lambda token: "A" * 59,
        lambda token: "A",
        lambda token: token + "A",
        lambda token: token.swapcase(),
        lambda token: "\0" + token,
        lambda token: "ü.19a.ü",
    ],
)
def test_what_was_changed_is_not_believed(spoil):
    assert open_arrival(7, spoil(seal_arrival(7, "AbCdEfGhIj", NOW)), now=NOW) is None


def test_anothers_is_not_believed_nor_one_that_is_old_or_ahead():
    token = seal_arrival(7, "AbCdEfGhIj", NOW)
    assert open_arrival(8, token, now=NOW) is None
    assert open_arrival(7, token, now=NOW + LASTS - timedelta(seconds=1))
    assert open_arrival(7, token, now=NOW + LASTS) is None
    assert open_arrival(7, token, now=NOW - timedelta(minutes=6)) is None


def test_one_sealed_with_the_key_before_is_still_read(settings):
    token = seal_arrival(7, "AbCdEfGhIj", NOW)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"
    assert open_arrival(7, token, now=NOW)
    settings.SECRET_KEY_FALLBACKS = []
    assert open_arrival(7, token, now=NOW) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/", "https://a.example/?adv=T"),
        ("https://a.example/?x=%FF#top", "https://a.example/?x=%FF&adv=T#top"),
        ("https://a.example/?", "https://a.example/?adv=T"),
        ("https://a.example#", "https://a.example?adv=T#"),
    ],
)
def test_nothing_of_an_address_is_rewritten(url, expected):
    assert with_token(url, "T") == expected


@pytest.mark.parametrize(
    ("url", "takes"),
    [
        ("https://acme.example/", True),
        ("https://www.acme.example:8443/", True),
        ("https://ACME.example/", True),
        ("https://notacme.example/", False),
        ("https://acme.example.evil.example/", False),
        ("https://evil.example/?next=acme.example", False),
        ("https://acme.example@evil.example/", False),
        ("https://acme.example/?adv=theirs", False),
        ("https://acme.example/?badv=theirs", True),
    ],
)
def test_only_the_named_sites_are_told(url, takes):
    assert takes_token(url, ["acme.example"]) is takes


def test_the_redirect_adds_it_to_the_organizations_own_sites_alone(cast):
    with tenant(cast.acme):
        make_landing_site()
    location = follow(cast)
    assert location.startswith("https://www.acme.example/story?utm_source=mastodon&adv=")
    assert location.endswith("#top")
    assert follow(cast, "https://elsewhere.example/") == "https://elsewhere.example/"
    assert follow(cast, organization=cast.globex) == URL  # the site is Acme's, not Globex's


def test_a_warm_link_with_a_token_asks_the_database_nothing(cast, django_assert_num_queries):
    with tenant(cast.acme):
        make_landing_site()
        link = ShortLink.objects.create(url=URL, created_at=NOW)
    client = Client()
    client.get(f"/s/{link.code}")
    with django_assert_num_queries(0):
        assert "adv=" in client.get(f"/s/{link.code}").headers["Location"]
    _remembered.cache_clear()  # as in a fresh process
    with django_assert_num_queries(0):
        assert "adv=" in client.get(f"/s/{link.code}").headers["Location"]


def test_a_change_of_the_sites_is_noticed(cast, django_capture_on_commit_callbacks):
    assert follow(cast) == URL
    with tenant(cast.acme), django_capture_on_commit_callbacks(execute=True):
        site = add_site(host="https://ACME.example/", by=cast.alice, now=NOW)
    assert site.host == "acme.example"
    assert cache.get(sites_key(cast.acme.pk)) is None
    assert "adv=" in follow(cast)
    with tenant(cast.acme), django_capture_on_commit_callbacks(execute=True):
        assert remove_site(site=site, by=cast.alice, now=NOW)
        assert not remove_site(site=site, by=cast.alice, now=NOW)
    assert follow(cast) == URL


@pytest.mark.parametrize(
    ("host", "code"),
    [("acme.example", "taken"), ("com", "suffix"), ("gmail.com", "provider"), ("a b", "domain")],
)
def test_what_is_no_site_of_ones_own_is_refused(cast, host, code):
    with tenant(cast.acme):
        make_landing_site()
        with pytest.raises(ValidationError) as refused:
            add_site(host=host, by=cast.alice, now=NOW)
        assert refused.value.code == code
        with pytest.raises(PermissionDenied):
            add_site(host="shop.example", by=cast.bob, now=NOW)


def test_proved_domains_come_first_and_only_once(cast):
    with tenant(cast.acme):
        for name, proved in (("acme.example", NOW), ("other.example", None)):
            values = {"name": name, "created_at": NOW, "proved_at": proved}
            Domain.objects.create(purpose=Purpose.EMAIL, **values)
        Domain.objects.create(
            name="acme.example", purpose=Purpose.LINKS, created_at=NOW, proved_at=NOW
        )
        assert [one.host for one in add_proved_sites(by=cast.alice, now=NOW)] == ["acme.example"]
        LandingSite.objects.update(host="www.acme.example")
        assert add_proved_sites(by=cast.alice, now=NOW) == []
        assert [one.act for one in Event.objects.all()] == [Act.SITE_ADDED]
