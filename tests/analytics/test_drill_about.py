"""Behind a number by what posts are about, and by whose words: no group under five either."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.drill import parts
from analytics.drill.about import About, blocks, by_topic, by_words
from analytics.drill.naming import OF_POSTS
from analytics.drill.parts import Cell, Label, Part, Who
from analytics.rollup import roll_up
from content.models import Post
from sharing.models import Share
from tenants.fewest import fewest
from tenants.roles import Role
from tests.analytics.events import MONDAY, at, click, live_share
from tests.analytics.test_drill import LATER, found, told
from tests.api.callers import caller_of
from tests.factories import make_campaign, make_member, make_post, make_topic

DAY = MONDAY.date()


@pytest.fixture
def shared(in_acme):
    """Let seven people share "Roof" in suggested words, and six of them "Jobs" in their own.

    "Roof" is about houses and work, "Jobs" about work, asks for own words, and is of a campaign.
    Three shared "One" and three others "Two", both about houses: no list tells these two apart.
    """
    people = [make_member(f"Sharer {n}") for n in range(9)]
    houses, work = make_topic("Houses"), make_topic("Work")
    fair = make_campaign(in_acme.alice, name="Fair")
    made = {name: make_post(name) for name in ("Roof", "Jobs", "One", "Two")}
    Post.objects.filter(pk=made["Jobs"].pk).update(kind="prompt", campaign=fair)
    for name, topics in (
        ("Roof", [houses, work]),
        ("Jobs", [work]),
        ("One", [houses]),
        ("Two", [houses]),
    ):
        made[name].topics.set(topics)
    for name, sharers in (
        ("Roof", people[:7]),
        ("Jobs", people[:6]),
        ("One", people[:3]),
        ("Two", people[3:6]),
    ):
        for member in sharers:
            share = live_share(member, at(0), made[name])
            Share.objects.filter(pk=share.pk).update(is_suggested=name != "Jobs")
            click(share, at(1))
    roll_up(now=LATER, since=at(-1))
    return {"houses": houses, "work": work, "fair": fair, "people": people, **made}


def test_a_post_counts_for_each_of_its_topics(shared):
    assert set(told("topic")) == {("Houses", 7 + 3 + 3, 0), ("Work", 7 + 6, 0)}
    assert (found("topic").told, found("topic").now) == (19, 19)


def test_posts_of_a_few_count_where_together_they_are_of_enough(shared):
    assert (None, 6, 0) in told("post")
    Post.objects.get(title="Two").topics.clear()
    # three people alone behind "One", and three behind "Two": neither is in a topic's number
    assert set(told("topic")) == {("Work", 13, 0), ("Houses", 7, 0), (None, 6, 0)}


def test_lists_campaigns_kinds_and_whose_words(shared):
    assert set(told("campaign")) == {("In no campaign", 13, 0), ("Fair", 6, 0)}
    assert set(told("kind")) == {("To share", 13, 0), ("To tell in your own words", 6, 0)}
    assert set(told("words")) == {("Suggested words", 13, 0), ("Own words", 6, 0)}


def test_narrows_them_as_any_list(shared):
    houses, fair = str(shared["houses"].public_id), str(shared["fair"].public_id)
    assert set(told("kind", topic=houses)) == {("To share", 13, 0)}
    assert set(told("words", campaign=fair)) == {("Own words", 6, 0)}
    assert set(told("topic", campaign=fair)) == {("Work", 6, 0)}
    assert set(told("campaign", kind="share")) == {("In no campaign", 13, 0)}
    assert set(told("topic", post=str(shared["Roof"].public_id))) == {
        ("Houses", 7, 0),
        ("Work", 7, 0),
    }


def test_of_one_network_they_are_what_its_lines_name(shared):
    assert told("kind", network="bluesky") == []
    assert ("To tell in your own words", 6, 0) in told("kind", network="mastodon")
    assert set(told("words", network="mastodon")) == {(None, 19, 0)}


def test_who_shared_it_twice_in_both_words_is_in_neither(shared):
    twice = shared["people"][0]
    live_share(twice, at(2), shared["Roof"], is_suggested=False, repeat=1)
    # the six others of "Roof" are not told apart either, else that one could be found
    assert set(told("words")) == {("Suggested words", 6, 0), (None, 7, 0), ("Own words", 6, 0)}


def test_does_not_name_what_the_reader_may_not_know_of(shared):
    shared["houses"].is_closed = True
    shared["houses"].save()
    manager = make_member("Manager", Role.MANAGER)
    assert set(told("topic", reader=manager)) == {("Work", 13, 0), (None, 6, 0)}
    assert ("Houses", 13, 0) in told("topic")


@pytest.mark.parametrize("by", OF_POSTS)
def test_costs_as_many_queries_for_many_as_for_few(shared, in_acme, by):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            found(by)
        return len(caught)

    fewest()
    before = queries()
    for number in range(6):
        post = make_post(f"More {number}")
        post.topics.add(make_topic(f"Topic {number}"))
        campaign = make_campaign(in_acme.alice, name=f"Campaign {number}")
        Post.objects.filter(pk=post.pk).update(campaign=campaign)
        for member in shared["people"]:
            click(live_share(member, at(2), post), at(2))
    roll_up(now=LATER, since=at(-1))
    assert queries() == before
    assert before <= 10


def test_programs_get_the_same(shared, in_acme):
    answer = caller_of(in_acme.alice).get("dashboard/facts?by=topic&period=week&on=2026-W47")
    lines = [(one["topic"], one["value"], one["kind"]) for one in answer["lines"]]
    assert lines == [("Houses", 13, None), ("Work", 13, None)]
    assert answer["told"] == 19
    answer = caller_of(in_acme.alice).get("dashboard/facts?by=campaign&period=week&on=2026-W47")
    assert [(one["campaign"], one["value"]) for one in answer["lines"]] == [("Fair", 6), ("", 13)]
    answer = caller_of(in_acme.alice).get("dashboard/facts?by=words&period=week&on=2026-W47")
    assert [one["words"] for one in answer["lines"]] == ["own_words", "suggested"]


def test_the_page_says_that_topics_do_not_add_up(shared, in_acme, sign_in):
    client = sign_in(in_acme.alice)
    page = client.get("/o/acme/dashboard/facts/?by=topic&period=week&on=2026-W47")
    assert "not to be added up" in page.content.decode()
    links = [row.about[0].url for row in page.context["rows"]]
    assert f"topic={shared['houses'].public_id}" in links[0]
    assert "by=post" in links[0]
    page = client.get("/o/acme/dashboard/facts/?by=campaign&period=week&on=2026-W47")
    assert [bool(row.about[0].url) for row in page.context["rows"]] == [True, False]


def made_up(seed: int) -> tuple[list[Cell], dict[int, About]]:
    """Return what people brought on two networks with ten posts, whose topics overlap."""
    chance = random.Random(seed)
    posts = {
        post: About(
            public_id=str(post),
            kind=chance.choice(["share", "prompt"]),
            campaign=chance.choice(["", "A", "B"]),
            topics=frozenset(chance.sample("TUV", chance.randrange(4))),
        )
        for post in range(1, 11)
    }
    cells = []
    for post in posts:
        size = chance.choice((2, 4, 9))
        for network in "AB":
            for day in (DAY, None):
                for words in ("suggested", "own_words", ""):
                    who = frozenset(n for n in range(size) if chance.random() < chance.random())
                    if who:
                        cells.append(Cell(network, 0, post, day, who, len(who), words))
    return cells, posts


def lists_of(found: list[Part], *, is_whole: bool) -> Iterable[tuple[Label, Part]]:
    for name in ("kind", "campaign"):
        yield from ((part.labels[name], part) for part in parts.merged(found, [name]))
    topics = parts.merged(by_topic(found, ["", *"TUV"]), ["topic"])
    yield from ((part.labels["topic"], part) for part in topics)
    words = parts.merged(by_words(found, is_whole=is_whole), ["words"])
    yield from ((part.labels["words"], part) for part in words)


def has(labels: Mapping[str, Label], topic: str) -> bool:
    topics = labels["topics"]
    return isinstance(topics, frozenset) and topic in topics


@pytest.mark.parametrize("seed", range(40))
def test_no_difference_of_what_is_shown_is_of_fewer_than_five(in_acme, seed):
    cells, posts = made_up(seed)
    found = blocks(cells, posts)
    assert sorted(id(cell) for part in found for cell in part.cells) == sorted(map(id, cells))
    shown = list(lists_of(found, is_whole=True))
    for wanted in ("share", "prompt"):
        some = [part for part in found if part.labels["kind"] == wanted]
        shown += lists_of(some, is_whole=False)
    for topic in "TUV":
        shown += lists_of([one for one in found if has(one.labels, topic)], is_whole=False)
    assert sum(part.now for label, part in shown if label is not None)
    sets = [{id(cell) for cell in part.cells} for label, part in shown if label is not None]
    inner = sets + [
        {id(cell) for cell in part.cells}
        for part in [*parts.cut(cells, "post"), *parts.lines(cells)]
        if part.labels["post"] is not None
    ]
    by_id = {id(cell): cell for cell in cells}
    for whole in sets:
        assert not Who.behind(by_id[one] for one in whole).is_few
        for piece in inner:
            if piece < whole:
                assert not Who.behind(by_id[one] for one in whole - piece).is_few
