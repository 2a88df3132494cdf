"""Mentions of hashtags are counted where an organization wants it, and never made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import requests
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from analytics.brand.figures import brand
from analytics.brand.telling import tell_brand
from analytics.kpis import HashtagMentions
from analytics.models import BrandNumber, Period
from analytics.periods import Span, utc_day
from analytics.pull_mentions import counting
from analytics.pull_mentions.counting import count_mentions
from analytics.pull_mentions.models import MentionCounting
from analytics.pull_mentions.services import set_mention_counting
from analytics.reports.book import make_book, read_edition
from analytics.reports.viewing import View
from sharing.models import RateGate
from sharing.networks.tagged import TagCount, counted
from tenants.models import Act, Event
from tenants.scope import tenant
from tests.analytics.factories import make_brand_number
from tests.factories import make_connection, make_hashtag, make_member, make_post, make_share
from tests.sharing.conftest import connect, connect_bluesky, playground, playground_process

__all__ = ["playground", "playground_process"]
TAGS = "mastodon.timelines.tag"
SINCE = datetime(2026, 11, 20, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=1)
PAGE = "/o/acme/settings/numbers/"


def tomorrow():
    """Return a moment at which today is over and settled."""
    return timezone.now().replace(hour=3, minute=0) + timedelta(days=1)


def turn_on(organization, admin, *names):
    with tenant(organization):
        for name in names:
            make_hashtag(name)
        set_mention_counting(is_on=True, by=admin, now=timezone.now())


def turn_on_more(organization, *names):
    with tenant(organization):
        for name in names:
            make_hashtag(name)


def post(playground, username, *texts):
    token = playground.grant(username)
    for text in texts:
        requests.post(
            f"{playground.url}/api/v1/statuses",
            data={"status": text},
            headers={"Authorization": f"Bearer {token}"},
            timeout=10,
        ).raise_for_status()


def told(organization):
    with tenant(organization):
        rows = BrandNumber.objects.order_by("hashtag", "source")
        return list(rows.values_list("hashtag", "value", "at_least", "entered_by"))


def connect_others(organization, playground, name):
    """Connect four more members to the same server, so that it is nobody's own."""
    with tenant(organization):
        others = [make_member(f"{name}{number}") for number in range(4)]
    for number, member in enumerate(others):
        connect(member, playground, f"{name}{number}")


@pytest.fixture
def bob(playground, cast):
    """Connect Bob and four others, count #Roof at Acme, and have two posts about it."""
    account = connect(cast.bob, playground, "bob")
    connect_others(cast.acme, playground, "acme")
    turn_on(cast.acme, cast.alice, "Roof")
    post(playground, "bob", "A #Roof", "Another #roof", "A #wall")
    return account


def test_yesterday_is_counted_once_and_marked_as_ours(playground, cast, bob):
    assert count_mentions(now=timezone.now()) == 1  # the day before: nothing yet
    assert count_mentions(now=tomorrow()) == 1
    assert told(cast.acme) == [("roof", 0, False, None), ("roof", 2, False, None)]
    assert count_mentions(now=tomorrow()) == 0
    with tenant(cast.acme):
        number = BrandNumber.objects.latest("day")
        assert number.day == timezone.now().date()
        assert number.source == f"Mastodon {playground.host} (counted by us)"
        assert MentionCounting.objects.get().day == number.day


def test_bluesky_is_asked_through_a_members_account(playground, cast):
    connect_bluesky(cast.bob, playground, "bob")
    turn_on(cast.acme, cast.alice, "Roof")
    assert count_mentions(now=tomorrow()) == 1
    with tenant(cast.acme):
        number = BrandNumber.objects.get()
        assert (number.value, number.source) == (0, "Bluesky search (counted by us)")


def test_nothing_is_asked_unless_an_admin_wants_it(playground, cast):
    connect(cast.bob, playground, "bob")
    with tenant(cast.acme):
        make_hashtag("Roof")
    assert count_mentions(now=tomorrow()) == 0
    turn_on(cast.acme, cast.alice)
    with tenant(cast.acme):
        set_mention_counting(is_on=False, by=cast.alice, now=timezone.now())
        with pytest.raises(PermissionDenied):
            set_mention_counting(is_on=True, by=cast.bob, now=timezone.now())
    assert count_mentions(now=tomorrow()) == 0


def test_two_organizations_each_count_their_own(playground, cast, bob):
    connect(cast.mallory, playground, "mallory")
    connect_others(cast.globex, playground, "globex")
    turn_on(cast.globex, cast.mallory, "Wall")
    assert count_mentions(now=tomorrow()) == 2
    assert [number[:2] for number in told(cast.acme)] == [("roof", 2)]
    assert [number[:2] for number in told(cast.globex)] == [("wall", 1)]


@pytest.mark.parametrize(
    ("fault", "values"),
    [
        ("rate_limit", {"reset_in_s": 7200}),
        ("error_before", {}),
        ("slow_before", {"seconds": 3}),
        ("refuse", {"status": 200, "body": '{"count": 99999999999999999999}'}),
        ("refuse", {"status": 200, "body": "[" + "0," * 26_000_000 + "0]"}),
        ("refuse", {"status": 401, "body": "{}"}),
    ],
)
def test_trouble_gives_no_number_and_is_tried_again(playground, cast, bob, fault, values):
    now = tomorrow()
    with playground.faulty(TAGS, fault, **values):
        assert count_mentions(now=now) == 1
    assert told(cast.acme) == []
    with tenant(cast.acme):
        assert MentionCounting.objects.get().wake_at == now + counting.AGAIN
        RateGate.objects.update(closed_until=None)
    assert count_mentions(now=now + timedelta(minutes=5)) == 0


def test_after_trouble_the_same_day_is_counted_later(playground, cast, bob):
    now = tomorrow()
    with playground.faulty(TAGS, "error_before"):
        count_mentions(now=now)
    assert count_mentions(now=now + counting.AGAIN) == 1
    assert [number[1] for number in told(cast.acme)] == [2]


def test_posts_without_end_are_told_as_at_least(playground, cast, bob, monkeypatch):
    monkeypatch.setattr("sharing.networks.mastodon.tagged.MOST_PAGES", 1)
    monkeypatch.setattr("sharing.networks.mastodon.tagged._PAGE", "1")
    count_mentions(now=tomorrow())
    assert told(cast.acme) == [("roof", 1, True, None)]


def test_the_dashboard_and_its_files_say_at_least_too(playground, cast, bob, monkeypatch):
    monkeypatch.setattr("sharing.networks.mastodon.tagged.MOST_PAGES", 1)
    monkeypatch.setattr("sharing.networks.mastodon.tagged._PAGE", "1")
    now = tomorrow()
    count_mentions(now=now)
    span = Span.around(Period.MONTH, utc_day(now) - timedelta(days=1))
    with tenant(cast.acme):
        edition = read_edition(View(span, None, []), now=now)
        book = make_book(edition, organization=cast.acme)
        said = tell_brand(edition.brand, now=now)
        assert said["brand_tiles"][0]["value"] == "at least 1"
        assert dict(said["brand_parts"])["#Roof"].startswith("at least 1 counted by us")
        [rows] = [sheet.rows for sheet in book.sheets if sheet.title == "Brand numbers"]
        assert [row[-1] for row in rows if row[1] is not None] == ["at least", "at least"]
        BrandNumber.objects.update(at_least=False)
        assert tell_brand(brand(span, now=now), now=now)["brand_tiles"][0]["value"] == 1


def test_another_tools_number_goes_before_our_own_count(playground, cast, bob):
    now = tomorrow()
    count_mentions(now=now)
    span = Span.around(Period.MONTH, utc_day(now) - timedelta(days=1))
    with tenant(cast.acme):
        [ours] = brand(span, now=now).tags
        assert (ours.mentions, ours.told.is_ours) == (2, True)
        values = {"metric": "hashtag_mentions", "hashtag": "roof", "source": "Radar"}
        make_brand_number(day=span.starts_on, value=50, **values)
        [tag] = brand(span, now=now).tags
        assert (tag.told.source, tag.mentions) == ("Radar", 50)


def test_a_server_that_few_members_use_is_not_named(playground, cast):
    connect(cast.bob, playground, "bob")
    connect_bluesky(cast.bob, playground, "bob")
    turn_on(cast.acme, cast.alice, "Roof")
    assert count_mentions(now=tomorrow()) == 1
    with tenant(cast.acme):
        sources = BrandNumber.objects.values_list("source", flat=True)
        assert list(sources) == ["Bluesky search (counted by us)"]


def test_own_shares_are_among_what_we_count_and_never_added(playground, cast, bob):
    with tenant(cast.acme):
        sharers = [make_member(f"Sharer {number}") for number in range(5)]
        for member in sharers:
            text = {"text": "Our #Roof", "published_at": timezone.now()}
            make_share(member, make_post("A"), make_connection(member), **text)
    count_mentions(now=tomorrow())
    with tenant(cast.acme):
        number = BrandNumber.objects.get()
        assert (number.value, number.own_shares) == (2, None)
        today = number.day
        now = timezone.now()
        found = brand(Span(Period.DAY, today), now=now)
        value = next(one.value for one in found.figures if one.kpi is HashtagMentions)
        assert value == 2
        assert "own shares among them" in str(tell_brand(found, now=now))


def test_a_tag_too_busy_to_get_back_to_the_day_gives_no_number(playground, cast, bob, monkeypatch):
    monkeypatch.setattr("sharing.networks.mastodon.tagged.MOST_PAGES", 1)
    monkeypatch.setattr("sharing.networks.mastodon.tagged._PAGE", "1")
    with tenant(cast.acme):
        MentionCounting.objects.update(wake_at=None)
    count_mentions(now=timezone.now())  # of yesterday, and the newest post is of today
    assert told(cast.acme) == []


def test_a_refused_hashtag_is_passed_over_alone(playground, cast, bob):
    turn_on_more(cast.acme, "Wall")
    now = tomorrow().replace(hour=4)
    with playground.faulty(TAGS, "refuse", status=422, body='{"error": "no"}', times=1):
        assert count_mentions(now=now) == 2
    assert len(told(cast.acme)) == 1
    with tenant(cast.acme):
        row = MentionCounting.objects.get()
        assert (row.day, row.wake_at) == (timezone.now().date(), None)


def test_a_bug_is_not_met_again_before_an_hour_is_over(playground, cast, bob, monkeypatch):
    asked = []

    def fail(*_args, **_rest):
        asked.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr("sharing.networks.mastodon.tagged.count", fail)
    now = tomorrow()
    for minutes in (0, 1, 61):
        count_mentions(now=now + timedelta(minutes=minutes))
    assert len(asked) == 2


def test_refusals_of_a_whole_turn_do_not_go_round(playground, cast, bob, monkeypatch):
    turn_on_more(cast.acme, "Wall", "Door")
    now = tomorrow()
    with playground.faulty(TAGS, "refuse", status=422, body='{"error": "no"}'):
        assert count_mentions(now=now, limit=2) == 2
    assert count_mentions(now=now, limit=2) == 0
    later = now + counting.AGAIN
    assert [count_mentions(now=later, limit=2) for _ in range(3)] == [2, 1, 0]
    assert len(told(cast.acme)) == 3


def pages(*lists):
    return [[(key, SINCE + timedelta(hours=hours)) for key, hours in page] for page in lists]


def test_a_post_counts_once_within_its_day():
    found = counted(
        pages([("a", 25), ("b", 24), ("c", 23)], [("c", 23), ("d", 0), ("e", -1)]),
        since=SINCE,
        until=UNTIL,
        most_pages=9,
    )
    assert found == TagCount(2, is_whole=True)


def test_it_ends_where_pages_are_older_repeat_or_are_too_many():
    day = {"since": SINCE, "until": UNTIL}
    older = pages([("a", 1)], [("b", -1)], [("c", 1)])
    assert counted(older, most_pages=9, **day) == TagCount(1, is_whole=True)
    same = iter(lambda: pages([("a", 1)])[0], None)
    assert counted(same, most_pages=9, **day) == TagCount(1, is_whole=True)
    many = ([(str(number), SINCE)] for number in range(99))
    assert counted(many, most_pages=5, **day) == TagCount(5, is_whole=False)
    undated = [[("a", None), ("x" * 5000, SINCE)]]
    assert counted(undated, most_pages=5, **day) == TagCount(0, is_whole=True)


def test_admins_turn_it_on_and_off_and_the_audit_knows(cast, sign_in):
    client = sign_in(cast.alice)
    assert "Count mentions" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}mentions/", {"is_on": "on"}).status_code == 302
    assert "Stop counting" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}mentions/")
    with tenant(cast.acme):
        data = Event.objects.filter(act=Act.ORGANIZATION_CHANGED).order_by("pk")
        assert [event.data["counts_mentions"] for event in data] == [1, 0]


def test_members_read_of_it_where_they_connect_accounts(cast, sign_in):
    client = sign_in(cast.bob)
    page = "/o/acme/connections/"
    assert "counts its hashtags" not in client.get(page).content.decode()
    turn_on(cast.acme, cast.alice, "Roof")
    assert "counts its hashtags" in client.get(page).content.decode()
