"""What the desk reads: what waits, what goes stale, the mix, freshness, the calendar, filters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.desk.balance import balance_of, freshness_of
from content.desk.calendar import Happens, read_calendar
from content.desk.listing import Filters, desk_page
from content.desk.waiting import waiting_for
from content.models import Absence, DeskSettings, Mix, Post, PostTopic, State, TopicReview
from content.services import approve_post, clear_post, send_back, submit_post
from content.services.dating import set_dates
from content.services.noting import write_note
from content.services.reminding import remind_due, tell_stale
from tenants.models import Member, Notice, Notification
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.test_approve import draft, two_steps
from tests.factories import NOW, make_member, make_post, make_source, make_topic

DAY = timedelta(days=1)


@pytest.fixture
def writer(in_acme):
    return make_member("Wim", Role.CONTRIBUTOR)


def asked(member):
    return [one.post.title for one in waiting_for(member, now=NOW).asked]


class TestWhatWaits:
    def test_is_the_overdue_first_then_what_is_due_then_the_rest(self, in_acme, writer):
        for title, due in (("Any", None), ("Soon", NOW + DAY), ("Late", NOW - DAY)):
            post = draft(writer, title)
            submit_post(post=post, by=writer, now=NOW - 3 * DAY, due_at=due)
        found = waiting_for(in_acme.alice, now=NOW).asked
        assert [one.post.title for one in found] == ["Late", "Soon", "Any"]
        assert [one.is_overdue for one in found] == [True, False, False]

    def test_is_what_one_can_say_yes_to(self, in_acme, writer):
        second = make_member("Cleo", Role.CURATOR)
        two_steps(in_acme.alice)
        own, other = draft(second, "Own"), draft(writer, "Other")
        for post in (own, other):
            submit_post(post=post, by=post.author, now=NOW)
        assert (asked(in_acme.alice), asked(second)) == (["Own", "Other"], ["Other"])
        approve_post(post=other, by=in_acme.alice, now=NOW)
        assert (asked(in_acme.alice), asked(second)) == (["Own"], ["Other"])

    def test_is_the_review_of_ones_topics_and_of_whom_one_stands_in_for(self, in_acme, writer):
        lawyer, topic = make_member("Lea"), make_topic("Legal")
        TopicReview.objects.create(topic=topic, member=lawyer)
        moment = timezone.now()
        Absence.objects.create(
            member=lawyer, stand_in=in_acme.bob, starts_at=moment - DAY, ends_at=moment + DAY
        )
        post = draft(writer, "Claim", topic)
        submit_post(post=post, by=writer, now=NOW)
        assert asked(lawyer) == asked(in_acme.bob) == ["Claim"]
        clear_post(post=post, by=lawyer, now=NOW)
        assert asked(lawyer) == asked(in_acme.bob) == []
        assert asked(in_acme.alice) == ["Claim"]

    def test_is_what_was_sent_back_and_what_has_notes(self, in_acme, writer):
        back, noted_on, quiet = (draft(writer, title) for title in ("Back", "Noted", "Quiet"))
        for post in (back, quiet):
            submit_post(post=post, by=writer, now=NOW)
        send_back(post=back, by=in_acme.alice, words="Why?", now=NOW)
        write_note(post=noted_on, by=in_acme.alice, text="Who?", now=NOW)
        write_note(post=quiet, by=writer, text="To myself.", now=NOW)
        mine = waiting_for(writer, now=NOW).mine
        assert [(one.post.title, one.was_returned, one.notes) for one in mine] == [
            ("Back", True, 0),
            ("Noted", False, 1),
        ]

    def test_names_what_is_stale_and_what_expires_soon(self, in_acme):
        make_post("Stale", review_at=NOW - DAY)
        make_post("Fresh", review_at=NOW + DAY)
        make_post("Ends", expires_at=NOW + 3 * DAY)
        make_post("Stays", expires_at=NOW + 30 * DAY)
        found = waiting_for(in_acme.alice, now=NOW)
        assert [post.title for post in found.stale] == ["Stale"]
        assert [post.title for post in found.expiring] == ["Ends"]


class TestMeters:
    def test_the_mix_says_what_to_plan(self, in_acme):
        company, culture = make_topic("Ours", mix=Mix.COMPANY), make_topic("Us", mix=Mix.CULTURE)
        for number in range(8):
            make_post(f"C{number}", company, approved_at=NOW - DAY)
        for number in range(2):
            make_post(f"U{number}", culture, approved_at=NOW - DAY)
        make_post("Old", culture, approved_at=NOW - 40 * DAY)
        make_post("Later", culture, approved_at=NOW - DAY, embargo_until=NOW + DAY)
        balance = balance_of(days=30, now=NOW)
        assert [(part.mix, part.percent) for part in balance.parts] == [
            ("company", 80),
            ("industry", 0),
            ("culture", 20),
        ]
        assert "Industry" in balance.advice
        DeskSettings.objects.create(company=60, industry=0, culture=40)
        advice = balance_of(days=30, now=NOW).advice
        assert advice == "There is too little of Culture: plan 4 posts about it next."
        DeskSettings.objects.update(company=80, culture=20)
        assert "about what you aim at" in balance_of(days=30, now=NOW).advice

    def test_an_empty_library_says_what_to_do(self, in_acme):
        assert "Approve a post" in balance_of(days=30, now=NOW).advice
        assert "Approve a first post" in freshness_of(now=NOW).advice

    def test_freshness_names_age_and_quiet_topics(self, in_acme):
        quiet = make_topic("Quiet")
        for days in (100, 120, 10):
            make_post(f"{days}", quiet if days > 90 else make_topic(), approved_at=NOW - days * DAY)
        fresh = freshness_of(now=NOW)
        assert (fresh.newest_days, fresh.old_percent) == (10, 67)
        assert list(fresh.quiet_topics) == [quiet]
        assert "10 days" in fresh.advice


class TestCalendar:
    def read(self, member, key):
        calendar = read_calendar(member=member, key=key, now=NOW)
        return {
            f"{day.day:%m-%d}": [(entry.what, entry.post.title) for entry in day.entries]
            for day in calendar.days
            if day.entries
        }

    def test_holds_what_opens_is_planned_needed_stale_and_ends(self, in_acme):
        at = NOW + 3 * DAY
        make_post("Opens", embargo_until=at)
        make_post("Planned", state=State.DRAFT, embargo_until=at + timedelta(hours=1))
        make_post("Ends", expires_at=at + DAY)
        make_post("Again", review_at=at + DAY + timedelta(hours=2))
        post = draft(in_acme.alice, "Needed")
        submit_post(post=post, by=in_acme.alice, now=NOW, due_at=at + 2 * DAY)
        expected = {
            "11-21": [(Happens.OPENS, "Opens"), (Happens.PLANNED, "Planned")],
            "11-22": [(Happens.EXPIRES, "Ends"), (Happens.REVIEW, "Again")],
            "11-23": [(Happens.DUE, "Needed")],
        }
        assert self.read(in_acme.alice, "2026-11") == expected
        assert list(self.read(in_acme.alice, "2026-W47")) == ["11-21", "11-22"]

    def test_is_on_the_readers_clock(self, in_acme):
        make_post("Opens", embargo_until=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
        Member.objects.filter(pk=in_acme.alice.pk).update(time_zone="Asia/Seoul")
        in_acme.alice.refresh_from_db()
        assert list(self.read(in_acme.alice, "2026-11")) == ["11-21"]

    @pytest.mark.parametrize("key", ["", "2026-13", "2026-W60", "x", "week", "2026-W٣٣"])
    def test_any_key_shows_something(self, in_acme, key):
        calendar = read_calendar(member=in_acme.alice, key=key, now=NOW)
        assert any(day.is_today for day in calendar.days)

    def test_a_move_keeps_yeses_and_is_refused_for_what_is_open_or_past(self, cast, sign_in):
        now = timezone.now()
        with tenant(cast.acme):
            later = make_post("Later", embargo_until=now + 5 * DAY)
            shown = make_post("Shown")
        client = sign_in(cast.alice)
        wall = f"{now + 9 * DAY:%Y-%m-%dT%H:%M}"

        def move(post, wall, **more):
            url = reverse("content:post_embargo", args=["acme", post.public_id])
            return client.post(url, {"wall": wall}, **more)

        answer = move(later, wall, headers={"HX-Request": "true"}).content.decode()
        assert "is offered from" in answer
        assert "Undo" in answer
        with tenant(cast.acme):
            assert f"{Post.objects.get(pk=later.pk).embargo_until:%Y-%m-%dT%H:%M}" == wall
        assert move(later, "2020-01-01T10:00").status_code == 422
        refused = move(shown, wall, headers={"HX-Request": "true"}).content.decode()
        assert "in the feed already" in refused
        assert move(later, "").status_code == 302


def test_dates_leave_what_was_said_to_the_words(in_acme, writer):
    second = make_member("Cleo", Role.CURATOR)
    two_steps(in_acme.alice)
    post = draft(writer)
    submit_post(post=post, by=writer, now=NOW)
    approve_post(post=post, by=in_acme.alice, now=NOW)
    set_dates(post=post, by=second, now=NOW, embargo_until=NOW + DAY)
    assert approve_post(post=post, by=second, now=NOW).state == State.APPROVED


def test_the_list_is_narrowed_by_the_address(in_acme, writer):
    topic, source = make_topic("Sun"), make_source(in_acme.alice)
    make_post("Roof", topic, author=writer, language="pl", source=source)
    make_post("Wall", author=in_acme.alice, body="About roofs.")

    def found(**given):
        page = desk_page(member=in_acme.alice, filters=Filters(**given), now=NOW)
        return {row.post.title for row in page.rows}

    assert found(q="roof") == {"Roof", "Wall"}
    assert found(q="zz") == set()
    for given in (
        {"author": str(writer.public_id)},
        {"topic": "sun"},
        {"language": "pl"},
        {"source": str(source.public_id)},
    ):
        assert found(**given) == {"Roof"}, given
    assert found(author="nobody") == set()


class TestReminding:
    def test_who_has_not_answered_is_reminded_a_day_before_and_when_it_is_late(self, cast):
        now = timezone.now()
        with tenant(cast.acme):
            writer = make_member("Wim", Role.CONTRIBUTOR)
            submit_post(post=draft(writer), by=writer, now=now, due_at=now + 2 * DAY)
        counted = []
        for days in (0.5, 1.1, 1.2, 2.1, 3):
            remind_due(now=now + days * DAY)
            with tenant(cast.acme):
                told = Notification.objects.filter(kind=Notice.REVIEW_DUE)
                counted.append(told.count())
        assert counted == [0, 1, 1, 2, 2]
        with tenant(cast.acme):
            assert {one.member for one in told.all()} == {cast.alice}

    def test_the_owner_of_stale_posts_is_told_once_of_all_of_them(self, cast):
        with tenant(cast.acme):
            writer = make_member("Wim", Role.CONTRIBUTOR)
            for title in ("One", "Two"):
                make_post(title, author=writer, review_at=NOW - DAY)
            make_post("Left", author=None, approved_by=cast.alice, review_at=NOW - DAY)
            make_post("Later", author=writer, review_at=NOW + DAY)
        assert [tell_stale(now=NOW), tell_stale(now=NOW + timedelta(hours=1))] == [3, 0]
        with tenant(cast.acme):
            told = {one.member: one.params for one in Notification.objects.all()}
            assert told[writer] == {"title": "One", "others": 1}
            assert told[cast.alice] == {"title": "Left", "others": 0}
            Post.objects.filter(title="One").update(review_at=NOW + timedelta(hours=2))
        assert [tell_stale(now=NOW + timedelta(hours=3)), tell_stale(now=NOW + DAY)] == [0, 1]


@pytest.mark.parametrize("path", ["desk/", "desk/?state=draft", "desk/calendar/"])
def test_pages_take_a_fixed_number_of_queries(cast, sign_in, path):
    now = timezone.now()
    client = sign_in(cast.alice)

    def fill(count):
        with tenant(cast.acme):
            topics = [make_topic() for _ in range(3)]
            for number in range(count):
                post = draft(cast.bob if number % 2 else cast.alice, f"D{number}", topics[0])
                submit_post(post=post, by=cast.alice, now=now, due_at=now + DAY)
                shown = make_post(
                    f"P{number}",
                    review_at=now - DAY if number % 2 else None,
                    expires_at=now + 2 * DAY,
                    embargo_until=None if number % 2 else now + DAY,
                )
                PostTopic.objects.create(post=shown, topic=topics[number % 3])

    def count():
        client.get(f"/o/acme/{path}")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/o/acme/{path}").status_code == 200
        return len(seen)

    fill(10)
    few = count()
    fill(90)
    assert count() == few
