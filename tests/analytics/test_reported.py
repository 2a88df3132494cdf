"""What members read of their shares by hand: kept as their word, never among what is measured."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from analytics.kpis import Engagements
from analytics.kpis.reach import Impressions
from analytics.kpis.reported import ReportedEngagements, ReportedImpressions
from analytics.reported.keeping import Told, tell_figures
from analytics.reported.models import ReportedFigure
from analytics.retention.models import Retention
from analytics.rollup import rebuild, roll_up
from sharing.models import Share, State
from sharing.services.assisting import offered_fields, reopen_share, report_share
from tenants.scope import tenant
from tests.analytics.events import MONDAY, Period, at, facts_of, stored, totals_of
from tests.factories import make_post, make_share

NIGHT = at(6, 23, 59)
PAGE = "/o/acme/impact/by-hand/"


def by_hand(member, network="linkedin", **changes):
    values = {**offered_fields(now=at(0)), "network": network, "created_at": at(0), **changes}
    return make_share(member, make_post("Roof"), **values)


def tell(member, share, day, now=NIGHT, url="", **figures):
    share.refresh_from_db()
    told = Told(share, at(day).date(), figures, url)
    return tell_figures(told=[told], by=member, now=now)


def filled(day):
    roll_up(now=NIGHT, since=MONDAY)
    return facts_of(day)


@pytest.fixture
def share(in_acme):
    found = by_hand(in_acme.bob)
    report_share(share=found, now=at(1))
    return found


def test_a_day_counts_what_the_highest_total_gained(in_acme, share):
    assert tell(in_acme.bob, share, 2, reactions=7, impressions=100) == 2
    tell(in_acme.bob, share, 3, reactions=5)  # fewer later: nothing taken away
    tell(in_acme.bob, share, 4, reactions=9)
    assert filled(2) == {"reported_reactions": 7, "reported_impressions": 100}
    assert filled(3) == {}
    assert filled(4) == {"reported_reactions": 2}
    totals = totals_of(Period.WEEK, MONDAY)
    assert ReportedEngagements.value(totals) == 9
    assert ReportedImpressions.value(totals) == 100


def test_it_is_never_part_of_what_is_measured(in_acme, share):
    tell(in_acme.bob, share, 2, reactions=7, comments=1, reshares=2, impressions=100)
    roll_up(now=NIGHT, since=MONDAY)
    totals = totals_of(Period.WEEK, MONDAY)
    assert Engagements.value(totals) == 0
    assert Impressions.value(totals) is None
    assert not {"reactions", "comments", "reshares", "engagements"} & totals.keys()


def test_what_nobody_told_has_no_value(in_acme, share):
    tell(in_acme.bob, share, 2, reactions=0)
    roll_up(now=NIGHT, since=MONDAY)
    totals = totals_of(Period.WEEK, MONDAY)
    assert (ReportedEngagements.value(totals), ReportedImpressions.value(totals)) == (None, None)


def test_told_again_for_a_day_it_replaces_and_later_days_follow(in_acme, share):
    tell(in_acme.bob, share, 2, reactions=700)
    tell(in_acme.bob, share, 4, reactions=90)
    assert filled(4) == {}
    assert tell(in_acme.bob, share, 2, reactions=70) == 1
    assert tell(in_acme.bob, share, 2, reactions=70) == 0
    assert (filled(2), filled(4)) == ({"reported_reactions": 70}, {"reported_reactions": 20})


def test_a_report_taken_back_takes_its_figures_along(in_acme, share):
    tell(in_acme.bob, share, 2, reactions=7)
    roll_up(now=NIGHT, since=MONDAY)
    share.refresh_from_db()
    reopen_share(share=share, now=at(6))
    assert filled(2) == {}
    assert "reported_engagements" not in totals_of(Period.WEEK, MONDAY)


def test_counting_all_again_gives_the_same(in_acme, share):
    tell(in_acme.bob, share, 2, reactions=7, comments=3)
    roll_up(now=NIGHT, since=MONDAY)
    before = stored()
    rebuild(organization=in_acme.acme, now=NIGHT)
    assert stored() == before


def test_what_was_recalled_keeps_what_it_had_brought(in_acme, share):
    tell(in_acme.bob, share, 2, reactions=7)
    Share.objects.filter(pk=share.pk).update(state=State.RECALLED, recalled_at=at(5))
    assert filled(2) == {"reported_reactions": 7}
    rebuild(organization=in_acme.acme, now=NIGHT)
    assert facts_of(2) == {"reported_reactions": 7}


def test_telling_figures_of_what_was_offered_reports_it(in_acme):
    share = by_hand(in_acme.bob)
    tell(in_acme.bob, share, 1, reactions=2, url="https://www.linkedin.com/posts/bob-1")
    share.refresh_from_db()
    assert (share.state, share.reported_at) == (State.SELF_REPORTED, NIGHT)
    assert share.remote_url.endswith("bob-1")


@pytest.mark.parametrize(
    ("day", "figures", "code"),
    [
        (7, {"reactions": 1}, "ahead"),
        (-1, {"reactions": 1}, "early"),
        (1, {"reactions": 10**9 + 1}, "large"),
    ],
)
def test_says_why_it_takes_no_figures(in_acme, share, day, figures, code):
    with pytest.raises(ValidationError) as refused:
        tell(in_acme.bob, share, day, **figures)
    assert refused.value.code == code
    assert not ReportedFigure.objects.exists()


def test_takes_none_after_a_year_and_none_of_a_closed_day(in_acme, share):
    with pytest.raises(ValidationError) as refused:
        tell(in_acme.bob, share, 400, now=at(500), reactions=1)
    assert refused.value.code == "late"
    Retention.objects.create(closed_before=at(3).date())
    with pytest.raises(ValidationError) as refused:
        tell(in_acme.bob, share, 2, reactions=1)
    assert refused.value.code == "closed"
    assert tell(in_acme.bob, share, 3, reactions=1) == 1


def test_nobody_tells_of_somebody_elses_share(in_acme, share):
    with pytest.raises(PermissionDenied):
        tell(in_acme.alice, share, 2, reactions=1)


def fields(share, **said):
    return {f"{share.public_id.hex}-{name}": str(value) for name, value in said.items()}


@pytest.fixture
def two(cast):
    with tenant(cast.acme):
        made = [by_hand(cast.bob, created_at=at(-40)), by_hand(cast.bob, "x", created_at=at(-40))]
    with tenant(cast.globex):
        by_hand(cast.mallory)
    return made


def test_a_member_tells_of_several_at_once(cast, two, sign_in):
    client = sign_in(cast.bob)
    assert client.get(PAGE).status_code == 200
    day = date(2026, 11, 1)
    data = fields(two[0], day=day, reactions=3, url="linkedin.com/posts/b")
    data |= fields(two[1], day=day, impressions=50)
    assert client.post(PAGE, data).status_code == 302
    with tenant(cast.acme):
        assert Share.objects.filter(state=State.SELF_REPORTED).count() == 2
        told = ReportedFigure.objects.values_list("metric", "value", "source")
        assert set(told) == {
            ("reactions", 3, "self_reported"),
            ("impressions", 50, "self_reported"),
        }
    with tenant(cast.globex):
        assert not ReportedFigure.objects.exists()


def test_one_that_can_not_be_taken_keeps_all_back(cast, two, sign_in):
    client = sign_in(cast.bob)
    data = fields(two[0], day="2026-11-01", reactions=3)
    data |= fields(two[1], day=date.today() + timedelta(days=9), reactions=1)  # noqa: DTZ011
    answer = client.post(PAGE, data)
    assert answer.status_code == 422
    assert "This day has not come yet" in answer.content.decode()
    with tenant(cast.acme):
        assert not ReportedFigure.objects.exists()
        assert not Share.objects.filter(state=State.SELF_REPORTED).exists()


def test_what_is_left_empty_tells_nothing(cast, two, sign_in):
    data = fields(two[0], day="2026-11-01") | fields(two[1], day="2026-11-01", reactions="x")
    assert sign_in(cast.bob).post(PAGE, data).status_code == 422
    data = fields(two[0], day="2026-11-01") | fields(two[1], day="2026-11-01")
    assert sign_in(cast.bob).post(PAGE, data).status_code == 302
    with tenant(cast.acme):
        assert not Share.objects.filter(state=State.SELF_REPORTED).exists()
