"""Counting as things come gives what counting everything at the end gives, whatever comes how late.

Networks tell totals late, again, smaller than before, or leave one out; clicks are stored after
their day; reports by hand are taken back; who has no account chooses networks to post to by hand,
others, then none; people move into a team or out of it; sites are named and removed. Workers look
in between, or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analytics.models import FillMark
from analytics.pull import pull_counts
from analytics.rollup import count_heads, rebuild, roll_up
from policies.models import PolicyVersion
from sharing.models import Click, LandingSite, Share, State
from sharing.networks.base import Grant
from sharing.networks.mastodon import Mastodon
from sharing.services.activity import touch_day
from sharing.services.assisting import set_assisted_networks
from sharing.services.grants import store_grant
from sharing.services.landing import add_site, remove_site
from tenants.models import Team
from tenants.roles import Role
from tenants.services.members import set_team
from tests.analytics.events import MONDAY, live_share, stored
from tests.conftest import Cast
from tests.factories import (
    acknowledge,
    make_connection,
    make_member,
    make_policy,
    make_post,
    make_share,
    make_team,
    make_topic,
)

PEOPLE, POSTS, SHARES = 3, 2, 6
METRICS = ("reactions", "comments", "reshares", "impressions", "reach")
WHICH = st.integers(0, SHARES - 1)
TOLD = st.dictionaries(st.sampled_from(METRICS), st.none() | st.integers(0, 9))
HAPPENS = st.one_of(
    st.tuples(st.just("live"), st.integers(0, PEOPLE - 1), st.integers(0, POSTS - 1)),
    st.tuples(st.just("by hand"), st.integers(0, PEOPLE - 1), st.integers(0, POSTS - 1)),
    st.tuples(st.just("taken back"), WHICH),
    st.tuples(
        st.just("clicked"),
        WHICH,
        st.sampled_from([b"a", b"b"]),
        st.sampled_from(["human", "human", "bot"]),
        st.sampled_from([0, 0, 30]),
    ),
    st.tuples(st.just("outgrown")),
    st.tuples(st.just("chosen")),
    st.tuples(st.just("moved"), st.integers(0, PEOPLE - 1)),
    st.tuples(st.just("site named")),
    st.tuples(st.just("told"), st.lists(st.tuples(WHICH, st.none() | TOLD), max_size=3)),
)
ROUNDS = st.tuples(
    st.lists(HAPPENS, min_size=1, max_size=4), st.sampled_from([1, 7, 26]), st.booleans()
)
"""What happens, how many hours pass then, and whether a worker counts after them."""
STORIES = st.lists(ROUNDS, min_size=2, max_size=6)
CHOICES: tuple[list[str], ...] = (["x"], ["x", "reddit"], [], [], ["facebook"])
"""What is chosen to post to by hand, one after another."""


class Story:
    """What happens to an organization, one thing after another."""

    def __init__(self, people: Sequence[Any], posts: Sequence[Any], answers: dict[str, Any]):
        self.people, self.posts, self.answers = people, posts, answers
        self.admin = people[0][0]
        self.without_account = make_member("Kim")
        acknowledge(self.without_account, PolicyVersion.objects.get())
        self.begin()

    def begin(self) -> None:
        self.now = MONDAY
        self.choices = iter(CHOICES)
        self.live: list[Share] = []
        self.by_hand: list[Share] = []

    def tell(self, rounds: Sequence[tuple[list[tuple[Any, ...]], int, bool]]) -> None:
        """Let the rounds pass; a counting worker also finishes days that ended, as beat lets it."""
        for happens, passes_h, is_counted in rounds:
            for what, *said in happens:
                getattr(self, f"_{what.replace(' ', '_')}")(*said)
            self.now += timedelta(hours=passes_h)
            if is_counted:
                self.count()

    def count(self) -> None:
        count_heads(now=self.now)
        roll_up(now=self.now, since=MONDAY)

    def _live(self, person: int, post: int) -> None:
        member, connection = self.people[person]
        topic_ids = [topic.pk for topic in self.posts[post].topics.all()]
        share = live_share(
            member, self.now, self.posts[post], connection=connection, topic_ids=topic_ids
        )
        self.live.append(share)

    def _by_hand(self, person: int, post: int) -> None:
        self.by_hand.append(
            make_share(
                self.people[person][0],
                self.posts[post],
                network="whatsapp",
                state=State.SELF_REPORTED,
                reported_at=self.now,
            )
        )
        touch_day(day=self.now.date(), now=self.now)

    def _taken_back(self, which: int) -> None:
        if not self.by_hand:
            return
        share = self.by_hand.pop(which % len(self.by_hand))
        assert share.reported_at is not None
        Share.objects.filter(pk=share.pk).update(state=State.OFFERED, reported_at=None)
        touch_day(day=share.reported_at.date(), now=self.now)

    def _clicked(self, which: int, visitor: bytes, kind: str, late_h: int) -> None:
        if not self.live:
            return
        share = self.live[which % len(self.live)]
        at = max(self.now - timedelta(hours=late_h), share.published_at or self.now)
        Click.objects.create(link_id=share.link_id, at=at, kind=kind, visitor=visitor)
        touch_day(day=at.date(), now=self.now)

    def _outgrown(self) -> None:
        """Let there be more figures than the days so far were filled with."""
        FillMark.objects.update(figures=0)

    def _chosen(self) -> None:
        """Let somebody without an account choose where to post by hand."""
        keys = next(self.choices, None)
        if keys is not None:
            set_assisted_networks(member=self.without_account, keys=keys, now=self.now)

    def _moved(self, person: int) -> None:
        """Let somebody come into a team, or out of the one they are in."""
        member = self.people[person][0]
        member.refresh_from_db(fields=["team"])
        team = Team.objects.first() if member.team is None else None
        set_team(member=member, team=team, by=self.admin, now=self.now)

    def _site_named(self) -> None:
        """Let the site that one of the posts leads to be named, or be removed again."""
        site = LandingSite.objects.first()
        if site is None:
            add_site(host="acme.example", by=self.admin, now=self.now)
        else:
            remove_site(site=site, by=self.admin, now=self.now)

    def _told(self, answers: Sequence[tuple[int, Mapping[str, int | None] | None]]) -> None:
        """Let a worker read some shares; None: the post is gone at the network."""
        self.answers.clear()
        if not self.live:
            return
        for which, totals in answers:
            share = self.live[which % len(self.live)]
            self.answers[share.remote_id] = totals
        Share.objects.filter(remote_id__in=self.answers).update(measure_at=self.now)
        pull_counts(now=self.now)


@pytest.fixture
def story(in_acme: Cast, monkeypatch: pytest.MonkeyPatch) -> Story:
    answers: dict[str, Any] = {}

    def measure(_network: Mastodon, _grant: Grant, ids: Sequence[str]) -> dict[str, Any]:
        return {one: answers[one] for one in ids if answers.get(one) is not None}

    monkeypatch.setattr(Mastodon, "measure", measure)
    team, version = make_team("Porto"), make_policy()
    people = []
    for number in range(PEOPLE):
        member = make_member(f"Person {number}", team=team if number else None)
        acknowledge(member, version)
        connection = make_connection(member, account_id=str(number))
        grant = Grant(connection.host, connection.account_id, "token")
        store_grant(connection=connection, grant=grant, now=MONDAY)
        people.append((member, connection))
    people[0][0].roles = [Role.ADMIN]
    elsewhere = make_post("Valve", link="https://elsewhere.example/valve")
    return Story(people, [make_post("Roof", make_topic("Craft")), elsewhere], answers)


@given(rounds=STORIES)
@hypothesis_settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_rebuild_gives_what_was_counted_as_it_came(
    in_acme: Cast, story: Story, rounds: list[Any]
) -> None:
    with transaction.atomic():
        story.begin()
        story.tell(rounds)
        story.count()
        as_it_came = stored()
        event("something is counted" if as_it_came[0] else "nothing is counted")
        rebuild(organization=in_acme.acme, now=story.now)
        assert stored() == as_it_came
        transaction.set_rollback(True)
