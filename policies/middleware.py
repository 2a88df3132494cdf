"""Nobody works by rules they have not seen: the first visit goes by way of the guidelines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from policies.selectors import Acceptance, standing


class AcknowledgementMiddleware:
    """Send a member who never accepted any version to do so first; one query a page.

    Only whole pages: fragments, posts and views marked `before_policy` or `calls_out` pass. A
    member who accepted an older version is not held up; `request.policy_standing` lets the page
    say that there is a newer one.
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
    ) -> HttpResponseRedirect | None:
        """Redirect, or note on the request where the member stands."""
        if not _is_page(request, view):
            return None
        request.policy_standing = standing(request.member)
        if request.policy_standing.state is not Acceptance.NEVER:
            return None
        page = reverse("policies:acknowledge", args=[request.organization.slug])
        return HttpResponseRedirect(f"{page}?{urlencode({'next': request.get_full_path()})}")


def _is_page(request: Any, view: Callable[..., HttpResponseBase]) -> bool:
    if not hasattr(request, "member") or request.method != "GET" or request.htmx:
        return False
    return not (getattr(view, "before_policy", False) or getattr(view, "calls_out", False))
