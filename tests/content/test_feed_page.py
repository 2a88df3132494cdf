from __future__ import annotations

from datetime import timedelta

import pytest

from content.desk.listing import Filters, desk_page
from content.models import Caption, Mark, State
from content.ranking.pages import feed_page
from content.ranking.wanted import Wanted
from content.selectors import Cursor
from content.services import record_read, record_shared
from content.suggesting import suggested_captions
from content.topics import topics_in_use
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import NOW, make_member, make_post, make_topic


def titles(page):
    return [post.title for post in page.posts]


def test_shows_approved_posts_newest_first(in_acme):
    make_post("Old", approved_at=NOW - timedelta(days=9))
    make_post("New")
    make_post("Draft", state=State.DRAFT, approved_at=None)
    make_post("Gone", state=State.ARCHIVED)
    assert titles(feed_page(member=in_acme.bob)) == ["New", "Old"]


def test_pages_meet_without_gap_or_repeat_also_when_moments_are_equal(in_acme):
    for number in range(7):
        make_post(f"{number}", approved_at=NOW - timedelta(days=number // 3))
    seen, cursor = [], None
    for _ in range(4):
        page = feed_page(member=in_acme.bob, before=cursor, size=2)
        seen += titles(page)
        cursor = page.next_cursor and Cursor.parse(str(page.next_cursor))
    assert seen == ["2", "1", "0", "5", "4", "3", "6"]
    assert cursor is None


@pytest.mark.parametrize("size", [2, 20])
def test_asks_as_often_whatever_its_size(in_acme, django_assert_num_queries, size):
    topic = make_topic()
    for _ in range(20):
        make_post("", topic, make_topic())
    before = Cursor(NOW, feed_page(member=in_acme.bob).posts[0].public_id)
    with django_assert_num_queries(7):
        page = feed_page(member=in_acme.bob, wanted=Wanted(topic), before=before, size=size)
        assert [(p.topic_list, p.captions, p.is_unread) for p in page.posts]


def test_narrows_to_a_topic(in_acme):
    energy = make_topic("Energy")
    make_post("Roof", energy, make_topic("Buildings"))
    make_post("Other")
    page = feed_page(member=in_acme.bob, wanted=Wanted(energy))
    assert titles(page) == ["Roof"]
    assert [topic.name for topic in page.posts[0].topic_list] == ["Buildings", "Energy"]


def test_a_post_is_unread_until_its_reader_opens_or_shares_it(in_acme):
    opened, shared, fresh = make_post("Opened"), make_post("Shared"), make_post("Fresh")
    record_read(post=opened, member=in_acme.bob, now=NOW)
    record_read(post=opened, member=in_acme.bob, now=NOW + timedelta(days=1))
    record_shared(post=shared, member=in_acme.bob, now=NOW)
    record_read(post=fresh, member=in_acme.alice, now=NOW)
    unread = {post.title: post.is_unread for post in feed_page(member=in_acme.bob).posts}
    assert unread == {"Opened": False, "Shared": False, "Fresh": True}
    assert Mark.objects.get(post=opened).read_at == NOW


def test_offers_a_networks_own_words_before_those_for_any(in_acme):
    post = make_post("Roof", caption="For any")
    Caption.objects.create(post=post, network="mastodon", position=1, text="Toot")
    assert suggested_captions(post, "mastodon") == ["Toot", "For any"]
    assert suggested_captions(post, "linkedin") == ["For any"]


def test_offers_only_topics_of_approved_posts_by_name(in_acme):
    make_topic("Empty")
    make_post("", make_topic("émile"), make_topic("Zebra"), make_topic("Apple"))
    make_post("", make_topic("Secret"), state=State.DRAFT)
    assert [topic.name for topic in topics_in_use(in_acme.bob)] == ["Apple", "émile", "Zebra"]


def test_shows_nothing_of_another_organization(cast):
    with tenant(cast.globex):
        foreign = make_post("Theirs", make_topic())
    with tenant(cast.acme):
        make_post("Ours")
        before = Cursor(NOW, foreign.public_id)
        assert titles(feed_page(member=cast.bob, before=before)) == ["Ours"]
        assert topics_in_use(cast.bob) == []


@pytest.mark.parametrize("text", ["", "x", "1-", "1-zz", "9" * 40 + "-" + "0" * 32, "1e5-0", "-"])
def test_a_forged_cursor_is_no_cursor(text):
    assert Cursor.parse(text) is None


def desk_titles(page):
    return [row.post.title for row in page.rows]


def test_the_desk_shows_contributors_only_their_own(in_acme):
    writer = make_member("Carla", Role.CONTRIBUTOR)
    make_post("Hers", state=State.DRAFT, author=writer)
    make_post("Other", state=State.DRAFT, author=in_acme.alice, updated_at=NOW)
    drafts = Filters(state=State.DRAFT)
    own = desk_page(member=writer, filters=drafts, now=NOW)
    assert desk_titles(own) == ["Hers"]
    everybodys = desk_page(member=in_acme.alice, filters=drafts, now=NOW)
    assert desk_titles(everybodys) == ["Other", "Hers"]


def test_the_desk_is_cut_into_pages(in_acme):
    for number in range(5):
        make_post(f"{number}", updated_at=NOW - timedelta(days=number // 2))
    given = {"member": in_acme.alice, "filters": Filters(), "now": NOW, "size": 3}
    first = desk_page(**given)
    second = desk_page(**given, before=first.next_cursor)
    assert desk_titles(first) + desk_titles(second) == ["1", "0", "3", "2", "4"]
    assert second.next_cursor is None
