"""Mails against a real mail server: taken, put off, refused, slow, away."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from tenants.letters import BACKOFF, HELD_FOR, LEASE, send_letters, write_letter
from tenants.mails import message_id
from tenants.models import Letter, LetterState, Member, Notice, Organization
from tenants.notifying import notify
from tenants.scope import platform, tenant
from tenants.services.inviting import INVITATION_LASTS, invite_member
from tests.factories import NOW, make_member, make_user
from tests.tenants.post_office import PostOffice

PARAMS = {"network": "Mastodon", "handle": "@bob", "path": "/o/acme/connections/"}
SOON = timedelta(seconds=15)
BOB, ALICE = "bob@acme.example", "alice@acme.example"


@pytest.fixture
def office(settings):
    office = PostOffice()
    office.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 10
    yield office
    office.controller.stop()


def write(cast, member=None, **changes) -> Letter:
    member = member or cast.bob
    values = {"template": "connection_ends", "subject": "one", "params": PARAMS, "now": NOW}
    with tenant(cast.acme):
        write_letter(email=member.user.email, member=member, **{**values, **changes})
        return Letter.objects.get(email=member.user.email)


def fresh(cast, letter: Letter) -> Letter:
    with tenant(cast.acme):
        return Letter.objects.get(pk=letter.pk)


def test_a_letter_is_sent_once(cast, office):
    letter = write(cast)
    assert [send_letters(now=NOW) for _ in range(2)] == [1, 0]
    [mail] = office.mails
    assert mail["To"] == BOB
    assert mail["Subject"] == "Mastodon needs you to connect @bob again"
    assert mail["Message-ID"] == message_id(letter)
    body = mail.get_body(("plain",)).get_content()
    assert "/o/acme/connections/" in body
    assert "/o/acme/notifications/settings/" in body
    sent = fresh(cast, letter)
    assert (sent.state, sent.wake_at) == (LetterState.SENT, None)
    assert NOW <= sent.sent_at < NOW + SOON


def test_a_busy_server_is_asked_again_and_the_mail_arrives_once(cast, office):
    office.replies[BOB] = ["451 Try later"]
    letter = write(cast)
    send_letters(now=NOW)
    waiting = fresh(cast, letter)
    assert (waiting.state, waiting.problem) == (LetterState.WAITING, "451 Try later")
    assert send_letters(now=NOW + BACKOFF[0] - SOON) == 0
    assert send_letters(now=NOW + BACKOFF[0] + SOON) == 1
    assert send_letters(now=NOW + timedelta(days=1)) == 0
    assert len(office.mails) == 1
    done = fresh(cast, letter)
    assert (done.state, done.problem, done.attempts) == (LetterState.SENT, "", 2)


def test_a_refused_address_is_reported_and_not_tried_again_and_others_get_theirs(cast, office):
    office.replies[BOB] = ["550 No such person here"]
    refused, other = write(cast), write(cast, cast.alice)
    send_letters(now=NOW)
    assert send_letters(now=NOW + timedelta(days=1)) == 0
    assert office.tries.count(BOB) == 1
    assert [mail["To"] for mail in office.mails] == [ALICE]
    failed = fresh(cast, refused)
    assert (failed.state, failed.problem) == (LetterState.FAILED, "550 No such person here")
    assert fresh(cast, other).state == LetterState.SENT


@pytest.mark.parametrize(
    ("reply", "state"), [("452 Full", LetterState.WAITING), ("554 Spam", LetterState.FAILED)]
)
def test_a_mail_refused_after_its_words_is_the_same(cast, office, reply, state):
    office.data_replies = [reply]
    letter = write(cast)
    send_letters(now=NOW)
    assert (fresh(cast, letter).state, fresh(cast, letter).problem) == (state, reply)


def test_after_the_fifth_failure_it_is_reported(cast, office):
    office.replies[BOB] = ["451 Try later"] * 9
    letter, now = write(cast), NOW
    for wait in [*BACKOFF, timedelta(days=9)]:
        assert fresh(cast, letter).state == LetterState.WAITING
        send_letters(now=now)
        now += wait + SOON
    assert fresh(cast, letter).state == LetterState.FAILED
    assert office.tries == [BOB] * 5
    assert send_letters(now=now) == 0


def test_a_server_that_is_away_is_asked_again(cast, office, settings):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = unused.getsockname()[1]
    letter = write(cast)
    send_letters(now=NOW)
    waiting = fresh(cast, letter)
    assert (waiting.state, waiting.attempts) == (LetterState.WAITING, 0)
    settings.EMAIL_PORT = office.port
    send_letters(now=NOW + BACKOFF[0] + SOON)
    assert len(office.mails) == 1


def test_a_slow_server_is_left_and_asked_again(cast, office, settings):
    office.dawdle_s, settings.EMAIL_TIMEOUT = 1.0, 0.5
    with capture_logs() as logs:
        write(cast)
        send_letters(now=NOW)
    assert any("timed out" in line.get("problem", "") for line in logs)
    office.dawdle_s, settings.EMAIL_TIMEOUT = 0, 10
    send_letters(now=NOW + BACKOFF[0] + SOON)
    assert len(office.mails) == 1


RELAYING = "554 5.7.1 <bob@acme.example>: Relay access denied"


def test_our_own_trouble_holds_a_letter_and_blames_nobody(cast, office):
    office.replies[BOB] = [RELAYING] * 99
    letter = write(cast)
    with capture_logs() as logs:
        for hour in range(48):
            send_letters(now=NOW + timedelta(hours=hour))
    held = fresh(cast, letter)
    assert (held.state, held.problem) == (LetterState.WAITING, "")
    assert held.wake_at <= NOW + timedelta(hours=48) + SOON
    [first, *_] = [line for line in logs if line["event"] == "letter.held"]
    assert (first["log_level"], first["problem"]) == ("error", RELAYING)
    office.replies.clear()
    send_letters(now=NOW + timedelta(hours=49))
    assert fresh(cast, letter).state == LetterState.SENT


def test_what_we_can_not_send_for_three_days_is_given_up(cast, office, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "postmaster", "wrong"
    letter = write(cast)
    with capture_logs() as logs:
        send_letters(now=NOW)
    assert logs[-1]["problem"].startswith("535 ")
    assert fresh(cast, letter).state == LetterState.WAITING
    send_letters(now=NOW + HELD_FOR)
    given_up = fresh(cast, letter)
    assert (given_up.state, given_up.problem, office.tries) == (LetterState.FAILED, "", [])


def test_a_letter_whose_worker_died_is_sent_under_the_same_name(cast, office):
    letter = write(cast)
    send_letters(now=NOW)
    with tenant(cast.acme):  # as if the worker had died before it could write that
        Letter.objects.update(state=LetterState.WAITING, wake_at=NOW + LEASE)
    assert send_letters(now=NOW + LEASE - timedelta(seconds=1)) == 0
    send_letters(now=NOW + LEASE)
    first, second = office.mails
    assert first["Message-ID"] == second["Message-ID"] == message_id(letter)


def test_a_title_can_neither_break_the_head_nor_lose_its_letters(cast, office):
    title = "Größe\r\nBcc: eve@evil.example\r\n\r\n日本 “x”"
    params = {**PARAMS, "title": title, "problem": ""}
    write(cast, template="share_failed", params=params)
    send_letters(now=NOW)
    [mail] = office.mails
    assert mail["Bcc"] is None
    assert office.tries == [BOB]
    assert mail["Subject"].strip().startswith("“Größe Bcc: eve@evil.example 日本 “x””")


def test_nothing_is_sent_to_who_has_left(cast, office):
    write(cast)
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(left_at=NOW)
    send_letters(now=NOW)
    assert office.tries == []
    with tenant(cast.acme):
        assert not Letter.objects.exists()


def test_organizations_take_turns(cast, office):
    with tenant(cast.acme):
        for number in range(20):
            member = make_member(f"Zed {number}", user=make_user(f"zed{number}@acme.example"))
            write_letter(
                email=member.user.email,
                member=member,
                template="connection_ends",
                subject="one",
                params=PARAMS,
                now=NOW - timedelta(hours=1),
            )
    with tenant(cast.globex):
        values = {"template": "connection_ends", "subject": "one", "params": PARAMS, "now": NOW}
        write_letter(email="mallory@globex.example", member=cast.mallory, **values)
    assert send_letters(now=NOW, limit=4) == 4
    assert "mallory@globex.example" in office.tries


def test_a_bug_in_one_letter_does_not_stop_the_others_and_ends_with_the_fifth(cast, office):
    broken, now = write(cast, template="no_such_kind"), NOW
    write(cast, cast.alice)
    send_letters(now=NOW)
    assert [mail["To"] for mail in office.mails] == [ALICE]
    for wait in BACKOFF:
        waiting = fresh(cast, broken)
        assert (waiting.state, waiting.wake_at < now + wait + SOON) == (LetterState.WAITING, True)
        now += wait + SOON
        send_letters(now=now)
    assert fresh(cast, broken).state == LetterState.FAILED


def test_a_letter_that_was_taken_ever_so_often_stops_no_other(cast, office):
    often = write(cast)
    with tenant(cast.acme):
        Letter.objects.filter(pk=often.pk).update(attempts=32_767)
    assert send_letters(now=NOW) == 1
    assert office.tries == [BOB]


def test_a_mail_is_in_the_members_own_time(cast, office):
    with platform():
        Organization.objects.filter(pk=cast.acme.pk).update(time_zone="Pacific/Auckland")
    write(cast, params={**PARAMS, "by": "2026-12-03T20:00:00+00:00", "days": 7})
    send_letters(now=NOW)
    assert "Dec. 4, 2026" in office.mails[0].get_body(("plain",)).get_content()


def test_a_zone_that_is_gone_stops_neither_mail_nor_page(cast, office, sign_in):
    params = {**PARAMS, "by": "2026-12-03T20:00:00+00:00", "days": 7}
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(time_zone="Mars/Olympus")
        values = {"kind": Notice.CONNECTION_ENDS, "subject": "x", "path": "/", "now": NOW}
        notify(member=cast.bob, params=params, **values)
    send_letters(now=NOW)
    assert "Dec. 3, 2026" in office.mails[0].get_body(("plain",)).get_content()
    page = sign_in(cast.bob).get("/o/acme/notifications/")
    assert "Dec. 3, 2026" in page.text


def test_an_invitation_ends_on_the_organizations_day(cast, office):
    with platform():
        Organization.objects.filter(pk=cast.acme.pk).update(time_zone="Pacific/Auckland")
    now = datetime(2026, 12, 3, 20, tzinfo=UTC) - INVITATION_LASTS
    with tenant(cast.acme):
        values = {"roles": [], "team": None, "by": cast.alice, "now": now}
        invite_member(email="carla@acme.example", **values)
    send_letters(now=now)
    assert "works until 4 December 2026" in office.mails[0].get_body(("plain",)).get_content()
