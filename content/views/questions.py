"""What customers ask, on the desk: by count, counted together or apart, answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.forms.voices import CloseQuestionForm, RewordForm
from content.models import CustomerQuestion, Hearing, Post, QuestionState
from content.models.audiences import Reader
from content.search.finding import find, found_posts
from content.services.hearing import (
    answer_question,
    close_question,
    merge_questions,
    reopen_question,
    reword_question,
    split_question,
    write_answer,
)
from content.views.tabs import Tab, desk_tabs
from content.voices.questions import questions_page, shown_question
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_id, read_ids
from tenants.roles import Permission

LONGEST_SEARCH, MOST_FOUND = 200, 8


@allowed(Permission.APPROVE_POSTS)
def questions(request: MemberRequest) -> HttpResponse:
    """List what customers ask, the most asked first."""
    state = request.GET.get("state", "")
    if state not in QuestionState.values:
        state = QuestionState.OPEN.value
    before = read_id(request.GET.get("before", ""))
    here = reverse("content:questions", args=[request.organization.slug])
    labels = {"open": _("Open"), "answered": _("Answered"), "closed": _("Closed")}
    context = {
        "page": questions_page(
            member=request.member, state=state, before=before, now=timezone.now()
        ),
        "state": state,
        "is_first_page": before is None,
        "tabs": desk_tabs(request, "content:questions"),
        "states": [
            Tab(f"{here}?state={key}", label, key == state) for key, label in labels.items()
        ],
    }
    return render(request, "content/questions.html", context)


@allowed(Permission.APPROVE_POSTS)
def question(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show a question, who heard what, what may be the same; look for a post that answers it."""
    return _show(request, _find(public_id))


@allowed(Permission.APPROVE_POSTS)
@require_POST
def question_reword(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Put a question more clearly."""
    found, form = _find(public_id), RewordForm(request.POST, auto_id="reword_%s")
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            reword_question(question=found, by=request.member, text=text, now=timezone.now())
        except ValidationError as error:
            form.add_error("text", error)
        else:
            return _back(request, found, _("Reworded. What was reported keeps its words."))
    return _show(request, found, reword_form=form)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def question_merge(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Count the chosen questions together with this one."""
    found = _find(public_id)
    chosen = read_ids(request.POST.getlist("others"))
    others = list(CustomerQuestion.objects.filter(public_id__in=chosen))
    return _act(
        request,
        found,
        lambda now: merge_questions(into=found, others=others, by=request.member, now=now),
        _("Counted together from now on."),
    )


@allowed(Permission.APPROVE_POSTS)
@require_POST
def question_split(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Count the chosen reports as a question of their own."""
    found = _find(public_id)
    chosen = read_ids(request.POST.getlist("hearings"))
    hearings = Hearing.objects.filter(question=found, public_id__in=chosen)
    return _act(
        request,
        found,
        lambda now: split_question(hearings=hearings, by=request.member, now=now),
        _("A question of its own now."),
    )


@allowed(Permission.APPROVE_POSTS)
@require_POST
def question_answer(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Say that a post answers a question."""
    found = _find(public_id)
    post = Post.objects.filter(public_id=read_id(request.POST.get("post", ""))).first()
    if post is None:
        messages.error(request, _("Choose the post that answers it."))
        return redirect("content:question", request.organization.slug, public_id)
    return _act(
        request,
        found,
        lambda now: answer_question(question=found, post=post, by=request.member, now=now),
        _("Whoever heard the question is told as soon as the post is in their feed."),
    )


@allowed(Permission.APPROVE_POSTS)
@require_POST
def question_write(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Begin a draft that answers a question, and go on writing it."""
    found = _find(public_id)
    try:
        post = write_answer(question=found, by=request.member, now=timezone.now())
    except ValidationError as error:
        return _refused(request, found, error)
    messages.success(request, _("A draft now. Once it is in the feed, whoever heard it is told."))
    return redirect("content:post_edit", request.organization.slug, post.public_id)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def question_close(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Say that no post will answer a question, and why."""
    found, form = _find(public_id), CloseQuestionForm(request.POST, auto_id="close_%s")
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            close_question(question=found, by=request.member, reason=reason, now=timezone.now())
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            return _back(request, found, _("Closed. Whoever heard it reads why."))
    return _show(request, found, close_form=form)


@allowed(Permission.APPROVE_POSTS)
@require_POST
def question_reopen(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Let a question wait for an answer again."""
    found = _find(public_id)
    return _act(
        request,
        found,
        lambda now: reopen_question(question=found, by=request.member, now=now),
        _("It waits for an answer again."),
    )


def _act(
    request: MemberRequest, found: CustomerQuestion, act: Callable[[Any], Any], said: str
) -> HttpResponse:
    try:
        act(timezone.now())
    except ValidationError as error:
        return _refused(request, found, error)
    return _back(request, found, said)


def _refused(
    request: MemberRequest, found: CustomerQuestion, error: ValidationError
) -> HttpResponse:
    messages.error(request, " ".join(error.messages))
    slug = request.organization.slug
    if error.code == "gone":
        return redirect("content:questions", slug)
    return redirect("content:question", slug, found.public_id)


def _back(request: MemberRequest, found: CustomerQuestion, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("content:question", request.organization.slug, found.public_id)


def _find(public_id: UUID) -> CustomerQuestion:
    rows = CustomerQuestion.objects.select_related("post")
    found: CustomerQuestion = get_object_or_404(rows, public_id=public_id)
    return found


def _show(
    request: MemberRequest,
    found: CustomerQuestion,
    *,
    reword_form: RewordForm | None = None,
    close_form: CloseQuestionForm | None = None,
) -> HttpResponse:
    text = request.GET.get("find", found.text)[:LONGEST_SEARCH]
    posts = []
    if found.state == QuestionState.OPEN:
        reader = Reader.of(request.member)
        posts = found_posts(find(text, reader=reader), reader=reader)[:MOST_FOUND]
    context = {
        "shown": shown_question(found, request.member, timezone.now()),
        "find": text,
        "posts": posts,
        "reword_form": reword_form or RewordForm(initial={"text": found.text}, auto_id="reword_%s"),
        "close_form": close_form or CloseQuestionForm(auto_id="close_%s"),
    }
    status = 422 if reword_form or close_form else 200
    return render(request, "content/question.html", context, status=status)
