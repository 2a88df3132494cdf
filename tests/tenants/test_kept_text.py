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


@pytest.mark.parametrize(
    ("page", "lost"), [("/o/acme/desk/new/", False), ("/o/acme/desk/", True), ("/elsewhere/", True)]
)
def test_what_a_page_asks_for_by_itself_leads_back_to_the_page(cast, client, page, lost):
    """A check while somebody types must not take the place of what they typed."""
    words = {"title": "Half a thought", "writer": cast.alice.public_id}
    asks = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}?from=a"}
    answer = client.post("/o/acme/desk/preview/", words, headers=asks)
    assert answer.headers["HX-Redirect"].endswith(f"?next={page}")
    client.force_login(cast.alice.user)
    assert ("Half a thought" in client.get(PAGES[0]).content.decode()) is not lost


def test_what_another_site_says_of_its_page_is_not_followed(cast, client):
    asks = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/o/acme/desk/new/"}
    answer = client.post("/o/acme/desk/preview/", {"title": "x"}, headers=asks)
    assert answer.headers["HX-Redirect"].endswith("?next=/o/acme/desk/preview/")
