"""A campaign worked out by hand: its target, its people, before and after; who sees what."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.campaigns import fill_campaign, fill_campaigns
from analytics.kpis import AIDS
from analytics.models import CampaignMark, CampaignTotal, FillMark
from analytics.rollup import sweep
from analytics.selectors.campaigns import campaign_list, campaign_numbers
from content.models import Campaign, Post, State, Target
from content.services.campaigns import put_in_campaign
from content.services.piloting import PilotDraft, open_to_all, start_pilot
from tenants.models import Member
from tests.analytics.events import MONDAY, at, click, live_share, snapshot
from tests.factories import (
    acknowledge,
    make_campaign,
    make_connection,
    make_hashtag,
    make_member,
    make_policy,
    make_post,
    make_team,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = at(3, 12)
"""Thursday noon of a campaign from Tuesday to Friday."""


@pytest.fixture
def week(in_acme):
    """Five people are activated; Bob and Cara shared; Dan shared something else."""
    version = make_policy()
    people = [in_acme.bob, *(make_member(name) for name in ("Cara", "Dan", "Eve", "Fay"))]
    for person in people:
        acknowledge(person, version)
        make_connection(person, connected_at=MONDAY - 9 * DAY)
    bob, cara, dan, *_rest = people
    campaign = make_campaign(
        in_acme.alice,
        starts_on=at(1).date(),
        ends_on=at(4).date(),
        target_value=4,
        hashtag=make_hashtag("OurRoof"),
    )
    inside, other = make_post("Inside"), make_post("Other")
    put_in_campaign(campaign=campaign, by=in_acme.alice, posts=[inside], now=NOW)
    live_share(bob, at(0), inside)  # Monday: too early
    first = live_share(bob, at(1), inside, text="Look #ourroof!")
    live_share(bob, at(2), inside, text="Look #OurRoofTop")
    live_share(cara, at(2), inside, text="Mine")
    live_share(dan, at(2), other)
    click(first, at(2, 13), b"a")
    click(first, at(3, 10), b"b")
    snapshot(first, at(3), reactions=5)
    sweep(now=NOW)
    assert fill_campaigns(now=NOW) == 1
    return Campaign.objects.get(pk=campaign.pk), bob


def test_every_figure(week):
    numbers = campaign_numbers(campaign=week[0], now=NOW)
    assert numbers.totals["shares_confirmed"] == 3
    assert numbers.totals["clicks"] == 2
    assert numbers.totals["engagements"] == 7
    assert (numbers.reached, numbers.part) == (3, 75)
    assert numbers.participants == 2
    assert numbers.share_rate == 2 / 5
    assert numbers.tagged == 1
    assert [value for _label, value in numbers.points] == [1, 3, 3, None]
    before, during, after = numbers.phases
    assert (before.totals["shares_confirmed"], before.is_whole) == (1, True)
    assert (before.ends_on - before.starts_on, during.ends_on) == (2 * DAY, NOW.date())
    assert (during.totals["shares_confirmed"], during.is_whole) == (4, False)
    assert after.totals is None


@pytest.mark.parametrize(
    ("text", "tagged"),
    [
        ("Our \uff03OurRoof!", 2),
        ("Our #\uff2f\uff55\uff52\uff32\uff4f\uff4f\uff46", 2),
        ("Our #OurRoof_2", 1),
        ("https://x.example/#OurRoof", 1),
    ],
)
def test_hashtags_are_compared_as_networks_do(week, text, tagged):
    campaign, bob = week
    live_share(bob, at(2), Post.objects.get(title="Inside"), text=text)
    fill_campaign(campaign, now=NOW)
    assert campaign_numbers(campaign=campaign, now=NOW).tagged == tagged


def test_what_only_rates_need_is_not_kept(week):
    kept = CampaignTotal.objects.filter(metric__in=[count.key for count in AIDS])
    assert not kept.exists()


def test_one_that_crashes_stops_no_other(week, in_acme, monkeypatch):
    campaign = week[0]
    other = make_campaign(in_acme.alice, starts_on=at(1).date(), ends_on=at(4).date())

    def fill(found, *, now):
        if found.pk == broken.pk:
            raise OverflowError
        fill_campaign(found, now=now)

    monkeypatch.setattr("analytics.campaigns.fill_campaign", fill)
    for one, whole in ((campaign, other), (other, campaign)):
        broken = one
        CampaignMark.objects.all().delete()
        assert fill_campaigns(now=NOW) == 1
        assert CampaignMark.objects.get().campaign == whole


@pytest.mark.parametrize(
    ("target", "reached", "way"),
    [
        (Target.CLICKS, 2, [0, 1, 2]),
        (Target.ENGAGEMENTS, 7, [0, 1, 7]),
        (Target.PARTICIPANTS, 2, [1, 2, 2]),
    ],
)
def test_what_counts_is_chosen(week, target, reached, way):
    campaign = week[0]
    Campaign.objects.update(target=target)
    campaign.refresh_from_db()
    numbers = campaign_numbers(campaign=campaign, now=NOW)
    assert numbers.reached == reached
    assert [value for _label, value in numbers.points][:3] == way


def test_afterwards_it_stays_and_is_compared(week):
    campaign, bob = week
    live_share(bob, at(5), make_post("Later"))
    sweep(now=at(12))
    fill_campaigns(now=at(12))
    numbers = campaign_numbers(campaign=campaign, now=at(12))
    assert numbers.reached == 3
    assert [phase.totals["shares_confirmed"] for phase in numbers.phases] == [1, 4, 1]
    assert all(phase.is_whole for phase in numbers.phases)
    assert all((one.ends_on - one.starts_on) == 3 * DAY for one in numbers.phases)


def test_it_is_counted_again_when_something_has_changed_and_only_then(week, in_acme):
    campaign, bob = week
    later = NOW + timedelta(minutes=5)
    assert fill_campaigns(now=later) == 0
    live_share(bob, at(3, 11), Post.objects.get(title="Inside"))
    sweep(now=later)
    assert fill_campaigns(now=later) == 1
    assert campaign_numbers(campaign=campaign, now=later).reached == 4
    put_in_campaign(
        campaign=campaign, by=in_acme.alice, posts=[Post.objects.get(title="Other")], now=later
    )
    assert fill_campaigns(now=later) == 1  # at once: what counts is another thing now
    assert campaign_numbers(campaign=campaign, now=later).reached == 5


def test_a_day_that_took_long_to_fill_has_it_counted_again(week, in_acme, monkeypatch):
    campaign, bob = week
    live_share(bob, at(3, 11), Post.objects.get(title="Inside"))
    live_share(bob, at(4, 11), Post.objects.get(title="Inside"))
    clock = itertools.count(0, 60)
    monkeypatch.setattr("analytics.rollup.monotonic", lambda: next(clock))
    sweep(now=NOW + timedelta(minutes=5))
    marks = FillMark.objects.filter(filled_at__gte=NOW + timedelta(minutes=5))
    moments = list(marks.order_by("filled_at").values_list("filled_at", flat=True))
    assert [one - NOW for one in moments[:2]] == [timedelta(minutes=6), timedelta(minutes=7)]
    between = NOW + timedelta(minutes=6, seconds=30)  # a worker that counted in between
    CampaignMark.objects.filter(campaign=campaign).update(filled_at=between)
    assert fill_campaigns(now=NOW + timedelta(minutes=9)) == 1


def test_it_waits_while_days_are_filled(week, in_acme, monkeypatch):
    campaign, _bob = week
    CampaignMark.objects.filter(campaign=campaign).delete()
    monkeypatch.setattr("analytics.campaigns.take_turn", lambda: False)
    assert fill_campaigns(now=NOW) == 0
    monkeypatch.undo()
    assert fill_campaigns(now=NOW) == 1


def test_of_a_small_pilot_nothing_is_told(week, in_acme, sign_in):
    campaign, bob = week
    draft = PilotDraft(members=(bob,))
    start_pilot(about=campaign, by=in_acme.alice, draft=draft, now=NOW)
    numbers = campaign_numbers(campaign=campaign, now=NOW)
    assert (numbers.is_small, numbers.participants, numbers.share_rate, numbers.told) == (
        True,
        None,
        None,
        None,
    )
    page = sign_in(bob).get(reverse("analytics:campaign", args=["acme", campaign.public_id]))
    assert "don’t count what they do" in page.content.decode()
    assert "How far we are" not in page.content.decode()
    open_to_all(about=campaign, by=in_acme.alice, now=timezone.now())
    assert campaign_numbers(campaign=campaign, now=NOW).is_small  # Bob and Cara alone so far
    for name in ("Dan", "Eve", "Fay"):
        live_share(Member.objects.get(name=name), at(3), Post.objects.get(title="Inside"))
    sweep(now=NOW)
    assert not campaign_numbers(campaign=campaign, now=NOW).is_small


def is_small(campaign) -> bool:
    return campaign_list(campaigns=[campaign])[0].is_small


@pytest.fixture
def two_teams(week, in_acme):
    """Give the campaign of the week, a team of six beside its people, and one of seven. All five
    of its people have shared.
    """
    for name in ("Dan", "Eve", "Fay"):
        live_share(Member.objects.get(name=name), at(2), Post.objects.get(title="Inside"))
    sweep(now=NOW)
    teams = {}
    for name, size in (("Six", 6), ("Seven", 7)):
        teams[name] = make_team(name)
        for number in range(size):
            make_member(f"{name} {number}", team=teams[name])
    return week[0], in_acme.alice, teams


def test_guests_who_left_count_for_nothing(two_teams):
    campaign, alice, _teams = two_teams
    guests = list(Member.objects.filter(team=None).exclude(pk=alice.pk))
    draft = PilotDraft(members=tuple(guests))
    start_pilot(about=campaign, by=alice, draft=draft, now=NOW)
    assert not is_small(campaign)
    Member.objects.filter(pk=guests[0].pk).update(left_at=NOW)
    assert is_small(campaign)


@pytest.mark.parametrize(
    ("audience", "small"),
    [
        ({"for_roles": ["admin"]}, True),  # Alice alone
        ({"for_languages": ["pl"]}, True),  # nobody
        ({"for_languages": ["en"]}, False),  # everybody
        ({}, False),
    ],
)
def test_of_posts_for_a_few_nothing_is_told(two_teams, audience, small):
    campaign = two_teams[0]
    Post.objects.filter(campaign=campaign).update(**audience)
    assert is_small(campaign) == small


def test_what_was_for_a_few_stays_so_in_the_archive(two_teams):
    campaign = two_teams[0]
    Post.objects.filter(campaign=campaign).update(
        for_roles=["admin"], state=State.ARCHIVED, archived_at=timezone.now()
    )
    assert is_small(campaign)


def test_nobody_is_found_by_taking_a_team_away(two_teams):
    campaign, alice, teams = two_teams
    by = {"about": campaign, "by": alice, "now": NOW}
    start_pilot(draft=PilotDraft(teams=(teams["Six"],)), **by)
    assert not is_small(campaign)
    start_pilot(draft=PilotDraft(teams=(teams["Six"],), members=(alice,)), **by)
    assert is_small(campaign)  # the six are told on their own: what is left is Alice
    start_pilot(draft=PilotDraft(teams=(teams["Six"], teams["Seven"])), **by)
    assert not is_small(campaign)
    one = Member.objects.filter(team=teams["Seven"]).first()
    start_pilot(draft=PilotDraft(teams=(teams["Six"],), members=(one,)), **by)
    assert is_small(campaign)


@pytest.mark.parametrize("count", [1, 12])
def test_campaigns_with_audiences_take_a_fixed_number_too(
    in_acme, django_assert_num_queries, count
):
    campaigns = [make_campaign(in_acme.alice, name=f"C{number}") for number in range(count)]
    for campaign in campaigns:
        make_post(campaign=campaign, for_roles=["admin"])
    with django_assert_num_queries(9):
        assert all(one.is_small for one in campaign_list(campaigns=campaigns))


@pytest.mark.parametrize("count", [1, 12])
def test_pages_take_a_fixed_number_of_queries(in_acme, django_assert_num_queries, count):
    campaigns = [make_campaign(in_acme.alice, name=f"C{number}") for number in range(count)]
    for campaign in campaigns:
        post = make_post()
        put_in_campaign(campaign=campaign, by=in_acme.alice, posts=[post], now=NOW)
        live_share(in_acme.bob, timezone.now() - DAY, post)
    sweep(now=timezone.now())
    fill_campaigns(now=timezone.now())
    assert CampaignTotal.objects.filter(metric="sharers").count() == count
    with django_assert_num_queries(5):
        campaign_list(campaigns=campaigns)
    with django_assert_num_queries(7):
        campaign_numbers(campaign=campaigns[0], now=timezone.now())


def test_two_organizations_do_not_meet(week, cast, sign_in):
    campaign = week[0]
    page = sign_in(cast.mallory).get(
        reverse("analytics:campaign", args=["globex", campaign.public_id])
    )
    assert page.status_code == 404


def test_the_page_shows_progress_and_its_posts_to_share(week, sign_in):
    campaign, bob = week
    page = sign_in(bob).get(reverse("analytics:campaign", args=["acme", campaign.public_id]))
    text = page.content.decode()
    assert "Inside" in text
    assert "3 of 4 shares" in text
    assert "#OurRoof" in text
    assert "Cara" not in text  # nobody is named
