from __future__ import annotations

import pytest
from django.urls import reverse

from content.models import Caption, Mark, State
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import make_member, make_post, make_topic


def url_of(post, slug="acme"):
    return reverse("content:post", args=[slug, post.public_id])


def test_shows_everything_one_needs_to_decide_and_marks_it_read(cast, sign_in):
    with tenant(cast.acme):
        post = make_post("Roof", make_topic("Energy"), caption="Look up.", body="First.\n\nSecond.")
        Caption.objects.create(post=post, network="mastodon", position=1, text="Toot.")
    page = sign_in(cast.bob).get(url_of(post)).content.decode()
    wanted = (
        "Roof",
        "Energy",
        post.why,
        "<p>Second.</p>",
        post.link,
        "Look up.",
        "For Mastodon",
        "/share/",
    )
    assert [words for words in wanted if words not in page] == []
    with tenant(cast.acme):
        assert Mark.objects.get().member == cast.bob


def test_what_a_post_says_is_text_and_never_markup(cast, sign_in):
    with tenant(cast.acme):
        post = make_post("<b>x</b>", caption="<script>1</script>", body="<img src=x>")
    page = sign_in(cast.bob).get(url_of(post)).content.decode()
    assert not any(tag in page for tag in ("<b>x", "<script>1", "<img src=x"))


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED])
def test_what_is_not_approved_is_only_for_its_author_and_curators(cast, sign_in, state):
    with tenant(cast.acme):
        carla, other = make_member("Carla", Role.CONTRIBUTOR), make_member("Dora", Role.CONTRIBUTOR)
        post = make_post("Roof", state=state, author=carla)
    answers = [
        sign_in(who).get(url_of(post)).status_code for who in (carla, cast.alice, cast.bob, other)
    ]
    assert answers == [200, 200, 404, 404]
    assert "/share/" not in sign_in(carla).get(url_of(post)).content.decode()
    with tenant(cast.acme):
        assert not Mark.objects.exists()


def test_another_organizations_post_is_not_there(cast, sign_in):
    with tenant(cast.acme):
        post = make_post()
    client = sign_in(cast.mallory)
    assert client.get(url_of(post)).status_code == 404
    assert client.get(url_of(post, "globex")).status_code == 404


def test_an_editor_gets_to_the_editor_from_here(cast, sign_in):
    with tenant(cast.acme):
        post = make_post()
    edit = reverse("content:post_edit", args=["acme", post.public_id])
    assert edit in sign_in(cast.alice).get(url_of(post)).content.decode()
    assert edit not in sign_in(cast.bob).get(url_of(post)).content.decode()
