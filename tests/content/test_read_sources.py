"""What a source tells becomes posts: bounded, none twice, in the name of somebody who may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from content.intake import ItemOutcome, Mode, Source, SourceItem, SourceState
from content.lists import Row
from content.models import Caption, LinkCard, Post, State
from content.services import PostDraft, create_post, taking
from content.services.expiring import archive_expired
from content.services.feeding import GIVE_UP_AFTER, LONGEST_S, claim_sources, read_source
from content.services.importing import import_list, look_through
from content.services.reading import read_batch as read_cards
from tenants.models import Act, Event, Member, Notice, Notification, WebhookDelivery
from tenants.scope import tenant
from tenants.webhooks import WebhookEvent
from tests.content.feeding import item, read_at, rss
from tests.content.pages import HTML, Web, moved
from tests.factories import NOW, make_policy, make_source, make_webhook
from tests.outbound.raw import reply

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def cast(make_cast):
    return make_cast()


@pytest.fixture
def web(settings):
    with Web() as server:
        settings.OUTBOUND_ALLOW = [server.host]
        yield server


@pytest.fixture
def make(cast, web):
    def made(path="/feed", owner=None, **changes):
        with tenant(cast.acme):
            return make_source(owner or cast.alice, url=f"{web.url}{path}", **changes)

    return made


def titles(cast, **narrowed):
    with tenant(cast.acme):
        return sorted(Post.objects.filter(**narrowed).values_list("title", flat=True))


def test_what_is_new_becomes_drafts_with_words_a_card_and_an_end(cast, web, make):
    web.pages["/feed"] = rss([item("roof"), item("pump")])
    source = read_at(make(), NOW)
    assert (source.made, source.result, source.kind) == (2, "good", "RSS 2.0")
    with tenant(cast.acme):
        post = Post.objects.get(title="roof")
        assert (post.state, post.author_id, post.source_id) == (
            State.DRAFT,
            cast.alice.pk,
            source.pk,
        )
        assert post.expires_at == NOW + 30 * DAY
        assert post.why == "All about roof. It is good."
        assert Caption.objects.get(post=post).text == "All about roof. It is good."
        assert LinkCard.objects.filter(post=post).exists()
        assert Event.objects.filter(act=Act.POST_CREATED, via="system").count() == 2


def test_nothing_is_taken_twice_and_what_comes_later_is(cast, web, make):
    source = make()
    web.pages["/feed"] = rss([item("roof")])
    read_at(source, NOW)
    web.pages["/feed"] = rss([item("pump"), item("roof")])
    assert read_at(source, NOW + DAY).made == 1
    assert titles(cast) == ["pump", "roof"]


def test_a_page_that_has_a_post_gets_no_other_by_whatever_address(cast, web, make):
    with tenant(cast.acme):
        link = "https://www.news.example/roof/?utm_source=mail"
        create_post(author=cast.alice, draft=PostDraft("By hand", link), now=NOW)
    web.pages["/feed"] = web.pages["/other"] = rss([item("roof"), item("pump")])
    assert (read_at(make(), NOW).known, read_at(make("/other"), NOW).known) == (1, 2)
    assert titles(cast) == ["By hand", "pump"]


def test_what_a_page_calls_its_own_address_is_known_too(cast, web, make):
    own = '<link rel="canonical" href="https://news.example/roof">'
    web.pages["/amp/roof"] = reply(f"<title>Roof</title>{own}".encode(), "200 OK", HTML)
    with tenant(cast.acme):
        link = f"{web.url}/amp/roof"
        create_post(author=cast.alice, draft=PostDraft("By hand", link), now=NOW)
    read_cards(now=NOW)
    web.pages["/feed"] = rss([item("roof"), item("pump")])
    assert read_at(make(), NOW).known == 1
    assert titles(cast) == ["By hand", "pump"]


def test_two_that_make_one_post_at_once_make_one(cast, web, make, monkeypatch):
    web.pages["/feed"] = web.pages["/other"] = rss([item("roof")])
    read_at(make(), NOW)
    monkeypatch.setattr(taking, "known_keys", lambda _keys: set())  # as it was a moment ago
    assert read_at(make("/other"), NOW).known == 1
    assert titles(cast) == ["roof"]


def test_a_days_posts_are_bounded_and_the_rest_waits(cast, web, make):
    source = make(daily_cap=2)
    web.pages["/feed"] = rss([item("a", hours_ago=5)])
    read_at(source, NOW)
    web.pages["/feed"] = rss(item(name, hours_ago=n) for n, name in enumerate("bcde", start=1))
    source = read_at(source, NOW + timedelta(hours=1))
    assert (source.made, source.later) == (1, 3)
    assert titles(cast) == ["a", "b"]
    read_at(source, NOW + timedelta(hours=2))
    assert titles(cast) == ["a", "b"]
    assert read_at(source, NOW + DAY).made == 2
    assert titles(cast) == ["a", "b", "c", "d"]


def test_one_that_is_full_is_asked_again_when_a_new_day_begins(cast, web, make):
    source = make(daily_cap=1)
    web.pages["/feed"] = rss([item("a")])
    source = read_at(source, NOW)
    zone = ZoneInfo(cast.acme.time_zone)
    tomorrow = NOW.astimezone(zone).date() + DAY
    midnight = datetime.combine(tomorrow, time(), tzinfo=zone)
    assert midnight <= source.wake_at < midnight + timedelta(minutes=10)
    web.pages["/feed"] = rss(item(name) for name in "abc")
    source = read_at(source, NOW + timedelta(hours=1))
    assert (source.made, source.later) == (0, 2)
    assert midnight <= source.wake_at
    assert source.interval_s >= 1800
    assert read_at(source, source.wake_at).made == 1


def test_posts_are_in_the_language_of_their_feed(cast, web, make):
    for path, language in (("/pl", "pl-PL"), ("/xx", "tlh")):
        told = f"<language>{language}</language>"
        web.pages[path] = rss([told, item(path[1:])])
        read_at(make(path), NOW)
    with tenant(cast.acme):
        assert dict(Post.objects.values_list("title", "language")) == {"pl": "pl", "xx": ""}


def test_workers_that_read_the_same_pages_at_once_make_no_twins(cast, web, make):
    names = [f"n{n}" for n in range(12)]
    web.pages["/feed"] = rss(item(name) for name in names)
    web.pages["/other"] = rss(item(name) for name in reversed(names))
    for path in ("/feed", "/other"):
        make(path, daily_cap=20)
    with tenant(cast.acme):
        rows = [Row(n, name, f"https://news.example/{name}") for n, name in enumerate(names)]
        job = look_through(rows=rows, by=cast.alice, now=NOW)
    claims = claim_sources(now=NOW, limit=2)
    assert len(claims) == 2

    def run_list() -> None:
        with tenant(cast.acme), suppress(ValidationError):  # when the sources were there first
            import_list(job=job, by=cast.alice, now=NOW)

    acts = [partial(read_source, claim, now=NOW) for claim in claims]
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(in_thread, act) for act in (*acts, run_list)]:
            done.result()
    assert titles(cast) == sorted(names)


def in_thread(act):
    try:
        act()
    finally:
        connection.close()


def test_a_new_source_brings_its_newest_and_not_its_past(cast, web, make):
    source = make(daily_cap=1)
    web.pages["/feed"] = rss([item("old", hours_ago=50), item("new", hours_ago=1)])
    read_at(source, NOW)
    read_at(source, NOW + DAY)
    assert titles(cast) == ["new"]
    with tenant(cast.acme):
        assert SourceItem.objects.filter(outcome=ItemOutcome.SKIPPED).count() == 1


def test_the_day_is_the_organizations(cast, web, make):
    with tenant(cast.acme):
        type(cast.acme).objects.filter(pk=cast.acme.pk).update(time_zone="Pacific/Auckland")
    source = make(daily_cap=1)  # NOW is 23:00 there
    web.pages["/feed"] = rss([item("a")])
    read_at(source, NOW)
    web.pages["/feed"] = rss([item("b"), item("a")])
    assert read_at(source, NOW + timedelta(minutes=30)).made == 0
    assert read_at(source, NOW + timedelta(minutes=70)).made == 1


def test_old_entries_are_no_news(cast, web, make):
    web.pages["/feed"] = rss([item("old", hours_ago=24 * 40)])
    read_at(make(), NOW)
    assert titles(cast) == []


class TestStraightIntoTheFeed:
    @pytest.fixture
    def source(self, make):
        return make(mode=Mode.APPROVED)

    def test_is_approved_in_its_owners_name(self, cast, web, source):
        web.pages["/feed"] = rss([item("roof")])
        read_at(source, NOW)
        with tenant(cast.acme):
            post = Post.objects.get()
            assert (post.state, post.approved_by_id) == (State.APPROVED, cast.alice.pk)

    @pytest.mark.parametrize("networks", [[], ["mastodon"]])
    def test_stays_a_draft_when_the_policy_has_something_to_say(self, cast, web, source, networks):
        rule = {"parameters": {"phrase": "roof", "networks": networks}, "severity": "hint"}
        with tenant(cast.acme):
            make_policy(rule)
        web.pages["/feed"] = rss([item("roof"), item("pump")])
        assert read_at(source, NOW).result == "held"
        assert titles(cast, state=State.DRAFT) == ["roof"]
        assert titles(cast, state=State.APPROVED) == ["pump"]

    def test_what_everybody_has_to_add_holds_nothing(self, cast, web, source):
        rule = {
            "kind": "required_disclosure",
            "parameters": {"phrases": ["#Acme"], "networks": [], "within": 125},
        }
        with tenant(cast.acme):
            make_policy(rule)
        web.pages["/feed"] = rss([item("roof")])
        read_at(source, NOW)
        assert titles(cast, state=State.APPROVED) == ["roof"]

    def test_stays_a_draft_when_its_owner_may_approve_no_more(self, cast, web, source):
        with tenant(cast.acme):
            Member.objects.filter(pk=cast.alice.pk).update(roles=["advocate", "contributor"])
        web.pages["/feed"] = rss([item("roof")])
        read_at(source, NOW)
        assert titles(cast, state=State.DRAFT) == ["roof"]


@pytest.mark.parametrize("changes", [{"left_at": NOW}, {"roles": ["advocate"]}])
def test_a_source_nobody_looks_after_stops(cast, web, make, changes):
    web.pages["/feed"] = rss([item("roof")])
    source = make()
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.alice.pk).update(**changes)
    source = read_at(source, NOW)
    assert (source.state, source.result, source.wake_at) == (SourceState.STOPPED, "no_owner", None)
    assert titles(cast) == []


def test_what_has_not_changed_is_not_sent_again(cast, web, make):
    web.pages["/feed"] = rss([item("roof")], 'ETag: "one"', "Last-Modified: yesterday")
    source = read_at(make(), NOW)
    web.pages["/feed"] = reply(b"", "304 Not Modified")
    source = read_at(source, NOW + DAY)
    assert (source.result, source.made, source.etag) == ("unchanged", 0, '"one"')
    assert b'If-None-Match: "one"' in web.requests[-1]
    assert b"If-Modified-Since: yesterday" in web.requests[-1]


def test_is_read_more_often_where_there_is_news_and_less_where_not(web, make):
    web.pages["/feed"] = rss([item("roof")])
    source = read_at(make(), NOW)
    assert source.interval_s == 1800
    for n in range(1, 12):
        source = read_at(source, NOW + n * DAY)
    assert (source.interval_s, source.wake_at) == (LONGEST_S, NOW + 11 * DAY + timedelta(hours=12))


def test_while_it_fails_it_is_asked_ever_less_and_in_the_end_its_owner_is_told(cast, web, make):
    source = read_at(make(), NOW)  # 404
    assert (source.result, source.failing_since) == ("gone", NOW)
    waits = []
    for n in range(1, 6):
        now = NOW + n * DAY
        source = read_at(source, now)
        waits.append(source.wake_at - now)
    assert waits == sorted(waits)
    assert waits[-1] == DAY
    source = read_at(source, NOW + GIVE_UP_AFTER)
    assert (source.state, source.result) == (SourceState.STOPPED, "gone")
    with tenant(cast.acme):
        told = Notification.objects.get(kind=Notice.SOURCE_STOPPED)
        assert (told.member_id, told.params) == (cast.alice.pk, {"title": "News"})
        assert Event.objects.filter(act=Act.SOURCE_STOPPED).count() == 1
    assert read_at(source, NOW + GIVE_UP_AFTER + DAY).state == SourceState.STOPPED


def test_a_good_reading_ends_the_trouble(web, make):
    source = read_at(make(), NOW)
    web.pages["/feed"] = rss([])
    source = read_at(source, NOW + DAY)
    assert (source.failing_since, source.failures, source.result) == (None, 0, "good")


def test_nobody_inside_is_called_by_way_of_a_redirect(web, make):
    with Web() as inside:
        web.pages["/feed"] = moved(f"{inside.url}/feed")
        assert read_at(make(), NOW).result == "forbidden"
        assert inside.connections == 0


def test_a_feed_of_fifty_megabytes_is_not_taken(web, make):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss><channel>"
    web.pages["/feed"] = head + b"x" * 50_000_000
    assert read_at(make(), NOW).result == "too_large"


def test_a_worker_that_lost_its_lease_changes_nothing(cast, web, make):
    web.pages["/feed"] = rss([item("roof")])
    make()
    (stale,) = claim_sources(now=NOW, limit=1)
    later = NOW + timedelta(hours=1)
    (held,) = claim_sources(now=later, limit=1)
    read_source(stale, now=NOW)
    assert titles(cast) == []
    read_source(held, now=later)
    assert titles(cast) == ["roof"]


def test_a_source_that_makes_us_stumble_is_not_asked_again_and_again(web, make):
    web.pages["/feed"] = rss([item("roof")])
    make()
    for n in range(4):
        (claim,) = claim_sources(now=NOW + n * timedelta(hours=1), limit=1)
    read_source(claim, now=NOW)
    assert web.requests == []
    with tenant(claim.organization_id):
        assert Source.objects.get().result == "lost"


def test_organizations_take_turns(cast, web, make):
    for n in range(3):
        make(f"/{n}")
    with tenant(cast.globex):
        make_source(cast.mallory, url=f"{web.url}/feed", wake_at=NOW + timedelta(minutes=1))
    claims = claim_sources(now=NOW + timedelta(minutes=5), limit=2)
    assert {claim.organization_id for claim in claims} == {cast.acme.pk, cast.globex.pk}


def test_two_organizations_may_read_one_feed_and_see_nothing_of_each_other(cast, web, make):
    web.pages["/feed"] = rss([item("roof")])
    with tenant(cast.globex):
        theirs = make_source(cast.mallory, url=f"{web.url}/feed")
    assert read_at(make(), NOW).made == 1
    with tenant(cast.globex):
        assert Source.objects.get(pk=theirs.pk).made == 1
        assert [post.author for post in Post.objects.all()] == [cast.mallory]
    assert titles(cast) == ["roof"]


@pytest.mark.parametrize("state", [State.DRAFT, State.APPROVED])
def test_what_has_expired_goes_into_the_archive(cast, web, make, state):
    web.pages["/feed"] = rss([item("roof")])
    with tenant(cast.acme):
        make_webhook(cast.alice, WebhookEvent.POST_ARCHIVED)
    read_at(make(keeps_days=7, mode=Mode.APPROVED if state == State.APPROVED else Mode.DRAFT), NOW)
    assert archive_expired(now=NOW + 6 * DAY) == 0
    assert archive_expired(now=NOW + 7 * DAY) == 1
    assert archive_expired(now=NOW + 8 * DAY) == 0
    with tenant(cast.acme):
        post = Post.objects.get()
        assert (post.state, post.archived_at) == (State.ARCHIVED, NOW + 7 * DAY)
        event = Event.objects.get(act=Act.POST_ARCHIVED)
        assert (event.by, event.data) == (None, {"reason": "expired"})
        assert WebhookDelivery.objects.get().payload["data"]["version"] == post.version
