from __future__ import annotations

import re

import pytest
from django.urls import reverse

from content.models import Caption, Post, State
from content.services import PostDraft, archive_post, edit_post
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import NOW, make_member, make_post, make_topic

WORDS = {
    "title": "New roof",
    "link": "https://acme.example/roof",
    "why": "It saves energy.",
    "body": "A long story.",
    "new_topic": "Energy",
    "captions-TOTAL_FORMS": "2",
    "captions-INITIAL_FORMS": "0",
    "captions-0-network": "mastodon",
    "captions-0-text": "Look up.",
    "captions-1-network": "",
    "captions-1-text": "",
}
NEW = "/o/acme/desk/new/"


@pytest.fixture
def carla(cast):
    with tenant(cast.acme):
        return make_member("Carla", Role.CONTRIBUTOR)


def only_post(cast):
    with tenant(cast.acme):
        return Post.objects.get()


def edit_url(post):
    return reverse("content:post_edit", args=["acme", post.public_id])


def test_saves_a_draft_with_topic_and_caption_and_stays_in_the_editor(cast, carla, sign_in):
    response = sign_in(carla).post(NEW, WORDS)
    post = only_post(cast)
    assert response.url == edit_url(post)
    assert (post.state, post.title, post.author_id) == ("draft", "New roof", carla.pk)
    with tenant(cast.acme):
        assert [topic.name for topic in post.topics.all()] == ["Energy"]
        assert [(c.network, c.text) for c in Caption.objects.all()] == [("mastodon", "Look up.")]


def test_a_curator_writes_and_approves_with_one_button(cast, sign_in):
    response = sign_in(cast.alice).post(NEW, {**WORDS, "approve": "yes"})
    assert response.url == "/o/acme/desk/"
    assert only_post(cast).state == State.APPROVED


def test_a_contributor_can_not_smuggle_an_approval(cast, carla, sign_in):
    assert sign_in(carla).post(NEW, {**WORDS, "approve": "yes"}).status_code == 403
    with tenant(cast.acme):
        assert not Post.objects.exists()


def test_a_post_that_is_not_complete_is_neither_approved_nor_lost(cast, sign_in):
    response = sign_in(cast.alice).post(NEW, {**WORDS, "why": "", "approve": "yes"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "needs a title, a link and why it matters" in page
    assert "New roof" in page
    assert "Look up." in page
    with tenant(cast.acme):
        assert not Post.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "This field is required"),
        ({"link": "ftp://acme.example/"}, "not a whole link"),
        ({"link": "http//"}, "Enter a valid URL"),
        ({"new_topic": "!!"}, "Give the topic a name"),
        ({"captions-0-network": "fax"}, "Select a valid choice"),
        ({"topics": "not-there"}, "Select a valid choice"),
    ],
)
def test_says_beside_the_field_what_is_wrong(cast, sign_in, changes, words):
    response = sign_in(cast.alice).post(NEW, {**WORDS, **changes})
    assert response.status_code == 422
    assert words in response.content.decode()


def test_shows_a_post_as_it_is(cast, sign_in):
    with tenant(cast.acme):
        post = make_post("Roof", make_topic("Energy"), caption="Look up.", body="Long story")
    page = sign_in(cast.alice).get(edit_url(post)).content.decode()
    assert all(words in page for words in ("Roof", "Look up.", "Long story", post.why, post.link))
    assert re.search(r'value="energy"[^>]* checked', page)


def test_the_second_of_two_writers_keeps_the_words_and_decides(cast, sign_in):
    client = sign_in(cast.alice)
    with tenant(cast.acme):
        post = make_post("Roof")
        edit_post(
            post=post,
            by=cast.alice,
            draft=PostDraft("Theirs", post.link, post.why),
            version=1,
            now=NOW,
        )
    response = client.post(edit_url(post), {**WORDS, "version": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Someone else changed this post meanwhile" in page
    assert "New roof" in page
    assert only_post(cast).title == "Theirs"
    again = {**WORDS, "version": response.context["form"]["version"].value()}
    client.post(edit_url(post), again)
    assert only_post(cast).title == "New roof"


def test_words_for_a_post_archived_meanwhile_stay_on_the_page(cast, sign_in):
    with tenant(cast.acme):
        post = make_post("Roof")
        archive_post(post=post, by=cast.alice, now=NOW)
    response = sign_in(cast.alice).post(edit_url(post), {**WORDS, "version": "1"})
    assert response.status_code == 422
    assert "It was decided on meanwhile" in response.content.decode()
    assert "Look up." in response.content.decode()


def test_who_may_not_change_a_post_reads_it_instead(cast, carla, sign_in):
    with tenant(cast.acme):
        own, other = make_post("Own", author=carla), make_post("Other")
    client = sign_in(carla)
    assert client.get(edit_url(own)).url == reverse("content:post", args=["acme", own.public_id])
    assert client.get(edit_url(other)).status_code == 404
    assert sign_in(cast.mallory).get(edit_url(own)).status_code == 404


def test_words_written_while_the_session_ended_come_back(cast, client):
    response = client.post(NEW, {**WORDS, "writer": cast.alice.public_id})
    assert response.url.startswith("/account/login/")
    client.force_login(cast.alice.user)
    page = client.get(NEW).content.decode()
    assert all(
        words in page for words in ("Your words are back", "New roof", "Look up.", "A long story.")
    )
    assert "New roof" not in client.get(NEW).content.decode()


def test_shows_the_words_as_a_card_of_the_feed_while_they_are_written(cast, sign_in):
    with tenant(cast.acme):
        make_topic("Energy")
    words = {**WORDS, "topics": ["energy"], "new_topic": "", "why": "<b>"}
    page = sign_in(cast.alice).post("/o/acme/desk/preview/", words).content.decode()
    assert page.strip().startswith('<section id="preview">')
    assert all(text in page for text in ("New roof", "Energy", "&lt;b&gt;", "Look up."))
    with tenant(cast.acme):
        assert not Post.objects.exists()


def test_nothing_written_is_a_preview_too(cast, sign_in):
    assert "Your title" in sign_in(cast.alice).post("/o/acme/desk/preview/").content.decode()
    assert sign_in(cast.bob).post("/o/acme/desk/preview/").status_code == 403
