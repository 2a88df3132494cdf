"""What a member sees suggested is what one click sends, and what the composer starts from."""

from __future__ import annotations

from uuid import uuid4

import pytest

from content.models import Caption
from sharing.models import Share
from tenants.scope import tenant
from tests.factories import make_connection, make_post


def test_feed_one_click_and_composer_suggest_the_same(cast, client):
    with tenant(cast.acme):
        post = make_post("Roof", caption="")
        for position, text in enumerate(["First words.", "Second words."]):
            Caption.objects.create(post=post, text=text, position=position)
        for member in (cast.alice, cast.bob):
            make_connection(member)
    seen = []
    for member, words in [(cast.bob, "First words."), (cast.alice, "Second words.")]:
        client.force_login(member.user)
        assert words in client.get("/o/acme/").content.decode()
        own = f"/o/acme/posts/{post.public_id}"
        assert client.get(f"{own}/share/").context["form"]["words"].value() == words
        client.post(f"{own}/share-now/", {"compose_key": uuid4()})
        with tenant(cast.acme):
            share = Share.objects.get(member=member)
            assert (share.words, share.caption.text, share.is_suggested) == (words, words, True)
        seen.append(words)
    assert len(set(seen)) == 2


@pytest.mark.parametrize(
    ("words", "is_suggested"), [("Second words.", True), ("First words.", True), ("Mine.", False)]
)
def test_any_suggestion_taken_in_the_composer_is_known_as_one(cast, sign_in, words, is_suggested):
    with tenant(cast.acme):
        post, account = make_post("Roof", caption="First words."), make_connection(cast.bob)
        Caption.objects.create(post=post, text="Second words.", position=1)
    data = {"words": words, "connections": [account.public_id], "compose_key": uuid4()}
    answer = sign_in(cast.bob).post(f"/o/acme/posts/{post.public_id}/share/", data)
    assert answer.status_code == 302
    with tenant(cast.acme):
        share = Share.objects.get()
        assert share.is_suggested is is_suggested
        assert (share.caption.text if share.caption else "") == (words if is_suggested else "")
