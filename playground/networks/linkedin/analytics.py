"""How a member's post is doing, for apps that were approved for it: numbers that grow.

Source: learn.microsoft.com/linkedin, marketing/community-management/members/post-statistics, read
2026-11-22.
"""

from __future__ import annotations

import re

from flask import Response, jsonify, request

from playground.entries import Entry
from playground.networks.linkedin.auth import me, needs
from playground.networks.linkedin.errors import Refused
from playground.networks.linkedin.posts import found
from playground.networks.linkedin.routes import api
from playground.world import world

_QUERY = re.compile(
    r"q=entity&entity=\((?P<kind>share|ugc):(?P<urn>urn%3Ali%3A(?:share|ugcPost)%3A\d+)\)"
    r"&queryType=(?P<type>[A-Z_]+)&aggregation=TOTAL"
)
_KINDS = {"share": "share", "ugc": "ugcPost"}


@api.get("/rest/memberCreatorPostAnalytics", endpoint="analytics__get")
@needs("r_member_postAnalytics")
def analytics_get() -> Response:
    """One number of one post; brackets must come as they are, the URN encoded."""
    asked = _QUERY.fullmatch(request.query_string.decode())
    if asked is None:
        raise Refused(400, "PARAM_INVALID", "Invalid query parameters passed to request")
    urn = asked["urn"].replace("%3A", ":")
    if urn.split(":")[2] != _KINDS[asked["kind"]]:
        raise Refused(400, "PARAM_INVALID", "The entity is of another type")
    entry = found(urn)
    if entry is None or entry.account_id != me().id:
        raise Refused(404)
    numbers = _numbers(entry)
    if asked["type"] not in numbers:
        raise Refused(400, "PARAM_INVALID", "Invalid queryType")
    element = {
        "count": numbers[asked["type"]],
        "metricType": asked["type"],
        "targetEntity": {asked["kind"]: urn},
    }
    return jsonify({"elements": [element], "paging": {"count": 10, "start": 0, "links": []}})


def _numbers(entry: Entry) -> dict[str, int]:
    """Reactions as they are; who saw it grows with them and with the minutes since."""
    acts = entry.likes + entry.boosts + entry.replies
    minutes = int((world().now() - entry.created_at).total_seconds() // 60)
    seen = 25 * acts + minutes
    return {
        "IMPRESSION": seen,
        "MEMBERS_REACHED": seen * 4 // 5,
        "REACTION": entry.likes,
        "COMMENT": entry.replies,
        "RESHARE": entry.boosts,
    }
