"""Trying a rule, or all rules of a draft, on the captions that went out."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from policies.contents import read_contents
from policies.forms.rule import form_of
from policies.rule_lines import find_checked_draft, specs_of
from sharing.trials import try_on_past
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission
from tenants.throttling import allow, too_many

NOT_WRITTEN = {"csrfmiddlewaretoken", "act"}


@allowed(Permission.EDIT_POLICY)
@require_POST
def rule_trial(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Try the rule that is being written, saved or not; all of the draft without one."""
    draft = find_checked_draft(public_id)
    if not allow(request, action="rule_trial", key=str(request.member.pk)):
        return too_many(request)
    contents = read_contents(draft.contents)
    form, _is_gone = form_of(contents, request.GET, request.POST)
    spec = form and form.spec()
    specs = specs_of(contents) if form is None else [spec] if spec else None
    trial = None if specs is None else try_on_past(specs, organization=request.organization)
    context = {
        "draft": draft,
        "trial": trial,
        "form": form,
        "written": [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in NOT_WRITTEN
        ],
    }
    part = "#trial" if request.htmx else ""
    status = 200 if trial else 422
    return render(request, f"sharing/rule_trial.html{part}", context, status=status)
