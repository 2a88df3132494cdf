"""Two people on one post lose nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from content.drafts import CaptionDraft, PostDraft
from content.merging import Stale
from content.models import Caption, Post, Revision
from content.services import create_post, edit_post
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.conftest import Cast
from tests.factories import NOW, make_post, make_topic

BASE = PostDraft("Roof", "https://acme.example/", "It saves.", captions=(CaptionDraft("Look."),))


def changed(**changes) -> PostDraft:
    return PostDraft(**{**vars(BASE), **changes})


def sent(version: int, **changes) -> dict[str, object]:
    return {
        "version": str(version),
        "title": BASE.title,
        "link": BASE.link,
        "why": BASE.why,
        "kind": "share",
        "takes_comments": "on",
        "captions-TOTAL_FORMS": "1",
        "captions-INITIAL_FORMS": "0",
        "captions-0-network": "",
        "captions-0-language": "",
        "captions-0-text": "Look.",
        **changes,
    }


@pytest.fixture
def begun(cast: Cast) -> Post:
    """Give a post that a colleague has changed since version 1: its reason and a topic."""
    with tenant(cast.acme):
        post = create_post(author=cast.alice, draft=BASE, now=NOW)
        theirs = changed(why="Theirs.", topics=(make_topic("Energy"),))
        return edit_post(post=post, by=cast.alice, draft=theirs, version=1, now=NOW)


def editor(post: Post) -> str:
    return reverse("content:post_edit", args=["acme", post.public_id])


def test_what_only_one_changed_is_merged_by_itself(cast, begun):
    with tenant(cast.acme):
        mine = changed(title="Mine", captions=(CaptionDraft("Look up."),))
        post = edit_post(post=begun, by=cast.alice, draft=mine, version=1, now=NOW)
        assert (post.title, post.why, post.version) == ("Mine", "Theirs.", 3)
        assert [topic.name for topic in post.topics.all()] == ["Energy"]
        assert Caption.objects.get(post=post).text == "Look up."


def test_what_both_changed_is_refused_with_both_versions(cast, begun):
    with tenant(cast.acme):
        mine = changed(title="Mine", why="Mine, too.")
        with pytest.raises(Stale) as refused:
            edit_post(post=begun, by=cast.alice, draft=mine, version=1, now=NOW)
        stale = refused.value
        assert (stale.code, stale.fields, stale.version) == ("stale", ["why"], 2)
        assert (stale.merged["why"], stale.theirs["why"]) == ("Mine, too.", "Theirs.")
        assert (stale.merged["title"], stale.merged["topics"]) == ("Mine", ["energy"])
        assert Post.objects.get().why == "Theirs."


@pytest.mark.parametrize(
    ("choice", "why"), [("mine", "Mine."), ("theirs", "Theirs."), ("edit", "Both.")]
)
def test_the_editor_shows_both_and_saves_what_is_chosen(cast, sign_in, begun, choice, why):
    client = sign_in(cast.alice)
    answer = client.post(editor(begun), sent(1, why="Mine.", title="New title"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(words in page for words in ("added:", "Mine.", "Theirs.", "New title", "Energy"))
    version = answer.context["form"]["version"].value()
    again = sent(version, why="Mine.", title="New title", topics=["energy"])
    again |= {"choose why": choice, "edited why": "Both."}
    assert client.post(editor(begun), again).status_code == 302
    with tenant(cast.acme):
        post = Post.objects.get()
        assert (post.why, post.title, post.topics.get().name) == (why, "New title", "Energy")


def test_suggested_words_of_one_place_are_a_field_of_their_own(cast, sign_in, begun):
    with tenant(cast.acme):
        theirs = changed(why="Theirs.", captions=(CaptionDraft("Theirs."),))
        edit_post(post=begun, by=cast.alice, draft=theirs, version=2, now=NOW)
    client = sign_in(cast.alice)
    answer = client.post(editor(begun), sent(2, **{"captions-0-text": "Mine."}, why="Theirs."))
    assert [clash.name for clash in answer.context["shown"].clashes] == ["captions::"]
    again = sent(3, why="Theirs.", **{"captions-0-text": "Mine."})
    client.post(
        editor(begun),
        again | {"choose captions::": "edit", "edited captions::": "One.\r\n---\r\nTwo."},
    )
    with tenant(cast.acme):
        assert [one.text for one in Caption.objects.order_by("position")] == ["One.", "Two."]


def test_a_new_topic_is_not_lost_on_the_way(cast, sign_in, begun):
    client = sign_in(cast.alice)
    answer = client.post(editor(begun), sent(1, why="Mine.", new_topic="Jobs"))
    assert answer.context["form"]["new_topic"].value() == "Jobs"
    again = sent(2, why="Mine.", new_topic="Jobs", topics=["energy"])
    client.post(editor(begun), again | {"choose why": "mine"})
    with tenant(cast.acme):
        names = [topic.name for topic in Post.objects.get().topics.order_by("name")]
        assert names == ["Energy", "Jobs"]


@pytest.mark.parametrize("name", ["choose share_limit", "choose nothing", "choose teams"])
def test_a_choice_that_makes_no_sense_changes_nothing(cast, sign_in, begun, name):
    answer = sign_in(cast.alice).post(editor(begun), sent(2, why="Mine.") | {name: "edit"})
    assert answer.status_code == 302
    with tenant(cast.acme):
        assert Post.objects.get().why == "Mine."


def test_a_post_from_before_versions_were_kept_asks_of_every_difference(cast, sign_in):
    with tenant(cast.acme):
        post = make_post("Old", link=BASE.link, caption="Look.")
        Post.objects.filter(pk=post.pk).update(version=5, why="Theirs.")
    answer = sign_in(cast.alice).post(editor(post), sent(4, title="Old", why="Mine."))
    assert [clash.name for clash in answer.context["shown"].clashes] == ["why"]


def test_programs_are_told_which_fields(cast, begun):
    alice, path = caller_of(cast.alice), f"posts/{begun.public_id}"
    answer = alice("PATCH", path, {"version": 1, "why": "Mine.", "title": "Mine"})
    told = answer.json()
    assert (answer.status_code, told["code"]) == (409, "stale")
    assert sorted(told["errors"]) == ["version", "why"]
    merged = alice("PATCH", path, {"version": 1, "title": "Mine"}).json()
    assert (merged["title"], merged["why"], merged["version"]) == ("Mine", "Theirs.", 3)


@pytest.mark.django_db(transaction=True)
def test_two_who_save_in_the_same_moment_both_stay(make_cast):
    cast = make_cast()
    with tenant(cast.acme):
        post = create_post(author=cast.alice, draft=BASE, now=NOW)

    def save(draft: PostDraft) -> None:
        with tenant(cast.acme):
            found = Post.objects.get(pk=post.pk)
            edit_post(post=found, by=cast.alice, draft=draft, version=1, now=NOW)
        connection.close()

    drafts = [changed(title="One"), changed(why="Two."), changed(body="Three.")]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(save, drafts))
    with tenant(cast.acme):
        post = Post.objects.get()
        assert (post.title, post.why, post.body, post.version) == ("One", "Two.", "Three.", 4)
        versions = Revision.objects.order_by("version").values_list("version", flat=True)
        assert list(versions) == [1, 2, 3, 4]
