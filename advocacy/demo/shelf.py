"""What makes the demonstration's feed one's own: topics in a mix, marks, follows, the shelf."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from advocacy.demo import library
from content.models import Admission, Post, Topic
from content.services.following import follow_topic
from content.services.marks import hide_post, save_post
from tenants.models import Member, Team

Posts = Mapping[str, Post]
Members = Mapping[str, Member]


def furnish(posts: Posts, members: Members, *, now: datetime) -> None:
    """Set up the topics, and what some people follow, saved and put away; inside the scope."""
    _topics()
    for slug in library.PINNED.keys() & posts.keys():
        until = now + timedelta(days=library.PINNED[slug])
        Post.objects.filter(pk=posts[slug].pk).update(pinned_until=until)
    for email in members:
        _person(email, posts, members[email], now)


def _topics() -> None:
    for name, mix in library.MIXES.items():
        Topic.objects.filter(name=name).update(mix=mix)
    Topic.objects.filter(name__in=library.ABOUT_JOBS).update(is_about_jobs=True)
    for name, team in library.CLOSED.items():
        for topic in Topic.objects.filter(name=name):
            Topic.objects.filter(pk=topic.pk).update(is_closed=True)
            Admission.objects.create(topic=topic, team=Team.objects.get(name=team))


def _person(email: str, posts: Posts, member: Member, now: datetime) -> None:
    if languages := library.READERS.get(email):
        Member.objects.filter(pk=member.pk).update(languages=languages)
    for topic in Topic.objects.filter(name__in=library.FOLLOWS.get(email, ())):
        follow_topic(topic=topic, member=member, now=now)
    for slug in library.SAVED.get(email, ()):
        save_post(post=posts[slug], member=member, now=now)
    for slug in library.NOT_FOR_ME.get(email, ()):
        hide_post(post=posts[slug], member=member, now=now)
