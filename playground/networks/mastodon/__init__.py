"""Mastodon, as a server of version 4.5 speaks it: posts with pictures, likes, boosts, replies."""

from __future__ import annotations

from flask import request

from playground.networks.base import Network
from playground.networks.mastodon import (
    accounts,
    apps,
    consent,
    instance,
    media,
    oauth,
    pages,
    reactions,
    statuses,
)
from playground.networks.mastodon.auth import caller
from playground.networks.mastodon.entities import html_of
from playground.networks.mastodon.errors import problem
from playground.networks.mastodon.limits import headers, quotas, rules
from playground.networks.mastodon.routes import api
from playground.networks.mastodon.text import tags

ROUTES = (accounts, apps, consent, instance, media, oauth, pages, reactions, statuses)


def _cross_origin() -> dict[str, str]:
    """Let clients that run in a browser read answers, as Mastodon does; not the consent page."""
    if request.path == "/oauth/authorize":
        return {}
    return {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
        "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key",
        "Access-Control-Expose-Headers": "Link, X-RateLimit-Limit, X-RateLimit-Remaining,"
        " X-RateLimit-Reset",
    }


MASTODON = Network(
    name="mastodon",
    label="Mastodon",
    blueprint=api,
    default_scopes=("profile", "read:accounts", "read:statuses", "write:statuses"),
    caller=caller,
    problem=problem,
    rules=rules,
    quotas=quotas,
    limit_headers=headers,
    html=lambda entry: html_of(entry.text),
    tags=tags,
    address=lambda entry, author: f"/@{author.username}/{entry.id}",
    handle=lambda person: f"@{person.username}",
    more_headers=_cross_origin,
)
