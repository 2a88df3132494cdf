"""Asking for the password again before what can't be taken back or what gives much away."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


def confirm_again(request: HttpRequest, *, back: str) -> HttpResponse | None:
    """Return the way to the password and then to `back`; None when it was given lately.

    What was posted is not kept: `back` is a page that is opened anew.
    """
    try:
        _pass(request)
    except ReauthenticationRequired:
        methods = get_adapter().get_reauthentication_methods(request.user)
        way = methods[0]["url"] if methods else reverse("account_login")
        return redirect(f"{way}?{urlencode({'next': back})}")
    return None


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth's
def _pass(_request: HttpRequest) -> None:
    """Let those through who have confirmed lately."""
