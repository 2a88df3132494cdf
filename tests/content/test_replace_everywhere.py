"""A file replaced on every post: a version of each, asked again; approved by several it stays."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from content.history import versions
from content.models import LinkCard, PostAsset
from content.services import submit_post
from content.services.shelving import keep_asset, replace_everywhere
from tenants.models import Notice, Notification
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.test_approve import draft, two_steps
from tests.factories import NOW, make_asset, make_member, make_post


def files(member):
    return [make_asset(member, renditions=True, alt="A roof") for _each in range(2)]


def show(asset, *posts):
    for post in posts:
        PostAsset.objects.create(post=post, asset=asset, position=0)


@pytest.fixture
def curator(in_acme):
    return make_member("Cleo", Role.CURATOR)


def test_it_is_a_version_of_each_post(in_acme):
    old, new = files(in_acme.alice)
    post = make_post("Roof")
    show(old, post)
    done = replace_everywhere(asset=old, by=in_acme.alice, other=new, now=NOW)
    assert (done.posts, done.settled) == (1, 0)
    newest = versions(post)[0]
    assert (newest.fields, newest.by, newest.number) == (("pictures",), in_acme.alice, 2)


def test_a_card_alone_is_no_version_of_the_words(in_acme):
    old, new = files(in_acme.alice)
    post = make_post("Roof")
    LinkCard.objects.create(post=post, url="https://x.example", picture=old)
    assert replace_everywhere(asset=old, by=in_acme.alice, other=new, now=NOW).posts == 1
    assert LinkCard.objects.get().picture == new


def test_who_is_asked_about_a_draft_is_asked_again(in_acme, curator):
    writer = make_member("Wim", Role.CONTRIBUTOR)
    old, new = files(in_acme.alice)
    post = draft(writer)
    show(old, post)
    submit_post(post=post, by=writer, now=NOW)
    replace_everywhere(asset=old, by=in_acme.alice, other=new, now=NOW)
    told = Notification.objects.filter(member=curator, kind=Notice.REVIEW_ASKED)
    assert told.count() == 2


def test_what_several_approved_keeps_it_and_that_is_said(cast, sign_in):
    with tenant(cast.acme):
        make_member("Cleo", Role.CURATOR)
        two_steps(cast.alice)
        old, new = files(cast.alice)
        for one in (old, new):
            keep_asset(asset=one, by=cast.alice, now=timezone.now())
        shown, waits = make_post("Roof"), draft(cast.alice, "Wall")
        show(old, shown, waits)
    url = reverse("content:asset_replace", args=["acme", old.public_id])
    page = sign_in(cast.alice).post(url, {"other": str(new.public_id)}, follow=True)
    said = page.content.decode()
    assert "1 post shows it now" in said
    assert "1 post keeps the old one" in said
    with tenant(cast.acme):
        assert PostAsset.objects.get(post=shown).asset == old
        assert PostAsset.objects.get(post=waits).asset == new
        shown.refresh_from_db()
        assert shown.version == 1
