"""Reading topics: as chips over the feed, as a list to choose from, as curators' rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef

from content.models import Admission, Follow, Post, PostTopic, State, Topic, TopicQuerySet
from tenants.models import Member


@dataclass(frozen=True)
class TopicChip:
    """A topic, and whether the one who looks follows it."""

    topic: Topic
    is_followed: bool


@dataclass(frozen=True)
class TopicRow:
    """A topic as curators see it: how many posts it has, and how many of them are in the feed.

    `admits` are the names of the teams and people that a closed one admits.
    """

    topic: Topic
    posts: int
    in_feed: int
    admits: Sequence[str]


def topics_in_use(member: Member) -> list[Topic]:
    """Return the topics of what is offered to a member, by name."""
    return list(_used(member))


def chips_of(member: Member) -> list[TopicChip]:
    """Return the topics of what is offered to a member, the followed first. One query."""
    follows = Follow.objects.filter(member=member, topic=OuterRef("pk"))
    rows: Any = _used(member).annotate(is_followed=Exists(follows))
    chips = [TopicChip(topic, topic.is_followed) for topic in rows]
    return sorted(chips, key=lambda chip: not chip.is_followed)


def topics_to_follow(member: Member) -> list[TopicChip]:
    """Return every topic whose posts can be for a member, by name. Two queries."""
    followed = followed_by(member)
    rows = Topic.objects.admitting(member).by_name()
    return [TopicChip(topic, topic.pk in followed) for topic in rows]


def followed_by(member: Member) -> set[int]:
    """Return the ids of the topics a member follows."""
    return set(Follow.objects.filter(member=member).values_list("topic_id", flat=True))


def topic_rows() -> list[TopicRow]:
    """Return all topics by name, for curators. Four queries."""
    counted = PostTopic.objects.values_list("topic_id").annotate(count=Count("id"))
    all_posts = dict(counted)
    in_feed = dict(counted.filter(post__state=State.APPROVED))
    admits = admitted_names()
    return [
        TopicRow(topic, all_posts.get(topic.pk, 0), in_feed.get(topic.pk, 0), admits[topic.pk])
        for topic in Topic.objects.all().by_name()
    ]


def admitted_names() -> dict[int, list[str]]:
    """Return whom closed topics admit, by name, teams first."""
    names: dict[int, list[str]] = defaultdict(list)
    rows = Admission.objects.select_related("team", "member")
    for row in rows.order_by("team__sort_key", "member__sort_key", "id"):
        who = row.team or row.member
        if who is not None:
            names[row.topic_id].append(who.name)
    return names


def posts_about(topic: Topic) -> int:
    """Return how many posts, in whatever state, are about a topic."""
    count: int = PostTopic.objects.filter(topic=topic).count()
    return count


def _used(member: Member) -> TopicQuerySet:
    posts = Post.objects.open_to(member).filter(pk=OuterRef("post"))
    used = PostTopic.objects.filter(Exists(posts), topic=OuterRef("pk"))
    found: TopicQuerySet = Topic.objects.filter(Exists(used)).by_name()
    return found
