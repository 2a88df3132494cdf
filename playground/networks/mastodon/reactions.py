"""Favourites and boosts. Source: https://docs.joinmastodon.org/methods/statuses/."""

from __future__ import annotations

from flask import Response, jsonify

from playground.networks.mastodon.auth import me, needs
from playground.networks.mastodon.entities import status
from playground.networks.mastodon.errors import Refused
from playground.networks.mastodon.routes import api
from playground.networks.mastodon.statuses import visible
from playground.world import world


@api.post("/api/v1/statuses/<post_id>/favourite", endpoint="statuses__favourite")
@needs("write:favourites")
def statuses_favourite(post_id: str) -> Response:
    """Like a post."""
    world().ledger.like(visible(post_id), me().id, now=world().now())
    return jsonify(status(visible(post_id)))


@api.post("/api/v1/statuses/<post_id>/unfavourite", endpoint="statuses__unfavourite")
@needs("write:favourites")
def statuses_unfavourite(post_id: str) -> Response:
    """Take a like back."""
    world().ledger.unlike(visible(post_id), me().id)
    return jsonify(status(visible(post_id)))


@api.post("/api/v1/statuses/<post_id>/reblog", endpoint="statuses__reblog")
@needs("write:statuses")
def statuses_reblog(post_id: str) -> Response:
    """Boost a post; answers the boost, which holds the post."""
    entry = visible(post_id)
    if entry.visibility not in {"public", "unlisted"}:
        raise Refused(403, "This action is not allowed")
    boost = world().ledger.boost(entry, me().id, now=world().now())
    return jsonify(status(boost))


@api.post("/api/v1/statuses/<post_id>/unreblog", endpoint="statuses__unreblog")
@needs("write:statuses")
def statuses_unreblog(post_id: str) -> Response:
    """Take a boost back; answers the post."""
    world().ledger.unboost(visible(post_id), me().id, now=world().now())
    return jsonify(status(visible(post_id)))
