"""Refusals as `application/problem+json`, from one handler: `type, title, status, detail, code`.

What a service refuses keeps its code; which HTTP status that is stands in `STATUS_OF`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

PROBLEM = "application/problem+json"
UNPROCESSABLE = 422
STATUS_OF: dict[str, int] = {
    "stale": 409,
    "too_late": 409,
    "transition": 409,
    "archived": 409,
    "outdated": 409,
    "already_shared": 409,
    "limit": 409,
    "withdrawn": 409,
    "accepted": 409,
    "member": 409,
    "unchanged": 409,
    "not_live": 409,
    "not_asked": 409,
    "closed": 409,
    "decided": 409,
    "last_admin": 409,
    "newer": 409,
    "not_proved": 409,
    "stopped": 409,
    "waiting": 409,
    "paused": 409,
    "not_paused": 409,
    "recalled": 409,
    "not_running": 409,
    "not_archived": 409,
    "pilot": 409,
    "no_pilot": 409,
    "in_use": 409,
    "soon": 429,
    "too_big": 413,
}
"""Codes of services that say more than "this can't be": 409 says that things have moved on."""
CODES: dict[int, str] = {
    400: "unreadable",
    401: "unauthenticated",
    403: "permission",
    404: "not_found",
    405: "method",
    413: "too_large",
    415: "media_type",
    429: "too_many",
    500: "server_error",
}

Errors = dict[str, list[dict[str, str]]]


class Refused(exceptions.APIException):
    """A refusal of the API itself, with its status, code and sentence."""

    def __init__(self, status: int, code: str, detail: str, *, retry_after_s: int = 0) -> None:
        super().__init__(detail, code)
        self.status_code = status
        self.retry_after_s = retry_after_s


def handle(error: Exception, context: Mapping[str, Any]) -> HttpResponseBase | None:
    """Put an exception into a problem; None for a bug, which rises and becomes a 500."""
    if isinstance(error, ValidationError):
        return _of_service(error, context)
    if isinstance(error, exceptions.ValidationError):
        return _of_shape(error)
    if isinstance(error, Http404):
        error = Refused(404, "not_found", _("There is nothing here."))
    if isinstance(error, PermissionDenied):
        error = Refused(403, "permission", _("Your roles do not allow this."))
    return _of_framework(error) if isinstance(error, exceptions.APIException) else None


def problem(
    status: int, code: str, detail: str, *, errors: Errors | None = None
) -> HttpResponseBase:
    """Return a problem as a response."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if errors:
        body["errors"] = errors
    return Response(body, status=status, content_type=PROBLEM)


def as_problem(response: HttpResponseBase) -> HttpResponseBase:
    """Put a refusal that did not come from an endpoint (a bug, an unknown address) into JSON."""
    status = response.status_code
    if status < HTTPStatus.BAD_REQUEST or response.headers.get("Content-Type", "") == PROBLEM:
        return response
    plain = plain_problem(status)
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in response.headers:
            plain.headers[name] = response.headers[name]
    return plain


def plain_problem(status: int, detail: str = "") -> HttpResponse:
    """Return a problem without DRF, for where there is no view."""
    words = {404: _("There is no such address."), 413: _("This is more than we take at once.")}
    said = detail or words.get(status) or _("Something went wrong on our side. We have noted it.")
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(said),
        "code": CODES.get(status, "refused"),
    }
    return JsonResponse(body, status=status, content_type=PROBLEM)


def _of_service(error: ValidationError, context: Mapping[str, Any]) -> HttpResponseBase:
    """Return what a service refused, at its field where the endpoint has one of that name.

    An error that concerns several names them itself (`at_fields`).
    """
    if hasattr(error, "error_dict"):
        known = {
            name: [{"code": one.code or "invalid", "message": " ".join(one.messages)} for one in of]
            for name, of in error.error_dict.items()
        }
        return problem(UNPROCESSABLE, "invalid", _("Something in it can’t be."), errors=known)
    code, said = error.code or "invalid", " ".join(error.messages)
    spec = getattr(context.get("view"), "spec", None)
    field = spec.field_of(code) if spec else ""
    named = getattr(error, "at_fields", [field] if field else [])
    errors = {name: [{"code": code, "message": said}] for name in named}
    return problem(STATUS_OF.get(code, UNPROCESSABLE), code, said, errors=errors)


def _of_shape(error: exceptions.ValidationError) -> HttpResponseBase:
    errors: Errors = {}
    for path, message, code in _leaves(error.get_full_details(), ()):
        errors.setdefault(path or "body", []).append({"code": code, "message": message})
    codes = {one["code"] for of in errors.values() for one in of}
    code = "unknown_field" if codes == {"unknown_field"} else "invalid"
    said = _("Something in it can’t be: see `errors`.")
    return problem(UNPROCESSABLE, code, said, errors=errors)


def _leaves(told: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Return (path, message, code) of everything in DRF's nested details."""
    if isinstance(told, list):
        for place, inner in enumerate(told):
            is_leaf = isinstance(inner, dict) and set(inner) == {"message", "code"}
            yield from _leaves(inner, path if is_leaf else (*path, str(place)))
    elif set(told) == {"message", "code"} and isinstance(told["message"], str):
        yield ".".join(path), str(told["message"]), str(told["code"])
    else:
        for name, inner in told.items():
            here = path if name == "non_field_errors" else (*path, str(name))
            yield from _leaves(inner, here)


def _of_framework(error: exceptions.APIException) -> HttpResponseBase:
    code = CODES.get(error.status_code, "refused")
    if isinstance(error, Refused | exceptions.AuthenticationFailed):
        code = str(error.get_codes())
    response = problem(error.status_code, code, str(error.detail))
    header = getattr(error, "auth_header", "")
    if header:
        response.headers["WWW-Authenticate"] = header
    if getattr(error, "retry_after_s", 0):
        response.headers["Retry-After"] = str(error.retry_after_s)  # type: ignore[attr-defined]
    return response
