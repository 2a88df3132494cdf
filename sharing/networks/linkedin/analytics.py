"""How a member's post is doing, where LinkedIn approved our app for that.

Source: learn.microsoft.com/linkedin, marketing/community-management/members/post-statistics, read
2026-11-22.
"""

from __future__ import annotations

from typing import Any

from sharing.networks.base import Grant
from sharing.networks.linkedin.calls import rest, send
from sharing.networks.linkedin.errors import unclear
from sharing.networks.linkedin.posts import encoded
from sharing.networks.linkedin.site import Site
from sharing.networks.wire import Answered

SCOPE = "r_member_postAnalytics"
METRICS = {
    "impressions": "IMPRESSION",
    "reach": "MEMBERS_REACHED",
    "reactions": "REACTION",
    "comments": "COMMENT",
    "reshares": "RESHARE",
}
"""Our metric to LinkedIn's."""
_ENTITIES = {"share": "share", "ugcPost": "ugc"}
_GONE = 404


def counts(site: Site, grant: Grant, urn: str) -> dict[str, int | None] | None:
    """Read a post's lifetime totals, a call for each; None when it is gone."""
    kind = urn.split(":")[2]
    if kind not in _ENTITIES:
        return dict.fromkeys(METRICS)
    entity = f"({_ENTITIES[kind]}:{encoded(urn)})"
    try:
        return {name: _count(site, grant, entity, asked) for name, asked in METRICS.items()}
    except Answered as error:
        if error.status == _GONE:
            return None
        raise


def _count(site: Site, grant: Grant, entity: str, asked: str) -> int | None:
    query = f"q=entity&entity={entity}&queryType={asked}&aggregation=TOTAL"
    found = send(rest(site, grant, "GET", f"/rest/memberCreatorPostAnalytics?{query}")).json()
    elements = found.get("elements") if isinstance(found, dict) else None
    if not isinstance(elements, list):
        raise unclear()
    return next((count for each in elements if (count := _number(each)) is not None), None)


def _number(element: Any) -> int | None:
    """Read one count; an answer without any has no data, which is not 0."""
    count = element.get("count") if isinstance(element, dict) else None
    return count if isinstance(count, int) and not isinstance(count, bool) else None
