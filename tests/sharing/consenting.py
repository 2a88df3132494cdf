"""What a person does at the playground's consent page, without a browser."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import requests
from django.test import Client

from tests.playground.server import Playground

CONNECT = "/o/{slug}/connections/mastodon/connect/"


def ask(client: Client, playground: Playground, slug: str = "acme") -> str:
    """Press Connect; return the address of the consent page."""
    answer = client.post(CONNECT.format(slug=slug), {"server": playground.host})
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.context["url"])


def decide(url: str, decision: str = "approve", name: str = "Bob") -> str:
    """Decide there; return the way back to us, with what the network says."""
    fields = {**dict(parse_qsl(urlsplit(url).query)), "name": name, "decision": decision}
    answer = requests.post(url.partition("?")[0], data=fields, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"
