"""X, as its API v2 answers: posts with pictures, counts, a price that nobody pays here."""

from __future__ import annotations

from playground.networks.base import Network
from playground.networks.x import consent, media, oauth, posts, text, users
from playground.networks.x.auth import caller
from playground.networks.x.errors import problem
from playground.networks.x.limits import headers, quotas, rules
from playground.networks.x.routes import api
from playground.world import world

ROUTES = (consent, media, oauth, posts, users)

X = Network(
    name="x",
    label="X",
    blueprint=api,
    default_scopes=("tweet.read", "tweet.write", "users.read", "media.write", "offline.access"),
    caller=caller,
    problem=problem,
    rules=rules,
    quotas=quotas,
    limit_headers=headers,
    html=lambda entry: text.html(entry.text, world().base_url()),
    tags=text.tags,
    address=lambda entry, author: f"/{author.username}/status/{entry.id}",
    handle=lambda person: f"@{person.username}",
    granted=oauth.granted,
)
