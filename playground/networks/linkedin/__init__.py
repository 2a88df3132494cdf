"""LinkedIn, as an app with "Share on LinkedIn" and OpenID sees it: consent, posts, pictures."""

from __future__ import annotations

from playground.networks.base import Network
from playground.networks.linkedin import (
    analytics,
    consent,
    documents,
    images,
    oauth,
    posts,
    videos,
)
from playground.networks.linkedin.auth import caller
from playground.networks.linkedin.errors import problem
from playground.networks.linkedin.limits import rules
from playground.networks.linkedin.posts import urn_of
from playground.networks.linkedin.routes import api
from playground.networks.linkedin.text import html, tags
from playground.world import world

ROUTES = (analytics, consent, documents, images, oauth, posts, videos)

LINKEDIN = Network(
    name=api.name,
    label="LinkedIn",
    blueprint=api,
    default_scopes=("openid", "profile", "w_member_social"),
    caller=caller,
    problem=problem,
    rules=rules,
    quotas=lambda _route: [],
    limit_headers=lambda _room: {},
    html=lambda entry: html(entry.text, world().base_url()),
    tags=tags,
    address=lambda entry, _author: f"/feed/update/{urn_of(entry)}/",
    handle=lambda person: f"in/{person.username}",
    uri=urn_of,
)
