"""Links that show a dashboard: figures alone, for a while, and nothing once they are over."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from advocacy.logs import mask
from analytics.reports.links import (
    LinkDraft,
    are_links_on,
    make_link,
    revoke_link,
    turn_links,
)
from analytics.reports.models import LinkSettings, ReportLink
from analytics.rollup import roll_up
from tenants.models import Event, Member, TeamRole
from tenants.roles import Role
from tenants.scope import tenant
from tests.analytics.events import click, live_share
from tests.api.callers import caller_of
from tests.factories import make_member, make_post, make_team, make_user

MONTH = LinkDraft("Board", "month", None, 30)


@pytest.fixture(autouse=True)
def turned_on(cast):
    with tenant(cast.acme):
        turn_links(by=cast.alice, is_on=True, now=timezone.now())


def made(cast, draft=MONTH, by=None) -> tuple[ReportLink, str]:
    with tenant(cast.acme):
        link, address = make_link(by=by or cast.alice, draft=draft, now=timezone.now())
    return link, "/" + address.partition("//")[2].partition("/")[2]


@pytest.fixture
def shared(cast):
    now = timezone.now()
    with tenant(cast.acme):
        post = make_post("Secret roof")
        for number in range(5):
            sharer = make_member(f"Zoe {number}", team=make_team("Lab") if not number else None)
            click(live_share(sharer, now, post), now, b"%d" % number)
    roll_up(now=now)
    return cast


def change(cast, **values) -> None:
    with tenant(cast.acme):
        ReportLink.objects.update(**values)


def test_it_shows_the_dashboards_figures_to_whoever_has_it(shared, cast, client, sign_in):
    _link, address = made(cast)
    answer = client.get(address)
    assert answer.status_code == 200
    page = sign_in(cast.alice).get("/o/acme/dashboard/")
    told = [(one.kpi.key, one.value) for one in answer.context["dashboard"].figures]
    assert told == [(one.kpi.key, one.value) for one in page.context["dashboard"].figures]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "private" in answer.headers["Cache-Control"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert 'name="robots" content="noindex' in answer.content.decode()


def test_it_names_nobody_no_post_and_no_small_team(shared, cast, client):
    text = client.get(made(cast)[1]).content.decode()
    for hidden in ("Zoe", "Alice", "Bob", "Secret roof", "Lab", "/o/acme/"):
        assert hidden not in text, hidden


def test_only_its_digest_is_stored(cast):
    link, address = made(cast)
    secret = address.split("/")[-2]
    with tenant(cast.acme):
        row = ReportLink.objects.filter(pk=link.pk).values().get()
    assert len(secret) == 43
    assert secret not in str(row)
    assert secret not in mask(f"GET {address} 200")


def nothing(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    return re.sub(r'"X-CSRFToken": "\w+"', "", answer.content.decode())


def test_all_links_that_show_nothing_say_the_same(shared, cast, client):
    link, address = made(cast)
    unknown = nothing(client, address.replace(address.split("/")[-2], "x" * 43))
    assert nothing(client, address.replace("acme", "globex")) == unknown
    assert nothing(client, address.replace("acme", "nowhere")) == unknown
    change(cast, expires_at=timezone.now())
    assert nothing(client, address) == unknown
    change(cast, expires_at=link.expires_at)
    assert client.get(address).status_code == 200
    with tenant(cast.acme):
        turn_links(by=cast.alice, is_on=False, now=timezone.now())
    assert nothing(client, address) == unknown
    with tenant(cast.acme):
        turn_links(by=cast.alice, is_on=True, now=timezone.now())
        revoke_link(link=link, by=cast.alice, now=timezone.now())
    assert nothing(client, address) == unknown


@pytest.mark.parametrize("values", [{"roles": ["advocate"]}, {"left_at": timezone.now()}])
def test_it_ends_with_the_right_of_whoever_made_it(cast, client, values):
    _link, address = made(cast)
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.alice.pk).update(**values)
    nothing(client, address)


def test_a_team_that_became_too_small_is_not_shown(cast, client):
    with tenant(cast.acme):
        team = make_team("Sales")
        people = [make_member(f"Seller {number}", team=team) for number in range(5)]
        for number in range(5):
            make_member(f"Nowhere {number}")
    _link, address = made(cast, LinkDraft("", "month", team, 7))
    assert "Sales" in client.get(address).content.decode()
    with tenant(cast.acme):
        Member.objects.filter(pk=people[0].pk).update(left_at=timezone.now())
    nothing(client, address)


def test_a_manager_shows_own_teams_and_sees_to_own_links(cast):
    link, _address = made(cast)
    with tenant(cast.acme):
        boss = make_member("Boss", Role.MANAGER, user=make_user("boss@acme.example"))
        teams = [make_team("Ours"), make_team("Theirs")]
        for team in teams:
            for number in range(5):
                make_member(f"{team.name} {number}", team=team)
        for number in range(5):
            make_member(f"Nowhere {number}")
        TeamRole.objects.create(member=boss, team=teams[0], role=Role.MANAGER)
    made(cast, LinkDraft("", "month", teams[0], 7), boss)
    with pytest.raises(ValidationError, match="not shown"):
        made(cast, LinkDraft("", "month", teams[1], 7), boss)
    with tenant(cast.acme), pytest.raises(PermissionDenied):
        revoke_link(link=link, by=boss, now=timezone.now())
    with tenant(cast.acme), pytest.raises(PermissionDenied):
        turn_links(by=boss, is_on=False, now=timezone.now())


def test_without_an_admins_word_there_are_none(shared, cast, client, sign_in):
    _link, address = made(cast)
    with tenant(cast.acme):
        LinkSettings.objects.all().delete()
        boss = make_member("Boss", Role.MANAGER, user=make_user("boss@acme.example"))
    nothing(client, address)
    with pytest.raises(ValidationError, match="An admin can turn them on") as refused:
        made(cast)
    assert refused.value.code == "off"
    assert caller_of(cast.alice).get("report-links/settings") == {"is_on": False}
    page = "/o/acme/dashboard/links/"
    assert "An admin can turn them on, here." in sign_in(boss).get(page).content.decode()
    admin = sign_in(cast.alice)
    assert "Turn them on below" in admin.get(page).content.decode()
    assert admin.post(f"{page}turn/", {"is_on": "on"}).status_code == 302
    assert client.get(address).status_code == 200
    with tenant(cast.acme):
        turned = Event.objects.filter(act="report.links_turned").order_by("pk")
        assert [one.data for one in turned] == [{"is_on": True}] * 2


def test_turning_off_what_was_never_on_changes_nothing(cast):
    with tenant(cast.acme):
        LinkSettings.objects.all().delete()
        turn_links(by=cast.alice, is_on=False, now=timezone.now())
        assert not are_links_on()


def test_whose_view_is_the_whole_organization_shows_it_and_nobody_else(cast, sign_in):
    """A manager's dashboard is of all; of an advocate there is none, and so no link."""
    with tenant(cast.acme):
        boss = make_member("Boss", Role.MANAGER, user=make_user("boss@acme.example"))
    for member in (cast.alice, boss):
        page = sign_in(member).get("/o/acme/dashboard/")
        assert page.context["group"] is None
        assert made(cast, by=member)[0].team is None
    assert sign_in(cast.bob).get("/o/acme/dashboard/").status_code in (403, 404)
    with pytest.raises(PermissionDenied):
        made(cast, by=cast.bob)


@pytest.mark.parametrize("days", [0, 91])
def test_none_lasts_longer_than_90_days(cast, days):
    with pytest.raises(ValidationError):
        made(cast, LinkDraft("", "month", None, days))


def test_one_looks_back_a_year_of_its_kind_and_no_other(shared, cast, client):
    _link, address = made(cast)
    current = client.get(address).context["span"]
    assert client.get(f"{address}?on={current.previous.code}").context["span"] == current.previous
    for asked in ("2020-01", "2026-W01", "2026-Q1", "x", "2099-01"):
        assert client.get(f"{address}?on={asked}").context["span"] == current
    oldest = current.back(13)[0]
    assert client.get(f"{address}?on={oldest.code}").context["earlier"] == ""


def test_that_it_was_used_is_noted_once_a_minute(cast, client):
    link, address = made(cast)
    for _number in range(3):
        client.get(address)
    with tenant(cast.acme):
        found = ReportLink.objects.get(pk=link.pk)
    assert found.uses == 1
    change(cast, last_used_at=timezone.now() - timedelta(minutes=2))
    client.get(address)
    with tenant(cast.acme):
        assert ReportLink.objects.get(pk=link.pk).uses == 2


def test_the_page_shows_it_once_and_ends_it(cast, sign_in, client):
    alice = sign_in(cast.alice)
    page = "/o/acme/dashboard/links/"
    sent = {"name": "Board", "period": "quarter", "days": "7"}
    shown = alice.post(page, sent)
    address = shown.context["made"]
    assert address in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert address not in alice.get(page).content.decode()
    assert alice.post(page, {**sent, "days": "365"}).status_code == 422
    with tenant(cast.acme):
        link = ReportLink.objects.get()
    alice.post(f"{page}{link.public_id}/revoke/")
    nothing(client, "/" + address.partition("//")[2].partition("/")[2])
    alice.post(f"{page}turn/")
    assert "Links are off" in alice.get(page).content.decode()
    with tenant(cast.acme):
        acts = set(Event.objects.filter(act__contains=".link").values_list("act", flat=True))
    assert acts == {"report.link_made", "report.link_revoked", "report.links_turned"}


def test_programs_make_and_end_them(cast, client):
    caller = caller_of(cast.alice)
    told = caller("POST", "report-links", {"days": 7}).json()
    address = "/" + told["address"].partition("//")[2].partition("/")[2]
    assert client.get(address).status_code == 200
    caller("POST", f"report-links/{told['link']['id']}/revoke")
    nothing(client, address)
    assert "address" not in caller.get("report-links")["items"][0]


@pytest.mark.parametrize("people", [5, 20])
def test_it_costs_the_same_whatever_was_shared(cast, client, people):
    now = timezone.now()
    _link, address = made(cast)
    with tenant(cast.acme):
        for number in range(people):
            live_share(make_member(f"Member {number}"), now)
    roll_up(now=now)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len([one for one in asked if "FROM" in one["sql"]]) <= 22
