"""Networks as whoever runs the deployment sees them: numbers of all, names of nobody."""

from __future__ import annotations

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sharing.forms import PauseForm
from sharing.network_states import NetworkState, network_states
from sharing.networks import network
from sharing.services.operating import pause_network, try_network
from sharing.services.parking import count_waiting
from tenants.operators import operators_only
from tenants.recency import recently_signed_in


@operators_only
@recently_signed_in
def operating(request: HttpRequest) -> HttpResponse:
    """Show every network, pause one, let it go on."""
    forms = {}
    if request.method == "POST":
        key = request.POST.get("network", "")
        form = PauseForm(request.POST, auto_id=f"{key}-%s")
        if _is_done(request, key, form):
            return redirect("sharing:operating")
        forms[key] = form
    now, waiting = timezone.now(), count_waiting()
    servers: dict[str, list[NetworkState]] = defaultdict(list)
    for state in network_states(now=now):
        servers[state.network].append(state)
    networks = [
        {
            "key": key,
            "label": states[0].label,
            "whole": next(state for state in states if not state.host),
            "servers": [
                (state, _counted(waiting.get((key, state.host, state.app), 0)))
                for state in states
                if state.host and state.is_worth_telling
            ],
            "waiting": _counted(sum(n for (of, _host, _app), n in waiting.items() if of == key)),
            "is_shut": any(not state.is_free for state in states),
            "form": forms.get(key, PauseForm(auto_id=f"{key}-%s")),
        }
        for key, states in servers.items()
    ]
    status = 422 if forms else 200
    return render(request, "sharing/operating.html", {"networks": networks}, status=status)


def _is_done(request: HttpRequest, key: str, form: PauseForm) -> bool:
    by, now = str(request.user.pk), timezone.now()
    try:
        if "why" not in request.POST:
            woken = try_network(network_key=key, by=by, now=now)
            messages.success(request, _("Tried again. %(woken)s") % {"woken": _woken(woken)})
            return True
        if form.is_valid():
            pause_network(network_key=key, why=form.cleaned_data["why"], by=by, now=now)
            words = {"network": network(key).label}
            messages.success(request, _("Nothing goes to %(network)s now.") % words)
            return True
    except ValidationError as refused:
        if refused.code != "why":
            raise Http404 from refused
        form.add_error("why", refused)
    return False


def _counted(waiting: int) -> str:
    if waiting == 0:
        return ""
    text = ngettext("%(n)d share waits.", "%(n)d shares wait.", waiting)
    return text % {"n": waiting}


def _woken(woken: int) -> str:
    text = ngettext("%(n)d share was woken.", "%(n)d shares were woken.", woken)
    return text % {"n": woken}
