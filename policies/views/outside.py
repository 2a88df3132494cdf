"""The guidelines outside: who may see them there, the public page, a candidate's page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from policies.forms.outside import CandidateForm
from policies.models import CandidateLink, PolicyVersion, SectionKind
from policies.outside import (
    candidate_address,
    open_candidate,
    open_public,
    public_address,
)
from policies.picture_files import picture_file, shown_picture
from policies.selectors import Document, document
from policies.services.showing import (
    accept_as_candidate,
    end_candidate_link,
    make_candidate_link,
    show_in_public,
)
from policies.structure import structure
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_number
from tenants.models import Organization
from tenants.roles import Permission
from tenants.scope import tenant

UNPROCESSABLE = 422
SHOWN = 200
"""Links on one page; they are gone after 90 days."""


@allowed(Permission.EDIT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def outside(request: MemberRequest) -> HttpResponse:
    """Show the public address and candidates' links; make another link."""
    form = CandidateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        make_candidate_link(member=request.member, name=name, now=timezone.now())
        messages.success(request, _("Copy the link from the list and send it to one person."))
        return redirect("policies:outside", request.organization.slug)
    links = CandidateLink.objects.select_related("version", "made_by").order_by("-made_at", "-pk")
    context = {
        "address": public_address(request.organization),
        "links": [(link, candidate_address(request.organization, link)) for link in links[:SHOWN]],
        "form": form,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "policies/outside.html", context, status=status)


@allowed(Permission.EDIT_POLICY)
@require_POST
def show_public(request: MemberRequest) -> HttpResponse:
    """Turn the public page on, with a new address, or off."""
    is_on = request.POST.get("is_on") == "on"
    show_in_public(member=request.member, is_on=is_on, now=timezone.now())
    messages.success(request, _("It is on.") if is_on else _("It is off. Its address is no more."))
    return redirect("policies:outside", request.organization.slug)


@allowed(Permission.EDIT_POLICY)
@require_POST
def remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Delete a candidate's link."""
    link = get_object_or_404(CandidateLink, public_id=public_id)
    end_candidate_link(link=link, member=request.member, now=timezone.now())
    messages.success(request, _("Deleted, with what was accepted by it."))
    return redirect("policies:outside", request.organization.slug)


@login_not_required
@never_cache
def public(request: HttpRequest, token: str) -> HttpResponse:
    """Show the guidelines to whoever has the address, while it is on."""
    organization = open_public(token)
    if organization is None:
        return render(request, "policies/public.html", {}, status=404)
    context = {"picture_page": "policies:public_picture", "picture_token": token}
    return render(request, "policies/public.html", context | _read(organization))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def candidate(request: HttpRequest, token: str) -> HttpResponse:
    """Show the guidelines to a candidate, who can accept them without an account."""
    opened = open_candidate(token)
    if opened is None:
        return render(request, "policies/public.html", {}, status=404)
    context: dict[str, Any] = {
        "link": opened.link,
        "picture_page": "policies:candidate_picture",
        "picture_token": token,
    }
    status = 200
    if request.method == "POST":
        number = read_number(request.POST.get("version", ""))
        with tenant(opened.organization):
            try:
                context["link"] = accept_as_candidate(
                    link=opened.link,
                    number=number,
                    now=timezone.now(),
                )
            except ValidationError as error:
                context["problem"], status = " ".join(error.messages), UNPROCESSABLE
    return render(
        request, "policies/public.html", context | _read(opened.organization), status=status
    )


@login_not_required
@never_cache
@require_safe
def public_picture(request: HttpRequest, token: str, public_id: UUID) -> HttpResponseBase:  # noqa: ARG001 (the signature is Django's)
    """Give a picture of the public page, while it is on."""
    return _picture(open_public(token), public_id)


@login_not_required
@never_cache
@require_safe
def candidate_picture(request: HttpRequest, token: str, public_id: UUID) -> HttpResponseBase:  # noqa: ARG001 (as above)
    """Give a picture of a candidate's page, while the link is good."""
    opened = open_candidate(token)
    return _picture(opened.organization if opened else None, public_id)


def _picture(organization: Organization | None, public_id: UUID) -> HttpResponseBase:
    if organization is None:
        raise Http404
    with tenant(organization):
        found = shown_picture(public_id)
    if found is None:
        raise Http404
    return picture_file(found)


def _read(organization: Organization) -> dict[str, Any]:
    """Return what people outside read: not what is looked for, what is confidential, or our tools.

    Each of them may name what is secret.
    """
    with tenant(organization):
        version = PolicyVersion.objects.current()
        found: dict[str, Any] = {"organization": organization, "version": version}
        if version is not None:
            read = Document(document(version).pairs, [])
            parts = structure(version)
            shown = [one for one in parts.sections if one.kind != SectionKind.TOOLS]
            found |= {"document": read, "parts": replace(parts, facts=[], sections=shown)}
    return found
