"""The guidelines: to read, to accept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from policies.answers import (
    LONGEST_SEARCH,
    find_answers,
    situation_of,
    version_to_read,
    versions_to_read,
)
from policies.comparing import compare
from policies.contents import contents_of
from policies.models import Kind, PolicyVersion
from policies.picture_files import picture_answer, visible_picture
from policies.quizzes import Asked, ask, quiz_to_answer, read_answers, version_to_accept
from policies.selectors import Acceptance, Standing, changes, document, standing
from policies.services.quizzing import answer_quiz
from policies.structure import structure
from tenants.access import allowed, before_policy
from tenants.http import MemberRequest
from tenants.ids import read_number
from tenants.languages import language_name
from tenants.roles import Permission

UNPROCESSABLE = 422
TRIED = "quiz_tried"
"""In the session, which version's questions were answered there, wrong or right."""


@before_policy
@allowed(Permission.TAKE_PART)
def guidelines(request: MemberRequest) -> HttpResponse:
    """Show the content policy in force, in the language of the page where there is one."""
    return _document(request, Kind.CONTENT)


@before_policy
@allowed(Permission.TAKE_PART)
def style_guide(request: MemberRequest) -> HttpResponse:
    """Show the style guide in force."""
    return _document(request, Kind.STYLE)


def _document(request: MemberRequest, kind: Kind) -> HttpResponse:
    versions = versions_to_read(kind)
    version = version_to_read(request.member, versions, request.GET.get("language"))
    context: dict[str, Any] = {
        "languages": [(one, language_name(one)) for one in sorted(versions) if one],
        "kind": kind,
        "standing": standing(request.member),
        "version": version,
        "has_style_guide": PolicyVersion.objects.of(Kind.STYLE).exists(),
        "may_edit": request.member.may(Permission.EDIT_POLICY),
    }
    if version is not None:
        context |= {"document": document(version), "parts": structure(version)}
    return render(request, "policies/guidelines.html", context)


@before_policy
@require_safe
@allowed(Permission.TAKE_PART)
def picture(request: MemberRequest, public_id: UUID) -> HttpResponseBase:
    """Give a picture of the documents."""
    found = visible_picture(request.member, public_id)
    if found is None:
        raise Http404
    return picture_answer(request, found)


@before_policy
@allowed(Permission.TAKE_PART)
def when(request: MemberRequest) -> HttpResponse:
    """Answer “What do I do when…”: all situations and questions, or those with some words."""
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    version = version_to_read(request.member, versions_to_read())
    context = {"words": words, "answers": find_answers(version, words)}
    return render(request, "policies/when.html", context)


@before_policy
@allowed(Permission.TAKE_PART)
def situation(request: MemberRequest, key: UUID) -> HttpResponse:
    """Show what to do in one situation: the reply to copy, where to send people, who to tell."""
    version = version_to_read(request.member, versions_to_read())
    found = version and situation_of(version, key)
    if found is None:
        raise Http404
    return render(request, "policies/situation.html", {"situation": found})


@before_policy
@allowed(Permission.TAKE_PART)
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: MemberRequest) -> HttpResponse:
    """Let a member accept the policy: whole on the first visit, later only what changed."""
    if request.method == "POST":
        return _accept(request)
    stands = standing(request.member)
    if stands.state in {Acceptance.NO_POLICY, Acceptance.CURRENT}:
        return redirect(_way_on(request))
    return _ask(request, stands)


def _accept(request: MemberRequest) -> HttpResponse:
    number = read_number(request.POST.get("version", ""))
    version = get_object_or_404(PolicyVersion.objects.of(), number=number)
    read = version_to_accept(request.member, version, request.POST.get("language", ""))
    quiz = quiz_to_answer(version, read)
    chosen = read_answers(request.POST, quiz)
    try:
        wrong = answer_quiz(
            member=request.member,
            version=version,
            quiz=quiz,
            chosen=chosen,
            language=read.policy.language,
            is_first=request.session.get(TRIED) != str(version.public_id),
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.warning(request, error.message)
        wrong = []
    else:
        request.session[TRIED] = str(version.public_id)
        if not wrong:
            said = _("Thank you. You find the guidelines in the menu any time.")
            messages.success(request, said)
            return redirect(_way_on(request))
    stands = standing(request.member)
    return _ask(request, stands, ask(quiz, chosen, wrong), status=UNPROCESSABLE)


def _ask(
    request: MemberRequest,
    stands: Standing,
    asked: list[Asked] | None = None,
    status: int = 200,
) -> HttpResponse:
    version, before = stands.version, stands.accepted_number
    context: dict[str, Any] = {"standing": stands, "next": _way_on(request)}
    if version is not None:
        wanted = "" if before else request.POST.get("language")  # changes are the original's
        read = version_to_accept(request.member, version, wanted)
        fresh = ask(quiz_to_answer(version, read), {}, [])
        is_same = [one.name for one in asked or []] == [one.name for one in fresh]
        context |= {"read": read, "asked": asked if asked and is_same else fresh}
        context |= _since(version, before) if before else _whole(read)
    return render(request, "policies/acknowledge.html", context, status=status)


def _whole(read: PolicyVersion) -> dict[str, Any]:
    return {"document": document(read), "parts": structure(read)}


def _since(version: PolicyVersion, before: int) -> dict[str, Any]:
    """Return what changed, but for the questions: they would tell which answers are right."""
    old = PolicyVersion.objects.of().get(number=before)
    more = [
        change
        for change in compare(contents_of(old), contents_of(version))
        if change.part not in {"intro", "pairs", "rules", "quiz"}
    ]
    return {"document": changes(version, since=before), "more": more}


def _way_on(request: MemberRequest) -> str:
    """Return where the member was going, if that is a page of ours; else the first page."""
    way = request.POST.get("next", request.GET.get("next", ""))
    hosts, is_secure = {request.get_host()}, request.is_secure()
    if url_has_allowed_host_and_scheme(way, hosts, require_https=is_secure):
        return way
    return f"/o/{request.organization.slug}/"
