"""The editor: what stands in the version in force or in its draft, to be saved or published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from policies.comparing import compare
from policies.contents import Contents, contents_of, read_contents
from policies.forms import Editor, QuizPage, StructurePage, Written
from policies.forms.pages import Page
from policies.models import Draft, Kind, Policy, PolicyVersion
from policies.services import publish_policy
from policies.services.drafting import (
    Stale,
    check_edition,
    lock_open,
    publish_draft,
    save_draft,
    start_draft,
)
from policies.writers import contact_choices, keeper_choices
from tenants.access import allowed, keeps_text
from tenants.http import MemberRequest
from tenants.middleware import take_kept_text
from tenants.roles import Permission

UNPROCESSABLE = 422


@dataclass(frozen=True)
class Desk:
    """What is being written: a draft, or the version in force while there is none."""

    policy: Policy | None
    draft: Draft | None
    contents: Contents
    number: int
    """Of the version in force, 0 while there is none."""
    page: str = "edit"
    """Which of its pages is open: "edit", "structure" or "quiz"."""

    @property
    def edition(self) -> int:
        """The draft's, 0 while there is none."""
        return self.draft.edition if self.draft else 0

    @property
    def is_checked(self) -> bool:
        """Tell whether its rules are in force once it is published."""
        return self.policy is None or self.policy.is_checked

    @property
    def asks_review(self) -> bool:
        """Tell whether somebody else has to say yes first."""
        return self.policy is not None and self.policy.asks_review


@allowed(Permission.EDIT_POLICY)
@keeps_text
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest) -> HttpResponse:
    """Write the next version of the content policy: its draft, begun by the first save."""
    draft = Draft.objects.open().of(Kind.CONTENT).select_related("policy").first()
    return _edit(request, _desk(draft))


@allowed(Permission.EDIT_POLICY)
@keeps_text
@require_http_methods(["GET", "HEAD", "POST"])
def draft_edit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Write the lines of a draft, and what is looked for."""
    return _edit_draft(request, public_id, "edit")


@allowed(Permission.EDIT_POLICY)
@keeps_text
@require_http_methods(["GET", "HEAD", "POST"])
def draft_structure(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Write the situations of a draft, its questions, texts, who speaks and what is secret."""
    return _edit_draft(request, public_id, "structure")


@allowed(Permission.EDIT_POLICY)
@keeps_text
@require_http_methods(["GET", "HEAD", "POST"])
def draft_quiz(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Write what is asked of whoever accepts it."""
    return _edit_draft(request, public_id, "quiz")


def _edit_draft(request: MemberRequest, public_id: UUID, page: str) -> HttpResponse:
    drafts = Draft.objects.select_related("policy")
    draft = get_object_or_404(drafts, public_id=public_id)
    if not draft.is_open:
        return redirect("policies:draft", request.organization.slug, public_id)
    return _edit(request, _desk(draft, page))


def _edit(request: MemberRequest, desk: Desk) -> HttpResponse:
    if request.method != "POST":
        kept = take_kept_text(request)
        opened = Written.of(desk.contents, started_from=desk.number, edition=desk.edition)
        return _show(request, desk, _editor(desk, Written.of_post(kept) if kept else opened))
    written = Written.of_post(request.POST)
    if "row" in request.POST:
        usual = request.organization.disclosure
        more = written.after(request.POST["row"], disclosure=usual)
        return _show(request, desk, _editor(desk, more))
    editor = _editor(desk, written, request.POST)
    clash: list[Any] = []
    if editor.is_valid():
        try:
            return _save(request, desk, editor)
        except ValidationError as error:
            desk = _again(desk)
            editor.refuse(error, started_from=desk.number, edition=desk.edition)
            if isinstance(error, Stale):
                clash = compare(desk.contents, replace(desk.contents, **editor.changes()))
    return _show(request, desk, editor, clash=clash, status=UNPROCESSABLE)


def _again(desk: Desk) -> Desk:
    """Return what stands there by now."""
    drafts = Draft.objects.select_related("policy")
    draft = desk.draft and drafts.get(pk=desk.draft.pk)
    return _desk(draft, desk.page)


def _desk(draft: Draft | None, page: str = "edit") -> Desk:
    if draft is None:
        current = PolicyVersion.objects.current()
        policy = Policy.objects.filter(kind=Kind.CONTENT, language="").first()
        return Desk(policy, None, contents_of(current), current.number if current else 0)
    policy = draft.policy
    current = PolicyVersion.objects.current(policy.kind, policy.language)
    number, contents = current.number if current else 0, read_contents(draft.contents)
    return Desk(policy, draft, contents, number, page)


def _editor(desk: Desk, written: Written, data: Any = None) -> Page:
    if desk.page == "quiz":
        return QuizPage(written, data, contents=desk.contents)
    if desk.page == "structure" and desk.policy is not None:
        kind, people = desk.policy.kind, contact_choices()
        return StructurePage(written, data, contents=desk.contents, kind=kind, people=people)
    return Editor(written, data, contents=desk.contents, keepers=keeper_choices())


@transaction.atomic
def _save(request: MemberRequest, desk: Desk, editor: Page) -> HttpResponse:
    draft, now, slug = desk.draft, timezone.now(), request.organization.slug
    changes, started_from = editor.changes(), editor.form.cleaned_data["started_from"]
    is_saved = desk.page != "edit" or request.POST.get("act") == "save"
    edition = editor.form.cleaned_data["edition"] or 0
    if draft is not None:
        if not is_saved:
            check_edition(lock_open(draft), edition)
        draft = save_draft(
            draft=draft, member=request.member, changes=changes, edition=edition, now=now
        )
    elif is_saved:
        contents = replace(desk.contents, **changes)
        draft = start_draft(
            member=request.member,
            kind=Kind.CONTENT,
            contents=contents,
            started_from=started_from,
            now=now,
        )
    if is_saved and draft is not None:
        messages.success(request, _("Saved. Nobody else sees it before it is published."))
        return redirect("policies:draft", slug, draft.public_id)
    if draft is None:
        said = replace(desk.contents, **changes)
        version = publish_policy(
            member=request.member,
            intro=said.intro,
            pairs=said.pairs,
            rules=said.rules,
            quiz=said.quiz,
            started_from=started_from,
            now=now,
        )
    else:
        version = publish_draft(
            draft=draft,
            member=request.member,
            edition=draft.edition,
            started_from=started_from,
            now=now,
        )
    messages.success(request, _("Version %(number)s is in force.") % {"number": version.number})
    return redirect("policies:guidelines", slug)


def _show(
    request: MemberRequest,
    desk: Desk,
    editor: Page,
    *,
    clash: list[Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    part = "#editor" if request.htmx else ""
    context = {"editor": editor, "desk": desk, "clash": clash or []}
    return render(request, f"policies/{desk.page}.html{part}", context, status=status)
