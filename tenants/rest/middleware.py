"""From the token to the member, the scope and the transaction: `TenantMiddleware` of the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import transaction
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import timezone
from structlog.contextvars import bind_contextvars

from tenants.audit import coming_from
from tenants.models import ApiToken, Via
from tenants.rest.problems import as_problem, plain_problem
from tenants.scope import tenant
from tenants.tokens import find_token
from tenants.zones import zone_of

API = "/api/v1/"
REFUSED = 400


class ApiMiddleware:
    """Find the member of `Authorization: Bearer …` and open their organization's scope.

    A refusal rolls back, so a request is done whole or not at all. Without a good token nothing is
    opened and the endpoint answers 401. Sessions count for nothing here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; whatever is refused on the way is a problem in JSON."""
        if not request.path_info.startswith(API):
            return self.get_response(request)
        response = as_problem(self._answer(request))
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _answer(self, request: Any) -> HttpResponseBase:
        request.api_token = token = _token(request)
        if token is None:
            return self.get_response(request)
        bind_contextvars(organization=token.organization_id)
        origin = coming_from(Via.API, request_id=getattr(request, "request_id", ""))
        with timezone.override(zone_of(token.member)), origin:
            if _calls_out(request):
                return self.get_response(request)
            refused = _take_in(request)
            return refused or self._in_scope(request, token)

    def _in_scope(self, request: HttpRequest, token: ApiToken) -> HttpResponseBase:
        with tenant(token.member.organization):
            response = self.get_response(request)
            if response.status_code >= REFUSED:
                transaction.set_rollback(True)
        return response


def _token(request: HttpRequest) -> ApiToken | None:
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    return find_token(text.strip(), now=timezone.now())


def _take_in(request: HttpRequest) -> HttpResponseBase | None:
    """Have all that is sent here before the transaction begins, however slowly it comes."""
    try:
        _ = request.POST if request.content_type == "multipart/form-data" else request.body
    except RequestDataTooBig:
        return plain_problem(413)
    except (UnreadablePostError, MultiPartParserError, SuspiciousOperation, BadRequest):
        return plain_problem(400, "This could not be read.")
    return None


def _calls_out(request: HttpRequest) -> bool:
    try:
        view: Any = resolve(request.path_info).func
    except Resolver404:
        return False
    action = getattr(view, "actions", {}).get((request.method or "").lower())
    spec = getattr(getattr(view, "cls", None), action, None) if action else None
    return bool(spec and spec.spec.calls_out)
