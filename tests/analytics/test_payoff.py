"""What advocacy pays, by stored numbers: sums worked out by hand, and None where nothing tells."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.models import BrandMetric, Period
from analytics.payoff.selectors import payoff
from analytics.periods import Span
from analytics.rollup import roll_up
from content.models import Goal, Post, Purpose, Topic
from tenants.fewest import fewest
from tenants.scope import tenant
from tests.analytics.events import MONDAY, at, click, live_share
from tests.analytics.factories import make_brand_number
from tests.factories import make_campaign, make_hashtag, make_member, make_post, make_topic

WEEK = Span(Period.WEEK, MONDAY.date())
NOW = at(6, 20)
NOT_TOLD = {"clicks": None, "conversions": None, "engagements": None}


def found(member):
    return payoff(span=WEEK, member=member, now=NOW, today=NOW.date())


@pytest.fixture
def busy(in_acme):
    """Let six people share "Jobs", each clicked twice, and two of them "Roof", once."""
    jobs, roof = make_post("Jobs"), make_post("Roof")
    jobs.topics.add(make_topic("Careers"))
    roof.topics.add(make_topic("Building"))
    people = [make_member(f"P{n}") for n in range(6)]
    for hour, member in enumerate(people):
        share = live_share(member, at(1, 10 + hour), jobs)
        click(share, at(2, 9), b"a")
        click(share, at(2, 10), b"b")
    for member in people[:2]:
        click(live_share(member, at(3), roof), at(3, 15))
    roll_up(now=NOW, since=MONDAY)
    return {"jobs": jobs, "roof": roof}


def test_tells_what_topics_brought_but_not_of_two_people(busy, in_acme):
    told = found(in_acme.alice)
    assert told.totals["clicks"] == 14
    # "Roof" has two sharers: it joins what is not told apart, and "Jobs" with it
    assert [(one.name, one.values) for one in told.topics] == []
    for number in range(5):
        live_share(make_member(f"More {number}"), at(3), busy["roof"])
    roll_up(now=NOW, since=MONDAY)
    told = found(in_acme.alice)
    assert [(one.name, one.values) for one in told.topics] == [
        ("Building", {"shares_confirmed": 7, **NOT_TOLD}),
        ("Careers", {"shares_confirmed": 6, **NOT_TOLD}),
    ]


def test_tells_nothing_that_nobody_told(busy, in_acme):
    told = found(in_acme.alice)
    assert (told.leads, told.hiring) == (None, None)
    make_brand_number(metric=BrandMetric.LEADS_ADVOCACY, value=7, day=at(1).date())
    make_brand_number(metric=BrandMetric.LEADS_OTHER, value=9, day=at(1).date())
    assert found(in_acme.alice).leads == 7


def test_posts_are_for_hiring_by_their_campaign_or_hashtag(busy, in_acme):
    other = make_post("Other")
    for number in range(5):
        click(live_share(make_member(f"More {number}"), at(3), other), at(4))
    roll_up(now=NOW, since=MONDAY)
    assert found(in_acme.alice).hiring is None
    make_hashtag("WorkWithUs", purpose=Purpose.HIRING)
    Post.objects.filter(pk=busy["jobs"].pk).update(required_hashtags=["#workWITHus"])
    brought = {"shares_confirmed": 6, "clicks": 12, "conversions": None, "engagements": 12}
    assert found(in_acme.alice).hiring == brought
    Post.objects.filter(pk=busy["roof"].pk).update(required_hashtags=["WorkWithUs"])
    assert found(in_acme.alice).hiring == brought  # of two people nothing is added
    campaign = make_campaign(in_acme.alice, goal=Goal.RECRUITING)
    Post.objects.filter(pk=busy["jobs"].pk).update(required_hashtags=[], campaign=campaign)
    assert found(in_acme.alice).hiring == brought
    assert [one.name for one in found(in_acme.alice).recruiting] == [campaign.name]


def test_posts_under_a_topic_about_jobs_are_for_hiring(busy, in_acme):
    brought = {"shares_confirmed": 6, "clicks": 12, "conversions": None, "engagements": 12}
    for number in range(5):
        click(live_share(make_member(f"More {number}"), at(3)), at(4))
    roll_up(now=NOW, since=MONDAY)
    assert found(in_acme.alice).hiring is None
    Topic.objects.filter(name="Building").update(is_about_jobs=True)
    assert found(in_acme.alice).hiring is None  # what two people shared is told of no topic
    Topic.objects.filter(name="Careers").update(is_about_jobs=True)
    assert found(in_acme.alice).hiring == brought


def test_says_how_fast_the_fifth_person_shared_a_post_at_the_top(busy, in_acme):
    until = at(9)
    Post.objects.update(approved_at=at(1, 9, 30), pinned_until=until)
    # shared at 10, 11, 12, 13 and 14 o'clock: the fifth after four and a half hours
    assert {one.post.title: one.hours for one in found(in_acme.alice).spread} == {
        "Jobs": 5,
        "Roof": None,
    }


def test_names_no_post_at_the_top_that_is_not_in_the_members_feed(busy, in_acme):
    """A draft or an embargo is for those who work on it; a manager reads what is open."""
    Post.objects.update(approved_at=at(1, 9, 30), pinned_until=at(9))
    Post.objects.filter(pk=busy["roof"].pk).update(state="draft")
    secret = make_post("Secret")
    Post.objects.filter(pk=secret.pk).update(
        approved_at=at(1), embargo_until=NOW + timedelta(hours=1), pinned_until=at(9)
    )
    for member in (in_acme.alice, in_acme.bob):
        assert [one.post.title for one in found(member).spread] == ["Jobs"]


def test_is_of_one_organization_and_costs_the_same_for_many(busy, in_acme, cast):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            found(in_acme.alice)
        return len(caught)

    def share_more(number):
        post = make_post(f"Another {number}")
        post.topics.add(make_topic(f"Topic {number}"))
        for person in range(6):
            click(live_share(make_member(f"{number}-{person}"), at(2), post), at(2, 15))
        roll_up(now=NOW + timedelta(hours=number + 1), since=MONDAY)

    share_more(0)
    fewest()  # asked for once in a scope
    few = queries()
    for number in range(1, 4):
        share_more(number)
    assert len(found(in_acme.alice).topics) > 2
    assert queries() == few
    with tenant(cast.globex):
        nothing = found(cast.mallory)
        assert (nothing.totals["clicks"], nothing.topics, nothing.spread) == (0, [], [])


def test_the_page_says_it(busy, cast, sign_in):
    answer = sign_in(cast.alice).get("/o/acme/dashboard/pays/?period=week&on=2026-W47")
    words = answer.content.decode()
    assert "No tool has told of leads in this time." in words
    assert "No post for hiring is told yet" in words
