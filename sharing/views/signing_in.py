"""Connecting an account of a network that is signed in to with an app password. Calls out."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from sharing.forms import ConnectForm, SignInForm
from sharing.models import Connection
from sharing.networks import NoSuchNetwork, signing_in
from sharing.networks.base import NetworkError
from sharing.services.connecting import sign_in_connection
from sharing.views.connections import page
from tenants.access import allowed, calls_out
from tenants.http import MemberRequest
from tenants.roles import Permission
from tenants.scope import tenant

FIELDS = {"identifier": "identifier", "password": "password", "host": "server"}
"""What a network finds fault with, and the field it was typed in."""


@sensitive_post_parameters("password")
@calls_out
@require_POST
@allowed(Permission.TAKE_PART)
def sign_in(request: MemberRequest, key: str) -> HttpResponse:
    """Sign in to the member's account and store the connection, not the password."""
    try:
        signing_in(key)
    except NoSuchNetwork:
        raise Http404 from None
    form = SignInForm(request.POST)
    made = _sign_in(request, key, form) if form.is_valid() else None
    if made is None:
        with tenant(request.organization):
            shown = page(request, ConnectForm(), form)
            return render(request, "sharing/connections.html", shown, status=422)
    messages.success(request, _("%(handle)s is connected.") % {"handle": made.handle})
    return redirect("sharing:connections", slug=request.organization.slug)


@sensitive_variables()
def _sign_in(request: MemberRequest, key: str, form: SignInForm) -> Connection | None:
    """Connect; None with the form's error set."""
    typed = form.cleaned_data
    try:
        return sign_in_connection(
            member=request.member,
            network_key=key,
            identifier=typed["identifier"],
            password=typed["password"],
            host=typed["server"],
            now=timezone.now(),
        )
    except ValidationError as refused:
        form.add_error(FIELDS.get(refused.code or ""), refused)
    except NetworkError as failed:
        form.add_error(None, failed.message)
    return None
