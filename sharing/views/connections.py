"""A member's accounts: connect, reconnect, disconnect. Views here call out."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from sharing.accounts import account_rows
from sharing.forms import ConnectForm, SignInForm
from sharing.models import Connection
from sharing.networks import consenting, network
from sharing.networks.abilities import (
    AsksHost,
    Consents,
    RegisteredByHand,
    SignsIn,
)
from sharing.networks.base import NetworkError
from sharing.registered import offered_networks
from sharing.selectors import assisted_choices
from sharing.services.checking import check_connection
from sharing.services.connecting import begin_connecting, finish_connecting
from sharing.services.connecting import disconnect as disconnect_account
from sharing.services.pending import SESSION_KEY, take_pending
from tenants.access import allowed, calls_out
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.roles import Permission
from tenants.scope import platform, tenant


@allowed(Permission.TAKE_PART)
def connections(request: MemberRequest) -> HttpResponse:
    """Show the accounts a member has connected and how to connect one more."""
    handle = request.GET.get("handle", "")  # of the account to connect again
    known = {"identifier": handle.removeprefix("@"), "server": request.GET.get("server", "")}
    sign_in = SignInForm(initial=known)
    return render(request, "sharing/connections.html", page(request, ConnectForm(), sign_in))


def page(request: MemberRequest, form: ConnectForm, sign_in_form: SignInForm) -> dict[str, object]:
    """Gather what the page of connections shows, in scope."""
    accounts = account_rows(member=request.member, now=timezone.now())
    offered = offered_networks()
    return {
        "accounts": accounts,
        "reconnects": request.GET.get("handle", ""),
        "form": form,
        "networks": [one for one in offered if isinstance(one, AsksHost)],
        "consent_networks": [one for one in offered if isinstance(one, RegisteredByHand)],
        "assisted": assisted_choices(request.member),
        "sign_in_form": sign_in_form,
        "sign_in_networks": [one for one in offered if isinstance(one, SignsIn)],
        "playground_url": settings.PLAYGROUND_URL,
        "playground_host": urlsplit(settings.PLAYGROUND_URL).netloc,
    }


@calls_out
@require_POST
@allowed(Permission.TAKE_PART)
def connect(request: MemberRequest, key: str) -> HttpResponse:
    """Send the member to the network's consent page: a link, or HX-Redirect."""
    with tenant(request.organization):
        offered = {one.key: one for one in offered_networks() if isinstance(one, Consents)}
    asked = offered.get(key)
    if asked is None:
        raise Http404
    asks_host = not isinstance(asked, RegisteredByHand)
    form = ConnectForm(request.POST if asks_host else {"server": ""}, asks_host=asks_host)
    url = _begin(request, key, form) if form.is_valid() else None
    if url is None and not asks_host:
        messages.error(request, str(form.errors["server"][0]))
        return redirect("sharing:connections", slug=request.organization.slug)
    if url is None:
        with tenant(request.organization):
            shown = page(request, form, SignInForm())
            return render(request, "sharing/connections.html", shown, status=422)
    if request.htmx:
        return HttpResponseClientRedirect(url)
    where = {"url": url, "host": form.cleaned_data["server"], "network": network(key)}
    with tenant(request.organization):
        return render(request, "sharing/consent.html", where)


def _begin(request: MemberRequest, key: str, form: ConnectForm) -> str | None:
    """Register with the server and keep what the callback needs; None with the form's error set."""
    adapter = consenting(key)
    try:
        typed = form.cleaned_data["server"]
        host = adapter.host_from(typed) if isinstance(adapter, AsksHost) else ""
        url, pending = begin_connecting(
            member=request.member, network_key=key, host=host, now=timezone.now()
        )
    except ValidationError as refused:
        form.add_error("server", refused)
        return None
    except NetworkError as failed:
        form.add_error("server", failed.message)
        return None
    request.session[SESSION_KEY] = asdict(pending)
    return url


def consented(request: HttpRequest, key: str) -> HttpResponse:
    """Take the member back from the network's consent page and store the connection."""
    try:
        pending = take_pending(
            session=request.session,
            state=request.GET.get("state", ""),
            user_id=int(request.user.pk or 0),
            network_key=key,
        )
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect("home")
    with platform():
        member = (
            Member.everyone.active()
            .select_related("organization")
            .filter(pk=pending.member_id, user=request.user)
            .first()
        )
    if member is None:
        raise Http404
    back = redirect("sharing:connections", slug=member.organization.slug)
    if "code" not in request.GET:
        _tell_refusal(request, key)
        return back
    try:
        made = finish_connecting(
            pending=pending, member=member, code=request.GET["code"], now=timezone.now()
        )
    except NetworkError as failed:
        messages.error(request, failed.message)
        return back
    messages.success(request, _("%(handle)s is connected.") % {"handle": made.handle})
    return back


def _tell_refusal(request: HttpRequest, key: str) -> None:
    """Say why the member came back without a consent: they did not give it, or nobody could."""
    if request.GET.get("error") in {"unauthorized_scope_error", "invalid_scope"}:
        said = _("%(network)s does not give our app what it asks for. Whoever set it up must act.")
        messages.error(request, said % {"network": network(key).label})
    else:
        messages.info(request, _("You did not allow it, so nothing was connected."))


@calls_out
@require_POST
@allowed(Permission.TAKE_PART)
def check_account(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask the network for one's account now: does it answer, how many follow it."""
    with tenant(request.organization):
        connection = get_object_or_404(
            Connection.objects.kept().filter(member=request.member), public_id=public_id
        )
    try:
        check_connection(
            organization_id=request.organization.pk, connection=connection, now=timezone.now()
        )
    except ValidationError as refused:
        messages.info(request, refused.messages[0])
    except NetworkError as failed:
        messages.error(request, failed.message)
    else:
        messages.success(request, _("%(handle)s works.") % {"handle": connection.handle})
    return redirect("sharing:connections", slug=request.organization.slug)


@calls_out
@require_POST
@allowed(Permission.TAKE_PART)
def disconnect(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Revoke at the network and delete the tokens here."""
    with tenant(request.organization):
        connection = get_object_or_404(
            Connection.objects.kept().filter(member=request.member), public_id=public_id
        )
    is_revoked = disconnect_account(
        organization_id=request.organization.pk,
        connection=connection,
        by=request.member,
        now=timezone.now(),
    )
    if is_revoked:
        said = _("%(handle)s is disconnected.")
        messages.success(request, said % {"handle": connection.handle})
    else:
        said = _(
            "%(handle)s is disconnected here, but its server did not answer. "
            "Remove Advocacy in the account’s own settings too."
        )
        messages.warning(request, said % {"handle": connection.handle})
    return redirect("sharing:connections", slug=request.organization.slug)
