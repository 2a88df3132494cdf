"""Asking again who it is, before what can't be taken back."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

KEPT_POST = "kept_post"
KEPT_POST_BYTES = 200_000
SECRETS = ("password", "secret")
"""Words that the names of fields hold which are never kept."""


def signed_in_recently(request: HttpRequest) -> bool:
    """Tell whether this person signed in, or said again who they are, within a quarter of an hour.

    The time is ACCOUNT_REAUTHENTICATION_TIMEOUT. Of who has neither a password nor a second step
    there is nothing to ask: they are as recent as can be.
    """
    if not request.user.is_authenticated:
        return False
    if not get_adapter().get_reauthentication_methods(request.user):
        return True
    records = get_authentication_records(request, request.user)
    newest = max((record["at"] for record in records), default=0)
    return bool(time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def recently_signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let only who signed in recently pass; others say again who they are and come back.

    What they had sent is kept in their session, without files and secrets, and goes on by one
    click. Stands below `allowed`: `@allowed(…)` first, then `@recently_signed_in`.
    """
    goes_on = asks_for_some(view)

    @wraps(view)
    def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not signed_in_recently(request):
            return ask_again(request)
        return goes_on(request, *args, **kwargs)

    checked.recently_signed_in = True  # type: ignore[attr-defined]  # read by tests
    return checked


def asks_for_some(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view itself `ask_again` for some of what is sent: who comes back goes on by one click.

    They come back by a GET, so the view answers one, if only by leading to another page.
    """

    @wraps(view)
    def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kept = request.session.get(KEPT_POST)
        is_back = request.method == "GET" and kept and kept["path"] == request.get_full_path()
        if is_back and signed_in_recently(request):
            del request.session[KEPT_POST]
            return render(request, "account/go_on.html", {"fields": kept["fields"]})
        return view(request, *args, **kwargs)

    return checked


def ask_again(request: Any) -> HttpResponseBase:
    """Keep what was sent, and lead to where one says again who one is."""
    request.session.pop(KEPT_POST, None)
    if request.method == "POST":
        _keep(request)
    way = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    if getattr(request, "htmx", False):
        here = request.htmx.current_url_abs_path or "/"
        return HttpResponseClientRedirect(f"{way}?{urlencode({'next': here})}")
    return redirect(f"{way}?{urlencode({'next': request.get_full_path()})}")


def _keep(request: HttpRequest) -> None:
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and not any(word in name for word in SECRETS)
        for value in values
    ]
    if sum(len(str(value)) for _name, value in fields) <= KEPT_POST_BYTES:
        request.session[KEPT_POST] = {"path": request.get_full_path(), "fields": fields}
