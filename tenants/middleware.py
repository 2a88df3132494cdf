"""From the address to the member, the scope and the transaction."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect
from structlog.contextvars import bind_contextvars

from tenants.audit import coming_from
from tenants.http import MemberRequest
from tenants.models import Member, Via
from tenants.scope import platform, tenant
from tenants.slugs import address_after, find_by_slug
from tenants.spoken import is_spoken
from tenants.zones import zone_of

SLUG = re.compile(r"^/o/([a-z0-9-]+)/")
KEPT_TEXT = "kept_text"
KEPT_TEXT_BYTES = 50_000
SERVER_ERROR = 500


class TenantMiddleware:
    """Find the member of `/o/<slug>/…` and open the organization's scope around the view.

    No membership, or no such organization: the same 404. A member who comes by a former slug is
    sent to the present one. A response of 500 or more rolls back, because Django has turned the
    exception into a response before it gets here. Times on the page are those of the member's own
    clock.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, inside the scope unless the view calls out."""
        match = SLUG.match(request.path_info)
        if match is None or not request.user.is_authenticated:
            return self.get_response(request)
        member = _find_member(request, match[1])
        if member.organization.slug != match[1]:
            return _moved(request, old=match[1], new=member.organization.slug)
        bind_contextvars(organization=member.organization_id)
        with timezone.override(zone_of(member)), _language_of(request, member):
            return self._answer(request, member)

    def _answer(self, request: HttpRequest, member: Member) -> HttpResponseBase:
        request_id = getattr(request, "request_id", "")
        if _calls_out(request.path_info):
            with coming_from(Via.PAGE, request_id=request_id):
                return self.get_response(request)
        _ = request.POST  # what is sent is here before the transaction begins, however slowly
        with coming_from(Via.PAGE, request_id=request_id), tenant(member.organization):
            response = self.get_response(request)
            if response.status_code >= SERVER_ERROR:
                transaction.set_rollback(True)
        return response


def _find_member(request: Any, slug: str) -> Member:
    with platform():
        memberships = list(
            Member.everyone.active()
            .filter(user=request.user)
            .select_related("organization", "team", "user")
            .order_by("organization__name")
        )
    member = next((m for m in memberships if m.organization.slug == slug), None)
    if member is None and memberships:
        former = find_by_slug(slug)
        member = next((m for m in memberships if m.organization == former), None)
    if member is None:
        raise Http404
    request.member, request.organization, request.memberships = (
        member,
        member.organization,
        memberships,
    )
    return member


def _moved(request: HttpRequest, *, old: str, new: str) -> HttpResponse:
    """Send to the present address; what was posted goes along, so that nothing typed is lost."""
    response = HttpResponsePermanentRedirect(
        address_after(request.get_full_path(), old=old, new=new)
    )
    response.status_code = 301 if request.method in {"GET", "HEAD"} else 308
    response["Cache-Control"] = "private, no-cache"  # a slug may be taken back: then it turns round
    return response


def _language_of(request: HttpRequest, member: Member) -> AbstractContextManager[None]:
    """Speak the language a member chose, here or in this browser, else the organization's."""
    if is_spoken(member.language):
        return translation.override(member.language)
    known = is_spoken(member.organization.language)
    if not known or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return nullcontext()
    return translation.override(member.organization.language)


def _calls_out(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "calls_out", False)
    except Resolver404:
        return False


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every page asks for a signed-in person unless marked; text written meanwhile is not lost."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> Any:
        """Send to sign-in; keep posted text in the session when the view asks for that.

        What a page asks for by itself, as a check while somebody types, leads back to the page.
        """
        page = _page_of(request)
        if page:
            if request.method == "POST" and _keeps_text(page):
                _keep_text(request, path=page)
            where = redirect_to_login(page, self.get_login_url(view_func)).url
            return HttpResponseClientRedirect(where)
        if request.method == "POST" and getattr(view_func, "keeps_text", False):
            _keep_text(request, path=request.path)
        response = super().handle_no_permission(request, view_func)
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(response.headers["Location"])
        return response


def _page_of(request: HttpRequest) -> str:
    """Return the path of our page that htmx asks from, "" for what a browser itself asks."""
    htmx = getattr(request, "htmx", None)
    return urlsplit(htmx.current_url_abs_path or "").path if htmx else ""


def _keeps_text(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "keeps_text", False)
    except Resolver404:
        return False


def _keep_text(request: HttpRequest, *, path: str) -> None:
    text = {k: v for k, v in request.POST.lists() if k != "csrfmiddlewaretoken"}
    if sum(len(str(one)) for values in text.values() for one in values) <= KEPT_TEXT_BYTES:
        request.session[KEPT_TEXT] = {"path": path, "text": text}


def take_kept_text(request: MemberRequest) -> dict[str, str]:
    """Return, once, what this member posted here after their session had ended, else {}.

    Of several values under a name, the last. The form names its writer (`components/writer.html`):
    somebody else who signs in at the same browser gets nothing.
    """
    return {name: values[-1] for name, values in take_kept_form(request).items() if values}


def take_kept_form(request: MemberRequest) -> dict[str, list[str]]:
    """Return the same with all values under each name."""
    kept = request.session.get(KEPT_TEXT)
    if not kept or kept["path"] != request.path:
        return {}
    del request.session[KEPT_TEXT]
    text: dict[str, list[str]] = {
        name: value if isinstance(value, list) else [value] for name, value in kept["text"].items()
    }
    return text if text.get("writer") == [str(request.member.public_id)] else {}
