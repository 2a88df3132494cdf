"""Every field of a post through the service, the editor and the API."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from content.drafts import CaptionDraft, PostDraft
from content.models import Caption, Kind, Post, PostTeam
from content.services import approve_post, create_post, edit_post, submit_post
from content.written import draft_of, written
from sharing.networks import network
from sharing.networks.base import Draft
from sharing.text import short_address
from tenants.roles import Role
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import NOW, make_member, make_post, make_team, make_topic

HOUR = timedelta(hours=1)
NEW = "/o/acme/desk/new/"
SENT = {
    "title": "New roof",
    "link": "https://acme.example/roof",
    "why": "It saves energy.",
    "captions-TOTAL_FORMS": "1",
    "captions-INITIAL_FORMS": "0",
    "captions-0-network": "mastodon",
    "captions-0-language": "de",
    "captions-0-text": "Schaut hinauf.",
}


def draft(**changes) -> PostDraft:
    return PostDraft(**{"title": "Roof", "link": "https://acme.example/", "why": "So.", **changes})


def test_a_post_comes_back_as_it_was_written(in_acme):
    whole = draft(
        kind="prompt",
        resource="guide",
        language="de",
        topics=(make_topic("Energy"),),
        captions=(CaptionDraft("Words", "x", "fr"), CaptionDraft("All")),
        teams=(make_team("Sales"),),
        for_roles=("manager",),
        for_languages=("de", "fr"),
        embargo_until=NOW + HOUR,
        expires_at=NOW + 9 * HOUR,
        review_at=NOW + 2 * HOUR,
        pinned_until=NOW + 3 * HOUR,
        is_evergreen=True,
        takes_comments=False,
        required_hashtags=("Acme", "Roof"),
        share_limit=7,
        pictures=(),
        attachment=(),
    )
    post = create_post(author=in_acme.alice, draft=whole, now=NOW)
    assert draft_of(written(post), member=in_acme.alice, post=post) == whole


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"embargo_until": NOW + HOUR, "expires_at": NOW + HOUR}, "embargo_until"),
        ({"expires_at": NOW}, "expires_at"),
        ({"embargo_until": NOW + HOUR, "pinned_until": NOW + HOUR}, "pinned_until"),
        ({"share_limit": 0}, "share_limit"),
        ({"required_hashtags": ("#two words",)}, "required_hashtags"),
        ({"required_hashtags": ("2027",)}, "required_hashtags"),
        ({"required_hashtags": tuple(f"tag{n}" for n in range(11))}, "required_hashtags"),
        ({"kind": "prompt", "is_caption_locked": True}, "is_caption_locked"),
        ({"kind": "poster"}, "kind"),
        ({"for_roles": ("king",)}, "for_roles"),
        ({"for_languages": ("xx",)}, "for_languages"),
        ({"captions": (CaptionDraft("Words", "", "xx"),)}, "captions"),
    ],
)
def test_what_can_not_be_is_refused_with_its_field(in_acme, changes, code):
    with pytest.raises(ValidationError) as refused:
        create_post(author=in_acme.alice, draft=draft(**changes), now=NOW)
    assert refused.value.code == code
    assert not Post.objects.exists()


def test_a_post_that_is_over_can_still_be_corrected(in_acme):
    post = make_post("Roof", expires_at=NOW - HOUR)
    kept = draft(title="Our roof", expires_at=NOW - HOUR)
    assert (
        edit_post(post=post, by=in_acme.alice, draft=kept, version=1, now=NOW).title == "Our roof"
    )


@pytest.mark.parametrize("kind", [Kind.PROMPT, Kind.INTERNAL])
def test_only_what_is_to_be_shared_needs_a_link(in_acme, kind):
    post = create_post(author=in_acme.alice, draft=draft(link="", kind=kind.value), now=NOW)
    assert post.is_complete
    assert approve_post(post=post, by=in_acme.alice, now=NOW).state == "approved"
    with pytest.raises(ValidationError):
        edit_post(post=post, by=in_acme.alice, draft=draft(link=""), version=2, now=NOW)


def test_hashtags_are_kept_without_their_sign_and_each_once(in_acme):
    tags = draft(required_hashtags=("#Acme", "acme", " Öffnung "))
    post = create_post(author=in_acme.alice, draft=tags, now=NOW)
    assert post.required_hashtags == ["Acme", "Öffnung"]


def test_the_editor_saves_every_field_in_the_writers_zone(cast, sign_in):
    with tenant(cast.acme):
        team = make_team("Sales")
        type(cast.alice).objects.filter(pk=cast.alice.pk).update(time_zone="Europe/Berlin")
    sent = {
        **SENT,
        "kind": "share",
        "teams": [str(team.public_id)],
        "for_roles": ["manager"],
        "for_languages": ["de"],
        "embargo_until": "2030-07-01T09:00",
        "expires_at": "2030-12-01T09:00",
        "is_evergreen": "on",
        "required_hashtags": "#Acme, #Roof",
        "share_limit": "5",
        "is_caption_locked": "on",
    }
    client = sign_in(cast.alice)
    assert "on the clock of Europe/Berlin" in client.get(NEW).content.decode()
    response = client.post(NEW, sent)
    assert response.status_code == 302, response.context["form"].errors
    with tenant(cast.acme):
        post = Post.objects.get()
        assert post.embargo_until == datetime(2030, 7, 1, 7, tzinfo=UTC)
        assert post.expires_at == datetime(2030, 12, 1, 8, tzinfo=UTC)
        assert (post.required_hashtags, post.share_limit) == (["Acme", "Roof"], 5)
        assert (post.for_roles, post.for_languages) == (["manager"], ["de"])
        assert (post.is_evergreen, post.is_caption_locked, post.takes_comments) == (
            True,
            True,
            False,
        )
        assert PostTeam.objects.get().team == team
        assert Caption.objects.get().language == "de"
    page = client.get(response.url).content.decode()
    wanted = ('value="2030-07-01T09:00"', "#Acme #Roof", 'value="5"', "Schaut hinauf.")
    assert [words for words in wanted if words not in page] == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"embargo_until": "2030-07-02T09:00", "expires_at": "2030-07-01T09:00"},
            "before it comes",
        ),
        ({"share_limit": "0"}, "Let at least one share through"),
        ({"share_limit": "many"}, "Enter a whole number"),
        ({"required_hashtags": "#a+b"}, "is no hashtag"),
        ({"embargo_until": "tomorrow"}, "Write day and time"),
        ({"embargo_until": "2030-03-31T02:30", "zone": "Europe/Berlin"}, "There is no such time"),
        ({"teams": ["nobody"]}, "nobody"),
        ({"link": "", "approve": "yes"}, "needs a title, a link"),
    ],
)
def test_the_editor_says_what_is_wrong_and_keeps_the_words(cast, sign_in, changes, words):
    response = sign_in(cast.alice).post(NEW, {**SENT, **changes})
    page = response.content.decode()
    assert (response.status_code, words in page, "New roof" in page) == (422, True, True), page
    with tenant(cast.acme):
        assert not Post.objects.exists()


def test_rows_of_words_come_and_go_without_script_and_nothing_is_saved(cast, sign_in):
    client = sign_in(cast.alice)
    more = client.post(NEW, {**SENT, "title": "", "add_caption": "yes"})
    page = more.content.decode()
    assert (more.status_code, "Schaut hinauf." in page) == (200, True)
    assert 'name="captions-1-text"' in page
    assert "This field is required" not in page
    two = {
        **SENT,
        "captions-TOTAL_FORMS": "2",
        "captions-1-network": "x",
        "captions-1-language": "",
        "captions-1-text": "Second.",
    }
    page = client.post(NEW, {**two, "drop_caption": "1"}).content.decode()
    assert ("Schaut hinauf." in page, "Second." in page) == (False, True)
    assert "New roof" in page
    with tenant(cast.acme):
        assert not Post.objects.exists()


def test_each_row_says_how_long_it_is_where_it_goes(cast, sign_in):
    sent = {**SENT, "captions-0-network": "x", "captions-0-text": "y" * 300}
    page = sign_in(cast.alice).post("/o/acme/desk/preview/", sent).content.decode()
    assert 'id="caption-1-look"' in page
    counted = re.search(r'data-network="x" data-unit="characters" data-count="(\d+)"', page)
    assert counted
    link = short_address("x" * 12, "")
    sample = Draft(text=f"{'y' * 300}\n\n{link}", link=link)
    assert int(counted[1]) == network("x").count(sample, network("x").usual_limits())[0].used > 300
    assert "characters too long" in page


def test_the_api_writes_and_tells_every_field(cast):
    with tenant(cast.acme):
        team = make_team("Sales")
    alice = caller_of(cast.alice)
    sent = {
        "title": "Roof",
        "kind": "internal",
        "resource": "guide",
        "teams": [str(team.public_id)],
        "for_roles": ["manager"],
        "for_languages": ["de"],
        "embargo_until": "2030-07-01T07:00:00Z",
        "expires_at": "2030-08-01T07:00:00Z",
        "review_at": "2030-07-15T07:00:00Z",
        "pinned_until": "2030-07-05T07:00:00Z",
        "is_evergreen": True,
        "takes_comments": False,
        "required_hashtags": ["Acme"],
        "is_caption_locked": True,
        "share_limit": 3,
        "captions": [{"text": "Schaut.", "network": "x", "language": "de"}],
    }
    made = alice("POST", "posts", sent)
    assert made.status_code == 201, made.content
    told = made.json()
    told["teams"] = [one["id"] for one in told["teams"]]
    assert {name: told[name] for name in sent} == sent
    changed = alice("PATCH", f"posts/{told['id']}", {"version": 1, "share_limit": None})
    assert changed.json()["share_limit"] is None
    assert changed.json()["required_hashtags"] == ["Acme"]
    refused = alice("PATCH", f"posts/{told['id']}", {"version": 2, "share_limit": 0})
    assert (refused.status_code, "share_limit" in refused.json()["errors"]) == (422, True)


def test_another_organizations_team_is_not_there(cast):
    with tenant(cast.globex):
        theirs = make_team("Theirs")
    answer = caller_of(cast.alice)(
        "POST", "posts", {"title": "A", "teams": [str(theirs.public_id)]}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "teams")


def test_the_desk_offers_to_approve_an_internal_post_without_a_link(cast, sign_in):
    with tenant(cast.acme):
        post = make_post("For us", state="draft", link="", kind="internal")
        submit_post(post=post, by=make_member("Carla", Role.CURATOR), now=NOW)
    act = reverse("content:post_approve", args=["acme", post.public_id])
    assert act in sign_in(cast.alice).get("/o/acme/desk/").content.decode()
