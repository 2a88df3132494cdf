"""Rules as people make them: all of a draft, one of them, and a bench to try them on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from policies.contents import Contents, contents_of, read_contents
from policies.forms.bench import BenchForm
from policies.forms.rule import KindForm, form_of
from policies.models import Draft, Kind, PolicyVersion
from policies.rule_lines import find_checked_draft, rule_groups, specs_of, team_names
from policies.rules import KINDS
from policies.rules.base import Group
from policies.services.drafting import Stale, start_draft
from policies.services.rowing import remove_row
from policies.services.ruling import save_rule
from policies.trying import try_texts
from tenants.access import allowed, keeps_text
from tenants.http import MemberRequest
from tenants.middleware import take_kept_form
from tenants.roles import Permission
from tenants.throttling import allow, too_many

UNPROCESSABLE = 422


@allowed(Permission.EDIT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: MemberRequest) -> HttpResponse:
    """Show the rules in force with a bench to try them on; begin a draft to change them."""
    draft = Draft.objects.open().of(Kind.CONTENT).first()
    if request.POST.get("act") == "begin":
        draft = draft or _begin(request)
        if draft is None:
            return redirect("policies:drafts", request.organization.slug)
        return redirect("policies:draft_rules", request.organization.slug, draft.public_id)
    version = PolicyVersion.objects.current()
    shown = {"draft": None, "open_draft": draft, "version": version}
    return _bench(request, contents_of(version), shown)


def _begin(request: MemberRequest) -> Draft | None:
    """Begin a draft, or take the one that was begun meanwhile; None when there can't be one."""
    try:
        return start_draft(member=request.member, kind=Kind.CONTENT, now=timezone.now())
    except ValidationError as error:
        if begun := Draft.objects.open().of(Kind.CONTENT).first():
            return begun
        messages.error(request, " ".join(error.messages))
        return None


@allowed(Permission.EDIT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_rules(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show the rules of a draft in sentences, with a bench to try them on."""
    draft = find_checked_draft(public_id)
    if not draft.is_open:
        return redirect("policies:draft", request.organization.slug, public_id)
    return _bench(request, read_contents(draft.contents), {"draft": draft})


@allowed(Permission.EDIT_POLICY)
@keeps_text
@require_http_methods(["GET", "HEAD", "POST"])
def draft_rule(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Write one rule: the one whose mark is asked for, or a new one of a kind that is chosen."""
    draft = find_checked_draft(public_id)
    slug = request.organization.slug
    if not draft.is_open:
        return redirect("policies:draft", slug, public_id)
    kept = {} if request.method == "POST" else take_kept_form(request)
    written = MultiValueDict(kept) if kept else request.POST or None
    asked = _asked(request, written)
    form, is_gone = form_of(read_contents(draft.contents), asked, written)
    if form is None:
        return _choose(request, draft)
    is_saved = request.method == "POST" and request.POST.get("act") != "again"
    if is_saved and not is_gone and form.is_valid():
        try:
            save_rule(
                draft=draft,
                member=request.member,
                rule=form.draft({}),
                was=asked["rule"],
                line=form.cleaned_data["clause"],
                now=timezone.now(),
            )
        except Stale:
            is_gone = True
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved. It is looked for once the draft is published."))
            return redirect("policies:draft_rules", slug, public_id)
    mark = "" if is_gone else asked["rule"]
    status = UNPROCESSABLE if is_saved else 200
    return _show(request, draft, form, mark=mark, is_gone=is_gone, status=status)


@allowed(Permission.EDIT_POLICY)
@require_POST
def draft_rule_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Take a rule out of a draft."""
    draft = find_checked_draft(public_id)
    try:
        was, now = request.POST.get("rule", ""), timezone.now()
        remove_row(draft=draft, member=request.member, part="rules", was=was, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken out of the draft."))
    return redirect("policies:draft_rules", request.organization.slug, public_id)


def _bench(request: MemberRequest, contents: Contents, shown: dict[str, Any]) -> HttpResponse:
    teams = team_names()
    form = BenchForm(request.POST or None, teams=teams)
    tried = None
    if form.is_bound and not allow(request, action="rule_bench", key=str(request.member.pk)):
        return too_many(request)
    if form.is_valid():
        texts = form.cleaned_data["texts"]
        tried = try_texts(
            texts,
            specs_of(contents),
            form.place(),
            organization=request.organization,
            now=timezone.now(),
        )
    context = {**shown, "groups": rule_groups(contents, teams), "bench": form, "tried": tried}
    part = "#bench" if request.htmx else ""
    status = UNPROCESSABLE if form.errors else 200
    return render(request, f"policies/rules.html{part}", context, status=status)


def _asked(request: MemberRequest, written: MultiValueDict[str, Any] | None) -> dict[str, str]:
    """Return the kind and the mark of the rule that are asked for.

    The form has them too: after a new sign-in the address may have lost them.
    """
    kept: Mapping[str, Any] = written or {}
    return {name: request.GET.get(name) or str(kept.get(name, "")) for name in ("kind", "rule")}


def _choose(request: MemberRequest, draft: Draft) -> HttpResponse:
    groups = [
        (group.label, [kind for kind in KINDS.values() if kind.group is group]) for group in Group
    ]
    return render(request, "policies/rule_kinds.html", {"draft": draft, "groups": groups})


def _show(
    request: MemberRequest, draft: Draft, form: KindForm, *, mark: str, is_gone: bool, status: int
) -> HttpResponse:
    asked = {"kind": form.kind, "rule": mark}
    here = reverse("policies:draft_rule", args=[request.organization.slug, draft.public_id])
    context = {
        "draft": draft,
        "form": form,
        "kind": KINDS[form.kind],
        "is_gone": is_gone,
        "here": f"{here}?{urlencode(asked)}",
        "asked": urlencode(asked),
        "mark": mark,
        "finds": KINDS[form.kind].tells(form.rule.parameters) if form.rule else "",
    }
    return render(request, "policies/rule.html", context, status=status)
