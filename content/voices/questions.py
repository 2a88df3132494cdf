"""What customers ask, as curators and as those who heard it read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, Subquery

from content.models import CustomerQuestion, Hearing, Post, QuestionState
from content.nearness import bare, resemblances
from content.services.hearing import COMPARED, MAYBE
from tenants.models import Member

PAGE = 20
TREND = timedelta(days=30)
MOST_HEARINGS = 200


@dataclass(frozen=True)
class QuestionLine:
    """A question with how often it was heard: ever, in the last 30 days, in the 30 before."""

    question: CustomerQuestion
    lately: int
    before: int
    is_in_feed: bool
    """Whether the reader can open the post that answers it."""

    @property
    def trend(self) -> int:
        """Return how many more than in the 30 days before."""
        return self.lately - self.before

    @property
    def fewer(self) -> int:
        """Return how many fewer, 0 for none."""
        return max(0, -self.trend)


@dataclass(frozen=True)
class QuestionsPage:
    """A page of questions, the most asked first; `next_before` names its last, None at the end."""

    lines: Sequence[QuestionLine]
    next_before: UUID | None


@dataclass(frozen=True)
class ShownQuestion:
    """A question with the newest of its hearings, and what may be the same."""

    line: QuestionLine
    hearings: Sequence[Hearing]
    similar: Sequence[CustomerQuestion]
    post: Post | None


@dataclass(frozen=True)
class HeardPage:
    """What a member heard, the newest first, each with what became of it."""

    lines: Sequence[HeardLine]
    next_before: UUID | None


@dataclass(frozen=True)
class HeardLine:
    """A question somebody heard; `post` answers it and is in their feed."""

    hearing: Hearing
    post: Post | None


def questions_page(
    *,
    member: Member,
    state: str,
    now: datetime,
    before: UUID | None = None,
    size: int = PAGE,
) -> QuestionsPage:
    """Return the questions of one state, the most asked first. Three queries."""
    rows = CustomerQuestion.objects.filter(state=state).select_related("post")
    if before is not None:
        place = CustomerQuestion.objects.filter(public_id=before)
        times, pk = Subquery(place.values("times")), Subquery(place.values("pk"))
        rows = rows.filter(Q(times__lt=times) | Q(times=times, pk__lt=pk))
    found = list(rows.most_asked()[: size + 1])
    lines = lines_of(found[:size], member, now)
    return QuestionsPage(lines, found[size - 1].public_id if len(found) > size else None)


def lines_of(
    questions: Sequence[CustomerQuestion], member: Member, now: datetime
) -> list[QuestionLine]:
    """Return questions with their counts. Two queries."""
    recent = Hearing.objects.filter(question__in=questions, at__gt=now - 2 * TREND)
    counted = recent.values("question_id").annotate(
        lately=Count("pk", filter=Q(at__gt=now - TREND)),
        before=Count("pk", filter=Q(at__lte=now - TREND)),
    )
    counts = {row["question_id"]: row for row in counted}
    live = _live(member, (one.post_id for one in questions))
    return [
        QuestionLine(
            one,
            counts.get(one.pk, {}).get("lately", 0),
            counts.get(one.pk, {}).get("before", 0),
            one.post_id in live,
        )
        for one in questions
    ]


def _live(member: Member, ids: Iterable[int | None]) -> dict[int, Post]:
    known = [one for one in ids if one is not None]
    rows = Post.objects.visible_to(member).opened().filter(pk__in=known)
    return {post.pk: post for post in rows}


def shown_question(question: CustomerQuestion, member: Member, now: datetime) -> ShownQuestion:
    """Return a question as a curator decides on it. Five queries."""
    hearings = Hearing.objects.filter(question=question).select_related("member")
    post = None
    if question.post_id is not None:
        post = Post.objects.visible_to(member).filter(pk=question.post_id).first()
    return ShownQuestion(
        line=lines_of([question], member, now)[0],
        hearings=list(hearings.order_by("-at", "-pk")[:MOST_HEARINGS]),
        similar=_similar(question),
        post=post,
    )


def _similar(question: CustomerQuestion) -> list[CustomerQuestion]:
    rows = CustomerQuestion.objects.exclude(pk=question.pk).order_by("-heard_at", "-pk")
    known = list(rows[:COMPARED])
    near = resemblances(bare(question.text), [bare(one.text) for one in known])
    found = sorted(zip(near, known, strict=True), key=lambda row: row[0], reverse=True)
    return [one for ratio, one in found if ratio >= MAYBE][:8]


def heard_by(*, member: Member, before: UUID | None = None, size: int = PAGE) -> HeardPage:
    """Return what a member reported, the newest first. Two queries."""
    rows = Hearing.objects.filter(member=member).select_related("question")
    if before is not None:
        place = rows.filter(public_id=before)
        at, pk = Subquery(place.values("at")), Subquery(place.values("pk"))
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    found = list(rows.order_by("-at", "-pk")[: size + 1])
    lines = heard_lines(found[:size], member)
    return HeardPage(lines, lines[-1].hearing.public_id if len(found) > size else None)


def heard_lines(hearings: Sequence[Hearing], member: Member) -> list[HeardLine]:
    """Return hearings with the posts that answer them. One query."""
    live = _live(member, (one.question.post_id for one in hearings))
    return [HeardLine(one, live.get(one.question.post_id or 0)) for one in hearings]


def open_questions() -> int:
    """Return how many questions wait for an answer."""
    return int(CustomerQuestion.objects.filter(state=QuestionState.OPEN).count())
