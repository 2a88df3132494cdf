"""What customers ask: reporting it, counting the same together, and what becomes of it.

The same but for spelling is counted together at once. What may be the same is offered, and whoever
reports says whether it is: of two questions that differ in one word ("to Norway", "to Poland"), no
measure of letters knows which are the same. Curators merge and split by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from content.drafts import PostDraft
from content.models import (
    QUESTION_LENGTH,
    CustomerQuestion,
    Hearing,
    Post,
    QuestionState,
)
from content.nearness import bare, likenesses, resemblances
from content.services.active_days import note_active
from content.services.posts import create_post
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission
from tenants.scope import current_organization_id
from tenants.wakeups import wake_on_commit

THE_SAME, MAYBE = 90.0, 60.0
COMPARED = 500
"""Questions that a new one is compared with: those heard last."""
OFFERED = 4
MOST_AN_HOUR = 20
SAME_AGAIN = timedelta(minutes=1)
"""Within which the same words are the same click."""
LONGEST_REASON = 500
TELL = "content.tasks.tell_what_became"
LOCK = "SELECT pg_advisory_xact_lock(hashtext('advocacy.questions'), hashtext(%s))"


@dataclass(frozen=True)
class Alike:
    """A question that is known, and whether a new one is the same but for spelling."""

    question: CustomerQuestion
    is_same: bool


def alike(text: str) -> list[Alike]:
    """Return the known questions that a text may be another way to ask, the likest first.

    One query.
    """
    rows = CustomerQuestion.objects.order_by("-heard_at", "-pk").select_related("post")
    known = list(rows[:COMPARED])
    own, others = bare(text), [bare(one.text) for one in known]
    same = likenesses(own, others, from_=THE_SAME)
    maybe = resemblances(own, others)
    found = sorted(zip(same, maybe, known, strict=True), key=lambda row: row[:2], reverse=True)
    return [Alike(one, is_same > 0) for is_same, near, one in found if near >= MAYBE][:OFFERED]


@transaction.atomic
def report_question(
    *,
    member: Member,
    text: str,
    now: datetime,
    same_as: CustomerQuestion | None = None,
    is_new: bool = False,
) -> Hearing:
    """Note that a member heard a customer ask: as `same_as`, else as what it is the same as.

    `is_new` counts it apart, whatever it is like. The same words again within a minute are the same
    click. Raises ValidationError of code "text", "pace", "same_as": that is counted with another.
    """
    said = _question(text)
    Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    own = Hearing.objects.filter(member=member, at__gt=now - timedelta(hours=1))
    again = own.filter(text=said, at__gt=now - SAME_AGAIN).select_related("question")
    if (before := again.order_by("pk").first()) is not None:
        return before
    if own.count() >= MOST_AN_HOUR:
        message = _("You have reported %(most)s questions within an hour. Go on a little later.")
        raise ValidationError(message, code="pace", params={"most": MOST_AN_HOUR})
    _one_at_a_time()
    if same_as is not None:
        _refresh(same_as, code="same_as")
    elif not is_new:
        found = alike(said)
        same_as = found[0].question if found and found[0].is_same else None
    if same_as is None:
        same_as = CustomerQuestion.objects.create(text=said, created_at=now, heard_at=now)
    heard: Hearing = Hearing.objects.create(question=same_as, member=member, text=said, at=now)
    _count(same_as)
    note_active(member=member, now=now)
    if same_as.state != QuestionState.OPEN:
        wake_on_commit(TELL)
    return heard


def _question(text: str) -> str:
    said = " ".join(text.split())
    if not bare(said) or len(said) > QUESTION_LENGTH:
        message = _("Write the question as the customer asked it, in up to 300 characters.")
        raise ValidationError(message, code="text")
    return said


def _one_at_a_time() -> None:
    """Let nobody else of the organization count questions until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [str(current_organization_id())])


def _refresh(question: CustomerQuestion, *, code: str = "gone") -> None:
    """Read a question again, with nobody else counting. Raises ValidationError(code)."""
    try:
        question.refresh_from_db()
    except CustomerQuestion.DoesNotExist:
        message = _("This question was counted together with another meanwhile.")
        raise ValidationError(message, code=code) from None


def _count(question: CustomerQuestion) -> None:
    heard = Hearing.objects.filter(question=question)
    newest = heard.aggregate(newest=Max("at"))["newest"]
    rows = CustomerQuestion.objects.filter(pk=question.pk)
    rows.update(times=heard.count(), heard_at=newest or F("heard_at"))
    question.refresh_from_db()


@transaction.atomic
def merge_questions(
    *, into: CustomerQuestion, others: Sequence[CustomerQuestion], by: Member, now: datetime
) -> CustomerQuestion:
    """Count questions as one from now on. Who heard the others learns what becomes of the one.

    Raises PermissionDenied; ValidationError of code "others", "gone".
    """
    by.require(Permission.APPROVE_POSTS)
    _one_at_a_time()
    _refresh(into)
    ids = {one.pk for one in others} - {into.pk}
    gone = list(CustomerQuestion.objects.filter(pk__in=ids))
    if not gone:
        message = _("Choose the questions that are the same as this one.")
        raise ValidationError(message, code="others")
    Hearing.objects.filter(question__in=gone).update(question=into, told_at=None)
    data = {"merged": [str(one.public_id) for one in gone]}
    CustomerQuestion.objects.filter(pk__in=ids).delete()
    _count(into)
    record(Act.QUESTIONS_MERGED, by=by, about=into, data=data, now=now)
    wake_on_commit(TELL)
    return into


@transaction.atomic
def split_question(*, hearings: Iterable[Hearing], by: Member, now: datetime) -> CustomerQuestion:
    """Count some of a question's hearings as a question of their own, in the words of the first.

    Raises PermissionDenied; ValidationError of code "hearings" (none, or of several questions),
    "all" (nothing would be left).
    """
    by.require(Permission.APPROVE_POSTS)
    _one_at_a_time()
    ids = [one.pk for one in hearings]
    chosen = list(
        Hearing.objects.filter(pk__in=ids).select_related("question").order_by("at", "pk")
    )
    if len({one.question_id for one in chosen}) != 1:
        raise ValidationError(_("Choose what was another question."), code="hearings")
    first, before = chosen[0], chosen[0].question
    if Hearing.objects.filter(question=before).count() == len(chosen):
        message = _("Leave at least one: these are all there are.")
        raise ValidationError(message, code="all")
    apart: CustomerQuestion = CustomerQuestion.objects.create(
        text=first.text, created_at=now, heard_at=first.at
    )
    Hearing.objects.filter(pk__in=ids).update(question=apart, told_at=None)
    _count(before)
    _count(apart)
    data = {"from": str(before.public_id)}
    record(Act.QUESTION_SPLIT, by=by, about=apart, data=data, now=now)
    return apart


@transaction.atomic
def reword_question(
    *, question: CustomerQuestion, by: Member, text: str, now: datetime
) -> CustomerQuestion:
    """Put a question more clearly; what was reported keeps its words.

    Raises PermissionDenied; ValidationError of code "text", "gone".
    """
    by.require(Permission.APPROVE_POSTS)
    said = _question(text)
    _one_at_a_time()
    _refresh(question)
    if CustomerQuestion.objects.filter(pk=question.pk).exclude(text=said).update(text=said):
        record(Act.QUESTION_REWORDED, by=by, about=question, now=now)
    question.refresh_from_db()
    return question


@transaction.atomic
def answer_question(
    *, question: CustomerQuestion, post: Post, by: Member, now: datetime
) -> CustomerQuestion:
    """Say that a post answers a question: who heard it is told once it is in their feed.

    Raises PermissionDenied; ValidationError of code "post" (it is in the archive), "settled",
    "gone".
    """
    by.require(Permission.APPROVE_POSTS)
    if not Post.objects.filter(pk=post.pk, archived_at=None).exists():
        raise ValidationError(_("A post in the archive answers nobody."), code="post")
    _settle(question, by, now, state=QuestionState.ANSWERED, post=post, reason="")
    data = {"post": str(post.public_id)}
    record(Act.QUESTION_ANSWERED, by=by, about=question, data=data, now=now)
    return question


@transaction.atomic
def write_answer(*, question: CustomerQuestion, by: Member, now: datetime) -> Post:
    """Begin a draft that will answer a question.

    Raises PermissionDenied; ValidationError of code "settled", "gone".
    """
    by.require(Permission.APPROVE_POSTS)
    draft = PostDraft(title=question.text[:200], why=str(_("Customers ask us this.")))
    post = create_post(author=by, draft=draft, now=now)
    answer_question(question=question, post=post, by=by, now=now)
    return post


@transaction.atomic
def close_question(
    *, question: CustomerQuestion, by: Member, reason: str, now: datetime
) -> CustomerQuestion:
    """Say that no post will answer a question, and why; who heard it is told.

    Raises PermissionDenied; ValidationError of code "reason", "settled", "gone".
    """
    by.require(Permission.APPROVE_POSTS)
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        message = _("Say why, in up to 500 characters: who heard the question reads it.")
        raise ValidationError(message, code="reason")
    _settle(question, by, now, state=QuestionState.CLOSED, post=None, reason=said)
    record(Act.QUESTION_CLOSED, by=by, about=question, now=now)
    return question


@transaction.atomic
def reopen_question(*, question: CustomerQuestion, by: Member, now: datetime) -> CustomerQuestion:
    """Let a question wait for an answer again.

    Raises PermissionDenied; ValidationError of code "open", "gone".
    """
    by.require(Permission.APPROVE_POSTS)
    _one_at_a_time()
    _refresh(question)
    rows = CustomerQuestion.objects.filter(pk=question.pk).exclude(state=QuestionState.OPEN)
    changes = {"post": None, "reason": "", "decided_at": None, "decided_by": None}
    if not rows.update(state=QuestionState.OPEN, **changes):
        raise ValidationError(_("It is open already."), code="open")
    question.refresh_from_db()
    record(Act.QUESTION_REOPENED, by=by, about=question, now=now)
    return question


def _settle(question: CustomerQuestion, by: Member, now: datetime, **changes: object) -> None:
    """Decide on an open question. Raises ValidationError of code "settled", "gone"."""
    _one_at_a_time()
    _refresh(question)
    if question.state != QuestionState.OPEN:
        message = _("Somebody else has decided on this question meanwhile.")
        raise ValidationError(message, code="settled")
    rows = CustomerQuestion.objects.filter(pk=question.pk)
    rows.update(decided_at=now, decided_by=by, **changes)
    Hearing.objects.filter(question=question).update(told_at=None)
    question.refresh_from_db()
    wake_on_commit(TELL)
