"""A post's dates: one check wherever they are set, no stale click, a calendar with bounds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from content.desk.calendar import MOST, Happens, read_calendar
from content.drafts import PostDraft
from content.models import Post, State
from content.services import create_post, edit_post, submit_post
from content.services.dating import keep_longer, set_dates
from content.services.returning import return_to_version
from tenants.scope import tenant
from tests.content.test_approve import draft
from tests.factories import NOW, make_post

DAY = timedelta(days=1)


def code(act, **given):
    with pytest.raises(ValidationError) as error:
        act(now=NOW, **given)
    return error.value.code, error.value.messages


@pytest.mark.parametrize(
    ("dates", "name"),
    [
        ({"embargo_until": NOW - DAY}, "embargo_until"),
        ({"expires_at": NOW}, "expires_at"),
        ({"review_at": NOW - DAY}, "review_at"),
        ({"pinned_until": NOW - DAY}, "pinned_until"),
        ({"review_at": NOW + 3000 * DAY}, "review_at"),
        ({"embargo_until": NOW + 3 * DAY, "expires_at": NOW + 2 * DAY}, "embargo_until"),
        ({"embargo_until": NOW + 3 * DAY, "pinned_until": NOW + 2 * DAY}, "pinned_until"),
    ],
)
def test_the_editor_and_the_desk_refuse_the_same_in_the_same_words(in_acme, dates, name):
    post = draft(in_acme.alice)
    words = PostDraft("Roof", link=post.link, why="Because.", **dates)
    edited = code(edit_post, post=post, by=in_acme.alice, draft=words, version=1)
    assert edited == code(set_dates, post=post, by=in_acme.alice, **dates)
    assert edited == code(create_post, author=in_acme.alice, draft=words)
    assert edited[0] == name


def test_neither_holds_back_what_is_in_the_feed(in_acme):
    post, dates = make_post("Roof"), {"embargo_until": NOW + DAY}
    words = PostDraft("Roof", link=post.link, why="Because.", **dates)
    edited = code(edit_post, post=post, by=in_acme.alice, draft=words, version=1)
    assert edited == code(set_dates, post=post, by=in_acme.alice, **dates)
    assert "in the feed already" in edited[1][0]


def test_what_stood_there_before_is_no_mistake(in_acme):
    passed = NOW - DAY + timedelta(seconds=5)
    post = draft(in_acme.alice, embargo_until=passed, review_at=passed)
    dates = {"embargo_until": NOW - DAY, "review_at": NOW - DAY}  # to the minute, as forms have it
    words = PostDraft("Roof", link=post.link, why="Because.", **dates)
    assert edit_post(post=post, by=in_acme.alice, draft=words, version=1, now=NOW).version == 2


def test_an_older_version_comes_back_without_dates_that_have_passed(in_acme):
    soon, then = NOW + DAY, NOW + 2 * DAY
    words = PostDraft("Roof", review_at=soon, embargo_until=soon, expires_at=then)
    post = create_post(author=in_acme.alice, draft=words, now=NOW)
    later = NOW + 30 * DAY
    edit_post(post=post, by=in_acme.alice, draft=PostDraft("Wall"), version=1, now=NOW)
    back = return_to_version(post=post, by=in_acme.alice, version=1, now=later)
    assert back.title == "Roof"
    assert back.review_at is back.embargo_until is back.expires_at is None


class TestAStaleClick:
    def test_does_not_keep_it_longer(self, in_acme):
        post = make_post("Roof", expires_at=NOW + DAY, version=4)
        assert code(keep_longer, post=post, by=in_acme.alice, version=3)[0] == "stale"

    @pytest.mark.parametrize("name", ["post_keep_longer", "post_look_again", "post_embargo"])
    def test_on_a_page_changes_nothing_and_says_so(self, cast, sign_in, name):
        now = timezone.now()
        dates = {"review_at": now - DAY, "expires_at": now + 2 * DAY}
        if name == "post_embargo":
            dates = {"embargo_until": now + DAY}
        with tenant(cast.acme):
            post = make_post("Roof", version=4, **dates)
        client, url = sign_in(cast.alice), reverse(f"content:{name}", args=["acme", post.public_id])
        said = {"version": "3", "wall": f"{now + 5 * DAY:%Y-%m-%dT%H:%M}"}
        page = client.post(url, said, follow=True).content.decode()
        assert "Someone else changed this post meanwhile" in page
        with tenant(cast.acme):
            post.refresh_from_db()
            assert post.version == 4
        client.post(url, {**said, "version": "4"})
        with tenant(cast.acme):
            post.refresh_from_db()
            assert post.version == 5

    def test_pages_say_which_version_they_show(self, cast, sign_in):
        now = timezone.now()
        with tenant(cast.acme):
            make_post("Stale", version=41, review_at=now - DAY)
            make_post("Ends", version=42, expires_at=now + DAY)
            later = make_post("Later", version=43, embargo_until=now + timedelta(minutes=5))
        client = sign_in(cast.alice)
        desk = client.get("/o/acme/desk/").content.decode()
        assert all(f'name="version" value="{one}"' in desk for one in (41, 42))
        assert 'data-version="43"' in client.get("/o/acme/desk/calendar/").content.decode()
        url = reverse("content:post_embargo", args=["acme", later.public_id])
        assert 'name="version" value="43"' in client.get(url).content.decode()


class TestTheCalendar:
    def fill(self, count):
        values = {"state": State.APPROVED, "created_at": NOW, "updated_at": NOW, "approved_at": NOW}
        Post.objects.bulk_create(
            Post(title=f"P{n}", link="https://x.example", why="W", review_at=NOW + DAY, **values)
            for n in range(count)
        )

    def test_shows_so_many_of_a_kind_and_says_that_there_are_more(self, cast, sign_in):
        url = "/o/acme/desk/calendar/?show=2026-11"
        with tenant(cast.acme):
            self.fill(MOST)
            make_post("Ends", expires_at=NOW + DAY)
            assert not read_calendar(member=cast.alice, key="2026-11", now=NOW).is_cut
        assert "There is more than fits" not in sign_in(cast.alice).get(url).content.decode()
        with tenant(cast.acme):
            self.fill(1)
            calendar = read_calendar(member=cast.alice, key="2026-11", now=NOW)
        shown = [entry.what for day in calendar.days for entry in day.entries]
        assert (shown.count(Happens.REVIEW), shown.count(Happens.EXPIRES)) == (MOST, 1)
        assert MOST == 100
        assert "There is more than fits" in sign_in(cast.alice).get(url).content.decode()

    def test_reads_no_bodies(self, in_acme):
        post = draft(in_acme.alice, body="Long.", expires_at=NOW + 2 * DAY)
        submit_post(post=post, by=in_acme.alice, now=NOW, due_at=NOW + DAY)
        calendar = read_calendar(member=in_acme.alice, key="2026-11", now=NOW)
        entries = [entry for day in calendar.days for entry in day.entries]
        assert len(entries) == 2
        assert all("body" in entry.post.get_deferred_fields() for entry in entries)
