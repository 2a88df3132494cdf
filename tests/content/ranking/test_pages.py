"""Pages of the ranked feed: every post once, whatever happens meanwhile; and at a fixed cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from content.models import Follow, Mark, Mix, Post, PostTeam, PostTopic, State
from content.ranking import pages
from content.ranking.pages import feed_page, ranked_page
from content.ranking.places import Place
from content.ranking.three import end_of_week, is_shelf_open, three_for_you
from content.ranking.wanted import Wanted
from content.services.following import follow_topic
from content.services.marks import (
    close_shelf,
    hide_post,
    open_shelf,
    record_read,
    record_shared,
    save_post,
)
from tests.factories import NOW, make_member, make_post, make_team, make_topic

HOUR = timedelta(hours=1)


def make_posts(count: int, **changes) -> list[Post]:
    return [
        make_post(f"{number}", approved_at=NOW - number * HOUR, **changes)
        for number in range(count)
    ]


def titles(found) -> list[str]:
    return [post.title for post in found]


def walk(member, *, size=3, between=lambda _page: None, wanted=None) -> list[str]:
    """Go through a visit page by page, through addresses; `between` happens after each page."""
    place, seen = Place(timezone.now()), []
    for number in range(100):
        page = ranked_page(member=member, place=place, wanted=wanted, size=size)
        seen += titles(page.posts)
        if page.next_place is None:
            return seen
        parsed = Place.parse(str(page.next_place), timezone.now())
        assert parsed == page.next_place
        place = parsed
        between(number)
    raise AssertionError("the feed never ends")


@pytest.fixture
def small_window(monkeypatch):
    monkeypatch.setattr(pages, "WINDOW", 8)


def test_every_post_comes_once(in_acme, small_window):
    make_posts(20)
    seen = walk(in_acme.bob)
    assert sorted(seen, key=int) == [str(number) for number in range(20)]
    assert seen[8:] == [str(number) for number in range(8, 20)]  # below the window, by time


def test_posts_at_one_moment_come_once(in_acme, small_window):
    for number in range(20):
        make_post(f"{number}", approved_at=NOW)
    assert sorted(walk(in_acme.bob), key=int) == [str(number) for number in range(20)]


@pytest.mark.parametrize("count", [0, 1, 3, 8, 9, 11])
def test_the_end_is_told(in_acme, small_window, count):
    make_posts(count)
    assert len(walk(in_acme.bob)) == count


def test_what_comes_meanwhile_moves_nothing(in_acme, small_window):
    make_posts(20)
    seen = walk(in_acme.bob, between=lambda n: make_post(f"new {n}", approved_at=timezone.now()))
    assert sorted(seen, key=int) == [str(number) for number in range(20)]


def test_what_is_opened_shared_hidden_followed_or_withdrawn_meanwhile_skips_nothing(
    in_acme, small_window
):
    bob, topic = in_acme.bob, make_topic()
    posts = make_posts(20)
    for post in posts[::3]:
        PostTopic.objects.create(post=post, topic=topic)

    def meddle(number: int) -> None:
        now = timezone.now()
        record_read(post=posts[number], member=bob, now=now)
        record_shared(post=posts[number + 4], member=bob, now=now)
        follow_topic(topic=topic, member=bob, now=now)
        Post.objects.filter(title="1").update(pinned_until=now + HOUR)
        Post.objects.filter(title="19").update(state=State.ARCHIVED)
        hide_post(post=posts[18], member=bob, now=now)

    seen = walk(bob, between=meddle)
    assert sorted(seen, key=int) == [str(number) for number in range(18)]


def test_the_same_place_shows_the_same_posts_again(in_acme):
    posts = make_posts(9)
    begins = Place(timezone.now())
    before = ranked_page(member=in_acme.bob, place=begins, size=3, pages=2)
    for post in posts[:5]:
        record_read(post=post, member=in_acme.bob, now=timezone.now())
    after = ranked_page(member=in_acme.bob, place=begins, size=3, pages=2)
    assert titles(after.posts) == titles(before.posts)
    assert titles(ranked_page(member=in_acme.bob, place=Place(timezone.now())).posts) != titles(
        before.posts
    )


def test_several_pages_at_once_are_those_one_after_the_other(in_acme, small_window):
    mixes = [make_topic(mix=mix) for mix in Mix]
    for number in range(14):
        make_post(f"{number}", mixes[number % 3], approved_at=NOW - number * HOUR)
    at_once = ranked_page(member=in_acme.bob, place=Place(timezone.now()), size=3, pages=4)
    assert titles(at_once.posts) == walk(in_acme.bob)[:12]


def test_a_pinned_post_is_first_however_old_and_comes_once(in_acme, small_window):
    posts = make_posts(20)
    Post.objects.filter(pk=posts[15].pk).update(pinned_until=timezone.now() + HOUR)
    Post.objects.filter(pk=posts[16].pk).update(pinned_until=timezone.now() - HOUR)
    seen = walk(in_acme.bob)
    assert seen[0] == "15"
    assert sorted(seen, key=int) == [str(number) for number in range(20)]


def test_a_pin_that_ends_meanwhile_shows_nothing_twice(in_acme, small_window):
    posts = make_posts(20)
    pinned = Post.objects.filter(pk=posts[15].pk)
    pinned.update(pinned_until=timezone.now() + HOUR)
    seen = walk(in_acme.bob, between=lambda _n: pinned.update(pinned_until=None))
    assert sorted(seen, key=int) == [str(number) for number in range(20)]


def test_what_counts_for_a_member_is_read_from_the_tables(in_acme):
    team, topic = make_team(), make_topic()
    member = make_member("Maja", team=team, languages=["pl"])
    follow_topic(topic=topic, member=member, now=NOW)
    old = {"approved_at": NOW - timedelta(days=60)}
    made = {
        "followed": make_post("followed", topic, **old),
        "team": make_post("team", **old),
        "polish": make_post("polish", language="pl", **old),
        "english": make_post("english", **old),
        "opened": make_post("opened", language="pl", **old),
        "shared": make_post("shared", language="pl", **old),
    }
    PostTeam.objects.create(post=made["team"], team=team)
    record_read(post=made["opened"], member=member, now=NOW)
    record_shared(post=made["shared"], member=member, now=NOW)
    Post.objects.filter(title__in=["followed", "team"]).update(language="pl")
    page = ranked_page(member=member, place=Place(timezone.now()))
    assert titles(page.posts) == ["followed", "team", "polish", "opened", "english", "shared"]


@pytest.mark.parametrize("count", [2, 30])
def test_a_page_takes_as_many_queries_whatever_there_is(in_acme, django_assert_num_queries, count):
    for number in range(count):
        make_post("", make_topic(), approved_at=NOW - number * HOUR)
    with django_assert_num_queries(13):
        ranked_page(member=in_acme.bob, place=Place(timezone.now()), with_three=True)


def test_filters(in_acme):
    bob, now = in_acme.bob, timezone.now()
    topic, team = make_topic("Energy"), make_team("Sales")
    about = make_post("about", topic)
    guide = make_post("guide", resource="guide", is_evergreen=True)
    prompt = make_post("prompt", kind="prompt")
    polish = make_post("polish", language="pl")
    type(bob).objects.filter(pk=bob.pk).update(team=team)
    bob.refresh_from_db()
    for_team = make_post("team")
    PostTeam.objects.create(post=for_team, team=team)
    save_post(post=guide, member=bob, now=now)
    record_shared(post=prompt, member=bob, now=now)
    hide_post(post=about, member=bob, now=now)
    others = {"guide", "prompt", "polish", "team"}
    cases = [
        (Wanted(), others),
        (Wanted(topic), set()),
        (Wanted(topic, show="hidden"), {"about"}),
        (Wanted(show="hidden"), {"about"}),
        (Wanted(show="saved"), {"guide"}),
        (Wanted(show="shared"), {"prompt"}),
        (Wanted(show="unread"), others - {"prompt"}),
        (Wanted(kind="prompt"), {"prompt"}),
        (Wanted(resource="guide"), {"guide"}),
        (Wanted(is_evergreen=True), {"guide"}),
        (Wanted(language="pl"), {"polish"}),
        (Wanted(language="en"), others - {"polish"}),
        (Wanted(for_my_team=True), {"team"}),
        (Wanted(kind="prompt", resource="guide"), set()),
    ]
    for wanted, there in cases:
        assert set(titles(feed_page(member=bob, wanted=wanted).posts)) == there, wanted
        if wanted.is_ranked:
            page = ranked_page(member=bob, place=Place(timezone.now()), wanted=wanted)
            assert set(titles(page.posts)) == there, wanted
    assert polish.language == "pl"


def test_marks_of_others_change_nothing(in_acme):
    post = make_post("Roof")
    hide_post(post=post, member=in_acme.alice, now=NOW)
    assert titles(feed_page(member=in_acme.bob).posts) == ["Roof"]
    (shown,) = feed_page(member=in_acme.bob).posts
    assert (shown.marks.pk, shown.is_unread) == (None, True)
    assert Mark.objects.count() == 1


def test_three_are_the_shelf_of_the_feed_and_not_in_it_twice(in_acme):
    now = timezone.now()
    for number in range(10):
        make_post(f"{number}", approved_at=now - number * HOUR)
    page = ranked_page(member=in_acme.bob, place=Place(now), with_three=True)
    three = titles(three_for_you(member=in_acme.bob, now=now))
    assert titles(page.three) == three
    assert len(three) == 3
    assert len({*three, *titles(page.posts)}) == 10
    assert len(page.posts) == 7


def test_a_small_feed_has_no_shelf(in_acme):
    make_posts(6)
    page = ranked_page(member=in_acme.bob, place=Place(timezone.now()), with_three=True)
    assert (page.three, len(page.posts)) == ([], 6)


def test_the_shelf_stays_away_until_monday_on_the_members_clock(in_acme):
    bob = in_acme.bob
    bob.time_zone = "Asia/Kathmandu"
    until = close_shelf(member=bob, now=NOW)  # a Wednesday
    assert until.isoformat() == "2026-11-23T00:00:00+05:45"
    assert until == end_of_week(bob, NOW) == close_shelf(member=bob, now=NOW + HOUR)
    assert not is_shelf_open(member=bob, now=until - HOUR)
    assert is_shelf_open(member=bob, now=until)
    assert is_shelf_open(member=in_acme.alice, now=NOW)
    open_shelf(member=bob)
    assert is_shelf_open(member=bob, now=NOW)


@pytest.mark.parametrize(
    "text", ["", "x", "AAAA", "é", "A" * 5000, "____________", "AH__________8", "B" * 12]
)
def test_a_forged_place_is_none(text):
    assert Place.parse(text, timezone.now()) is None


def test_a_place_that_is_yet_to_come_is_none():
    now = timezone.now()
    assert Place.parse(str(Place(now + HOUR)), now) is None
    assert Place.parse(str(Place(now - HOUR)), now) is not None


def test_a_topic_is_followed_once(in_acme):
    topic = make_topic()
    for _ in range(2):
        follow_topic(topic=topic, member=in_acme.bob, now=NOW)
    assert Follow.objects.count() == 1
