"""Who may see a page: one decorator, one permission table (`tenants.roles`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from tenants.http import MemberRequest
from tenants.roles import Permission

P = ParamSpec("P")
View = Callable[Concatenate[MemberRequest, P], HttpResponseBase]


def allowed(permission: Permission) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Let in members whose roles grant `permission`, others get 403; drops the URL's slug."""

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def checked(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            del kwargs["slug"]  # the middleware has used it
            if not request.member.may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]  # read by the walls test
        return checked

    return decorate


def calls_out(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view that calls the outside: it gets no ambient scope and opens short ones itself."""
    view.calls_out = True  # type: ignore[attr-defined]  # read by the middleware
    return view


def keeps_text(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view whose posted text outlives an ended session and comes back after sign-in."""
    view.keeps_text = True  # type: ignore[attr-defined]  # read by the middleware
    return view


def before_policy(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view that is open to members who have not accepted the guidelines yet."""
    view.before_policy = True  # type: ignore[attr-defined]  # read by `policies.middleware`
    return view


def before_mfa(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view that is open to members who still owe a second step at sign-in."""
    view.before_mfa = True  # type: ignore[attr-defined]  # read by `tenants.second_factor`
    return view
