"""Who looks after the documents and their lines, and handing them over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from policies.forms.owners import HandDocumentForm, HandLinesForm
from policies.library import shelf
from policies.models import Policy
from policies.ownership import keepers, may_hand_over
from policies.services.handing import hand_over_document, hand_over_lines
from policies.writers import writers
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.roles import Permission

UNPROCESSABLE = 422


@allowed(Permission.EDIT_POLICY)
def owners(request: MemberRequest) -> HttpResponse:
    """Show who looks after what, each with a form to hand it over."""
    return _show(request)


@allowed(Permission.EDIT_POLICY)
@require_POST
def hand_over(request: MemberRequest) -> HttpResponse:
    """Hand over a document."""
    form = HandDocumentForm(request.POST, people=writers())
    if not form.is_valid():
        return _refuse(request)
    chosen = form.cleaned_data
    kind, language, to = chosen["kind"], chosen["language"], chosen["to"]
    policy = get_object_or_404(Policy, kind=kind, language=language)
    hand_over_document(policy=policy, by=request.member, to=to, now=timezone.now())
    messages.success(request, _("%(name)s looks after it now, and is told.") % {"name": to.name})
    return redirect("policies:owners", request.organization.slug)


@allowed(Permission.EDIT_POLICY)
@require_POST
def hand_lines(request: MemberRequest) -> HttpResponse:
    """Hand over all lines of somebody."""
    form = HandLinesForm(request.POST, people=writers())
    if not form.is_valid():
        return _refuse(request)
    to = form.cleaned_data["to"]
    of = get_object_or_404(Member, public_id=form.cleaned_data["of"])
    count = hand_over_lines(of=of, by=request.member, to=to, now=timezone.now())
    said = ngettext(
        "%(name)s looks after %(count)s line now, and is told.",
        "%(name)s looks after %(count)s lines now, and is told.",
        count,
    )
    messages.success(request, said % {"name": to.name, "count": count})
    return redirect("policies:owners", request.organization.slug)


def _refuse(request: MemberRequest) -> HttpResponse:
    messages.error(request, _("Choose somebody who may edit the guidelines."))
    return _show(request, status=UNPROCESSABLE)


def _show(request: MemberRequest, status: int = 200) -> HttpResponse:
    people = writers()
    documents = [
        (one, one.policy.pk and may_hand_over(request.member, one.policy) and _form(one, people))
        for one in shelf()
    ]
    lines = [
        (
            one,
            HandLinesForm(
                people=[person for person in people if person != one.member],
                initial={"of": one.member.public_id},
                auto_id=f"id_{one.member.public_id}_%s",
            ),
        )
        for one in keepers()
    ]
    context = {"documents": documents, "lines": lines}
    return render(request, "policies/owners.html", context, status=status)


def _form(one: Any, people: list[Member]) -> HandDocumentForm:
    policy = one.policy
    return HandDocumentForm(
        people=[person for person in people if person.pk != policy.owner_id],
        initial={"kind": policy.kind, "language": policy.language},
        auto_id=f"id_{policy.pk}_%s",
    )
