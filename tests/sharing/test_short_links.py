"""The hot path: where a link leads, what is noted of a request, and of whom nothing is kept."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from sharing.middleware import _remembered
from sharing.models import Click, ClickKind, ClickSalt, ShortLink, State
from sharing.services.clicks import STREAM, buffer, salt_of, store_clicks
from sharing.text import tagged, tags_of
from tenants.models import Organization
from tenants.scope import platform, tenant
from tests.factories import NOW, make_post, make_share

CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)
URL = "https://acme.example/story?utm_source=mastodon"


@pytest.fixture(autouse=True)
def _fresh_buffer():
    buffer.cache_clear()
    buffer().delete(STREAM)
    _remembered.cache_clear()
    salt_of.cache_clear()
    yield
    buffer.cache_clear()


@pytest.fixture
def link(cast) -> ShortLink:
    with tenant(cast.acme):
        return ShortLink.objects.create(url=URL, created_at=NOW)


def visit(link, *, address="203.0.113.77", agent=CHROME, method="GET", code="", **headers):
    """Follow a link as a fresh visitor."""
    path = f"/s/{code or link.code}"
    named = {"User-Agent": agent, **headers}
    return Client().generic(method, path, headers=named, REMOTE_ADDR=address)


def clicks(cast) -> list[Click]:
    """Let the worker store what is buffered; return every click."""
    store_clicks(now=NOW)
    store_clicks(now=NOW)
    with tenant(cast.acme):
        return list(Click.objects.order_by("at", "pk"))


def kinds(cast) -> list[str]:
    return [click.kind for click in clicks(cast)]


def test_it_redirects_and_tells_nobody_to_remember(link):
    answer = visit(link)
    assert answer.status_code == 302
    assert dict(answer.headers) == {
        "Content-Length": "0",
        "Content-Type": "text/html; charset=utf-8",
        "Location": URL,
        "Cache-Control": "private, no-store",
    }
    assert not answer.cookies
    assert answer.content == b""


def test_a_person_counts(cast, link):
    visit(link)
    assert kinds(cast) == [ClickKind.HUMAN]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"method": "HEAD"}, ClickKind.HEAD),
        ({"Sec-Purpose": "prefetch;prerender"}, ClickKind.PREFETCH),
        ({"Purpose": "prefetch"}, ClickKind.PREFETCH),
        ({"X-Moz": "prefetch"}, ClickKind.PREFETCH),
        ({"X-Purpose": "preview"}, ClickKind.PREFETCH),
        ({"agent": "Mastodon/4.3.0 (http.rb/5.2.0; +https://social.example/) Bot"}, ClickKind.BOT),
        ({"agent": "facebookexternalhit/1.1"}, ClickKind.BOT),
        ({"agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"}, ClickKind.BOT),
        ({"agent": "curl/8.5.0"}, ClickKind.BOT),
        ({"agent": ""}, ClickKind.BOT),
    ],
)
def test_machines_are_stored_and_do_not_count(cast, link, values, kind):
    assert visit(link, **values).headers["Location"] == URL
    assert kinds(cast) == [kind]


def test_a_repeat_within_ten_seconds_does_not_count(cast, link):
    visit(link)
    visit(link)
    store_clicks(now=NOW)
    visit(link)
    assert sorted(kinds(cast)) == [ClickKind.HUMAN, ClickKind.REPEAT, ClickKind.REPEAT]


@pytest.mark.parametrize("other", [{"address": "203.0.113.78"}, {"agent": f"{CHROME} Edg/142"}])
def test_two_visitors_count_apart(cast, link, other):
    visit(link)
    visit(link, **other)
    assert kinds(cast) == [ClickKind.HUMAN, ClickKind.HUMAN]


def test_one_visitor_of_two_links_counts_twice(cast, link):
    with tenant(cast.acme):
        other = ShortLink.objects.create(url=URL, created_at=NOW)
    visit(link)
    visit(other)
    assert kinds(cast) == [ClickKind.HUMAN, ClickKind.HUMAN]


@pytest.mark.parametrize(
    "code",
    [
        "Nobody0000",
        "x",
        "x" * 17,
        "x" * 5000,
        "a%00b",
        "%2e%2e/",
        "a/b",
        "a b",
        "ü",
        "%F0%9F%98%80",
        "a:b",
    ],
)
def test_an_unknown_code_gets_the_usual_page(cast, code):
    answer = visit(None, code=code)
    assert answer.status_code == 404
    assert "<title>" in answer.content.decode()
    assert buffer().xlen(STREAM) == 0


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_are_not_for_links(link, method):
    answer = visit(link, method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_link_of_a_deleted_post_still_leads_there(cast):
    with tenant(cast.acme):
        share = make_share(cast.bob, make_post(), state=State.RECALLED)
    assert visit(share.link).headers["Location"] == share.link.url


def test_a_stranger_host_gets_nothing(link):
    answer = Client().get(f"/s/{link.code}", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("url", "location"),
    [
        (
            "https://bücher.example/日本?q=ü",
            "https://xn--bcher-kva.example/%E6%97%A5%E6%9C%AC?q=%C3%BC",
        ),
        ("https://a.example/%E6%97?x=%FF", "https://a.example/%E6%97?x=%FF"),
        ("https://a.example/?a=1&b[]=2#top", "https://a.example/?a=1&b[]=2#top"),
    ],
)
def test_every_address_reaches_the_browser_whole(cast, url, location):
    with tenant(cast.acme):
        link = ShortLink.objects.create(url=url, created_at=NOW)
    assert visit(link).headers["Location"] == location


def test_an_address_can_not_bring_headers_along(cast):
    with tenant(cast.acme):
        link = ShortLink.objects.create(url="https://a.example/\r\nSet-Cookie: a=b", created_at=NOW)
    answer = visit(link)
    assert not answer.cookies
    assert "\n" not in answer.headers["Location"]


@pytest.mark.parametrize(
    ("url", "tagged_url"),
    [
        ("https://a.example/", "https://a.example/?TAGS"),
        (
            "https://a.example/?flag&q=a%20b&x=%FF#here",
            "https://a.example/?flag&q=a%20b&x=%FF&TAGS#here",
        ),
        (
            "https://a.example/?utm_source=ours&utm_campaign=",
            "https://a.example/?utm_source=ours&utm_campaign=&utm_medium=social",
        ),
    ],
)
def test_tags_are_added_and_nothing_is_rewritten(url, tagged_url):
    tags = "utm_source=mastodon&utm_medium=social&utm_campaign=advocacy"
    ours = tags_of(Organization(), network="mastodon")
    assert tagged(url, tags=ours) == tagged_url.replace("TAGS", tags)


def test_an_organization_has_its_own_tags():
    ours = Organization(utm_source="{network} people", utm_campaign="Spring & sun")
    url = tagged("https://a.example/?utm_medium=kept", tags=tags_of(ours, network="bluesky"))
    added = "utm_source=bluesky+people&utm_campaign=Spring+%26+sun"
    assert url == f"https://a.example/?utm_medium=kept&{added}"


@pytest.mark.parametrize(
    "case",  # proxies of ours, X-Forwarded-For, whether that is the visitor of before
    [
        (0, "198.51.100.1", True),
        (1, "198.51.100.1", False),
        (1, "spoofed, 203.0.113.77", True),
        (2, "spoofed, more, 203.0.113.77, 10.0.0.2", True),
        (2, "203.0.113.77", True),
        (1, "", True),
        (1, " , ", True),
    ],
)
def test_only_what_our_own_proxies_saw_is_believed(cast, link, settings, case):
    proxies, forwarded, is_same = case
    visit(link)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    visit(link, **{"X-Forwarded-For": forwarded})
    first, second = clicks(cast)
    assert (bytes(first.visitor) == bytes(second.visitor)) is is_same


def test_no_address_is_kept_anywhere(cast, link):
    address = "203.0.113.77"
    visit(link, address=address)
    kept = repr([buffer().xrange(STREAM), *map(buffer().dump, buffer().keys("*"))])
    with platform():
        rows = [*clicks(cast), *ClickSalt.objects.all()]
    kept += repr([vars(row) for row in rows])
    assert address not in kept
    assert len(rows) == 2


def test_without_redis_the_click_is_stored_directly(cast, link, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    buffer.cache_clear()
    assert visit(link).headers["Location"] == URL
    with tenant(cast.acme):
        assert Click.objects.get().kind == ClickKind.HUMAN
    assert store_clicks(now=NOW) == 0


def test_without_the_cache_it_still_leads_there(link):
    nowhere = {"BACKEND": "advocacy.cache.ForgivingCache", "LOCATION": "redis://127.0.0.1:1/0"}
    with override_settings(CACHES={"default": nowhere}):
        assert visit(link).headers["Location"] == URL


def test_a_warm_link_asks_the_database_nothing(link, django_assert_num_queries):
    visit(link)
    with django_assert_num_queries(0):
        visit(link)


def test_a_cold_process_asks_the_cache(link, django_assert_num_queries):
    visit(link)
    _remembered.cache_clear()
    with django_assert_num_queries(0):
        assert visit(link).headers["Location"] == URL
