from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from content.models import Post, State
from content.services import submit_post
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import NOW, make_member, make_post

ACTS = [
    ("post_approve", "draft", "approved"),
    ("post_archive", "approved", "archived"),
    ("post_restore", "archived", "draft"),
]


@pytest.fixture
def carla(cast):
    with tenant(cast.acme):
        return make_member("Carla", Role.CONTRIBUTOR)


def make(cast, title="Roof", **changes):
    with tenant(cast.acme):
        return make_post(title, **changes)


def text_of(response):
    return response.content.decode()


def test_a_curator_sees_what_waits_before_what_is_in_the_feed(cast, carla, sign_in):
    post = make(cast, "Hers", state=State.DRAFT, author=carla)
    make(cast, "Shown")
    with tenant(cast.acme):
        submit_post(post=post, by=carla, now=NOW)
    page = text_of(sign_in(cast.alice).get("/o/acme/desk/"))
    assert page.index("Waiting for you") < page.index("Hers") < page.index("Shown")


def test_a_draft_without_link_or_reason_can_not_be_approved_from_the_desk(cast, sign_in):
    post = make(cast, state=State.DRAFT)
    with tenant(cast.acme):
        submit_post(post=post, by=cast.alice, now=NOW)
        Post.objects.update(why="")
    page = text_of(sign_in(cast.alice).get("/o/acme/desk/"))
    assert "Not complete" in page
    assert "approve/" not in page


def test_a_contributor_sees_own_posts_and_decides_on_nothing(cast, carla, sign_in):
    make(cast, "Hers", state=State.DRAFT, author=carla)
    make(cast, "Other", state=State.DRAFT)
    page = text_of(sign_in(carla).get("/o/acme/desk/"))
    assert "Hers" in page
    assert not any(words in page for words in ("Other", "Waiting for you", "approve/", "archive/"))


def test_an_advocate_has_no_desk(cast, sign_in):
    assert sign_in(cast.bob).get("/o/acme/desk/").status_code == 403


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("approved", "Nothing in the feed yet"),
        ("draft", "No drafts"),
        ("archived", "The archive is empty"),
    ],
)
def test_an_empty_state_says_so(cast, sign_in, state, words):
    assert words in text_of(sign_in(cast.alice).get(f"/o/acme/desk/?state={state}"))


def test_older_posts_are_a_page_away(cast, sign_in, django_assert_max_num_queries):
    with tenant(cast.acme):
        for number in range(21):
            make_post(f"Post {number:02}", updated_at=NOW - timedelta(days=number))
    client = sign_in(cast.alice)
    with django_assert_max_num_queries(34):  # one counts what waits for a yes to its words
        first = client.get("/o/acme/desk/?state=approved")
    cursor = first.context["page"].next_cursor
    second = text_of(client.get(f"/o/acme/desk/?state=approved&before={cursor}"))
    assert "Post 20" in second
    assert "Post 19" not in second


@pytest.mark.parametrize(("act", "before", "after"), ACTS)
def test_a_curator_moves_a_post(cast, sign_in, act, before, after):
    post = make(cast, state=before)
    url = reverse(f"content:{act}", args=["acme", post.public_id])
    response = sign_in(cast.alice).post(url, follow=True)
    assert "Roof” is" in text_of(response)
    with tenant(cast.acme):
        assert Post.objects.get().state == after


@pytest.mark.parametrize(("act", "before"), [act[:2] for act in ACTS])
def test_nobody_else_moves_a_post(cast, carla, sign_in, act, before):
    post = make(cast, state=before, author=carla)
    url = reverse(f"content:{act}", args=["acme", post.public_id])
    assert sign_in(carla).post(url).status_code == 403
    assert sign_in(cast.alice).get(url).status_code == 405
    assert sign_in(cast.mallory).post(url).status_code == 404
    assert sign_in(cast.mallory).post(url.replace("acme", "globex")).status_code == 404


def test_a_draft_that_changed_since_is_not_approved(cast, sign_in):
    post = make(cast, state=State.DRAFT, version=2)
    url = reverse("content:post_approve", args=["acme", post.public_id])
    response = sign_in(cast.alice).post(url, {"version": "1"}, follow=True)
    assert "Someone else changed this post meanwhile" in text_of(response)
    with tenant(cast.acme):
        assert Post.objects.get().state == State.DRAFT
