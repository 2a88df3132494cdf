"""Topics for programs: what there is to follow; and for curators, looking after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.api.feed_shapes import (
    TopicChange,
    TopicKept,
    TopicMerge,
    TopicMoved,
    TopicsBegun,
    TopicWhole,
)
from content.api.shapes import TopicCreate, TopicSearchQuery, TopicShape
from content.models import Admission, Topic
from content.models.audiences import Reader
from content.search.finding import languages_in_use, topics_like
from content.search.words import words_of
from content.services import create_topic
from content.services.following import follow_topic, unfollow_topic
from content.services.topics import (
    TopicDraft,
    add_default_topics,
    change_topic,
    delete_topic,
    merge_topic,
)
from content.topics import followed_by, posts_about, topics_in_use
from tenants.models import Member, Team
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.token_scopes import Scope


@dataclass(frozen=True)
class Kept:
    """A topic with how many posts are about it, and whom it admits."""

    topic: Topic
    posts: int
    teams: Sequence[Team]
    people: Sequence[Member]


class Topics(Endpoints):
    """Topics."""

    tag = "Posts"

    @endpoint(scope=Scope.POSTS_READ, query=PageQuery, gives=TopicWhole)
    def index(self, call: Call) -> Page:
        """List topics by name: those in the feed, for writers all that are open to them."""
        rows = Topic.objects.open_to(call.member)
        if not call.member.may(Permission.WRITE_POSTS):
            rows = rows.filter(pk__in=[topic.pk for topic in topics_in_use(call.member)])
        page = call.cut.take(rows, "sort_key", "pk", name="slug")
        return Page(_followed(page.rows, call.member), page.position)

    @endpoint(scope=Scope.POSTS_READ, query=TopicSearchQuery, gives=TopicShape)
    def search(self, call: Call) -> Page:
        """Find topics by words of their names, at most five, the best first."""
        words = words_of(call.query["q"], *languages_in_use())
        return Page(topics_like(words, Reader.of(call.member))[: call.cut.size], None)

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.WRITE_POSTS,
        takes=TopicCreate,
        gives=TopicShape,
        status=201,
        once=True,
        fields={"taken": "name"},
    )
    def create(self, call: Call) -> Topic:
        """Add a topic; one of this name is given as it is. 422 "taken" where that is closed."""
        return create_topic(name=call.data["name"], by=call.member, now=call.now)

    @endpoint(scope=Scope.POSTS_WRITE, gives=TopicWhole)
    def follow(self, call: Call, public_id: UUID) -> Topic:
        """Let a topic's posts come sooner in one's feed. Nobody else learns of it."""
        topic = _open(call, public_id)
        follow_topic(topic=topic, member=call.member, now=call.now)
        return _followed([topic], call.member)[0]

    @endpoint(scope=Scope.POSTS_WRITE, gives=TopicWhole)
    def unfollow(self, call: Call, public_id: UUID) -> Topic:
        """Treat a topic like any other again."""
        topic = _open(call, public_id)
        unfollow_topic(topic=topic, member=call.member)
        return _followed([topic], call.member)[0]

    @endpoint(scope=Scope.POSTS_READ, permission=Permission.APPROVE_POSTS, gives=TopicKept)
    def show(self, call: Call, public_id: UUID) -> Kept:  # noqa: ARG002 (all are handed the call)
        """Give a topic with whom it admits, and how many posts it has."""
        return _kept(_any(public_id))

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.APPROVE_POSTS,
        takes=TopicChange,
        gives=TopicKept,
        fields={"taken": "name", "admits": "is_closed"},
    )
    def change(self, call: Call, public_id: UUID) -> Kept:
        """Change a topic; one that is opened shows its posts to all they are else for."""
        kept, said = _kept(_any(public_id)), dict(call.data)
        for name, model in (("teams", Team), ("people", Member)):
            if name in said:
                said[name] = _chosen(model, name, said[name])
        before: dict[str, Any] = {
            "name": kept.topic.name,
            "mix": kept.topic.mix,
            "hue": kept.topic.hue,
            "is_closed": kept.topic.is_closed,
            "is_about_jobs": kept.topic.is_about_jobs,
            "teams": tuple(kept.teams),
            "people": tuple(kept.people),
        }
        draft = TopicDraft(**{**before, **said})
        return _kept(change_topic(topic=kept.topic, draft=draft, by=call.member, now=call.now))

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.APPROVE_POSTS,
        takes=TopicMerge,
        gives=TopicMoved,
        fields={"opens": "into"},
    )
    def merge(self, call: Call, public_id: UUID) -> dict[str, int]:
        """Make a topic part of another: posts, sources and followers go along, and it is gone.

        422 "reviewed" for one whose posts need a review, but for admins: the review goes along.
        """
        into = Topic.objects.filter(slug=call.data["into"]).first()
        if into is None:
            raise ValidationError(_("There is no such topic."), code="into")
        topic = _any(public_id)
        return {"posts": merge_topic(topic=topic, into=into, by=call.member, now=call.now)}

    @endpoint(scope=Scope.POSTS_WRITE, permission=Permission.APPROVE_POSTS, gives=TopicMoved)
    def delete(self, call: Call, public_id: UUID) -> dict[str, int]:
        """Delete a topic; its posts stay. 422 "opens" for a closed one that has posts.

        422 "reviewed" for one whose posts need a review, but for admins: the review ends.
        """
        return {"posts": delete_topic(topic=_any(public_id), by=call.member, now=call.now)}

    @endpoint(scope=Scope.POSTS_WRITE, permission=Permission.APPROVE_POSTS, gives=TopicsBegun)
    def begin(self, call: Call) -> dict[str, list[Topic]]:
        """Begin with the topics that most begin with; 422 "has_topics" where there are any."""
        return {"topics": add_default_topics(by=call.member, now=call.now)}


def _open(call: Call, public_id: UUID) -> Topic:
    known = Topic.objects.admitting(call.member)
    found: Topic = get_object_or_404(known, public_id=public_id)
    return found


def _any(public_id: UUID) -> Topic:
    found: Topic = get_object_or_404(Topic.objects, public_id=public_id)
    return found


def _followed(topics: Sequence[Topic], member: Member) -> list[Topic]:
    followed = followed_by(member)
    for topic in topics:
        topic.is_followed = topic.pk in followed  # type: ignore[attr-defined]
    return list(topics)


def _kept(topic: Topic) -> Kept:
    rows = list(Admission.objects.filter(topic=topic).select_related("team", "member"))
    teams = [row.team for row in rows if row.team]
    people = [row.member for row in rows if row.member]
    return Kept(topic, posts_about(topic), teams, people)


def _chosen(model: type[Team | Member], name: str, ids: list[UUID]) -> tuple[Any, ...]:
    found = list(model.objects.filter(public_id__in=ids))
    if len(found) != len(set(ids)):
        raise ValidationError(_("There is no such team or person."), code=name)
    return tuple(found)
