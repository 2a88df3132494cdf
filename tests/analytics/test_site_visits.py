"""Visits: clicks on links to the organization's own sites, counted again when the sites change."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from analytics.kpis.site_visits import TO_OWN_SITE
from analytics.models import Period, PeriodTotal
from analytics.periods import Span
from analytics.retention.models import Retention
from analytics.rollup import is_waiting, rebuild, roll_up
from analytics.selectors import dashboard
from sharing.arrivals import is_at
from sharing.models import ActivityDay, LandingSite, ShortLink
from sharing.services.landing import add_site, own_hosts, remove_site
from sharing.text import as_uri
from tenants.scope import tenant
from tests.analytics.events import MONDAY, at, click, live_share, stored
from tests.analytics.factories import make_landing_site
from tests.factories import make_post, make_team

WEEK = Span(Period.WEEK, MONDAY.date())
SUNDAY = at(6, 12)
PAGE = "/o/acme/settings/conversions/"


@pytest.fixture
def week(cast):
    """Let a share lead to a site of Acme's and bring 2 clicks and 1, another elsewhere and 4."""
    with tenant(cast.acme):
        team = make_team("Porto")
        own = live_share(cast.bob, at(0), make_post(), team=team)
        elsewhere = make_post(link="https://elsewhere.example/")
        other = live_share(cast.alice, at(0), elsewhere, network="linkedin")
        for number in range(2):
            click(own, at(0, 13), b"%d" % number)
        click(own, at(2), b"a")
        click(own, at(2), b"b", kind="bot")
        for number in range(4):
            click(other, at(1), b"%d" % number)
    roll_up(now=SUNDAY, since=MONDAY)
    return cast


def figure(span=WEEK):
    found = dashboard(span=span, group=None, groups=[], key="site_visits", now=SUNDAY)
    return next(one for one in found.figures if one.kpi.key == "site_visits"), found.trend


def total(subject, key=""):
    rows = PeriodTotal.objects.filter(period=Period.WEEK, metric="site_visits")
    return rows.filter(subject=subject, key=str(key)).values_list("value", flat=True).first()


def test_before_a_site_is_named_they_are_not_known(week):
    with tenant(week.acme):
        told, _trend = figure()
        assert told.value is None
        assert total("organization") is None


def test_naming_a_site_counts_the_past_and_removing_it_takes_it_back(week):
    with tenant(week.acme):
        before = stored()
        site = add_site(host="acme.example", by=week.alice, now=SUNDAY)
        assert is_waiting(at(0).date())
    assert roll_up(now=SUNDAY) > 0
    with tenant(week.acme):
        told, trend = figure()
        assert told.value == 3
        assert [value for _label, value in trend.points] == [2, 0, 1, 0, 0, 0, 0]
        assert total("network", "mastodon") == 3
        assert total("network", "linkedin") is None
        assert (total("member", week.bob.pk), total("member", week.alice.pk)) == (3, None)
        assert remove_site(site=site, by=week.alice, now=SUNDAY)
    roll_up(now=SUNDAY)
    with tenant(week.acme):
        assert stored() == before


def test_another_site_beside_it_counts_too_and_none_twice(week):
    with tenant(week.acme):
        for host in ("acme.example", "www.acme.example", "elsewhere.example"):
            add_site(host=host, by=week.alice, now=SUNDAY)
    roll_up(now=SUNDAY)
    with tenant(week.acme):
        assert figure()[0].value == 7


def test_a_measured_zero_is_a_zero(week):
    with tenant(week.acme):
        add_site(host="shop.example", by=week.alice, now=SUNDAY)
    roll_up(now=SUNDAY)
    with tenant(week.acme):
        assert figure()[0].value == 0


def test_sites_of_another_organization_are_not_ours(week):
    with tenant(week.globex):
        make_landing_site("acme.example")
    rebuild(organization=week.acme, now=SUNDAY)
    with tenant(week.acme):
        assert figure()[0].value is None


def test_a_change_makes_only_ones_own_days_due(week):
    with tenant(week.globex):
        live_share(week.mallory, at(0))
        before = list(ActivityDay.objects.values_list("version", "touched_at"))
    with tenant(week.acme):
        add_site(host="acme.example", by=week.alice, now=SUNDAY)
        assert set(ActivityDay.objects.values_list("touched_at", flat=True)) == {SUNDAY}
    with tenant(week.globex):
        assert list(ActivityDay.objects.values_list("version", "touched_at")) == before


def test_closed_days_keep_what_was_counted_for_the_sites_of_then(week):
    with tenant(week.acme):
        site = add_site(host="acme.example", by=week.alice, now=SUNDAY)
    roll_up(now=SUNDAY)
    with tenant(week.acme):
        Retention.objects.update_or_create(defaults={"closed_before": date(2026, 12, 1)})
        before = stored()
        remove_site(site=site, by=week.alice, now=SUNDAY)
    roll_up(now=at(20))
    with tenant(week.acme):
        assert stored() == before
        add_site(host="elsewhere.example", by=week.alice, now=at(20))
    rebuild(organization=week.acme, now=at(20))
    with tenant(week.acme):
        assert figure()[0].value == 3


def test_closed_days_from_before_any_site_are_not_known(week):
    with tenant(week.acme):
        Retention.objects.update_or_create(defaults={"closed_before": date(2026, 12, 1)})
        add_site(host="acme.example", by=week.alice, now=at(20))
    rebuild(organization=week.acme, now=at(20))
    with tenant(week.acme):
        assert figure()[0].value is None


@pytest.mark.parametrize(
    "url",
    [
        "https://acme.example",
        "https://acme.example/story?x=1#top",
        "HTTP://WWW.ACME.example:8443/",
        "https://acme.example./",
        "https://acme.example?next=elsewhere.example",
        "https://a:b@acme.example/",
        "https://elsewhere.example@acme.example/",
        "https://acme.example/?adv=theirs",
        "https://müller.example/",
        "https://Shop.MÜLLER.example/",
        "https://xn--mller-kva.example/",
        "https://notacme.example/",
        "https://acme.example.evil.example/",
        "https://evil.example/?next=https://acme.example/",
        "https://evil.example#@acme.example/",
        "https://acme.example@evil.example/",
        "https://acme.example:443@evil.example/",
        "https://evil.example/acme.example",
        "https://acme_example/",
        "https://203.0.113.7/",
        "https://[2001:db8::1]/",
        "",
    ],
)
def test_a_link_counts_where_the_redirect_says_that_it_is_an_own_site(in_acme, url):
    for host in ("acme.example", "xn--mller-kva.example"):
        make_landing_site(host)
    share = live_share(in_acme.bob, at(0), make_post())
    ShortLink.objects.filter(pk=share.link_id).update(url=url)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM sharing_share AS share {TO_OWN_SITE} WHERE share.id = %(share)s",
            {"organization": in_acme.acme.pk, "sites": own_hosts(), "share": share.pk},
        )
        (counted,) = cursor.fetchone()
    hosts = list(LandingSite.objects.values_list("host", flat=True))
    assert counted == is_at(as_uri(url), hosts)


def test_the_page_says_that_the_past_is_counted_again(week, sign_in):
    page = sign_in(week.alice).get(PAGE).content.decode()
    assert "Visits of past days are counted again in the background" in page
