from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from content.models import Kind, Post
from sharing.models import Share
from sharing.plans import Compose
from sharing.services.composing import share_post
from sharing.starting import fresh_start
from tenants.scope import tenant
from tests.factories import NOW, make_connection, make_post


@pytest.fixture
def prompt(cast):
    with tenant(cast.acme):
        connection = make_connection(cast.bob)
        return connection, make_post("What did you fix?", caption="I fixed it.", kind=Kind.PROMPT)


def share(cast, prompt, words):
    connection, post = prompt
    compose = Compose(connections=[connection], key=uuid4(), words=words)
    with tenant(cast.acme):
        return share_post(member=cast.bob, post=post, compose=compose, now=NOW)[0]


@pytest.mark.parametrize(
    "words",
    [None, {"": ""}, {"": "  "}, {"": "I fixed it."}, {"": " I fixed it. "}],
    ids=["one click", "none", "blank", "an example", "an example with space"],
)
def test_a_prompt_takes_no_words_but_ones_own(cast, prompt, words):
    with pytest.raises(ValidationError) as refused:
        share(cast, prompt, words)
    assert refused.value.code == "own_words"
    with tenant(cast.acme):
        assert not Share.objects.exists()


def test_its_title_is_not_ones_own(cast, prompt):
    with tenant(cast.acme):
        Post.objects.get().captions.all().delete()
    with pytest.raises(ValidationError):
        share(cast, prompt, {"": "What did you fix?"})


def test_ones_own_words_go_out_and_are_known_as_such(cast, prompt):
    sent = share(cast, prompt, {"": "A bearing sang. Now it hums."})
    assert (sent.words, sent.is_suggested, sent.caption_id) == (
        "A bearing sang. Now it hums.",
        False,
        None,
    )


def test_the_composer_begins_empty_with_the_prompt_above_and_no_examples_to_take(
    cast, prompt, sign_in
):
    connection, post = prompt
    with tenant(cast.acme):
        start = fresh_start(cast.bob, post)
    assert (start["words"], start["connections"]) == ([""], [str(connection.public_id)])
    url = reverse("sharing:compose", args=["acme", post.public_id])
    html = sign_in(cast.bob).get(url).content.decode()
    assert post.why in html
    assert "I fixed it." not in html


def test_card_and_page_say_write_yours_and_offer_no_one_click(cast, prompt, sign_in):
    _connection, post = prompt
    client = sign_in(cast.bob)
    one_click = reverse("sharing:share_now", args=["acme", post.public_id])
    for url in (
        "/o/acme/",
        reverse("content:post", args=["acme", post.public_id]),
        reverse("sharing:box", args=["acme", post.public_id]),
    ):
        html = client.get(url).content.decode()
        assert "Write yours" in html, url
        assert one_click not in html, url
    told = client.post(one_click, {"compose_key": uuid4()}, headers={"HX-Request": "true"})
    assert "own words" in told.content.decode()
