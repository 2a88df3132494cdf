"""The organization's own domains: added, proved by a record, opened to those with an address."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants.access import allowed, calls_out
from tenants.http import MemberRequest
from tenants.member_forms import DomainForm, JoiningForm
from tenants.models import Domain, Joining
from tenants.recency import recently_signed_in
from tenants.roles import Permission
from tenants.scope import tenant
from tenants.services.domains import (
    add_domain,
    check_domain,
    record_name,
    record_value,
    remove_domain,
    set_joining,
)


@dataclass(frozen=True)
class DomainCard:
    """A domain, the record that proves it, and how people join by it."""

    domain: Domain
    record_name: str
    record_value: str
    form: JoiningForm


@allowed(Permission.MANAGE_ORGANIZATION)
def domains(request: MemberRequest) -> HttpResponse:
    """Show the domains people may join by and links begin with; add one."""
    form = DomainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            purpose = form.cleaned_data["purpose"]
            add_domain(name=name, purpose=purpose, by=request.member, now=timezone.now())
        except ValidationError as error:
            form.add_error("name", error)
        else:
            messages.success(request, _("Added. Now put its record in place."))
            return redirect("tenants:domains", request.organization.slug)
    found = Domain.objects.order_by("purpose", "name")
    cards = [
        DomainCard(one, record_name(one), record_value(one), JoiningForm({"joining": one.joining}))
        for one in found
    ]
    context = {"cards": cards, "form": form}
    return render(request, "tenants/domains.html", context, status=422 if form.errors else 200)


@require_POST
@calls_out
@allowed(Permission.MANAGE_ORGANIZATION)
def domain_check(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Look for a domain's record now."""
    with tenant(request.organization):
        domain = get_object_or_404(Domain.objects.all(), public_id=public_id)
    checked = check_domain(
        organization_id=request.organization.pk,
        domain=domain,
        by=request.member,
        now=timezone.now(),
    )
    if checked.proved_at and not checked.problem:
        messages.success(request, _("%s is yours: the record is there.") % checked.name)
    else:
        messages.error(request, checked.problem)
    return redirect("tenants:domains", request.organization.slug)


@allowed(Permission.MANAGE_ORGANIZATION)
@recently_signed_in
def domain_joining(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Say how people come in by a domain."""
    domain = get_object_or_404(Domain.objects.for_email(), public_id=public_id)
    form = JoiningForm(request.POST)
    if request.method == "POST" and form.is_valid():
        chosen = Joining(form.cleaned_data["joining"])
        try:
            set_joining(domain=domain, joining=chosen, by=request.member, now=timezone.now())
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Saved."))
    return redirect("tenants:domains", request.organization.slug)


@require_POST
@allowed(Permission.MANAGE_ORGANIZATION)
def domain_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Forget a domain."""
    domain = get_object_or_404(Domain.objects.all(), public_id=public_id)
    remove_domain(domain=domain, by=request.member, now=timezone.now())
    messages.success(request, _("%s is removed.") % domain.name)
    return redirect("tenants:domains", request.organization.slug)
