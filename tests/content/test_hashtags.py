"""The organization's hashtags: what networks accept, and where each is used."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from content.campaign_rows import hashtag_rows
from content.desk.rules import standing_of
from content.hashtags import missing_hashtags
from content.models import Campaign, Hashtag, Post, Revision, State, TopicReview
from content.services.approving import clear_post, submit_post
from content.services.drafting import read_hashtags
from content.services.hashtags import (
    HashtagDraft,
    add_hashtag,
    change_hashtag,
    key_of,
    keys_in,
    read_hashtag,
    remove_hashtag,
)
from tests.factories import make_campaign, make_hashtag, make_member, make_post, make_topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("OpenDoors", "OpenDoors"),
        (" #Open_Doors2 ", "Open_Doors2"),
        ("\uff03오픈도어", "오픈도어"),
        ("#नेपाल", "नेपाल"),  # its marks are part of the word
        ("#أبواب_مفتوحة", "أبواب_مفتوحة"),
        ("Łódź", "Łódź"),
        ("a" * 64, "a" * 64),
    ],
)
def test_what_networks_accept(typed, name):
    assert read_hashtag(typed) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Look #OurRoof, #ourroof! #OurRoofTop", ["OurRoof", "OurRoofTop"]),
        ("#नमस्ते all", ["नमस्ते"]),  # never cut at a mark
        ("#STRASSE", ["Straße"]),
        ("#Roof@home #Open\u200bDoors", ["Roof", "Open\u200bDoors"]),
        ("\uff03\uff32oof", ["Roof"]),
        ("#Cafe\u0301s", ["Cafés"]),
        ("https://acme.example/a#roof a#roof #", []),
    ],
)
def test_the_hashtags_in_a_text(text, names):
    assert keys_in(text) == {key_of(name) for name in names}


def test_hashtags_of_posts_are_read_whole_in_every_script():
    assert read_hashtags(["#नमस्ते"]) == ["नमस्ते"]
    assert missing_hashtags("Look #नमस्ते", ["नमस", "नमस्ते"]) == ["नमस"]


@pytest.mark.parametrize(
    "typed", ["", "#", "two words", "2026", "__", "semi;colon", "a-b", "##twice", "a" * 65, "😀"]
)
def test_what_they_do_not(typed):
    with pytest.raises(ValidationError) as refused:
        read_hashtag(typed)
    assert refused.value.code == "name"


def test_one_of_a_name_whatever_its_case(in_acme):
    now = timezone.now()
    add_hashtag(by=in_acme.alice, draft=HashtagDraft("OpenDoors"), now=now)
    with pytest.raises(ValidationError) as refused:
        add_hashtag(by=in_acme.alice, draft=HashtagDraft("#opendoors"), now=now)
    assert refused.value.code == "taken"
    with pytest.raises(PermissionDenied):
        add_hashtag(by=in_acme.bob, draft=HashtagDraft("Mine"), now=now)


def test_a_new_name_goes_along_with_its_posts(in_acme):
    hashtag = make_hashtag("OldName")
    post = make_post(required_hashtags=["Other", "OldName"])
    draft = HashtagDraft("NewName")
    change_hashtag(hashtag=hashtag, by=in_acme.alice, draft=draft, now=timezone.now())
    changed = Post.objects.get(pk=post.pk)
    assert changed.required_hashtags == ["Other", "NewName"]
    assert changed.version == post.version + 1  # whoever is writing it is told
    assert Revision.objects.filter(post=post).last().fields == ["required_hashtags"]


def test_a_new_name_takes_no_yes_away(in_acme):
    hashtag, lawyer = make_hashtag("OldName"), make_member("Lawyer")
    topic = make_topic()
    TopicReview.objects.create(topic=topic, member=lawyer)
    post = make_post(
        "Roof", topic, required_hashtags=["OldName"], state=State.DRAFT, approved_at=None
    )
    now = timezone.now()
    submit_post(post=post, by=in_acme.alice, now=now)
    clear_post(post=post, by=lawyer, now=now)
    change_hashtag(hashtag=hashtag, by=in_acme.alice, draft=HashtagDraft("NewName"), now=now)
    post.refresh_from_db()
    assert standing_of(post).missing_topics == []


def test_its_campaigns_count_anew_under_a_new_name(in_acme):
    hashtag, now = make_hashtag("OldName"), timezone.now()
    campaign = make_campaign(in_acme.alice, hashtag=hashtag)
    by = {"hashtag": hashtag, "by": in_acme.alice, "now": now}
    change_hashtag(draft=HashtagDraft("OldName", description="On days"), **by)
    assert Campaign.objects.get().version == campaign.version
    change_hashtag(draft=HashtagDraft("NewName"), **by)
    assert Campaign.objects.get().version == campaign.version + 1


def test_a_change_is_of_what_stands_there_now(in_acme):
    hashtag, now = make_hashtag("First"), timezone.now()
    seen = Hashtag.objects.get()
    post = make_post(required_hashtags=["First"])
    for row, name in ((hashtag, "Second"), (seen, "Third")):
        change_hashtag(hashtag=row, by=in_acme.alice, draft=HashtagDraft(name), now=now)
    assert Post.objects.get(pk=post.pk).required_hashtags == ["Third"]


def test_a_name_that_another_has_is_taken(in_acme):
    make_hashtag("OpenDoors")
    hashtag = make_hashtag("Other")
    with pytest.raises(ValidationError) as refused:
        change_hashtag(
            hashtag=hashtag,
            by=in_acme.alice,
            draft=HashtagDraft("opendoors"),
            now=timezone.now(),
        )
    assert refused.value.code == "taken"


def test_each_post_counts_once_for_each_of_its_hashtags(in_acme):
    tags = [make_hashtag(name) for name in ("One", "Two", "Three")]
    make_post(required_hashtags=["One", "Two", "Strange"])
    make_post(required_hashtags=["Two"])
    assert [row.posts for row in hashtag_rows(tags)] == [1, 2, 0]


def test_it_is_removed_only_when_nothing_uses_it(in_acme):
    hashtag, now = make_hashtag("InUse"), timezone.now()
    campaign = make_campaign(in_acme.alice, hashtag=hashtag)
    post = make_post(required_hashtags=["InUse"])
    [row] = hashtag_rows([hashtag])
    assert (row.campaigns, row.posts) == (1, 1)
    for _each in range(2):
        with pytest.raises(ValidationError) as refused:
            remove_hashtag(hashtag=hashtag, by=in_acme.alice, now=now)
        assert refused.value.code == "in_use"
        campaign.hashtag = None
        campaign.save()
    Post.objects.filter(pk=post.pk).update(required_hashtags=[])
    remove_hashtag(hashtag=hashtag, by=in_acme.alice, now=now)
    assert not Hashtag.objects.exists()


@pytest.mark.parametrize("count", [1, 9])
def test_the_list_takes_two_queries(in_acme, django_assert_num_queries, count):
    tags = [make_hashtag(f"Tag{number}") for number in range(count)]
    for tag in tags:
        make_campaign(in_acme.alice, hashtag=tag)
        make_post(required_hashtags=[tag.name])
    with django_assert_num_queries(2):
        assert all(row.is_used for row in hashtag_rows(tags))


def test_everybody_sees_them_and_what_they_are_for(in_acme, sign_in):
    make_hashtag("OpenDoors", description="When you show people round")
    page = sign_in(in_acme.bob).get(reverse("analytics:campaigns", args=["acme"])).content.decode()
    assert "#OpenDoors" in page
    assert "When you show people round" in page


def test_the_desk_adds_changes_and_removes_one(in_acme, sign_in):
    client = sign_in(in_acme.alice)
    here = reverse("content:hashtags", args=["acme"])
    wrong = client.post(here, {"name": "two words", "purpose": "event"})
    assert wrong.status_code == 422
    client.post(here, {"name": "#OpenDoors", "purpose": "event"})
    hashtag = Hashtag.objects.get()
    page = reverse("content:hashtag", args=["acme", hashtag.public_id])
    client.post(page, {"name": "OpenDoors", "purpose": "event", "is_default": "on"})
    hashtag.refresh_from_db()
    assert hashtag.is_default
    client.post(reverse("content:hashtag_remove", args=["acme", hashtag.public_id]))
    assert not Hashtag.objects.exists()
