"""Openings of posts are counted, once each; and on which days a member is here, never what for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from content.models import ActiveDay, PostDay, PostOpening
from content.services import record_read, record_shared
from content.services.active_days import forget_old_days, kept_from, note_active
from content.services.answering import give_feedback
from content.services.commenting import write_comment
from content.services.forgetting import forget_erased
from content.services.opening import count_openings, waiting_openings
from content.services.polling import vote
from content.services.suggesting import SuggestionDraft, send_suggestion
from tenants.scope import tenant
from tests.factories import NOW, make_member, make_poll, make_post

TODAY = NOW.date()


def counted():
    return list(PostDay.objects.order_by("day").values_list("day", "views", "readers"))


def test_each_opening_counts_and_each_reader_once(in_acme):
    post = make_post()
    for member in (in_acme.alice, in_acme.bob, in_acme.bob):
        record_read(post=post, member=member, now=NOW)
    assert count_openings() == {TODAY}
    record_read(post=post, member=in_acme.bob, now=NOW + timedelta(days=1))
    assert count_openings() == {TODAY + timedelta(days=1)}
    assert counted() == [(TODAY, 3, 2), (TODAY + timedelta(days=1), 1, 0)]
    assert not PostOpening.objects.exists()


def test_what_comes_later_on_the_day_is_added(in_acme):
    post = make_post()
    for member in (in_acme.alice, in_acme.bob):
        record_read(post=post, member=member, now=NOW)
        count_openings()
    assert counted() == [(TODAY, 2, 2)]
    assert count_openings() == set()


def test_who_shared_before_opening_is_no_reader(in_acme):
    post = make_post()
    record_shared(post=post, member=in_acme.bob, now=NOW)
    record_read(post=post, member=in_acme.bob, now=NOW)
    count_openings()
    assert counted() == [(TODAY, 1, 0)]


def test_openings_wait_where_they_were_made(cast):
    with tenant(cast.acme):
        record_read(post=make_post(), member=cast.bob, now=NOW)
    assert waiting_openings() == [cast.acme.pk]
    with tenant(cast.globex):
        assert count_openings() == set()
        assert not PostDay.objects.exists()
    assert waiting_openings() == [cast.acme.pk]


def test_a_post_that_is_gone_is_not_counted(in_acme):
    post = make_post()
    record_read(post=post, member=in_acme.bob, now=NOW)
    with connection.cursor() as cursor:  # as if it went between the opening and the count
        cursor.execute("UPDATE content_postopening SET post_id = -1")
    assert count_openings() == set()
    assert not PostOpening.objects.exists()


def comment(member):
    write_comment(post=make_post(), author=member, text="Well said.", now=NOW)


def answer(member):
    give_feedback(post=make_post(), member=member, verdict="useful", now=NOW)


def choose(member):
    poll = make_poll(member)
    vote(poll=poll, member=member, options=[poll.options.first()], now=NOW)


def send_in(member):
    draft = SuggestionDraft("", "", "A story of our roof.", None)
    send_suggestion(sender=member, draft=draft, now=NOW)


def read(member):
    record_read(post=make_post(), member=member, now=NOW)


@pytest.mark.parametrize("act", [comment, answer, choose, send_in, read])
def test_whatever_one_does_leaves_one_day_alike(in_acme, act):
    act(in_acme.bob)
    cache.clear()
    act(in_acme.bob)
    assert list(ActiveDay.objects.values_list("member", "day")) == [(in_acme.bob.pk, TODAY)]


def test_a_days_second_time_writes_nothing(in_acme, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        note_active(member=in_acme.bob, now=NOW)
    with connection.execute_wrapper(_refuse):
        note_active(member=in_acme.bob, now=NOW)


def _refuse(*_given):
    raise AssertionError


def test_days_are_forgotten_after_thirteen_months(cast):
    with tenant(cast.acme):
        for day in (date(2025, 9, 30), date(2025, 10, 1), date(2026, 11, 20)):
            ActiveDay.objects.create(member=cast.bob, day=day)
    now = NOW.replace(year=2026, month=11, day=20)
    assert kept_from(now) == date(2025, 10, 1)
    assert forget_old_days(now=now) == 1
    with tenant(cast.acme):
        kept = ActiveDay.objects.order_by("day").values_list("day", flat=True)
        assert list(kept) == [date(2025, 10, 1), date(2026, 11, 20)]


def test_nobody_erased_was_here(cast):
    with tenant(cast.acme):
        gone = make_member("Gone", erased_at=NOW)
        note_active(member=gone, now=NOW)
        note_active(member=cast.bob, now=NOW)
    forget_erased(now=NOW)
    with tenant(cast.acme):
        assert list(ActiveDay.objects.values_list("member", flat=True)) == [cast.bob.pk]
