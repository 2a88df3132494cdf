"""Pages cost the same number of queries whatever there is to show."""

from __future__ import annotations

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from sharing.models import State
from tenants.scope import tenant
from tests.factories import (
    acknowledge,
    make_connection,
    make_policy,
    make_post,
    make_share,
    make_topic,
)

BY_HAND = {State.OFFERED, State.SELF_REPORTED, State.DISMISSED, State.LAPSED}


def grow(cast, posts: int, accounts: int) -> None:
    """Add posts with topics, accounts, and a share of every post on every account."""
    with tenant(cast.acme):
        connections = [make_connection(cast.bob) for _ in range(accounts)]
        for number in range(posts):
            post = make_post("", make_topic(), make_topic())
            for connection in connections:
                state = list(State)[number % len(State)]
                if state in BY_HAND:
                    make_share(cast.bob, post, None, state=state, network="linkedin")
                elif state != State.PUBLISHING:  # one at a time on an account
                    make_share(cast.bob, post, connection, state=state)


def queries(client, url: str, **headers) -> int:
    with CaptureQueriesContext(database) as captured:
        assert client.get(url, headers=headers).status_code == 200
    return len(captured)


@pytest.fixture
def bob(cast, sign_in):
    with tenant(cast.acme):
        acknowledge(cast.bob, make_policy({"parameters": {"phrase": "secret"}}))
    return sign_in(cast.bob)


@pytest.mark.parametrize(
    "page", ["/o/acme/", "/o/acme/shares/", "/o/acme/connections/", "composer", "box"]
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_number_of_queries_does_not_grow(cast, bob, page, headers):
    grow(cast, 2, 1)
    with tenant(cast.acme):
        post = make_post("The one")
    own = f"/o/acme/posts/{post.public_id}"
    url = {"composer": f"{own}/share/", "box": f"{own}/box/"}.get(page, page)
    bob.get(url, headers=headers)
    before = queries(bob, url, **headers)
    grow(cast, 17, 2)
    bob.get(url, headers=headers)
    assert queries(bob, url, **headers) == before
    # turns, slots, rules by network, nearness; the shelf, marks, campaigns and a poll
    assert before <= {"composer": 40, "/o/acme/": 34}.get(page, 30)
