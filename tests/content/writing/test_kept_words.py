"""What is typed and not saved is kept for its writer, and for nobody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import KeptWords, Post
from content.services.keeping import (
    KEPT_FOR,
    LARGEST,
    MOST,
    forget_words,
    keep_words,
    kept_words,
    sweep_kept,
)
from tenants.models import Member
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import NOW, make_member, make_post

NEW = "/o/acme/desk/new/"
PREVIEW = "/o/acme/desk/preview/"
TYPED = {
    "title": "Half a ti",
    "kind": "share",
    "for_roles": ["manager", "curator"],
    "captions-TOTAL_FORMS": "1",
    "captions-INITIAL_FORMS": "0",
    "captions-0-network": "x",
    "captions-0-language": "",
    "captions-0-text": "Half a sen",
}


def typed(**changes):
    return {**TYPED, "writing": str(uuid4()), **changes}


def test_what_is_typed_comes_back_whole_on_another_device_and_never_reaches_the_post(cast, sign_in):
    with tenant(cast.acme):
        post = make_post("Roof")
    edit = reverse("content:post_edit", args=["acme", post.public_id])
    sent = typed(version="1")
    answer = sign_in(cast.alice).post(f"{PREVIEW}?post={post.public_id}", sent)
    assert "Kept for you at" in answer.content.decode()
    page = sign_in(cast.alice).get(edit).content.decode()
    assert all(words in page for words in ("not saved", "Half a ti", f"?kept={sent['writing']}"))
    back = sign_in(cast.alice).get(f"{edit}?kept={sent['writing']}")
    form = back.context["form"]
    assert (form["title"].value(), form["for_roles"].value()) == (
        "Half a ti",
        ["manager", "curator"],
    )
    assert form["writing"].value() == sent["writing"]
    assert "Half a sen" in back.content.decode()
    with tenant(cast.acme):
        assert (Post.objects.get().title, Post.objects.get().version) == ("Roof", 1)


def test_nobody_else_is_offered_them(cast, sign_in):
    with tenant(cast.acme):
        other = make_member("Dora", Role.CURATOR)
    sent = typed()
    sign_in(cast.alice).post(PREVIEW, sent)
    client = sign_in(other)
    assert "Half a ti" not in client.get(NEW).content.decode()
    assert "Half a ti" not in client.get(f"{NEW}?kept={sent['writing']}").content.decode()
    assert client.post(f"/o/acme/desk/kept/{sent['writing']}/discard/").status_code == 404
    assert sign_in(cast.alice).get(NEW).content.decode().count("Half a ti") == 1


def test_a_save_erases_them_and_what_was_on_its_way_brings_nothing_back(cast, sign_in):
    client, sent = sign_in(cast.alice), typed()
    client.post(PREVIEW, sent)
    assert client.post(NEW, sent).status_code == 302
    answer = client.post(PREVIEW, sent)
    assert "Kept for you at" not in answer.content.decode()
    with tenant(cast.acme):
        assert KeptWords.objects.get().data == {}
    assert "not saved" not in client.get(NEW).content.decode().split("<form")[0]


def test_thrown_away_is_gone(cast, sign_in):
    client, sent = sign_in(cast.alice), typed()
    client.post(PREVIEW, sent)
    assert client.post(f"/o/acme/desk/kept/{sent['writing']}/discard/").url == NEW
    assert "Half a ti" not in client.get(NEW).content.decode()
    with tenant(cast.acme):
        assert KeptWords.objects.get().data == {}


def test_two_tabs_keep_apart(in_acme):
    for title in ("One", "Two"):
        keep_words(member=in_acme.alice, post=None, key=uuid4(), data={"title": [title]}, now=NOW)
    kept = kept_words(member=in_acme.alice, post=None)
    assert [row.data["title"] for row in kept] == [["Two"], ["One"]]


def test_not_without_end_and_not_for_ever(in_acme):
    keep = {"member": in_acme.alice, "post": None}
    for number in range(MOST + 3):
        keep_words(key=uuid4(), data={"title": [str(number)]}, now=NOW, **keep)
    assert [row.data["title"][0] for row in kept_words(**keep)][-1] == "3"
    assert not keep_words(key=uuid4(), data={"body": ["x" * (LARGEST + 1)]}, now=NOW, **keep)
    assert sweep_kept(now=NOW + KEPT_FOR) == 0
    assert sweep_kept(now=NOW + KEPT_FOR + timedelta(seconds=1)) == MOST
    assert not KeptWords.objects.exists()


def test_of_who_left_nothing_stays(in_acme):
    key = uuid4()
    keep_words(member=in_acme.bob, post=None, key=key, data={"title": ["A"]}, now=timezone.now())
    forget_words(member=in_acme.bob, key=uuid4(), post=None, now=timezone.now())
    Member.objects.filter(pk=in_acme.bob.pk).update(left_at=NOW)
    assert sweep_kept(now=timezone.now()) == 2


def test_all_values_outlive_an_ended_session(cast, client):
    sent = typed(writer=str(cast.alice.public_id))
    client.post(NEW, sent)
    client.force_login(cast.alice.user)
    form = client.get(NEW).context["form"]
    assert form["for_roles"].value() == ["manager", "curator"]


@pytest.mark.parametrize("key", ["", "nonsense", "0" * 31])
def test_a_form_without_a_sound_key_is_shown_and_not_kept(cast, sign_in, key):
    answer = sign_in(cast.alice).post(PREVIEW, typed(writing=key))
    assert answer.status_code == 200
    with tenant(cast.acme):
        assert not KeptWords.objects.exists()
