"""Digests from due to mailbox: chosen, sent once, stopped with one click."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.digests.choices import digest_of, next_posts, send_test, set_pace, set_plan
from content.digests.models import Digest, DigestPlan, Pace
from content.digests.sending import plan_digests, send_due
from content.digests.stopping import stop_address, whose_digest
from content.models import Post, PostTeam, State
from content.services import record_read
from content.services.following import follow_topic
from content.services.marks import hide_post
from tenants.letters import send_letters
from tenants.models import Letter, Organization
from tenants.roles import Role
from tenants.scope import tenant
from tenants.services.preferences import set_preferences
from tests.factories import NOW, make_member, make_post, make_team, make_topic
from tests.tenants.test_send_letters import ALICE, BOB, office

__all__ = ["office"]

WEEK = timedelta(days=7)
TUESDAY = NOW + timedelta(days=5, hours=23)  # 2026-11-24 09:00


@pytest.fixture
def planned(cast):
    """Give two posts, and times for everybody's digest."""
    with tenant(cast.acme):
        make_post("Our roof", make_topic("News"), why="Buyers ask us for proof.")
        make_post("Our river")
    plan_digests(now=NOW)
    return cast


def stop_link(cast) -> str:
    with tenant(cast.acme):
        return stop_address(cast.bob)


def letters(cast, of) -> list[Letter]:
    with tenant(cast.acme):
        return list(Letter.objects.filter(template="digest", member=of).order_by("pk"))


def test_everyone_gets_a_time_by_the_plan(planned):
    with tenant(planned.acme):
        assert digest_of(planned.bob).next_at == TUESDAY
        assert Digest.objects.count() == 2


def test_nothing_goes_before_its_time_and_once_then(planned):
    assert send_due(now=TUESDAY - timedelta(minutes=1)) == 0
    assert send_due(now=TUESDAY) == 3  # Mallory of another organization too
    assert send_due(now=TUESDAY) == 0
    [letter] = letters(planned, planned.bob)
    with tenant(planned.acme):
        assert digest_of(planned.bob).next_at == TUESDAY + WEEK
        ids = {post.public_id.hex for post in Post.objects.all()}
    assert set(letter.params["posts"]) == ids


def test_what_was_told_or_seen_does_not_come_again(planned):
    with tenant(planned.acme):
        record_read(post=Post.objects.get(title="Our roof"), member=planned.bob, now=NOW)
    send_due(now=TUESDAY)
    with tenant(planned.acme):
        river = Post.objects.get(title="Our river")
        new = make_post("Our wind")
    assert letters(planned, planned.bob)[0].params["posts"] == [river.public_id.hex]
    send_due(now=TUESDAY + WEEK)
    assert letters(planned, planned.bob)[1].params["posts"] == [new.public_id.hex]
    send_due(now=TUESDAY + 2 * WEEK)
    assert len(letters(planned, planned.bob)) == 2  # nothing new: no mail


def test_only_what_is_offered_to_them(planned):
    with tenant(planned.acme):
        Post.objects.filter(title="Our roof").update(embargo_until=TUESDAY + 900 * WEEK)
        river = Post.objects.get(title="Our river")
        PostTeam.objects.create(post=river, team=make_team("Others"))
    send_due(now=TUESDAY)
    assert letters(planned, planned.bob) == []


def test_the_mail(planned, office):
    with tenant(planned.acme):
        set_plan(by=planned.alice, now=NOW, greeting="Good morning <all>.")
    plan_digests(now=NOW)
    send_due(now=TUESDAY)
    send_letters(now=TUESDAY)
    [mail] = [one for one in office.mails if one["To"] == BOB]
    assert mail["Subject"].startswith("Acme: Our ")
    text = mail.get_body(("plain",)).get_content()
    page = mail.get_body(("html",)).get_content()
    roof = _post(planned, "Our roof")
    for said in (text, page):
        assert "Our roof" in said
        assert "Buyers ask us for proof." in said
        assert f"/o/acme/posts/{roof.public_id}/one-click/" in said
        assert "/o/acme/digest/" in said
    assert "Good morning <all>." in text
    assert "Good morning &lt;all&gt;." in page
    assert mail["List-Unsubscribe"].strip() == f"<{stop_link(planned)}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_each_reads_it_in_their_own_language(planned, office, settings):
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    with tenant(planned.acme):
        set_preferences(member=planned.bob, language="ar")
    send_due(now=TUESDAY)
    send_letters(now=TUESDAY)
    pages = {one["To"]: one.get_body(("html",)).get_content() for one in office.mails}
    assert '<html lang="ar" dir="rtl">' in pages[BOB]
    assert '<html lang="en" dir="ltr">' in pages[ALICE]


def _post(cast, title: str) -> Post:
    with tenant(cast.acme):
        return Post.objects.get(title=title)


def test_what_is_seen_or_taken_back_until_it_leaves_is_not_told(planned, office):
    send_due(now=TUESDAY)
    with tenant(planned.acme):
        record_read(post=Post.objects.get(title="Our roof"), member=planned.bob, now=TUESDAY)
    send_letters(now=TUESDAY)
    [mail] = [one for one in office.mails if one["To"] == BOB]
    assert "Our roof" not in str(mail)
    assert "Our river" in str(mail)


def test_a_digest_with_nothing_left_is_not_sent(planned, office):
    send_due(now=TUESDAY)
    with tenant(planned.acme):
        Post.objects.update(state=State.ARCHIVED)
    send_letters(now=TUESDAY)
    assert [one for one in office.mails if one["To"] == BOB] == []
    assert letters(planned, planned.bob) == []


@pytest.mark.parametrize(
    "halt", [{"pause_reason": "Storm"}, {"deletion_due_at": TUESDAY}], ids=["pause", "ending"]
)
def test_nothing_is_told_while_sharing_halts(planned, halt):
    with tenant(planned.acme):
        Organization.objects.filter(pk=planned.acme.pk).update(**halt)
    send_due(now=TUESDAY)
    assert letters(planned, planned.bob) == []
    with tenant(planned.acme):
        assert digest_of(planned.bob).told == []


def test_who_chose_never_gets_none_whatever_the_plan_says(planned):
    with tenant(planned.acme):
        set_pace(member=planned.bob, pace=Pace.NEVER, now=NOW)
        set_plan(by=planned.alice, now=NOW, hour=7)
    plan_digests(now=NOW)
    send_due(now=TUESDAY)
    assert letters(planned, planned.bob) == []
    assert len(letters(planned, planned.alice)) == 1


def test_a_plan_that_is_off_sends_nothing_and_comes_back(planned):
    with tenant(planned.acme):
        set_plan(by=planned.alice, now=NOW, is_on=False)
    plan_digests(now=NOW)
    send_due(now=TUESDAY)
    assert letters(planned, planned.bob) == []
    with tenant(planned.acme):
        set_plan(by=planned.alice, now=TUESDAY, is_on=True)
    plan_digests(now=TUESDAY)
    send_due(now=TUESDAY + WEEK)
    assert len(letters(planned, planned.bob)) == 1


def test_who_leaves_has_none(planned):
    with tenant(planned.acme):
        planned.bob.left_at = NOW
        planned.bob.save()
    plan_digests(now=NOW)
    with tenant(planned.acme):
        assert not Digest.objects.filter(member=planned.bob).exists()


def test_one_click_in_the_mail_program_ends_it(planned, client):
    address = stop_link(planned).partition("//")[2].partition("/")[2]
    shown = client.get(f"/{address}")
    assert shown.status_code == 200
    with tenant(planned.acme):
        assert digest_of(planned.bob).pace == ""  # looking ends nothing
    client.handler.enforce_csrf_checks = True
    done = client.post(f"/{address}", {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    with tenant(planned.acme):
        stored = digest_of(planned.bob)
    assert (stored.pace, stored.next_at) == (Pace.NEVER, None)


def test_a_forged_link_ends_nothing(planned, client):
    token = stop_link(planned).split("/")[-3]
    assert whose_digest(token) == planned.bob
    for bad in (token[:-1], f"x{token}", "x", "a:b"):
        assert whose_digest(bad) is None
        assert client.get(reverse("content:digest_stop", args=[bad])).status_code == 404


def test_a_test_is_for_oneself_and_of_another_for_curators(planned, office):
    with tenant(planned.acme):
        assert send_test(by=planned.bob, of=planned.bob, now=NOW) == 2
        assert send_test(by=planned.alice, of=planned.bob, now=NOW) == 2
    with tenant(planned.acme), pytest.raises(PermissionDenied):
        send_test(by=planned.bob, of=planned.alice, now=NOW)
    send_letters(now=NOW)
    assert sorted(one["To"] for one in office.mails) == ["alice@acme.example", BOB]
    with tenant(planned.acme):
        assert digest_of(planned.bob).told == []


def test_a_test_of_anothers_tells_nothing_of_what_is_theirs_alone(planned, office):
    with tenant(planned.acme):
        roof, river = _post(planned, "Our roof"), _post(planned, "Our river")
        wind = make_post("Our wind")
        before = next_posts(planned.bob, to=planned.alice, now=NOW)
        follow_topic(topic=roof.topics.get(), member=planned.bob, now=NOW)
        record_read(post=roof, member=planned.bob, now=NOW)
        hide_post(post=river, member=planned.bob, now=NOW)
        Digest.objects.filter(member=planned.bob).update(told=[wind.pk])
        assert next_posts(planned.bob, to=planned.alice, now=NOW) == before
        assert len(before) == 3
        assert next_posts(planned.bob, to=planned.bob, now=NOW) == []
        assert send_test(by=planned.alice, of=planned.bob, now=NOW) == 3
    send_letters(now=NOW)
    [mail] = office.mails
    assert mail["List-Unsubscribe"] is None
    assert mail["List-Unsubscribe-Post"] is None
    for part in ("plain", "html"):
        said = mail.get_body((part,)).get_content()
        assert all(title in said for title in ("Our roof", "Our river", "Our wind"))
        assert "You asked for a test" in said
        assert "/digest/stop/" not in said
        assert "that you have not seen" not in said


def test_who_ends_them_between_writing_and_sending_gets_none(planned, office):
    send_due(now=TUESDAY)
    with tenant(planned.acme):
        set_pace(member=planned.bob, pace=Pace.NEVER, now=TUESDAY)
    send_letters(now=TUESDAY)
    assert BOB not in [one["To"] for one in office.mails]


def test_only_curators_plan(planned):
    with tenant(planned.acme), pytest.raises(PermissionDenied):
        set_plan(by=planned.bob, now=NOW, hour=3)
    with tenant(planned.acme):
        assert not DigestPlan.objects.exists()


def test_each_member_of_a_batch_costs_a_few_queries_whatever_its_size(planned):
    costs = []
    for size in (5, 20):
        with tenant(planned.acme):
            for _number in range(size - Digest.objects.count()):
                make_member("", Role.ADVOCATE)
        plan_digests(now=NOW)
        with tenant(planned.acme):
            Digest.objects.update(next_at=TUESDAY)
        with CaptureQueriesContext(connection) as asked:
            assert send_due(now=TUESDAY) >= size
        costs.append(len(asked))
    each = (costs[1] - costs[0]) / 15
    print(f"queries: {costs[0]} for 5, {costs[1]} for 20, {each:.1f} each")  # noqa: T201 (a figure)
    assert each < 5
