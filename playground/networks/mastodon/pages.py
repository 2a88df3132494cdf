"""Timelines and their pages. Source: https://docs.joinmastodon.org/methods/timelines/."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from flask import Response, jsonify, request

from playground.networks.mastodon import params as given
from playground.networks.mastodon.auth import takes
from playground.networks.mastodon.entities import status
from playground.networks.mastodon.routes import api
from playground.timeline import Filter
from playground.world import world

_BOUNDS = ("max_id", "since_id", "min_id")


@api.get("/api/v1/timelines/public", endpoint="timelines__public")
@takes("read:statuses")
def timelines_public() -> Response:
    """Everything public, newest first."""
    return page(Filter(network="mastodon", exclude_replies=True))


@api.get("/api/v1/timelines/tag/<tag>", endpoint="timelines__tag")
@takes("read:statuses")
def timelines_tag(tag: str) -> Response:
    """Everything public with a hashtag, newest first."""
    return page(Filter(network="mastodon", tag=tag))


def page(wanted: Filter) -> Response:
    """Answer one page of a timeline, with links to the next and the previous one."""
    values = given.params()
    max_id, since_id, min_id = (given.text(values, name) for name in _BOUNDS)
    within = replace(
        wanted, max_id=max_id, since_id=since_id, min_id=min_id, limit=given.limit(values)
    )
    found = world().timeline.posts(within)
    response = jsonify([status(entry) for entry in found])
    if found:
        older, newer = _link(max_id=found[-1].id), _link(min_id=found[0].id)
        response.headers["Link"] = f'<{older}>; rel="next", <{newer}>; rel="prev"'
    return response


def _link(**bound: str) -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in _BOUNDS]
    return f"{world().base_url()}{request.path}?{urlencode([*kept, *bound.items()])}"
