"""Who would see a post, and why not: the words and the one condition say the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from content.audience import Onlooker, verdict_on
from content.models import Admission, Caption, Post, PostTeam
from content.selectors import topics_of
from content.services import suggest
from content.written import written
from tenants.roles import Role
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import make_member, make_post, make_team, make_topic

HOUR = timedelta(hours=1)
PREVIEW = "/o/acme/desk/preview/"


def told(post: Post, member) -> set[str]:
    """Say why a member does not see a post, and hold it against what the feed does."""
    verdict = verdict_on(
        written(post), topics=topics_of(post), onlooker=Onlooker.of(member), now=timezone.now()
    )
    is_offered = Post.objects.open_to(member).filter(pk=post.pk).exists()
    assert verdict.sees == is_offered, (verdict, is_offered)
    return {reason.code for reason in verdict.reasons}


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, [set(), set()]),
        ({"for_roles": ["manager"]}, [{"role"}, set()]),
        ({"for_languages": ["pl"]}, [{"language"}, set()]),
        ({"for_languages": ["en"]}, [set(), {"language"}]),
        ({"embargo_until": timezone.now() + HOUR}, [{"embargo"}, {"embargo"}]),
        ({"for_roles": ["curator"], "for_languages": ["ko"]}, [{"role", "language"}, {"role"}]),
    ],
)
def test_roles_languages_and_time(in_acme, changes, reasons):
    mover = make_member("Mover", Role.MANAGER, languages=["pl", "ko"])
    post = make_post("Roof", **changes)
    post.refresh_from_db()
    assert [told(post, in_acme.bob), told(post, mover)] == reasons


def test_teams_and_closed_topics(in_acme):
    sales, topic = make_team("Sales"), make_topic("Secret", is_closed=True)
    seller, post = make_member("Sam", team=sales), make_post("Roof", topic)
    assert (told(post, seller), told(post, in_acme.bob)) == ({"topic"}, {"topic"})
    Admission.objects.create(topic=topic, team=sales)
    assert (told(post, seller), told(post, in_acme.bob)) == (set(), {"topic"})
    PostTeam.objects.create(post=post, team=make_team("Ops"))
    assert told(post, seller) == {"team"}


def test_the_preview_says_it_of_what_is_not_saved_yet(cast, sign_in):
    with tenant(cast.acme):
        sales = make_team("Sales")
        make_member("Sam Seller", team=sales, languages=["de"])
    sent = {
        "title": "Roof",
        "teams": [str(sales.public_id)],
        "captions-TOTAL_FORMS": "2",
        "captions-INITIAL_FORMS": "0",
        "captions-0-text": "Look up.",
        "captions-1-text": "Schaut.",
        "captions-1-language": "de",
    }
    client = sign_in(cast.alice)

    def seen(**who) -> str:
        return client.post(PREVIEW, {**sent, **who}).content.decode()

    page = seen(as_member="sam seller")
    assert "Seen by: Sam Seller" in page
    assert '<blockquote dir="auto">Schaut.</blockquote>' in page
    page = seen(as_member=cast.bob.user.email)
    assert "Not seen by" in page
    assert "It is for other teams: Sales." in page
    assert "We find no one colleague" in seen(as_member="nobody")
    page = seen(as_language="de", as_team=str(sales.public_id))
    assert "Seen by: Sales, Deutsch" in page
    assert "Seen by" not in seen()


def test_nobody_of_another_organization_is_found(cast, sign_in):
    sent = {"title": "Roof", "as_member": cast.mallory.user.email}
    assert "We find no one colleague" in sign_in(cast.alice).post(PREVIEW, sent).content.decode()


def test_programs_ask_the_same(cast):
    with tenant(cast.acme):
        post = make_post("Roof", for_roles=["manager"], state="draft")
    alice, path = caller_of(cast.alice), f"posts/{post.public_id}/audience"
    no = alice.get(f"{path}?member={cast.bob.public_id}")
    assert (no["sees"], [one["code"] for one in no["reasons"]]) == (False, ["role"])
    assert alice.get(f"{path}?role=manager&language=de") == {"sees": True, "reasons": []}
    assert alice("GET", f"{path}?member={cast.mallory.public_id}").status_code == 404
    assert caller_of(cast.bob)("GET", path).status_code == 403


def test_words_in_ones_own_language_are_suggested(in_acme):
    reader = make_member("Heidi", languages=["de", "en"])
    post = make_post("Roof", caption="")
    rows = [("", "", "Any."), ("x", "", "Own."), ("", "de", "Alle."), ("x", "fr", "Toi.")]
    for position, (network, language, text) in enumerate(rows):
        Caption.objects.create(
            post=post, network=network, language=language, text=text, position=position
        )
    said = {
        name: suggest(member=member, post=post, networks=["x"])["x"].text
        for name, member in {"heidi": reader, "bob": in_acme.bob}.items()
    }
    assert said == {"heidi": "Alle.", "bob": "Own."}
