"""The pages of prices and view rates: list, set, remove."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from analytics.value.forms import RateForm, ViewRateForm
from analytics.value.keeping import remove_rate, set_rate
from analytics.value.models import Rate, ViewRate
from analytics.value.telling import rate_lines, view_rate_lines
from analytics.value.view_rates import remove_view_rate, set_view_rate
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission

FIELD_OF = {"other": "currency", "day": "starts_on", "many": None}
"""Where what is refused is shown; None: above the form."""


@allowed(Permission.SEE_DASHBOARD)
def rates(request: MemberRequest) -> HttpResponse:
    """List all prices by kind and network and all view rates, the newest first, with sources."""
    found = Rate.objects.order_by("kind", "network", "-starts_on")
    context = {
        "lines": rate_lines(found),
        "view_rates": view_rate_lines(ViewRate.objects.order_by("-starts_on")),
        "may_set": request.member.may(Permission.ENTER_NUMBERS),
    }
    return render(request, "analytics/rates.html", context)


@allowed(Permission.ENTER_NUMBERS)
def rate_set(request: MemberRequest) -> HttpResponse:
    """Set a price from a day on."""
    currency = Rate.objects.values_list("currency", flat=True).first() or ""
    form = RateForm(request.POST if request.method == "POST" else None, currency=currency)
    if form.is_bound and form.is_valid():
        try:
            set_rate(price=form.price, by=request.member, now=timezone.now())
        except ValidationError as error:
            code = str(error.code)
            form.add_error(FIELD_OF.get(code, code), error)
        else:
            messages.success(request, _("The price is set. Every day since then counts with it."))
            return redirect("analytics:rates", request.organization.slug)
    status = 422 if form.errors else 200
    return render(request, "analytics/rate_set.html", {"form": form}, status=status)


@allowed(Permission.ENTER_NUMBERS)
@require_POST
def rate_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Remove a price: the one before it, if there is one, holds again."""
    rate = get_object_or_404(Rate.objects.all(), public_id=public_id)
    if remove_rate(rate=rate, by=request.member, now=timezone.now()):
        messages.success(request, _("The price is removed."))
    return redirect("analytics:rates", request.organization.slug)


@allowed(Permission.ENTER_NUMBERS)
def view_rate_set(request: MemberRequest) -> HttpResponse:
    """Set the view rate from a day on."""
    form = ViewRateForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            set_view_rate(**form.cleaned_data, by=request.member, now=timezone.now())
        except ValidationError as error:
            code = str(error.code)
            form.add_error(FIELD_OF.get(code, code), error)
        else:
            said = _("The view rate is set. All that is shared since then counts with it.")
            messages.success(request, said)
            return redirect("analytics:rates", request.organization.slug)
    status = 422 if form.errors else 200
    return render(request, "analytics/view_rate_set.html", {"form": form}, status=status)


@allowed(Permission.ENTER_NUMBERS)
@require_POST
def view_rate_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Remove a view rate: the one before it, if there is one, holds again."""
    rate = get_object_or_404(ViewRate.objects.all(), public_id=public_id)
    if remove_view_rate(rate=rate, by=request.member, now=timezone.now()):
        messages.success(request, _("The view rate is removed."))
    return redirect("analytics:rates", request.organization.slug)
