"""Conversions: what counts, once, for whom; what hostile pages and programs can't do."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from analytics.conversions.counting import Told, count_pixel, tell_conversion
from analytics.conversions.goals import add_goal, end_goal
from analytics.conversions.models import Conversion, ConversionGoal
from analytics.conversions.views import PICTURE
from analytics.models import Period, PeriodTotal
from analytics.periods import Span
from analytics.rollup import rebuild, roll_up
from analytics.selectors import dashboard
from sharing.arrivals import seal_arrival
from sharing.models import LandingSite
from sharing.services.activity import touch_day
from tenants.models import Act, Event, Organization
from tenants.scope import platform, tenant
from tests.analytics.events import at, click, live_share, stored
from tests.analytics.factories import make_conversion, make_conversion_goal
from tests.api.callers import caller_of
from tests.factories import NOW

GONE = NOW - timedelta(days=20)


@pytest.fixture(autouse=True)
def _fresh(db):
    cache.clear()


@pytest.fixture
def share(cast):
    with tenant(cast.acme):
        make_conversion_goal(added_at=GONE)
        return live_share(cast.bob, timezone.now() - timedelta(days=1))


def token(cast, share, *, ago=timedelta(minutes=1), organization=None) -> str:
    moment = timezone.now() - ago
    return seal_arrival((organization or cast.acme).pk, share.link_id, moment)


def ask(slug="acme", **query):
    return Client().get(f"/px/{slug}.gif", query)


def count(cast) -> int:
    with tenant(cast.acme):
        return Conversion.objects.count()


def test_the_picture_counts_a_click_once_for_each_goal(cast, share):
    with tenant(cast.acme):
        make_conversion_goal("demo")
    adv = token(cast, share)
    for goal in ("newsletter", "newsletter", "demo"):
        answer = ask(goal=goal, adv=adv)
    assert count(cast) == 2
    assert (answer.status_code, answer.content) == (200, PICTURE)
    assert answer.headers["Content-Type"] == "image/gif"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    with tenant(cast.acme):
        found = Conversion.objects.first()
    assert (found.share_id, found.source, found.value) == (share.pk, "pixel", None)


def test_nothing_of_who_asks_is_kept(cast, share):
    address = "203.0.113.77"
    Client().get(
        "/px/acme.gif",
        {"goal": "newsletter", "adv": token(cast, share)},
        headers={"User-Agent": "Zanzibar", "Referer": "https://acme.example/Zanzibar"},
        REMOTE_ADDR=address,
    )
    with tenant(cast.acme):
        (row,) = Conversion.objects.values()
    assert address not in repr(row)
    assert "Zanzibar" not in repr(row)


def test_it_answers_the_same_whatever_is_asked(cast, share):
    with tenant(cast.acme):
        ended = make_conversion_goal("ended", ended_at=NOW)
    adv = token(cast, share)
    good = ask(goal="newsletter", adv=adv)
    hostile = [
        ask(),
        ask(goal="newsletter"),
        ask(adv=adv),
        ask(goal="unknown", adv=adv),
        ask(goal=ended.name, adv=adv),
        ask("globex", goal="newsletter", adv=adv),
        ask("nobody", goal="newsletter", adv=adv),
        ask("%00", goal="newsletter", adv=adv),
        ask("x" * 500, goal="newsletter", adv=adv),
        ask(goal="newsletter\0", adv=adv),
        ask(goal="newsletter" * 100, adv=adv),
        ask(goal="newsletter", adv=adv + "x"),
        ask(goal="newsletter", adv="' OR 1=1 --"),
        ask(goal="newsletter", adv=token(cast, share, ago=timedelta(days=31))),
        ask(goal="newsletter", adv=token(cast, share, organization=cast.globex)),
        ask(goal="newsletter", adv=seal_arrival(cast.acme.pk, "Nobody0000", timezone.now())),
        Client().head("/px/acme.gif", {"goal": "newsletter", "adv": token(cast, share)}),
        Client().get(
            "/px/acme.gif",
            {"goal": "newsletter", "adv": token(cast, share)},
            headers={"Sec-Purpose": "prefetch;prerender"},
        ),
    ]
    assert count(cast) == 1
    for answer in hostile:
        assert answer.status_code == 200
        assert answer.headers.keys() == good.headers.keys()
        assert answer.headers["Content-Type"] == "image/gif"
        assert not answer.cookies


def test_only_asking_is_for_it(cast, share):
    assert Client().post("/px/acme.gif").status_code == 405


def test_another_organizations_token_counts_nowhere(cast, share):
    with tenant(cast.globex):
        make_conversion_goal()
        theirs = live_share(cast.mallory, timezone.now())
    ask("acme", goal="newsletter", adv=token(cast, theirs, organization=cast.globex))
    ask("globex", goal="newsletter", adv=token(cast, share))
    ask("globex", goal="newsletter", adv=seal_arrival(cast.globex.pk, share.link_id, NOW))
    for organization in (cast.acme, cast.globex):
        with tenant(organization):
            assert not Conversion.objects.exists()
    ask("globex", goal="newsletter", adv=token(cast, theirs, organization=cast.globex))
    with tenant(cast.globex):
        assert Conversion.objects.get().share_id == theirs.pk


def test_whoever_asks_too_often_gets_the_picture_and_counts_nothing(cast, share, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "pixel": "2/m/ip"}
    for number in range(4):
        answer = ask(goal="newsletter", adv=token(cast, share, ago=timedelta(minutes=number)))
        assert answer.content == PICTURE
    assert count(cast) == 2


def test_nothing_counts_for_an_organization_that_has_ended(cast, share):
    with platform():
        Organization.objects.filter(pk=cast.acme.pk).update(ended_at=NOW)
    told = {"slug": "acme", "goal": "newsletter", "token": token(cast, share)}
    assert not count_pixel(**told, now=timezone.now())
    with platform():
        Organization.objects.filter(pk=cast.acme.pk).update(ended_at=None)
    assert count_pixel(**told, now=timezone.now())


def test_they_are_counted_by_day_network_team_and_post(cast):
    with tenant(cast.acme):
        goal = make_conversion_goal(added_at=GONE)
        one, two = live_share(cast.bob, at(0)), live_share(cast.alice, at(0), network="linkedin")
        for number in range(8):
            click(one, at(0), b"%d" % number)
        make_conversion(one, goal, at(0, 13))
        make_conversion(one, goal, at(1))
        make_conversion(two, goal, at(1))
        touch_day(day=at(1).date(), now=NOW)
    roll_up(now=NOW, since=GONE)

    def totals(subject, key=""):
        rows = PeriodTotal.objects.filter(
            metric="conversions", subject=subject, key=key, period=Period.WEEK
        )
        return rows.values_list("value", flat=True).first()

    with tenant(cast.acme):
        assert totals("organization") == 3
        assert (totals("network", "mastodon"), totals("network", "linkedin")) == (2, 1)
        assert totals("post", str(one.post_id)) == 2
        span = Span(Period.WEEK, at(0).date())
        found = dashboard(span=span, group=None, groups=[], key="conversions", now=NOW)
        figures = {one.kpi.key: one.value for one in found.figures}
        assert figures["conversions"] == 3
        assert figures["conversion_rate"] == pytest.approx(3 / 8)
        assert [value for _label, value in found.trend.points][:2] == [1, 2]
        before = stored()
    rebuild(organization=cast.acme, now=NOW)
    with tenant(cast.acme):
        assert stored() == before


def test_without_a_goal_it_is_not_offered(cast):
    with tenant(cast.acme):
        click(live_share(cast.bob, at(0)), at(0))
    roll_up(now=NOW, since=GONE)
    with tenant(cast.acme):
        span = Span(Period.WEEK, at(0).date())
        found = dashboard(span=span, group=None, groups=[], key="clicks", now=NOW)
        figures = {one.kpi.key: one.value for one in found.figures}
        assert figures["conversions"] is None
        assert figures["conversion_rate"] is None
        add_goal(name="demo", by=cast.alice, now=NOW)
    roll_up(now=NOW + timedelta(seconds=1), since=GONE)
    with tenant(cast.acme):
        found = dashboard(span=span, group=None, groups=[], key="clicks", now=NOW)
        figures = {one.kpi.key: one.value for one in found.figures}
        assert (figures["conversions"], figures["conversion_rate"]) == (0, 0)


def test_a_program_counts_each_of_its_ids_once(cast, share):
    with tenant(cast.acme):
        told = Told(
            "newsletter",
            token=token(cast, share),
            external_id="order-1",
            value=Decimal("99.50"),
            currency="EUR",
        )
        assert tell_conversion(told=told, by=cast.alice, now=timezone.now())
        assert not tell_conversion(told=told, by=cast.alice, now=timezone.now())
        by_link = Told("newsletter", link=share.link_id, external_id="order-2")
        assert tell_conversion(told=by_link, by=cast.alice, now=timezone.now())
        rows = list(Conversion.objects.order_by("pk").values_list("value", "currency", "source"))
    assert rows == [(Decimal("99.50"), "EUR", "server"), (None, "", "server")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"goal": "unknown"}, "goal"),
        ({"token": "x.y.z"}, "adv"),
        ({"link": "Nobody0000", "external_id": "1"}, "link"),
        ({"token": "x", "link": "y"}, "link"),
        ({}, "link"),
        ({"link": "Nobody0000"}, "id"),
        ({"token": "x", "at": NOW - timedelta(days=400)}, "at"),
        ({"token": "x", "at": timezone.now() + timedelta(days=1)}, "at"),
        ({"token": "x", "value": Decimal(1)}, "value"),
        ({"token": "x", "currency": "EUR"}, "value"),
        ({"token": "x", "value": Decimal(1), "currency": "XXX"}, "value"),
    ],
)
def test_what_a_program_tells_wrong_is_refused(cast, share, changes, code):
    told = Told(**{"goal": "newsletter", **changes})
    with tenant(cast.acme), pytest.raises(ValidationError) as refused:
        tell_conversion(told=told, by=cast.alice, now=timezone.now())
    assert refused.value.code == code
    assert count(cast) == 0


def test_who_may_not_enter_numbers_tells_none(cast, share):
    told = Told("newsletter", token=token(cast, share))
    with tenant(cast.acme), pytest.raises(PermissionDenied):
        tell_conversion(told=told, by=cast.bob, now=timezone.now())


def test_the_api_counts_and_says_whether_it_did(cast, share):
    call = caller_of(cast.alice)
    sent = {"goal": "newsletter", "adv": token(cast, share), "external_id": "order-9"}
    assert call("POST", "conversions", sent).json() == {"counted": True}
    assert call("POST", "conversions", sent).json() == {"counted": False}
    with tenant(cast.acme):
        once = Conversion.objects.get().once
    assert once == hashlib.blake2b(b"order-9", digest_size=16).hexdigest()


@pytest.mark.parametrize("name", ["", "Demo booked", "ü", "-x", "x" * 61, "a\0", "<b>"])
def test_a_goal_has_a_name_that_pages_can_write(cast, name):
    with tenant(cast.acme), pytest.raises(ValidationError):
        add_goal(name=name, by=cast.alice, now=NOW)


def test_goals_begin_end_and_begin_anew(cast):
    with tenant(cast.acme):
        goal = add_goal(name=" Demo ", by=cast.alice, now=NOW)
        assert goal.name == "demo"
        with pytest.raises(ValidationError):
            add_goal(name="demo", by=cast.alice, now=NOW)
        assert end_goal(goal=goal, by=cast.alice, now=NOW)
        assert not end_goal(goal=goal, by=cast.alice, now=NOW)
        add_goal(name="demo", by=cast.alice, now=NOW)
        acts = list(Event.objects.order_by("pk").values_list("act", flat=True))
        assert acts == [
            Act.CONVERSION_GOAL_ADDED,
            Act.CONVERSION_GOAL_ENDED,
            Act.CONVERSION_GOAL_ADDED,
        ]
        with pytest.raises(PermissionDenied):
            add_goal(name="x", by=cast.bob, now=NOW)
        with pytest.raises(PermissionDenied):
            end_goal(goal=goal, by=cast.bob, now=NOW)


def test_the_page_names_goals_and_sites_and_shows_what_to_copy(cast, sign_in):
    client = sign_in(cast.alice)
    page = "/o/acme/settings/conversions/"
    assert "No goal yet" in client.get(page).content.decode()
    assert client.post(page, {"name": "demo-booked"}).status_code == 302
    assert client.post(page, {"host": "acme.example"}).status_code == 302
    text = client.get(page).content.decode()
    for shown in ("demo-booked", "acme.example", "/px/acme.gif?goal=", "advocacyGoal"):
        assert shown in text
    assert client.post(page, {"name": "<b>"}).status_code == 422
    assert client.post(page, {"host": "com"}).status_code == 422
    with tenant(cast.acme):
        goal, site = ConversionGoal.objects.get(), LandingSite.objects.get()
    assert client.post(f"{page}goals/{goal.public_id}/end/").status_code == 302
    assert client.post(f"{page}sites/{site.public_id}/remove/").status_code == 302
    assert "acme.example" not in client.get(page).content.decode().partition("<main")[2]
