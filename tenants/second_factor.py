"""Organizations that ask for a second step at sign-in, and who still owes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from tenants.models import Member, User

SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""Recovery codes alone are none: they are for the day the second step is lost."""


def has_second_step(user: User) -> bool:
    """Tell whether a person has an authenticator app or a passkey."""
    return bool(is_mfa_enabled(user, types=SECOND_STEPS))


def needs_mfa(member: Member) -> bool:
    """Tell whether a member must set up a second step before anything of the organization opens."""
    return member.organization.requires_mfa and not has_second_step(member.user)


class SecondFactorMiddleware:
    """Lead a member who owes a second step to the page that sets it up, from every address.

    Unlike the guidelines, it holds up posts, fragments and views that call out too. Views marked
    `before_mfa` pass; the person's other organizations are not touched.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self,
        request: Any,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],  # noqa: ARG002 (the signature is Django's)
        kwargs: Mapping[str, Any],  # noqa: ARG002
    ) -> HttpResponseBase | None:
        """Redirect, or let pass."""
        if not hasattr(request, "member") or getattr(view, "before_mfa", False):
            return None
        if not needs_mfa(request.member):
            return None
        page = reverse("tenants:second_step", args=[request.organization.slug])
        if request.htmx:
            return HttpResponseClientRedirect(page)
        return HttpResponseRedirect(page)
