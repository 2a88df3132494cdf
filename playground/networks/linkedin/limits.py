"""LinkedIn's quotas: by UTC day, for each member and for each app; no header tells of them.

Source: learn.microsoft.com/linkedin, shared/api-guide/concepts/rate-limits and
consumer/integrations/self-serve/share-on-linkedin, read 2026-11-22.
"""

from __future__ import annotations

from flask import g, request

from playground.limits import Rule
from playground.networks.linkedin.auth import app_id
from playground.world import world


def rules(_route: str) -> list[Rule]:
    """What every call counts against."""
    if g.caller is None or not request.path.startswith("/rest/"):
        return []
    keys = {"linkedin_member": g.caller.id, "linkedin_app": str(app_id())}
    limits = world().settings.values.rate_limits
    return [Rule(name, key, *limit) for name, key in keys.items() if (limit := limits[name])]
