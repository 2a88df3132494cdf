"""What customers ask, for programs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.api.voice_shapes import (
    AlikeQuery,
    AlikeShape,
    HearingShape,
    QuestionAnswer,
    QuestionMerge,
    QuestionQuery,
    QuestionReport,
    QuestionReword,
    QuestionShape,
    QuestionSplit,
    QuestionWhole,
    Reason,
)
from content.models import CustomerQuestion, Hearing, Post
from content.services import hearing as services
from content.voices.questions import heard_lines, lines_of, shown_question
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.token_scopes import Scope

reads = partial(endpoint, scope=Scope.POSTS_READ, permission=Permission.APPROVE_POSTS)
decides = partial(
    endpoint,
    scope=Scope.POSTS_WRITE,
    permission=Permission.APPROVE_POSTS,
    gives=QuestionWhole,
)


@dataclass(frozen=True)
class Whole:
    """A question with its counts and what was heard."""

    question: CustomerQuestion
    lately: int
    before: int
    hearings: list[Hearing]


class CustomerQuestions(Endpoints):
    """What customers ask: the same questions are counted together."""

    tag = "Customers’ questions"

    @reads(query=QuestionQuery, gives=QuestionShape)
    def index(self, call: Call) -> Page:
        """List the questions of one state, the most asked first."""
        rows = CustomerQuestion.objects.filter(state=call.query["state"]).select_related("post")
        page = call.cut.take(rows, "-times", "-pk")
        return Page(lines_of(page.rows, call.member, call.now), page.position)

    @endpoint(scope=Scope.POSTS_READ, query=AlikeQuery, gives=AlikeShape)
    def alike(self, call: Call) -> dict[str, Any]:
        """Give the known questions that one may be another way to ask."""
        return {"questions": services.alike(call.query["text"])}

    @endpoint(scope=Scope.POSTS_READ, query=PageQuery, gives=HearingShape)
    def heard(self, call: Call) -> Page:
        """List what one heard oneself, the newest first, with what became of it."""
        rows = Hearing.objects.filter(member=call.member).select_related("question")
        page = call.cut.take(rows, "-at", "-pk")
        return Page(heard_lines(page.rows, call.member), page.position)

    @endpoint(
        scope=Scope.POSTS_WRITE,
        takes=QuestionReport,
        gives=HearingShape,
        status=201,
        once=True,
    )
    def report(self, call: Call) -> Any:
        """Report what a customer asked."""
        same_as = None
        if asked := call.data.get("same_as"):
            same_as = get_object_or_404(CustomerQuestion.objects, public_id=asked)
        heard = services.report_question(
            member=call.member,
            text=call.data["text"],
            same_as=same_as,
            is_new=call.data["is_new"],
            now=call.now,
        )
        return heard_lines([heard], call.member)[0]

    @reads(gives=QuestionWhole)
    def show(self, call: Call, public_id: UUID) -> Whole:
        """Give one question with the newest of what was heard."""
        return _whole(call, _found(public_id))

    @decides(takes=QuestionReword)
    def reword(self, call: Call, public_id: UUID) -> Whole:
        """Put a question more clearly."""
        text = call.data["text"]
        return self._act(call, public_id, services.reword_question, text=text)

    @decides(takes=QuestionMerge)
    def merge(self, call: Call, public_id: UUID) -> Whole:
        """Count other questions together with this one."""
        into, asked = _found(public_id), set(call.data["others"])
        others = list(CustomerQuestion.objects.filter(public_id__in=asked))
        if len(others) < len(asked):
            raise ValidationError(_("One of the questions is not there."), code="others")
        services.merge_questions(into=into, others=others, by=call.member, now=call.now)
        return _whole(call, into)

    @decides(takes=QuestionSplit, status=201, fields={"all": "hearings"})
    def split(self, call: Call, public_id: UUID) -> Whole:
        """Count some hearings as a question of their own, which is given."""
        found, asked = _found(public_id), set(call.data["hearings"])
        hearings = list(Hearing.objects.filter(question=found, public_id__in=asked))
        if len(hearings) < len(asked):
            raise ValidationError(_("One of the hearings is not of this question."), "hearings")
        apart = services.split_question(hearings=hearings, by=call.member, now=call.now)
        return _whole(call, apart)

    @decides(takes=QuestionAnswer)
    def answer(self, call: Call, public_id: UUID) -> Whole:
        """Say which post answers it, or begin a draft that will: `post`."""
        asked = call.data.get("post")
        if asked is None:
            return self._act(call, public_id, services.write_answer)
        post = get_object_or_404(Post.objects, public_id=asked)
        return self._act(call, public_id, services.answer_question, post=post)

    @decides(takes=Reason)
    def close(self, call: Call, public_id: UUID) -> Whole:
        """Say that no post will answer it, and why."""
        reason = call.data["reason"]
        return self._act(call, public_id, services.close_question, reason=reason)

    @decides()
    def reopen(self, call: Call, public_id: UUID) -> Whole:
        """Let it wait for an answer again."""
        return self._act(call, public_id, services.reopen_question)

    def _act(self, call: Call, public_id: UUID, act: Any, **said: Any) -> Whole:
        found = _found(public_id)
        act(question=found, by=call.member, now=call.now, **said)
        return _whole(call, _found(public_id))


def _found(public_id: UUID) -> CustomerQuestion:
    rows = CustomerQuestion.objects.select_related("post")
    found: CustomerQuestion = get_object_or_404(rows, public_id=public_id)
    return found


def _whole(call: Call, question: CustomerQuestion) -> Whole:
    shown = shown_question(question, call.member, call.now)
    line = shown.line
    return Whole(question, line.lately, line.before, list(shown.hearings))
