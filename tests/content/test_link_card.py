"""The preview of a link in the editor: what is read is shown, what is written stays."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from content.models import CardState, LinkCard
from content.ranking.pages import feed_page
from content.selectors import shown_card
from content.services import PostDraft, create_post, edit_post
from content.services.cards import edit_card, read_card_again, set_card_picture
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.drawing import as_bytes, drawn, uploaded
from tests.factories import NOW, make_asset, make_member, make_post

OLD, NEW = "https://acme.example/old", "https://acme.example/new"


def write(alice, link=OLD):
    return create_post(author=alice, draft=PostDraft("Roof", link), now=NOW)


def relink(post, by, link):
    draft = PostDraft("Roof", link)
    return edit_post(post=post, by=by, draft=draft, version=post.version, now=NOW)


def card_of(post):
    return LinkCard.objects.filter(post=post).first()


def test_a_link_is_queued_when_it_is_new_and_only_then(in_acme):
    post = write(in_acme.alice)
    card = card_of(post)
    assert (card.url, card.state, card.wake_at) == (OLD, CardState.WAITING, NOW)
    LinkCard.objects.update(state=CardState.READY, wake_at=None, title="Old", attempts=2)
    relink(post, in_acme.alice, OLD)
    assert card_of(post).state == CardState.READY
    relink(post, in_acme.alice, NEW)
    card = card_of(post)
    assert (card.url, card.state, card.title, card.attempts) == (NEW, CardState.WAITING, "", 0)
    relink(post, in_acme.alice, "")
    assert card_of(post) is None


def test_without_a_link_nothing_is_queued(in_acme):
    post = write(in_acme.alice, "")
    assert card_of(post) is None
    for act in (read_card_again, edit_card):
        more = {"title": "Mine", "description": ""} if act is edit_card else {}
        with pytest.raises(ValidationError) as refused:
            act(post=post, by=in_acme.alice, now=NOW, **more)
        assert refused.value.code == "link"


def test_what_a_person_wrote_outlives_another_link_until_it_is_read_again(in_acme):
    post = write(in_acme.alice)
    edit_card(post=post, by=in_acme.alice, title=" My  title ", description="Words", now=NOW)
    relink(post, in_acme.alice, NEW)
    card = card_of(post)
    assert (card.title, card.description, card.url) == ("My title", "Words", OLD)
    assert shown_card(post).has_moved
    read_card_again(post=post, by=in_acme.alice, now=NOW)
    card = card_of(post)
    assert (card.url, card.state, card.is_edited) == (NEW, CardState.WAITING, False)


def test_only_who_may_change_the_post_changes_its_card(in_acme):
    post = write(in_acme.alice)
    writer = make_member("Carla", Role.CONTRIBUTOR)
    with pytest.raises(PermissionDenied):
        edit_card(post=post, by=writer, title="Mine", description="", now=NOW)
    with pytest.raises(PermissionDenied):
        read_card_again(post=post, by=writer, now=NOW)
    with pytest.raises(PermissionDenied):
        set_card_picture(post=post, by=in_acme.alice, asset=make_asset(writer), now=NOW)


def test_the_feed_shows_the_cards_picture_where_the_post_has_none(in_acme):
    post = make_post("Roof")
    picture = make_asset(renditions=True)
    LinkCard.objects.create(post=post, url=post.link, picture=picture, state=CardState.READY)
    (card,) = feed_page(member=in_acme.bob).posts
    assert (card.picture.public_id, card.picture.name) == (picture.public_id, "feed")


@pytest.fixture
def desk(cast, sign_in):
    with tenant(cast.acme):
        post = write(cast.alice)
    client = sign_in(cast.alice)
    client.post_id, client.url = post.pk, f"/o/acme/desk/{post.public_id}/link/"
    return client


def stored(cast):
    with tenant(cast.acme):
        return LinkCard.objects.select_related("picture").get()


def test_it_looks_again_while_the_page_is_read(cast, desk):
    page = desk.get(desk.url, headers={"HX-Request": "true"}).content.decode()
    assert "Being read" in page
    assert 'hx-trigger="every 2s"' in page
    assert "<html" not in page
    with tenant(cast.acme):
        LinkCard.objects.update(state=CardState.FAILED, problem="No page.", wake_at=None)
    page = desk.get(desk.url).content.decode()
    assert "No page." in page
    assert "every 2s" not in page
    assert "<html" in page


def test_words_and_a_picture_are_saved_with_and_without_script(cast, desk):
    data = {"title": "Mine", "description": "Words"}
    picture = uploaded(as_bytes(drawn(600, 400)))
    answer = desk.post(desk.url, data | {"picture": picture})
    assert (answer.status_code, answer.headers["Location"]) == (302, desk.url)
    card = stored(cast)
    assert (card.title, card.description, card.is_edited) == ("Mine", "Words", True)
    assert card.picture.uploaded_by_id == cast.alice.pk
    page = desk.get(desk.url).content.decode()
    assert "The picture is being prepared" in page
    assert 'name="description"' not in page  # what is looked at again holds nothing to write in
    headers = {"HX-Request": "true"}
    answer = desk.post(desk.url, data | {"remove": "on"}, headers=headers)
    assert answer.status_code == 200
    assert stored(cast).picture is None


@pytest.mark.parametrize(
    ("data", "field"),
    [({"title": " "}, "title"), ({"title": "\u200e"}, "title"), ({"title": "x" * 301}, "title")],
)
def test_what_can_not_be_saved_keeps_what_was_written(cast, desk, data, field):
    answer = desk.post(desk.url, data | {"description": "Kept words"})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Kept words" in answer.content.decode()
    assert not stored(cast).is_edited


def test_a_picture_that_is_none_saves_nothing(cast, desk):
    answer = desk.post(desk.url, {"title": "Mine", "picture": uploaded(b"no picture at all")})
    assert answer.status_code == 422
    assert "picture" in answer.context["form"].errors
    assert not stored(cast).is_edited


def test_read_again_queues_it_anew(cast, desk):
    desk.post(desk.url, {"title": "Mine"})
    assert desk.post(desk.url, {"again": "yes"}).status_code == 302
    card = stored(cast)
    assert (card.state, card.is_edited, card.title) == (CardState.WAITING, False, "Mine")


def test_the_editor_leads_there(cast, desk):
    assert desk.url in desk.get(desk.url.replace("link/", "")).content.decode()
