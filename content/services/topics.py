"""Topics as curators look after them: add, change, merge, delete, and whom closed ones admit.

What a topic is called is part of what its posts are found by, so they are made findable anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.text import slugify
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from content.intake import SourceTopic
from content.models import (
    HUES,
    TOPIC_NAME_LENGTH,
    Admission,
    Follow,
    Mix,
    Outcome,
    Post,
    PostTopic,
    Topic,
    TopicReview,
    Verdict,
)
from content.search.indexing import index_again, index_posts
from tenants.audit import record
from tenants.models import Act, Member, Team
from tenants.naming import sort_key
from tenants.roles import Permission

AT_ONCE = 100
"""Posts that are made findable anew with a change; more of them follow within seconds."""
MOVED: tuple[tuple[Any, Q], ...] = (
    (PostTopic, Q(post=OuterRef("post"))),
    (SourceTopic, Q(source=OuterRef("source"))),
    (Follow, Q(member=OuterRef("member"))),
    (TopicReview, Q(Q(member=OuterRef("member")) | Q(member=None), role=OuterRef("role"))),
    (
        Verdict,
        Q(
            submission=OuterRef("submission"),
            member=OuterRef("member"),
            version=OuterRef("version"),
        ),
    ),
)
"""What goes along when a topic becomes part of another, but for what the other has the same of."""
RECRUITING = _("Recruiting")
DEFAULTS = (
    (_("Internal announcements"), Mix.CULTURE),
    (_("Product announcements"), Mix.COMPANY),
    (_("Thought leadership"), Mix.INDUSTRY),
    (RECRUITING, Mix.CULTURE),
)
"""What most libraries begin with."""


@dataclass(frozen=True)
class TopicDraft:
    """How a topic is to be. `teams` and `people` are whom it admits while it is closed."""

    name: str
    mix: str = Mix.COMPANY.value
    hue: int | None = None
    """None: one that is not the last topic's."""
    is_closed: bool = False
    is_about_jobs: bool = False
    """Whether its posts are for hiring."""
    teams: tuple[Team, ...] = ()
    people: tuple[Member, ...] = ()


@transaction.atomic
def add_topic(*, draft: TopicDraft, by: Member, now: datetime) -> Topic:
    """Add a topic.

    Raises PermissionDenied; ValidationError of code "name", "taken", "mix", "hue", "admits".
    """
    by.require(Permission.APPROVE_POSTS)
    fields = _checked(draft)
    if draft.hue is None:
        fields["hue"] = Topic.objects.count() % HUES
    with _taken_is_told():
        topic: Topic = Topic.objects.create(**fields)
    _write_admissions(topic, draft)
    record(Act.TOPIC_ADDED, by=by, about=topic, data=_told(fields), now=now)
    return topic


@transaction.atomic
def change_topic(*, topic: Topic, draft: TopicDraft, by: Member, now: datetime) -> Topic:
    """Change a topic; a closed one that is opened shows its posts to all they are else for.

    Raises PermissionDenied; ValidationError of code "name", "taken", "mix", "hue", "admits".
    """
    topic = _locked(by, topic)[0]
    fields = _checked(draft)
    changed = [name for name, value in fields.items() if value != getattr(topic, name)]
    was_called = topic.name
    if changed:
        for name in changed:
            setattr(topic, name, fields[name])
        with _taken_is_told():
            topic.save(update_fields=changed)
    told = [name for name in changed if name not in {"slug", "sort_key"}]
    told += ["admits"] if _write_admissions(topic, draft) else []
    if told:
        data = {"fields": told, **_told(fields)}
        record(Act.TOPIC_CHANGED, by=by, about=topic, data=data, now=now)
    if topic.name != was_called:
        _index_again(_posts_about(topic))
    return topic


@transaction.atomic
def merge_topic(*, topic: Topic, into: Topic, by: Member, now: datetime) -> int:
    """Make a topic part of another: its posts, sources and followers go along. Return how many
    posts did.

    Whom it admitted no longer counts, but whom the other does. Who reviews it reviews the other
    from then on, and what they said yes to stays so.

    Raises PermissionDenied; ValidationError of code "into": itself; "opens": the topic is closed
    and the other is not; "reviewed": only who runs the organization says who reviews.
    """
    if topic.pk == into.pk:
        raise ValidationError(_("Choose another topic to merge it into."), code="into")
    topic, into = _locked(by, topic, into)
    if topic.is_closed and not into.is_closed:
        message = _("This topic is closed, “%(name)s” is not: its posts would be open to all.")
        raise ValidationError(message, code="opens", params={"name": into.name})
    posts = _posts_about(topic)
    if not _may_end_reviews(topic, by):
        message = _("Its posts need a review. Ask an admin to merge it: they say who reviews.")
        raise ValidationError(message, code="reviewed")
    _carry(topic, into)
    data = {"into": str(into.public_id), "posts": len(posts)}
    record(Act.TOPIC_MERGED, by=by, about=topic, data=data, now=now)
    topic.delete()
    _index_again(posts)
    return len(posts)


@transaction.atomic
def delete_topic(*, topic: Topic, by: Member, now: datetime) -> int:
    """Delete a topic; its posts stay, without it. Return how many there were.

    Raises PermissionDenied; ValidationError of code "opens": it is closed, and has posts;
    "reviewed": only who runs the organization ends a review.
    """
    topic = _locked(by, topic)[0]
    posts = _posts_about(topic)
    if topic.is_closed and posts:
        message = _("Its posts would be open to all. Merge it into another closed topic instead.")
        raise ValidationError(message, code="opens")
    if not _may_end_reviews(topic, by):
        message = _("Its posts need a review, which would end. Ask an admin to delete it.")
        raise ValidationError(message, code="reviewed")
    record(Act.TOPIC_DELETED, by=by, about=topic, data={"posts": len(posts)}, now=now)
    topic.delete()
    _index_again(posts)
    return len(posts)


@transaction.atomic
def add_default_topics(*, by: Member, now: datetime) -> list[Topic]:
    """Add what most libraries begin with, where there is no topic yet.

    Raises PermissionDenied; ValidationError("has_topics").
    """
    by.require(Permission.APPROVE_POSTS)
    if Topic.objects.exists():
        raise ValidationError(_("There are topics already."), code="has_topics")
    drafts = [
        TopicDraft(say(str(name)), mix.value, is_about_jobs=name is RECRUITING)
        for name, mix in DEFAULTS
    ]
    return [add_topic(draft=draft, by=by, now=now) for draft in drafts]


def _locked(by: Member, *topics: Topic) -> list[Topic]:
    """Return topics as they are now, theirs until the end. Raises PermissionDenied, or 404's."""
    by.require(Permission.APPROVE_POSTS)
    rows = Topic.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in topics])
    found = {row.pk: row for row in rows.order_by("pk")}
    if len(found) < len(topics):
        raise ValidationError(_("Somebody deleted this topic just now."), code="gone")
    return [found[one.pk] for one in topics]


def _checked(draft: TopicDraft) -> dict[str, Any]:
    name = " ".join(draft.name.replace("\0", "").split())
    key = sort_key(name)
    slug = slugify(key, allow_unicode=True)
    if not slug or max(len(name), len(slug), len(key)) > TOPIC_NAME_LENGTH:
        raise ValidationError(_("Give the topic a name of up to 60 characters."), code="name")
    if draft.mix not in Mix.values:
        raise ValidationError(_("There is no such part in the mix."), code="mix")
    if draft.hue is not None and draft.hue not in range(HUES):
        raise ValidationError(_("There is no such colour."), code="hue")
    if draft.is_closed and not (draft.teams or draft.people):
        raise ValidationError(_("Say whom the closed topic admits."), code="admits")
    colour = {} if draft.hue is None else {"hue": draft.hue}
    kept = {"name": name, "slug": slug, "sort_key": key, "mix": draft.mix, **colour}
    return {**kept, "is_closed": draft.is_closed, "is_about_jobs": draft.is_about_jobs}


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    """Return what the audit is told: nothing that is a text."""
    return {name: fields[name] for name in ("mix", "is_closed", "is_about_jobs")}


def _write_admissions(topic: Topic, draft: TopicDraft) -> bool:
    """Let a topic admit whom the draft says, nobody while it is open; tell whether that changed."""
    wanted: set[tuple[int | None, int | None]] = set()
    if draft.is_closed:
        wanted |= {(team.pk, None) for team in draft.teams}
        wanted |= {(None, member.pk) for member in draft.people}
    rows = {(row.team_id, row.member_id): row.pk for row in Admission.objects.filter(topic=topic)}
    gone = [pk for who, pk in rows.items() if who not in wanted]
    Admission.objects.filter(pk__in=gone).delete()
    Admission.objects.bulk_create(
        Admission(topic=topic, team_id=team, member_id=member)
        for team, member in sorted(wanted - set(rows), key=str)
    )
    return bool(gone or wanted - set(rows))


def _posts_about(topic: Topic) -> list[int]:
    links = PostTopic.objects.filter(topic=topic)
    return list(links.order_by("-post_id").values_list("post_id", flat=True))


def _may_end_reviews(topic: Topic, by: Member) -> bool:
    """Tell whether a member may do away with a topic, and so with the review of its posts."""
    is_reviewed = TopicReview.objects.filter(topic=topic).exists()
    return not is_reviewed or by.may(Permission.MANAGE_ORGANIZATION)


def _carry(topic: Topic, into: Topic) -> None:
    """Let what links to a topic link to the other; a yes that nobody asks for ends with it."""
    if not TopicReview.objects.filter(topic=topic).exists():
        Verdict.objects.filter(topic=topic, submission__state=Outcome.OPEN).delete()
    for model, same in MOVED:
        there = model.objects.filter(same, topic=into)
        model.objects.filter(topic=topic).exclude(Exists(there)).update(topic=into)


def _index_again(posts: Sequence[int]) -> None:
    """Make posts findable by what they are about now: the newest at once, the others soon."""
    rows = Post.objects.approved().filter(pk__in=posts[:AT_ONCE]).order_by("pk")
    index_posts(post.pk for post in rows.select_for_update(of=("self",), no_key=True))
    index_again(posts[AT_ONCE:])


@contextmanager
def _taken_is_told() -> Iterator[None]:
    """Turn the database's word that a name is taken into ours."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise ValidationError(
            _("There is a topic of this name already. Merge them if they are one."), code="taken"
        ) from None
