"""Nobody works by rules they have not seen, by program neither."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from policies.selectors import Acceptance, standing
from tenants.models import ApiToken
from tenants.rest.problems import Refused
from tenants.scope import tenant


class HasAccepted(BasePermission):
    """Let in members who have accepted some version; the API's `AcknowledgementMiddleware`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Tell whether there is a token. Raises `Refused`: 403 "guidelines". One query."""
        token = request.auth
        if not isinstance(token, ApiToken):
            return False
        if view.spec is None or view.spec.before_policy:
            return True
        with tenant(token.member.organization):  # an endpoint that calls out has no scope yet
            stands = standing(token.member)
        if stands.state is Acceptance.NEVER:
            said = _("Read and accept the guidelines first: GET policy, POST policy/acceptance.")
            raise Refused(403, "guidelines", said)
        return True
