"""What posts may cost: one budget a month for each network that takes money for them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sharing.budgets import BudgetRow, budget_rows
from sharing.forms import BudgetForm
from sharing.services.spending import MILLS, set_budget
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.MANAGE_ORGANIZATION)
def budgets(request: MemberRequest) -> HttpResponse:
    """Show what was spent, and set what may be."""
    rows = budget_rows(organization=request.organization, now=timezone.now())
    forms = {row.key: BudgetForm(None, row=row) for row in rows}
    if request.method == "POST":
        row = next((one for one in rows if one.key == request.POST.get("network")), None)
        if row is None:
            raise Http404
        forms[row.key] = BudgetForm(request.POST, row=row)
        if _is_set(request, row, forms[row.key]):
            return redirect("sharing:budgets", slug=request.organization.slug)
    shown = {"budgets": [(row, forms[row.key]) for row in rows]}
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "sharing/budgets.html", shown, status=status)


def _is_set(request: MemberRequest, row: BudgetRow, form: BudgetForm) -> bool:
    if not form.is_valid():
        return False
    try:
        set_budget(
            by=request.member,
            network_key=row.key,
            monthly_mills=int(form.cleaned_data["monthly"] * MILLS),
            now=timezone.now(),
        )
    except ValidationError as refused:
        form.add_error("monthly", refused)
        return False
    messages.success(request, _("Saved."))
    return True
