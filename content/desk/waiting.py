"""What waits for a member: to say yes to, to change and ask again, to answer; the overdue first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from content.history import changes_of_words
from content.models import (
    DeskSettings,
    Note,
    Outcome,
    Post,
    PostTopic,
    State,
    Steps,
    Submission,
    TopicReview,
    Verdict,
)
from tenants.models import Member
from tenants.roles import Permission

SOON = timedelta(days=14)


@dataclass(frozen=True)
class Asked:
    """A draft that waits for a member's yes; `as_reviewer` when it is one of their topics."""

    post: Post
    request: Submission
    is_overdue: bool
    as_reviewer: bool
    as_curator: bool


@dataclass(frozen=True)
class Mine:
    """A draft of the member's own that somebody wants changed."""

    post: Post
    was_returned: bool
    notes: int


@dataclass(frozen=True)
class Waiting:
    """What waits for a member; each list may have one more than is shown."""

    asked: list[Asked]
    mine: list[Mine]
    stale: list[Post]
    expiring: list[Post]
    drafts: int
    """Drafts that nobody has asked about yet, for curators; counted to 100."""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing waits."""
        return not (self.asked or self.mine or self.stale or self.expiring)


def waiting_for(member: Member, *, now: datetime, size: int = 10) -> Waiting:
    """Return what waits for a member. Always at most seven queries."""
    curates = member.may(Permission.APPROVE_POSTS)
    drafts = Post.objects.filter(state=State.DRAFT).exclude(
        Exists(Submission.objects.filter(post=OuterRef("pk"), state=Outcome.OPEN))
    )
    return Waiting(
        asked=[_asked(row, now) for row in asked_of_member(member)[: size + 1]],
        mine=_mine(member, size + 1),
        stale=list(stale_posts(member, now)[: size + 1]),
        expiring=list(expiring_posts(member, now)[: size + 1]),
        drafts=drafts.exclude(author=member)[:100].count() if curates else 0,
    )


def asked_of_member(member: Member) -> QuerySet[Submission]:
    """Return the open requests that wait for a member's yes, the soonest needed first.

    They know `as_curator` and `as_reviewer`. One query and one for the settings.
    """
    two = DeskSettings.current().steps == Steps.TWO
    said = Verdict.objects.filter(
        submission=OuterRef("pk"), is_yes=True, version=OuterRef("post__version")
    )
    reviews = TopicReview.objects.of(member).filter(topic=OuterRef("topic"))
    rows: QuerySet[Submission] = Submission.objects.open().select_related(
        "post__author", "post__source", "by"
    )
    rows = rows.annotate(
        yeses=Coalesce(Subquery(_count(said.filter(topic=None))), 0),
        as_reviewer=Exists(
            PostTopic.objects.filter(
                Q(post=OuterRef("post")) | Q(post=OuterRef("post__replaces")), Exists(reviews)
            ).exclude(
                Exists(
                    Verdict.objects.filter(
                        submission=OuterRef(OuterRef("pk")),
                        is_yes=True,
                        version=OuterRef(OuterRef("post__version")),
                        topic=OuterRef("topic"),
                    )
                )
            )
        ),
    )
    wanted = Q(as_reviewer=True)
    if member.may(Permission.APPROVE_POSTS):
        mine = said.filter(member=member, topic=None)
        rows = rows.annotate(
            as_curator=Q(yeses__lt=Steps.TWO if two else Steps.ONE) & ~Exists(mine)
        )
        wanted |= Q(as_curator=True)
    rows = rows.filter(wanted)
    if two:
        since = changes_of_words().filter(
            post=OuterRef("post"), by=member, at__gte=OuterRef("created_at")
        )
        own = Q(post__author=member) | Q(post__changed_by=member) | Q(by=member) | Exists(since)
        rows = rows.exclude(pk__in=Submission.objects.open().filter(own).values("pk"))
        rows = rows.exclude(Exists(said.filter(member=member)))
    return rows.order_by(F("due_at").asc(nulls_last=True), "created_at", "pk")


def stale_posts(member: Member, now: datetime) -> QuerySet[Post]:
    """Return the posts in the feed whose day to be looked at again has come, the longest first."""
    rows: QuerySet[Post] = Post.objects.on_desk_of(member).approved().filter(review_at__lte=now)
    return rows.select_related("author").defer("body").order_by("review_at", "pk")


def expiring_posts(member: Member, now: datetime) -> QuerySet[Post]:
    """Return the posts in the feed that leave it within two weeks, the soonest first."""
    rows: QuerySet[Post] = Post.objects.on_desk_of(member).approved()
    rows = rows.filter(expires_at__gt=now, expires_at__lte=now + SOON)
    return rows.select_related("author").defer("body").order_by("expires_at", "pk")


def _count(rows: QuerySet[Verdict]) -> QuerySet[Any, Any]:
    grouped = rows.order_by().values("submission")
    return grouped.annotate(number=Count("pk")).values("number")


def _asked(row: Submission, now: datetime) -> Asked:
    is_overdue = row.due_at is not None and row.due_at <= now
    as_curator = bool(getattr(row, "as_curator", False))
    return Asked(row.post, row, is_overdue, row.as_reviewer, as_curator)  # type: ignore[attr-defined]  # annotated


def _mine(member: Member, size: int) -> list[Mine]:
    requests = Submission.objects.filter(post=OuterRef("pk")).order_by("-created_at", "-pk")
    notes = Note.objects.filter(post=OuterRef("pk"), parent=None, resolved_at=None)
    noted = notes.exclude(by=member).order_by().values("post").annotate(number=Count("pk"))
    rows = Post.objects.filter(author=member, state=State.DRAFT).annotate(
        last=Subquery(requests.values("state")[:1]),
        notes_open=Coalesce(Subquery(noted.values("number")), 0),
    )
    rows = rows.filter(Q(last=Outcome.RETURNED) | Q(notes_open__gt=0))
    return [
        Mine(post, post.last == Outcome.RETURNED, post.notes_open)
        for post in rows.defer("body").order_by("updated_at", "pk")[:size]
    ]
