"""Reports from due to mailbox: once to each who may see them, whatever dies on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from analytics.models import Period
from analytics.periods import Span, midnight, utc_day
from analytics.reports import sending
from analytics.reports.mails import stop_address, whose_report
from analytics.reports.models import Report, ReportReader, ReportSending
from analytics.reports.planning import (
    ReportDraft,
    change_report,
    make_report,
    pause_report,
    remove_report,
    send_test,
)
from analytics.reports.sending import LEASE, send_due
from analytics.rollup import roll_up
from analytics.wording import spoken
from tenants.letters import LEASE as LETTER_LEASE
from tenants.letters import send_letters
from tenants.models import Event, Letter, Member, TeamRole
from tenants.roles import Role
from tenants.scope import tenant
from tenants.services.preferences import set_preferences
from tests.analytics.events import click, live_share
from tests.analytics.factories import make_brand_number, make_goal, make_rate
from tests.analytics.reports.reading import csv_figures, pdf_text, xlsx_figures
from tests.factories import make_member, make_post, make_team, make_user
from tests.tenants.test_send_letters import ALICE, BOB, office

__all__ = ["office"]

MONTH = Span.around(Period.MONTH, utc_day(timezone.now())).previous
MADE = midnight(MONTH.starts_on) + timedelta(days=9)
DUE = midnight(MONTH.ends_on) + timedelta(hours=8)


@pytest.fixture
def report(cast):
    """Alice and Bob, who is a manager, get the month's; five shares went out in it."""
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(roles=["advocate", "manager"])
        cast.bob.refresh_from_db()
        post = make_post("Roof <b>")
        for number in range(5):
            click(live_share(make_member(f"Sharer {number}"), MADE, post), MADE)
        draft = ReportDraft("month", "xlsx", None, [cast.alice, cast.bob])
        made = make_report(by=cast.alice, draft=draft, now=MADE)
    roll_up(now=timezone.now(), since=MADE)
    return made


def letters(cast) -> list[Letter]:
    with tenant(cast.acme):
        return list(Letter.objects.filter(template="report").order_by("email"))


def test_it_waits_for_the_end_of_the_period_and_comes_once(report, cast):
    assert report.next_at == DUE
    assert send_due(now=DUE - timedelta(minutes=1)) == 0
    assert send_due(now=DUE) == 1
    assert send_due(now=DUE) == 0
    assert [one.email for one in letters(cast)] == [ALICE, BOB]
    with tenant(cast.acme):
        [sent] = ReportSending.objects.all()
        report.refresh_from_db()
    assert (sent.starts_on, sent.people) == (MONTH.starts_on, 2)
    assert report.next_at == midnight(MONTH.following.ends_on) + timedelta(hours=8)


def test_the_mail_says_what_the_page_says(report, cast, office, sign_in):
    with tenant(cast.acme):
        make_rate(amount="2.5", starts_on=MONTH.starts_on)
        make_goal(starts_on=MONTH.starts_on, ends_on=MONTH.following.ends_on)
        make_brand_number(day=MONTH.starts_on, metric="brand_reach", value=9, source="Radar")
    send_due(now=DUE)
    send_letters(now=DUE)
    page = sign_in(cast.alice).get(f"/o/acme/dashboard/?period=month&on={MONTH.code}")
    shown = {one.kpi.key: one.value for one in page.context["dashboard"].figures}
    assert shown["shares_confirmed"] == 5
    mail = next(one for one in office.mails if one["To"] == ALICE)
    assert mail["Subject"] == f"Acme, {MONTH.label}"
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert "Shares: 5" in text
    for tile in (*page.context["tiles"], *page.context["more_tiles"]):
        figure = tile.figure
        known = figure.value is not None
        assert not known or f"{figure.kpi.label}: {spoken(figure.kpi, figure.value)}" in text
    for line in ("Earned media value: 12.50 EUR", "Goals", "Be heard. Shares: 5 of 200"):
        assert line in text
        assert line.partition(":")[0].partition(".")[0] in html
    assert "Roof <b>" in text
    assert "Roof &lt;b&gt;" in html
    assert f"/o/acme/dashboard/?period=month&amp;on={MONTH.code}" in html
    [file] = mail.iter_attachments()
    assert file.get_filename() == f"dashboard-acme-{MONTH.code}.xlsx"
    assert xlsx_figures(file.get_content()) == pytest.approx(shown)


def test_the_mail_says_what_is_imported_of_figures_and_of_goals(report, cast, office):
    with tenant(cast.acme):
        days = {"starts_on": MONTH.starts_on, "ends_on": MONTH.following.ends_on}
        make_goal(label="Be named", metric="hashtag_mentions", target=100, **days)
        made = {"metric": "hashtag_mentions", "hashtag": "roof", "source": "Radar"}
        make_brand_number(day=MONTH.starts_on, value=60, **made)
        make_brand_number(day=MONTH.previous.starts_on, value=48, **made)
    send_due(now=DUE)
    send_letters(now=DUE)
    mail = next(one for one in office.mails if one["To"] == ALICE)
    text = " ".join(mail.get_body(("plain",)).get_content().split())
    html = mail.get_body(("html",)).get_content()
    assert "Hashtag mentions: 60 (before: 48), Imported from Radar, up to " in text
    assert "Be named. Hashtag mentions: 60 of 100" in text
    assert text.count("Imported from Radar, up to ") == 2
    assert html.count("Imported from Radar, up to ") == 2


def test_each_reads_it_in_their_own_language(report, cast, office, settings):
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    with tenant(cast.acme):
        set_preferences(member=cast.bob, language="ar")
    send_due(now=DUE)
    send_letters(now=DUE)
    pages = {one["To"]: one.get_body(("html",)).get_content() for one in office.mails}
    assert '<html lang="ar" dir="rtl">' in pages[BOB]
    assert '<html lang="en" dir="ltr">' in pages[ALICE]
    with translation.override("ar"):
        month = MONTH.label
    assert month in next(one["Subject"] for one in office.mails if one["To"] == BOB)


def test_a_table_comes_where_that_is_wanted(report, cast, office):
    with tenant(cast.acme):
        Report.objects.update(attached="csv")
    send_due(now=DUE)
    send_letters(now=DUE)
    [file] = office.mails[0].iter_attachments()
    data = file.get_payload(decode=True)
    assert csv_figures(data)["shares_confirmed"] == 5


def test_pages_come_where_those_are_wanted(report, cast, office):
    with tenant(cast.acme):
        Report.objects.update(attached="pdf")
    send_due(now=DUE)
    send_letters(now=DUE)
    [file] = office.mails[0].iter_attachments()
    assert file.get_content_type() == "application/pdf"
    assert file.get_filename() == f"dashboard-acme-{MONTH.code}.pdf"
    assert "Shares 5 " in pdf_text(file.get_payload(decode=True))


def test_who_loses_the_right_gets_no_more(report, cast, office):
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(roles=["advocate"])
    send_due(now=DUE)
    assert [one.email for one in letters(cast)] == [ALICE]


@pytest.mark.parametrize("change", [{"roles": ["advocate"]}, {"left_at": DUE}])
def test_nor_who_loses_it_between_writing_and_sending(report, cast, office, change):
    send_due(now=DUE)
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(**change)
    send_letters(now=DUE)
    assert [mail["To"] for mail in office.mails] == [ALICE]


def test_a_worker_that_dies_while_writing_leaves_nothing_half_done(report, cast, monkeypatch):
    def die(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sending, "write_letters", die)
        with pytest.raises(KeyboardInterrupt):
            send_due(now=DUE)
    assert letters(cast) == []
    assert send_due(now=DUE + LEASE - timedelta(seconds=1)) == 0
    assert send_due(now=DUE + LEASE) == 1
    assert len(letters(cast)) == 2


def test_a_worker_that_dies_between_mails_sends_nobody_two(report, cast, office):
    send_due(now=DUE)
    assert send_letters(now=DUE, limit=1) == 1  # …and dies here
    assert send_letters(now=DUE + LETTER_LEASE) == 1
    assert sorted(mail["To"] for mail in office.mails) == [ALICE, BOB]


def test_a_bug_in_one_report_stops_no_other(report, cast, monkeypatch):
    with tenant(cast.globex):
        draft = ReportDraft("month", "", None, [_admin(cast)])
        make_report(by=_admin(cast), draft=draft, now=MADE)
    whole = sending.letter_of

    def fails_at_acme(report, member, span, **more):
        assert member.organization_id != cast.acme.pk
        return whole(report, member, span, **more)

    monkeypatch.setattr(sending, "letter_of", fails_at_acme)
    assert send_due(now=DUE) == 2
    assert letters(cast) == []
    with tenant(cast.globex):
        assert Letter.objects.filter(template="report").count() == 1


def _admin(cast) -> Member:
    Member.objects.filter(pk=cast.mallory.pk).update(roles=["admin"])
    return Member.objects.select_related("organization", "user").get(pk=cast.mallory.pk)


def test_one_click_in_the_mail_program_ends_it_for_one(report, cast, office, client):
    send_due(now=DUE)
    send_letters(now=DUE)
    mail = next(one for one in office.mails if one["To"] == BOB)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = "/" + mail["List-Unsubscribe"].strip(" <>").partition("//")[2].partition("/")[2]
    assert client.get(address).status_code == 200
    with tenant(cast.acme):
        assert not ReportReader.objects.exclude(stopped_at=None).exists()  # looking ends nothing
    client.handler.enforce_csrf_checks = True
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    with tenant(cast.acme):
        Letter.objects.all().delete()
        ReportSending.objects.all().delete()
        Report.objects.update(next_at=DUE)
    send_due(now=DUE)
    assert [one.email for one in letters(cast)] == [ALICE]


def test_who_had_enough_is_not_counted_and_comes_back_only_when_ticked_again(
    report, cast, client, sign_in
):
    with tenant(cast.acme):
        token = stop_address(cast.bob, report).split("/")[-3]
    client.post(reverse("analytics:report_stop", args=[token]))
    boss = sign_in(cast.alice)
    page = f"/o/acme/dashboard/reports/{report.public_id}/"
    assert "1 person gets it" in boss.get("/o/acme/dashboard/reports/").content.decode()
    shown = boss.get(page)
    ticked = shown.context["form"].initial["readers"]
    assert ticked == [cast.alice.public_id]
    assert "Want it no more: " in shown.content.decode()
    sent = {"pace": "month", "attached": "csv", "readers": ticked}
    for _turn in range(2):  # saved as it is: still without, and still known
        assert boss.post(page, sent).status_code == 302
        assert "Want it no more: " in boss.get(page).content.decode()
    assert boss.post(page, {**sent, "readers": [*ticked, cast.bob.public_id]}).status_code == 302
    with tenant(cast.acme):
        assert not ReportReader.objects.exclude(stopped_at=None).exists()
    assert "2 people get it" in boss.get("/o/acme/dashboard/reports/").content.decode()
    send_due(now=DUE)
    assert [one.email for one in letters(cast)] == [ALICE, BOB]


def test_a_forged_link_ends_nothing(report, cast, client):
    with tenant(cast.acme):
        token = stop_address(cast.bob, report).split("/")[-3]
    assert whose_report(token).member_id == cast.bob.pk
    for bad in (token[:-1], f"x{token}", "x", "a:b"):
        assert whose_report(bad) is None
        assert client.get(reverse("analytics:report_stop", args=[bad])).status_code == 404


def test_a_test_is_for_oneself_and_is_not_noted(report, cast, office):
    with tenant(cast.acme):
        send_test(report=report, by=cast.alice, now=DUE)
    send_letters(now=DUE)
    [mail] = office.mails
    assert (mail["To"], mail["Subject"]) == (ALICE, f"Test: Acme, {MONTH.label}")
    with tenant(cast.acme):
        assert not ReportSending.objects.exists()
    send_due(now=DUE)
    assert len([one for one in letters(cast) if not one.params["is_test"]]) == 2


def test_a_paused_one_rests_and_comes_again(report, cast):
    with tenant(cast.acme):
        pause_report(report=report, by=cast.alice, is_paused=True, now=MADE)
    assert send_due(now=DUE) == 0
    with tenant(cast.acme):
        found = pause_report(report=report, by=cast.alice, is_paused=False, now=DUE)
    assert found.next_at > DUE


@pytest.mark.parametrize("moment", [DUE - timedelta(hours=1), DUE, DUE + timedelta(hours=3)])
def test_saving_it_while_it_is_due_loses_no_period(report, cast, moment):
    draft = ReportDraft("month", "csv", None, [cast.alice])
    with tenant(cast.acme):
        assert change_report(report=report, by=cast.alice, draft=draft, now=moment).next_at == DUE
    assert send_due(now=DUE + timedelta(hours=3)) == 1
    assert [one.params["on"] for one in letters(cast)] == [MONTH.code]


def test_nor_does_saving_it_in_a_workers_hands(report, cast, monkeypatch):
    def die(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sending, "write_letters", die)
        with pytest.raises(KeyboardInterrupt):
            send_due(now=DUE)
    draft = ReportDraft("quarter", "", None, [cast.alice])
    with tenant(cast.acme):
        change_report(report=report, by=cast.alice, draft=draft, now=DUE)
    assert send_due(now=DUE + LEASE) == 1
    assert len(letters(cast)) == 1


def test_another_pace_comes_when_its_own_period_is_over(report, cast):
    draft = ReportDraft("week", "", None, [cast.alice])
    with tenant(cast.acme):
        found = change_report(report=report, by=cast.alice, draft=draft, now=MADE)
    week = Span.around(Period.WEEK, utc_day(MADE))
    assert found.next_at == midnight(week.ends_on) + timedelta(hours=8)


def test_a_removed_one_sends_nothing_that_waits(report, cast, office):
    send_due(now=DUE)
    with tenant(cast.acme):
        remove_report(report=report, by=cast.alice, now=DUE)
    send_letters(now=DUE)
    assert office.mails == []
    with tenant(cast.acme):
        acts = list(Event.objects.filter(act__startswith="report.").values_list("act", flat=True))
    assert sorted(acts) == ["report.made", "report.removed"]


def test_only_who_may_see_it_gets_it(report, cast):
    with tenant(cast.acme):
        outsider = make_member("Outsider")
        for readers in ([outsider], [cast.alice, outsider], []):
            draft = ReportDraft("month", "", None, readers)
            with pytest.raises(ValidationError) as refused:
                make_report(by=cast.alice, draft=draft, now=MADE)
            assert refused.value.code == "readers"


def test_a_manager_reports_on_own_teams_and_sees_to_own_reports(report, cast):
    with tenant(cast.acme):
        teams = [make_team("Ours"), make_team("Theirs")]
        for team in teams:
            for number in range(5):
                make_member(f"{team.name} {number}", team=team)
        boss = make_member("Boss", Role.MANAGER, user=make_user("boss@acme.example"))
        TeamRole.objects.create(member=boss, team=teams[0], role=Role.MANAGER)
        own = make_report(by=boss, draft=ReportDraft("week", "", teams[0], [boss]), now=MADE)
        with pytest.raises(ValidationError, match="not shown"):
            make_report(by=boss, draft=ReportDraft("week", "", teams[1], [boss]), now=MADE)
        with pytest.raises(PermissionDenied):
            remove_report(report=report, by=boss, now=MADE)
        draft = ReportDraft("week", "", teams[0], [boss, cast.alice])
        assert change_report(report=own, by=cast.alice, draft=draft, now=MADE).readers.count() == 2


def test_a_team_that_became_too_small_is_not_told_of(report, cast, office, sign_in):
    with tenant(cast.acme):
        team = make_team("Ours")
        people = [make_member(f"Ours {number}", team=team) for number in range(5)]
        draft = ReportDraft("month", "", team, [cast.alice])
        of_team = make_report(by=cast.alice, draft=draft, now=MADE)
        Report.objects.filter(team=None).delete()
        send = Member.objects.filter(pk=people[0].pk)
        send.update(left_at=MADE)
    assert send_due(now=DUE) == 1
    assert letters(cast) == []
    with tenant(cast.acme):
        assert ReportSending.objects.get().people == 0
    send_letters(now=DUE)
    assert office.mails == []
    address = f"/o/acme/dashboard/reports/{of_team.public_id}/"
    page = sign_in(cast.alice).get(address).content.decode()
    assert "Too small to be told" in page
    assert "to nobody: too small to be told" in page
    assert "to 0 people" not in page


@pytest.mark.parametrize("people", [2, 9])
def test_a_report_costs_the_same_whoever_gets_it(report, cast, people):
    with tenant(cast.acme):
        for number in range(people):
            user = make_user(f"m{number}@acme.example")
            reader = make_member(f"M {number}", Role.MANAGER, user=user)
            ReportReader.objects.create(report=report, member=reader)
    with CaptureQueriesContext(connection) as asked:
        assert send_due(now=DUE) == 1
    assert len([one for one in asked if "FROM" in one["sql"] or "INTO" in one["sql"]]) <= 9
    assert len(letters(cast)) == people + 2


def test_pages_set_one_up_and_tell_what_was_sent(report, cast, sign_in):
    client = sign_in(cast.alice)
    new = "/o/acme/dashboard/reports/new/"
    sent = {"pace": "quarter", "attached": "csv", "readers": [str(cast.bob.public_id)]}
    made = client.post(new, sent)
    assert made.status_code == 302
    assert client.post(new, {**sent, "readers": []}).status_code == 422
    assert client.post(new, {**sent, "pace": "daily"}).status_code == 422
    assert client.post(made["Location"], {**sent, "pace": "week"}).status_code == 302
    send_due(now=DUE)
    page = client.get(f"/o/acme/dashboard/reports/{report.public_id}/").content.decode()
    assert "to 2 people" in page
    listed = client.get("/o/acme/dashboard/reports/").content.decode()
    assert "Every month" in listed
    assert "Every week" in listed
