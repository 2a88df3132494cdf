"""By which app members connect to each network; bringing the organization's own, once checked."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from sharing.forms import OwnAppForm
from sharing.models import AppState, OwnApp
from sharing.own_apps import OwnAppRow, own_app_rows
from sharing.services.own_apps import remove_own_app, set_own_app
from sharing.services.probing import check_own_app
from tenants.access import allowed, calls_out
from tenants.http import MemberRequest
from tenants.recency import recently_signed_in
from tenants.roles import Permission
from tenants.scope import tenant


@allowed(Permission.MANAGE_ORGANIZATION)
def own_apps(request: MemberRequest) -> HttpResponse:
    """List the networks where an app is registered by hand, and whose is used."""
    return render(request, "sharing/own_apps.html", {"rows": own_app_rows()})


@never_cache
@sensitive_post_parameters("client_secret")
@calls_out
@allowed(Permission.MANAGE_ORGANIZATION)
@recently_signed_in
def own_app(request: MemberRequest, key: str) -> HttpResponse:
    """Say how to register an app there; take what the network gave, then ask it whether it fits."""
    with tenant(request.organization):
        row = _row(key)
        form = OwnAppForm(request.POST if request.method == "POST" else None, row=row)
        app = _set(request, row, form) if form.is_bound and form.is_valid() else None
        if app is None:
            status = 422 if form.is_bound else 200
            return render(
                request, "sharing/own_app.html", {"row": row, "form": form}, status=status
            )
    _check(request, app, row.label)
    return redirect("sharing:own_apps", slug=request.organization.slug)


@calls_out
@allowed(Permission.MANAGE_ORGANIZATION)
@require_POST
def own_app_check(request: MemberRequest, key: str) -> HttpResponse:
    """Ask the network whether it knows the own app."""
    with tenant(request.organization):
        row = _row(key)
    if row.app is None:
        raise Http404
    _check(request, row.app, row.label)
    return redirect("sharing:own_apps", slug=request.organization.slug)


@allowed(Permission.MANAGE_ORGANIZATION)
@recently_signed_in
@require_POST
def own_app_remove(request: MemberRequest, key: str) -> HttpResponse:
    """Use this site's app again, or hide the network."""
    row = _row(key)
    if row.app is None:
        raise Http404
    remove_own_app(by=request.member, app=row.app, now=timezone.now())
    messages.success(request, _("Removed. We give back the access that it was given."))
    return redirect("sharing:own_apps", slug=request.organization.slug)


@sensitive_variables()
def _set(request: MemberRequest, row: OwnAppRow, form: OwnAppForm) -> OwnApp | None:
    """Store what was entered; None with the form's error set."""
    typed = form.cleaned_data
    try:
        return set_own_app(
            by=request.member,
            network_key=row.key,
            client_id=typed["client_id"],
            client_secret=typed["client_secret"],
            is_approved=typed.get("is_approved", False),
            now=timezone.now(),
        )
    except ValidationError as refused:
        form.add_error(refused.code if refused.code in form.fields else None, refused)
    return None


def _check(request: MemberRequest, app: OwnApp, label: str) -> None:
    try:
        state = check_own_app(by=request.member, app=app, now=timezone.now())
    except ValidationError as unknown:
        messages.warning(request, unknown.messages[0])
        return
    if state == AppState.WORKS:
        said = _("%(network)s knows your app. The first member who connects shows the rest.")
        messages.success(request, said % {"network": label})
    else:
        said = _("%(network)s does not know this id with this secret. Copy both once more.")
        messages.error(request, said % {"network": label})


def _row(key: str) -> OwnAppRow:
    for row in own_app_rows():
        if row.key == key:
            return row
    raise Http404
