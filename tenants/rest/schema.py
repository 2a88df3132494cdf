"""How the API describes itself: names, scopes and refusals of every operation."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from tenants.rest.endpoints import operation_name
from tenants.rest.problems import PROBLEM
from tenants.rest.shapes import Problem

REFUSALS = {
    400: "It could not be read.",
    401: "No token, or one that is not good.",
    403: "The token's scope, the member's roles or the guidelines do not allow it.",
    404: "There is nothing here, or it is another organization's.",
    409: "Things have moved on: look again.",
    413: "It is too large.",
    415: "It is of a kind that is not taken.",
    422: "Something in it can't be.",
    429: "Too much in a while; `Retry-After` says when it may be tried again.",
    502: "The network did not do it.",
}
HAVE_BODY = {413, 415}
CALL_OUT = {502}


class Schema(AutoSchema):
    """Names operations after class and method, and says which scope they need."""

    def get_operation_id(self) -> str:
        """Return for instance `posts_create`."""
        return operation_name(type(self.view), str(getattr(self.view, "action", "")))

    def get_tags(self) -> list[str]:
        """Return the heading it stands under."""
        return [getattr(self.view, "tag", "") or type(self.view).__name__]

    def get_description(self) -> str:  # type: ignore[override]
        """Return what it does and what it needs."""
        spec = getattr(self.view, "spec", None)
        said = super().get_description() or ""
        if spec is None:
            return said
        needs = f"Scope `{spec.scope.value}`; needs the permission to {spec.permission.value}."
        return f"{said}\n\n{needs}"

    def get_summary(self) -> str:
        """Return the first sentence."""
        return (super().get_description() or "").partition(".")[0]

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        spec = getattr(self.view, "spec", None)
        if spec is None or direction != "response":
            return bodies
        left_out = set() if spec.takes else HAVE_BODY
        left_out = left_out if spec.calls_out else left_out | CALL_OUT
        for status in sorted(set(REFUSALS) - left_out):
            body = self._get_response_for_code(  # type: ignore[no-untyped-call]
                Problem, str(status), [PROBLEM], direction
            )
            bodies[str(status)] = {**body, "description": REFUSALS[status]}
        return bodies


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The token as the docs' Authorize button takes it."""

    target_class = "tenants.rest.access.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002
        """Return the scheme."""
        return {"type": "http", "scheme": "bearer", "description": "A token of the tokens page."}
