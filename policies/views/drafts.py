"""Drafts: all documents and what is being written of them, one draft, what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from policies.comparing import compare
from policies.contents import contents_of, read_contents
from policies.forms.drafts import DecisionForm, ReviewerForm, ReviewsForm, StartForm
from policies.library import shelf
from policies.models import Draft, DraftState, PolicyVersion
from policies.readability import measure, risks
from policies.services.drafting import publish_draft, put_aside, start_draft, take_up
from policies.services.reviewing import ask_for_reviews, decide_review, send_to_review
from policies.writers import writers
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import NO_NUMBER, read_number
from tenants.roles import Permission

UNPROCESSABLE = 422
SHOWN = ("policy", "changed_by", "reviewer", "asked_by")


@allowed(Permission.EDIT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def drafts(request: MemberRequest) -> HttpResponse:
    """List the documents with their versions and drafts; begin another draft."""
    form = StartForm(request.POST or None, initial={"starter": request.GET.get("starter", "")})
    if form.is_valid():
        try:
            draft = start_draft(
                member=request.member,
                kind=form.cleaned_data["kind"],
                language=form.cleaned_data["language"],
                starter=form.cleaned_data["starter"],
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("policies:draft", request.organization.slug, draft.public_id)
    status = UNPROCESSABLE if form.errors else 200
    context = {"shelf": shelf(), "form": form}
    return render(request, "policies/drafts.html", context, status=status)


@allowed(Permission.EDIT_POLICY)
@require_POST
def reviews(request: MemberRequest) -> HttpResponse:
    """Set whether a document needs a legal review."""
    form = ReviewsForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=UNPROCESSABLE)
    kind, asks = form.cleaned_data["kind"], form.cleaned_data["asks_review"]
    ask_for_reviews(member=request.member, kind=kind, asks=asks, now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("policies:drafts", request.organization.slug)


@allowed(Permission.EDIT_POLICY)
def draft(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show what a draft would change, and what can become of it."""
    return _show(request, _find(public_id))


@allowed(Permission.EDIT_POLICY)
@require_POST
def draft_send(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Ask a colleague for a legal review."""
    found, form = _find(public_id), ReviewerForm(request.POST, people=_reviewers(request))
    if form.is_valid():
        reviewer = form.cleaned_data["reviewer"]

        def act() -> None:
            send_to_review(
                draft=found, member=request.member, reviewer=reviewer, now=timezone.now()
            )

        return _act(request, found, act, _("Sent. You are told when it is read."))
    return _show(request, found, reviewer_form=form, status=UNPROCESSABLE)


@allowed(Permission.EDIT_POLICY)
@require_POST
def draft_decide(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Say yes to a draft, or send it back."""
    found, form = _find(public_id), DecisionForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data

        def act() -> None:
            decide_review(
                draft=found,
                member=request.member,
                is_yes=chosen["is_yes"],
                note=chosen["note"],
                edition=chosen["edition"],
                now=timezone.now(),
            )

        said = _("Said yes. It can be published.") if chosen["is_yes"] else _("Sent back.")
        return _act(request, found, act, said)
    return _show(request, found, decision_form=form, status=UNPROCESSABLE)


@allowed(Permission.EDIT_POLICY)
@require_POST
def draft_publish(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Publish a draft as it was read."""
    found = _find(public_id)
    edition, started_from = (
        read_number(request.POST.get(name, ""), otherwise=NO_NUMBER) for name in ("edition", "from")
    )
    if NO_NUMBER in (edition, started_from):
        return _show(request, found, status=UNPROCESSABLE)

    def act() -> None:
        publish_draft(
            draft=found,
            member=request.member,
            edition=edition,
            started_from=started_from,
            now=timezone.now(),
        )

    return _act(request, found, act, _("It is in force."))


@allowed(Permission.EDIT_POLICY)
@require_POST
def draft_aside(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Put a draft aside."""
    found = _find(public_id)

    def act() -> None:
        put_aside(draft=found, member=request.member, now=timezone.now())

    return _act(request, found, act, _("Put aside. It can be taken up again."))


@allowed(Permission.EDIT_POLICY)
@require_POST
def draft_take_up(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Go on with a draft that was put aside."""
    found = _find(public_id)

    def act() -> None:
        take_up(draft=found, member=request.member, now=timezone.now())

    return _act(request, found, act, _("It is open again."))


def _find(public_id: UUID) -> Draft:
    drafts = Draft.objects.select_related(*SHOWN)
    found: Draft = get_object_or_404(drafts, public_id=public_id)
    return found


def _reviewers(request: MemberRequest) -> list[Any]:
    return [one for one in writers() if one != request.member]


def _act(request: MemberRequest, found: Draft, act: Callable[[], None], done: str) -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _show(request, _find(found.public_id), status=UNPROCESSABLE)
    messages.success(request, done)
    return redirect("policies:draft", request.organization.slug, found.public_id)


def _show(request: MemberRequest, found: Draft, status: int = 200, **forms: Any) -> HttpResponse:
    policy = found.policy
    current = PolicyVersion.objects.current(policy.kind, policy.language)
    is_asked = found.state == DraftState.REVIEW and found.reviewer_id == request.member.pk
    contents = read_contents(found.contents)
    context = {
        "draft": found,
        "meter": measure(contents),
        "risks": risks(contents),
        "current": current,
        "changes": compare(contents_of(current), contents),
        "is_asked": is_asked,
        "may_publish": found.state == DraftState.CLEARED
        or (found.is_open and not policy.asks_review),
        "reviewer_form": ReviewerForm(people=_reviewers(request)),
        "decision_form": DecisionForm(initial={"edition": found.edition}),
        **forms,
    }
    return render(request, "policies/draft.html", context, status=status)
