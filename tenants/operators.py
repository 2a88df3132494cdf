"""Who runs the deployment: people named in OPERATORS, by an address they have proved."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import Http404
from django.http.response import HttpResponseBase

from tenants.models import User


def is_operator(user: User) -> bool:
    """Tell whether a person may see and do what concerns all organizations together."""
    named = {address.strip().casefold() for address in settings.OPERATORS if address.strip()}
    proved = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return bool(named) and any(address.casefold() in named for address in proved)


def operators_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let in who runs the deployment; for everybody else there is no such page."""

    @wraps(view)
    def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_operator(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    checked.operators_only = True  # type: ignore[attr-defined]  # read by tests
    return checked
