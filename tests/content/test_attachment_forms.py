"""A video or document in the editor: sent with the form, kept, described, taken off."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content.attached import attachments_on
from content.models import Asset, Post, State
from tenants.scope import tenant
from tests.clips import mp4, package
from tests.factories import make_attachment, make_post

NEW = "/o/acme/desk/new/"


def fields(**more: Any) -> dict[str, Any]:
    words = {"title": "Our roof", "link": "https://acme.example/roof", "why": "It matters."}
    return {**words, "captions-TOTAL_FORMS": "0", "captions-INITIAL_FORMS": "0", **more}


def file(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def attached(cast: Any) -> list[Asset]:
    with tenant(cast.acme):
        return attachments_on(Post.objects.get())


@pytest.fixture
def alice(cast, sign_in):
    return sign_in(cast.alice)


def test_a_document_comes_with_the_form(alice, cast):
    answer = alice.post(NEW, fields(new_attachment=file(package(), "deck.pptx")))
    assert answer.status_code == 302
    (deck,) = attached(cast)
    assert deck.title == "deck.pptx"
    page = alice.get(answer["Location"]).content.decode()
    assert "Goes out as it is on LinkedIn." in page
    assert 'hx-params="not new_attachment"' in page  # it is not sent with every letter


def test_what_can_not_be_attached_is_told_and_the_words_are_kept(alice, cast):
    answer = alice.post(NEW, fields(new_attachment=file(b"MZ" + bytes(99), "deck.pdf")))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is nothing we can attach." in page
    assert "It matters." in page
    with tenant(cast.acme):
        assert not Post.objects.exists()


def test_a_file_survives_words_that_are_wrong(alice, cast):
    answer = alice.post(NEW, fields(title="", new_attachment=file(package(), "deck.pptx")))
    assert answer.status_code == 422
    with tenant(cast.acme):
        deck = Asset.objects.get()
    named = {"attachment-id": str(deck.public_id), "attachment-title": "Our numbers"}
    assert str(deck.public_id) in answer.content.decode()
    assert alice.post(NEW, fields(**named)).status_code == 302
    assert [one.title for one in attached(cast)] == ["Our numbers"]


def test_a_video_is_approved_with_its_description_alone(alice, cast):
    answer = alice.post(NEW, fields(approve="yes", new_attachment=file(mp4(), "film.mp4")))
    assert answer.status_code == 422
    assert "Describe it for people who can’t see it." in answer.content.decode()
    with tenant(cast.acme):
        film = Asset.objects.get()
    said = {"attachment-id": str(film.public_id), "attachment-title": "Film"}
    said |= {"attachment-alt": "A roof", "approve": "yes"}
    assert alice.post(NEW, fields(**said)).status_code == 302
    with tenant(cast.acme):
        assert Post.objects.get().state == State.APPROVED


@pytest.mark.parametrize("more", [{"attachment-remove": "on"}, {"attachment-title": " "}])
def test_it_is_taken_off_and_never_left_without_a_name(alice, cast, more):
    with tenant(cast.acme):
        deck = make_attachment(cast.alice)
    named = {"attachment-id": str(deck.public_id), "attachment-title": "Deck"}
    alice.post(NEW, fields(**named))
    with tenant(cast.acme):
        post = Post.objects.get()
    url = reverse("content:post_edit", args=["acme", post.public_id])
    answer = alice.post(url, fields(version="1", **named | more))
    if "attachment-remove" in more:
        assert (answer.status_code, attached(cast)) == (302, [])
    else:
        assert "Give it a title: readers see it." in answer.content.decode()
        assert attached(cast) == [deck]


def test_it_does_not_go_with_pictures(alice, cast):
    with tenant(cast.acme):
        deck = make_attachment(cast.alice)
    answer = alice.post("/o/acme/pictures/", {"new_pictures": file(b"", "x.jpg")})
    assert answer.status_code == 422
    named = {"attachment-id": str(deck.public_id), "attachment-title": "Deck"}
    from_others = fields(**named, new_attachment=file(package(), "other.pptx"))
    assert alice.post(NEW, from_others).status_code == 302
    assert [one.title for one in attached(cast)] == ["other.pptx"]  # the new one in its place


def test_nobody_attaches_anothers_file_by_its_id(alice, cast):
    with tenant(cast.acme):
        deck = make_attachment(cast.bob)
    alice.post(NEW, fields(**{"attachment-id": str(deck.public_id)}))
    assert attached(cast) == []


def test_a_file_that_is_too_large_is_not_kept(alice, cast, settings):
    settings.VIDEO_MAX_MB = 1
    big = file(mp4(filler=101_000_000), "film.mp4")
    answer = alice.post(NEW, fields(new_attachment=big))
    assert "This file is larger than 1 MB." in answer.content.decode()
    with tenant(cast.acme):
        assert not Asset.objects.exists()


def test_every_page_shows_it(alice, cast, sign_in):
    with tenant(cast.acme):
        deck = make_attachment(cast.alice)
        post = make_post("Numbers")
        Post.objects.filter(pk=post.pk).update(author=cast.alice)
    url = reverse("content:post_edit", args=["acme", post.public_id])
    named = {"attachment-id": str(deck.public_id), "attachment-title": "Our deck"}
    saved = alice.post(url, fields(version=str(post.version), **named))
    assert saved.status_code == 302, saved.content.decode()
    bob = sign_in(cast.bob)
    for page in ("/o/acme/", f"/o/acme/posts/{post.public_id}/"):
        assert "Our deck" in bob.get(page).content.decode()
    assert "Our deck" in bob.get(f"/o/acme/posts/{post.public_id}/share/").content.decode()
