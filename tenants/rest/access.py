"""Who asks, and whether they may: the token's member, its scope, their permission, its rate."""

from __future__ import annotations

from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _
from redis.exceptions import RedisError
from rest_framework import authentication, exceptions, permissions
from rest_framework.request import Request

from tenants.models import ApiToken
from tenants.rest.problems import Refused
from tenants.second_factor import needs_mfa

log = structlog.get_logger("tenants.api")
MINUTE_S = 60


class TokenAuthentication(authentication.BaseAuthentication):
    """The token in `Authorization: Bearer …`; `tenants.rest.middleware` has looked it up."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        """Return the person and the token. Raises AuthenticationFailed for a token of no use."""
        token: ApiToken | None = getattr(request._request, "api_token", None)  # noqa: SLF001
        if token is not None:
            return token.member.user, token
        if "Authorization" in request.headers:
            said = _("This token is not good: unknown, revoked, expired, or its member has left.")
            raise exceptions.AuthenticationFailed(said, "token")
        return None

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 (DRF's signature)
        """Return how to sign in."""
        return 'Bearer realm="api"'


class TokenMay(permissions.BasePermission):
    """Both keys turn: the token's scope and the member's own permission."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Tell whether there is a token. Raises `Refused`: "scope", "second_step", "permission"."""
        token = request.auth
        if not isinstance(token, ApiToken):
            return False
        spec = view.spec
        if spec is None:  # a method that this address does not have
            return True
        if spec.scope not in token.scopes:
            said = _("The token lacks the scope %(scope)s.") % {"scope": spec.scope.value}
            raise Refused(403, "scope", said)
        if needs_mfa(token.member):
            said = _("%(name)s asks for a second step at sign-in. Set yours up on the pages first.")
            raise Refused(403, "second_step", said % {"name": token.member.organization.name})
        if not token.member.may(spec.permission):
            raise Refused(403, "permission", _("Your roles do not allow this."))
        return True


def count_request(token: ApiToken, weight: int) -> tuple[int, int]:
    """Count a request of this minute, as `weight` of them.

    Returns how many are left (-1: too many) and seconds to go.

    While the cache is away nothing is counted: the API stays open, and the log says so.
    """
    now = int(timezone.now().timestamp())
    left_s = MINUTE_S - now % MINUTE_S
    key = f"{token.organization_id}:api:{token.pk}:{now // MINUTE_S}"
    try:
        cache.add(key, 0, MINUTE_S * 2)
        used = int(cache.incr(key, weight))
    except (ValueError, RedisError):
        log.warning("api.not_counted", organization=token.organization_id)
        return settings.API_REQUESTS_PER_MINUTE, left_s
    return max(-1, settings.API_REQUESTS_PER_MINUTE - used), left_s
