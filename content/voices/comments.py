"""The comments of a post as one member reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery

from content.models import Comment, Post
from tenants.models import Member
from tenants.roles import Permission

THREADS = 10


@dataclass(frozen=True)
class ShownComment:
    """A comment for one reader, and the answers to it, the oldest first."""

    comment: Comment
    is_readable: bool
    """Whether they may read the words; of others they learn only that there were some."""
    is_own: bool
    may_change: bool
    may_hide: bool
    answers: Sequence[ShownComment] = ()

    @property
    def shown_author(self) -> Member | None:
        """Return who wrote it, None where the words may not be read."""
        return self.comment.author if self.is_readable else None

    @property
    def shown_text(self) -> str:
        """Return the words, "" where they may not be read."""
        return self.comment.text if self.is_readable else ""

    @property
    def shown_reason(self) -> str:
        """Return why it is hidden, "" where that may not be read."""
        return self.comment.hidden_reason if self.is_readable else ""

    @property
    def is_hidden(self) -> bool:
        """Tell whether a curator has hidden it."""
        return self.comment.hidden_at is not None

    @property
    def is_deleted(self) -> bool:
        """Tell whether its writer has taken it away."""
        return self.comment.deleted_at is not None

    @property
    def takes_answers(self) -> bool:
        """Tell whether it can be answered."""
        return not (self.is_hidden or self.is_deleted)


@dataclass(frozen=True)
class Conversation:
    """A page of a post's threads, the newest first; `next_before` names its last, None at the end.

    `total` counts what everybody reads.
    """

    threads: Sequence[ShownComment]
    total: int
    next_before: UUID | None


def conversation(
    *,
    post: Post,
    member: Member,
    now: datetime,
    before: UUID | None = None,
    size: int = THREADS,
) -> Conversation:
    """Return a page of what a member reads under a post. Three queries."""
    rows = Comment.objects.filter(post=post).threads_for(member).select_related("author")
    if before is not None:
        rows = rows.filter(_older(before))
    found = list(rows.order_by("-created_at", "-pk")[: size + 1])
    threads = found[:size]
    return Conversation(
        threads=with_answers(post, threads, member, now),
        total=Comment.objects.filter(post=post).standing().count(),
        next_before=threads[-1].public_id if len(found) > size else None,
    )


def with_answers(
    post: Post, threads: Sequence[Comment], member: Member, now: datetime
) -> list[ShownComment]:
    """Return threads of a post with their answers, as a member reads them. One query."""
    answers: dict[int, list[ShownComment]] = defaultdict(list)
    for one in _answers(post, threads, member):
        answers[one.parent_id or 0].append(shown(one, member, now))
    return [shown(one, member, now, answers[one.pk]) for one in threads]


def _answers(post: Post, threads: Sequence[Comment], member: Member) -> QuerySet[Comment]:
    rows = Comment.objects.filter(post=post, parent__in=threads).readable_by(member)
    found: QuerySet[Comment] = rows.select_related("author").order_by("created_at", "pk")
    return found


def _older(before: UUID) -> Q:
    place = Comment.objects.filter(public_id=before)
    at = Subquery(place.values("created_at"))
    below = Q(created_at__lt=at) | Q(created_at=at, pk__lt=Subquery(place.values("pk")))
    return below & Q(created_at__lte=at)


def shown(
    comment: Comment, member: Member, now: datetime, answers: Sequence[ShownComment] = ()
) -> ShownComment:
    """Return a comment as a member reads it."""
    is_own, is_curator = comment.author_id == member.pk, member.may(Permission.APPROVE_POSTS)
    is_there = comment.deleted_at is None
    return ShownComment(
        comment=comment,
        is_readable=is_there and (comment.hidden_at is None or is_own or is_curator),
        is_own=is_own and is_there,
        may_change=comment.is_changeable_by(member, now),
        may_hide=is_curator and is_there,
        answers=answers,
    )


def thread_of(comment: Comment, member: Member, now: datetime) -> tuple[ShownComment, ShownComment]:
    """Return the thread a comment stands in, and the comment itself, as a member reads them.

    Two queries.
    """
    first = comment.parent or comment
    answers = [shown(one, member, now) for one in _answers(comment.post, [first], member)]
    thread = shown(first, member, now, answers)
    return thread, thread if first is comment else shown(comment, member, now)


def readable_comments(member: Member) -> QuerySet[Comment]:
    """Return the comments a member may name: readable ones, under posts they may open."""
    posts = Post.objects.visible_to(member).values("pk")
    rows: QuerySet[Comment] = Comment.objects.readable_by(member).filter(post__in=posts)
    return rows.select_related(
        "post", "author", "author__organization", "author__user", "parent", "parent__author"
    )
