"""Text that outlives an ended session comes back to its writer only."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.conftest import Cast

PAGES = ["/o/acme/desk/new/", "/o/acme/guidelines/edit/"]


@pytest.mark.parametrize("page", PAGES)
def test_the_form_names_its_writer(cast: Cast, client: Client, page: str):
    client.force_login(cast.alice.user)
    assert f'name="writer" value="{cast.alice.public_id}"' in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("writes", "reads", "sees"), [("alice", "alice", True), ("bob", "alice", False)]
)
def test_a_draft_post_comes_back_to_its_writer(cast, client, writes, reads, sees):
    writer = getattr(cast, writes).public_id
    client.post(PAGES[0], {"title": "Half a thought", "writer": writer})
    client.force_login(getattr(cast, reads).user)
    assert ("Half a thought" in client.get(PAGES[0]).content.decode()) is sees
