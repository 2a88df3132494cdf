from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.models import Letter, Notice, Notification
from tenants.notices import choices_of, notifications_page, unread_count
from tenants.notifying import mark_all_read, mark_read, notify, notify_all, set_notifications
from tenants.scope import tenant
from tests.factories import NOW, make_member

PARAMS = {"title": "Our roof", "network": "Mastodon", "handle": "@bob", "problem": "Too long."}


def tell(member, subject="one", kind=Notice.SHARE_FAILED, now=NOW):
    notify(member=member, kind=kind, subject=subject, params=PARAMS, path="/o/acme/", now=now)


def test_the_same_is_told_once(in_acme):
    for _ in range(2):
        tell(in_acme.bob)
    tell(in_acme.bob, "two")
    tell(in_acme.alice)
    assert Notification.objects.of(in_acme.bob).count() == 2
    assert unread_count(in_acme.bob) == 2


def test_telling_takes_two_queries(in_acme, django_assert_num_queries):
    with django_assert_num_queries(2):
        tell(in_acme.bob)


@pytest.mark.parametrize(
    ("in_app", "by_mail"), [(True, True), (True, False), (False, True), (False, False)]
)
def test_a_member_is_told_where_they_want_it(in_acme, in_app, by_mail):
    chosen = {Notice.SHARE_FAILED.value: (in_app, by_mail)}
    set_notifications(member=in_acme.bob, chosen=chosen)
    tell(in_acme.bob)
    tell(in_acme.bob)
    assert Notification.objects.of(in_acme.bob).count() == in_app
    assert Letter.objects.filter(email="bob@acme.example").count() == by_mail


def test_an_ending_account_is_told_by_mail_too_unless_one_says_otherwise(in_acme):
    wanted = {choice.kind: choice.by_mail for choice in choices_of(in_acme.bob)}
    mailed = {"connection_ends", "organization_ends", "organization_stays"}
    mailed |= {"recall_asks", "share_recalled", "review_asked", "review_due", "concern_moved"}
    mailed |= {"policy_due", "policy_new", "privacy_set", "words_decided", "words_held"}
    assert {kind for kind, by_mail in wanted.items() if by_mail} == mailed
    set_notifications(member=in_acme.bob, chosen=dict.fromkeys(mailed, (True, False)))
    assert not any(choice.by_mail for choice in choices_of(in_acme.bob))


def test_who_decides_about_posts_alone_chooses_how_to_be_told_what_waits_for_that(in_acme):
    deciding = {"suggestion_waits", "licence_ends"}
    assert deciding <= {choice.kind for choice in choices_of(in_acme.alice)}
    assert not deciding & {choice.kind for choice in choices_of(in_acme.bob)}


def test_there_is_no_other_kind(in_acme):
    with pytest.raises(ValidationError) as error:
        set_notifications(member=in_acme.bob, chosen={"news": (True, True)})
    assert error.value.code == "kind"


def test_the_first_look_counts(in_acme):
    tell(in_acme.bob)
    notification = Notification.objects.get()
    for hours in (1, 2):
        mark_read(notification=notification, now=NOW + timedelta(hours=hours))
    notification.refresh_from_db()
    assert notification.read_at == NOW + timedelta(hours=1)
    assert unread_count(in_acme.bob) == 0


def test_all_are_read_at_once_but_another_persons(in_acme):
    for number in range(3):
        tell(in_acme.bob, f"{number}")
    tell(in_acme.alice)
    assert mark_all_read(member=in_acme.bob, now=NOW) == 3
    assert (unread_count(in_acme.bob), unread_count(in_acme.alice)) == (0, 1)


def test_counting_stops_at_ten(in_acme):
    for number in range(14):
        tell(in_acme.bob, f"{number}")
    assert unread_count(in_acme.bob) == 10


def test_pages_are_cut_by_place_even_within_one_moment(in_acme, django_assert_num_queries):
    for number in range(7):
        tell(in_acme.bob, f"{number}", now=NOW + timedelta(minutes=number // 4))
    tell(in_acme.alice)
    seen, before = [], None
    assert in_acme.bob.organization  # a request brings it along
    for size in (3, 3, 1):
        with django_assert_num_queries(1):
            page = notifications_page(member=in_acme.bob, before=before, size=3)
        assert len(page.lines) == size
        seen += [line.public_id for line in page.lines]
        before = page.next_before
    assert before is None
    newest = Notification.objects.of(in_acme.bob).order_by("-created_at", "-pk")
    assert seen == [row.public_id for row in newest]


def test_only_what_is_new_on_request(in_acme):
    tell(in_acme.bob, "one")
    mark_all_read(member=in_acme.bob, now=NOW)
    tell(in_acme.bob, "two")
    [line] = notifications_page(member=in_acme.bob, only_unread=True).lines
    assert line.is_new
    assert line.told.headline == "“Our roof” did not go out on Mastodon"
    assert len(notifications_page(member=in_acme.bob).lines) == 2


def test_telling_everybody_takes_as_many_queries_for_many_as_for_few(cast):
    def queries(subject):
        with CaptureQueriesContext(connection) as captured:
            notify_all(
                organization_id=cast.acme.pk,
                kind=Notice.DOMAIN_LOST,
                subject=subject,
                params=PARAMS,
                path="/o/acme/",
                now=NOW,
            )
        return len(captured)

    few = queries("one")
    with tenant(cast.acme):
        for number in range(10):
            make_member(f"Member {number}")
    assert queries("two") == few
    with tenant(cast.acme):
        assert Letter.objects.filter(subject="two").count() == 12
