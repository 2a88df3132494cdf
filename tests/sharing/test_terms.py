"""What a post asks of whoever shares it is asked everywhere."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection as database
from django.utils import timezone

from content.hashtags import missing_hashtags, with_hashtags
from content.models import Caption, Kind, Post
from content.services import suggest
from sharing.models import Reason, Share, State
from sharing.networks.base import Draft
from sharing.plans import Compose
from sharing.services.acting import retry_share
from sharing.services.assisting import offer_due
from sharing.services.composing import share_post
from sharing.services.offering import post_problem
from sharing.services.permitting import Stop, may_go_out
from sharing.terms import issue_now
from tenants.models import Member
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import make_connection, make_member, make_post, make_share


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("Look. #Acme #Öffnung", []),
        ("Look. #acme", ["Öffnung"]),
        ("Look. #Acmes and Öffnung", ["Acme", "Öffnung"]),
        ("a#Acme ##Öffnung", ["Acme", "Öffnung"]),
    ],
)
def test_hashtags_are_found_as_networks_read_them(words, missing):
    tags = ["Acme", "Öffnung"]
    assert missing_hashtags(words, tags) == missing
    assert missing_hashtags(with_hashtags(words, tags), tags) == []


def send(member, post, account, words: str | None = "Mine.", **changes) -> list[Share]:
    said = None if words is None else {"": words}
    compose = Compose(connections=[account], key=uuid4(), words=said, **changes)
    return share_post(member=member, post=post, compose=compose, now=timezone.now())


def refused(*args, **kwargs) -> tuple[str | None, str]:
    with pytest.raises(ValidationError) as error:
        send(*args, **kwargs)
    assert not Share.objects.exists()
    return error.value.code, error.value.messages[0]


@pytest.fixture
def account(in_acme):
    return make_connection(in_acme.bob)


def test_locked_words_go_out_as_they_are(in_acme, account):
    post = make_post("Roof", caption="Look up.", is_caption_locked=True)
    Caption.objects.create(post=post, network="x", position=1, text="For X.")
    assert refused(in_acme.bob, post, account, "Look up!")[0] == "locked"
    (share,) = send(in_acme.bob, post, account, " Look up. ")
    assert (share.words, share.is_suggested) == ("Look up.", True)


def test_locked_words_of_another_language_are_not_ones_own(in_acme, account):
    post = make_post("Roof", caption="Look up.", is_caption_locked=True, language="en")
    Caption.objects.create(post=post, language="de", position=1, text="Schaut.")
    assert refused(in_acme.bob, post, account, "Schaut.")[0] == "locked"
    send(in_acme.bob, post, account, "Look up.")


def test_locked_words_of_a_network_are_filled_in_where_others_were_chosen(in_acme, account):
    post = make_post("Roof", caption="Look up.", is_caption_locked=True)
    Caption.objects.create(post=post, network="mastodon", position=1, text="Toot.")
    assert send(in_acme.bob, post, account, "Look up.")[0].words == "Toot."


TERMS = [
    ({"required_hashtags": ["Ad"]}, "#Ad"),
    ({"is_caption_locked": True}, "The words of this post stay as they are."),
]


@pytest.mark.parametrize(("change", "said"), TERMS)
def test_what_was_planned_before_the_terms_changed_does_not_go_out(in_acme, account, change, said):
    post = make_post("Roof", caption="Look up.")
    (share,) = send(in_acme.bob, post, account, "Mine.")
    assert issue_now(share) is None
    Post.objects.filter(pk=post.pk).update(**change)
    share = Share.objects.select_related("post", "member__organization").get(pk=share.pk)
    with pytest.raises(Stop) as stopped:
        may_go_out(share, Draft(text=share.words, link=""), timezone.now())
    assert stopped.value.state == State.FAILED
    assert said in stopped.value.changes["problem"]


@pytest.mark.parametrize(("change", "said"), TERMS)
def test_nor_is_it_offered_by_hand(cast, change, said):
    now = timezone.now()
    with tenant(cast.acme):
        post = make_post("Roof", caption="Look up.", **change)
        planned = {"network": "linkedin", "words": "Mine.", "due_at": now, "wake_at": now}
        share = make_share(cast.bob, post, None, **planned)
    assert offer_due(now=now) == 1
    with tenant(cast.acme):
        share.refresh_from_db()
    assert (share.state, share.reason) == (State.FAILED, Reason.REFUSED)
    assert said in share.problem


def test_locked_words_in_another_language_that_were_taken_still_go_out(in_acme, account):
    post = make_post("Roof", caption="Look up.", language="en", is_caption_locked=True)
    Caption.objects.create(post=post, language="de", position=1, text="Schaut.")
    (share,) = send(in_acme.bob, post, account, "Look up.")
    Member.objects.filter(pk=in_acme.bob.pk).update(languages=["de"])
    share.refresh_from_db()
    assert issue_now(share) is None


def test_another_suggestion_for_locked_words_is_one_of_those_allowed(in_acme):
    post = make_post("Roof", caption="Look up.", language="en", is_caption_locked=True)
    Caption.objects.create(post=post, language="de", position=1, text="Schaut.")
    found = suggest(member=in_acme.bob, post=post, networks=["x"])["x"]
    assert [one.text for one in found.others] == ["Look up."]


def test_hashtags_are_asked_for_and_one_click_adds_them(in_acme, account):
    post = make_post("Roof", caption="Look up.", required_hashtags=["Acme"])
    code, said = refused(in_acme.bob, post, account, "Mine.")
    assert (code, "#Acme" in said) == ("hashtags", True)
    (share,) = send(in_acme.bob, post, account, None)
    assert (share.words, share.is_suggested) == ("Look up. #Acme", True)
    assert share.caption == post.captions.get()
    assert post.captions.get().text == "Look up."


def test_the_limit_counts_what_stands(in_acme, account):
    post = make_post("Roof", share_limit=2)
    carol, dora = make_member("Carol"), make_member("Dora")
    gone = make_share(carol, post, make_connection(carol), state=State.CANCELLED)
    make_share(dora, post, make_connection(dora), state=State.FAILED)
    send(in_acme.bob, post, account)
    Share.objects.filter(pk=gone.pk).update(state=State.HELD)
    eve = make_member("Eve")
    with pytest.raises(ValidationError) as error:
        send(eve, post, make_connection(eve))
    assert error.value.code == "limit"
    assert "another in the feed" in error.value.messages[0]
    with pytest.raises(ValidationError) as error:
        retry_share(share=Share.objects.get(member=dora), now=timezone.now())
    assert error.value.code == "limit"


def test_what_is_left_is_said_where_more_accounts_were_chosen(in_acme, account):
    post = make_post("Roof", share_limit=1)
    two = [account, make_connection(in_acme.bob, handle="@bob@two.example")]
    compose = Compose(connections=two, key=uuid4(), words={"": "Mine."})
    with pytest.raises(ValidationError) as error:
        share_post(member=in_acme.bob, post=post, compose=compose, now=timezone.now())
    assert "once more" in error.value.messages[0]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_so_many_get_through(make_cast):
    cast = make_cast()
    with tenant(cast.acme):
        post = make_post("Roof", share_limit=2)
        crowd = [make_member(f"Member {n}") for n in range(5)]
        accounts = {member.pk: make_connection(member) for member in crowd}

    def click(member) -> str:
        try:
            with tenant(cast.acme):
                send(member, post, accounts[member.pk], None)
        except ValidationError as error:
            return str(error.code)
        finally:
            database.close()
        return "sent"

    with ThreadPoolExecutor(5) as pool:
        answers = sorted(pool.map(click, crowd))
    assert answers == ["limit", "limit", "limit", "sent", "sent"]


def test_the_card_says_how_many_are_left(cast, sign_in):
    with tenant(cast.acme):
        account = make_connection(cast.bob)
        post = make_post("Roof", share_limit=3)
        send(cast.alice, post, make_connection(cast.alice))
    client = sign_in(cast.bob)
    assert "2 shares left" in client.get("/o/acme/").content.decode()
    with tenant(cast.acme):
        Post.objects.update(share_limit=1)
    page = client.get("/o/acme/").content.decode()
    assert "Shared as often as it may be." in page
    assert "/share-now/" not in page
    assert account.pk


def test_what_is_for_us_alone_has_no_way_out(cast, sign_in):
    with tenant(cast.acme):
        make_connection(cast.bob)
        post = make_post("Roof", kind=Kind.INTERNAL)
        share = make_share(cast.bob, post, make_connection(cast.bob, handle="@b@c.example"))
        assert "for us alone" in (post_problem(share) or "")
        Share.objects.update(state=State.CANCELLED)
    client, there = sign_in(cast.bob), f"/o/acme/posts/{post.public_id}/"
    for page in ("/o/acme/", there, f"{there}box/"):
        text = client.get(page).content.decode()
        assert "/share/" not in text, page
        assert "/share-now/" not in text, page
    assert client.get(f"{there}share/").url == there
    bob, path = caller_of(cast.bob), f"posts/{post.public_id}"
    assert bob("POST", "shares", {"post": str(post.public_id)}).json()["code"] == "internal"
    assert bob("GET", f"{path}/suggestions").json()["code"] == "internal"
    client.post(f"{there}share-now/", {"compose_key": str(uuid4())})
    with tenant(cast.acme):
        assert Share.objects.exclude(state=State.CANCELLED).count() == 0


def test_the_composer_shows_locked_words_read_only_and_adds_hashtags(cast, sign_in):
    with tenant(cast.acme):
        make_connection(cast.bob)
        locked = make_post("Roof", caption="Look up.", is_caption_locked=True)
        tagged = make_post("Wall", caption="Look.", required_hashtags=["Acme"])
    client = sign_in(cast.bob)
    page = client.get(f"/o/acme/posts/{locked.public_id}/share/").content.decode()
    assert "stay as they are" in page
    assert page.count(" readonly") >= 2
    there = f"/o/acme/posts/{tagged.public_id}/share/"
    form = client.get(there).context["form"]
    assert form["words"].value() == "Look. #Acme"
    sent = {name: form[name].value() for name in ("compose_key", "connections")}
    answer = client.post(there, {**sent, "words": "Mine."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="hashtags"' in page
    assert 'data-use=" #Acme' in page
    added = client.post(there, {**sent, "words": "Mine.", "way_out": "hashtags"})
    assert added.context["form"]["words"].value() == "Mine. #Acme"
    with tenant(cast.acme):
        assert not Share.objects.exists()


def test_a_prompt_without_a_link_goes_out_as_words_alone(in_acme, account):
    post = make_post("Why do you work here?", kind=Kind.PROMPT, link="")
    (share,) = send(in_acme.bob, post, account, "For the people.")
    assert (share.text, share.link.url) == ("For the people.", "")
