"""What a post is found among, beside its words: for whom it is, and what one may narrow by.

Written into the entry of a post as labels, so that the database leaves out what a reader is not
offered before it takes the best. Which topics are closed to whom, and which pilots are for others,
is asked when somebody searches: an admission changes no entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from content.models import Post, PostTeam, PostTopic, Topic
from content.models.audiences import Reader, kept_from, shut_to

ALL = "*"


@dataclass(frozen=True)
class Chosen:
    """What a search is narrowed by; "" and None leave nothing out. `since` is when it opened."""

    topic: Topic | None = None
    language: str = ""
    kind: str = ""
    resource: str | None = None
    since: datetime | None = None


def labels_of(post: Post, language: str) -> str:
    """Return a post's labels as PostgreSQL writes a text search's document. In scope."""
    teams = PostTeam.objects.filter(post=post).values_list("team_id", flat=True)
    topics = PostTopic.objects.filter(post=post).values_list("topic_id", flat=True)
    return " ".join(
        [
            *_said("team", list(teams) or [ALL]),
            *_said("role", post.for_roles or [ALL]),
            *_said("reads", post.for_languages or [ALL]),
            *_said("topic", topics),
            *_said("post", [post.pk]),
            *_said("campaign", [post.campaign_id] if post.campaign_id else []),
            *_said("in", [language]),
            *_said("kind", [post.kind]),
            *_said("as", [post.resource]),
        ]
    )


def open_to(reader: Reader, chosen: Chosen | None = None) -> str:
    """Write the question for labels of posts that a reader is offered. In scope, two queries."""
    chosen = chosen or Chosen()
    teams = [reader.team] if reader.team else []
    shut = shut_to(reader).values_list("pk", flat=True)
    parts = [
        _one_of("team", [ALL, *teams]),
        _one_of("role", [ALL, *reader.roles]),
        _one_of("reads", [ALL, *reader.languages]),
        *(f"!{label}" for label in [*_said("topic", shut), *_of_pilots(reader)]),
    ]
    if chosen.topic is not None:
        parts += _said("topic", [chosen.topic.pk])
    if chosen.language:
        parts += _said("in", [chosen.language])
    if chosen.kind:
        parts += _said("kind", [chosen.kind])
    if chosen.resource is not None:
        parts += _said("as", [chosen.resource])
    return " & ".join(parts)


def _of_pilots(reader: Reader) -> list[str]:
    """Return the labels of what is for others first."""
    kept = list(kept_from(reader).values_list("post_id", "campaign_id"))
    posts = [post for post, _campaign in kept if post]
    campaigns = [campaign for _post, campaign in kept if campaign]
    return [*_said("post", posts), *_said("campaign", campaigns)]


def _one_of(kind: str, values: Iterable[object]) -> str:
    return f"({' | '.join(_said(kind, values))})"


def _said(kind: str, values: Iterable[object]) -> list[str]:
    """Return labels, quoted; they hold nothing that anybody wrote."""
    quoted = (str(value).replace("\\", "").replace("'", "") for value in values)
    return [f"'{kind}:{value}'" for value in quoted]
