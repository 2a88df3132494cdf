"""The composer with many networks: own words, by hand, later, and what one refusal does."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from content.models import Caption
from policies.rules.base import BLOCK
from sharing.models import Share, State, Timing
from sharing.plans import Compose
from sharing.services.composing import share_post
from tenants.scope import tenant
from tests.factories import make_connection, make_policy, make_post, make_share

LONG = "Our roof feeds the kitchen, and every meter says so. " * 7  # 371 characters
BLUESKY = {"max_characters": 300, "max_bytes": 3000}


class Desk:
    """Bob with an account on both networks, before one post."""

    def __init__(self, cast, client) -> None:
        self.cast, self.client = cast, client
        with tenant(cast.acme):
            self.mastodon = make_connection(cast.bob)
            self.bluesky = make_connection(
                cast.bob, network="bluesky", host="pds.example", limits=BLUESKY
            )
            self.post = make_post("Our roof", caption="Our roof feeds the kitchen.")
        self.url = f"/o/acme/posts/{self.post.public_id}/share/"

    def fields(self, **changes):
        """Return what the form sends."""
        accounts = [str(self.mastodon.public_id), str(self.bluesky.public_id)]
        return {
            "words": "Have a look.",
            "connections": accounts,
            "compose_key": str(uuid4()),
            **changes,
        }

    def send(self, **changes):
        """Press Share."""
        return self.client.post(self.url, self.fields(**changes))

    def look(self, **changes):
        """Let the page check what is written; return what it shows."""
        answer = self.client.post(f"{self.url[:-6]}check/", self.fields(**changes))
        assert answer.status_code == 200
        return answer.context["look"]

    def one_click(self):
        """Press Share on the card."""
        url = f"{self.url[:-6]}share-now/"
        return self.client.post(url, {"compose_key": str(uuid4())})

    def shares(self) -> dict[str, Share]:
        """Every share there is by network."""
        with tenant(self.cast.acme):
            return {share.network: share for share in Share.objects.order_by("pk")}


@pytest.fixture
def desk(cast, sign_in) -> Desk:
    return Desk(cast, sign_in(cast.bob))


def test_each_network_gets_its_own_words_and_the_others_the_common_ones(desk):
    desk.send(words_bluesky="Sun in, lunch out.")
    made = desk.shares()
    assert (made["mastodon"].words, made["bluesky"].words) == ("Have a look.", "Sun in, lunch out.")


def test_the_composer_starts_from_what_one_click_would_send(desk):
    with tenant(desk.cast.acme):
        Caption.objects.create(post=desk.post, network="bluesky", text="Short for Bluesky.")
    form = desk.client.get(desk.url).context["form"]
    assert form["words"].value() == "Our roof feeds the kitchen."
    assert form["words_bluesky"].value() == "Short for Bluesky."
    desk.one_click()
    assert desk.shares()["bluesky"].words == "Short for Bluesky."


def test_what_is_previewed_is_what_is_stored_to_the_letter(desk):
    key = str(uuid4())
    previews = desk.look(words="Naïve 👩‍👩‍👧 {link} مرحبا", compose_key=key).previews
    desk.send(words="Naïve 👩‍👩‍👧 {link} مرحبا", compose_key=key)
    shown = {preview.place.network: preview.shown.text for preview in previews}
    assert shown["mastodon"] == desk.shares()["mastodon"].text
    link = desk.shares()["bluesky"].link_id
    assert shown["bluesky"].startswith("Naïve 👩‍👩‍👧 localhost:8000/s/")
    assert link in desk.shares()["bluesky"].text


def test_a_network_by_hand_is_offered_and_not_queued(desk):
    desk.send(connections=[], by_hand=["linkedin"])
    share = desk.shares()["linkedin"]
    assert (share.state, share.connection_id) == (State.OFFERED, None)


def test_words_too_long_for_one_of_two_are_told_before_and_send_nothing(desk):
    issues = {p.place.network: p.issues for p in desk.look(words=LONG).previews}
    assert not issues["mastodon"]
    assert [issue.code for issue in issues["bluesky"]] == ["too_long"]
    answer = desk.send(words=LONG)
    assert answer.status_code == 422
    assert "Bluesky: " in answer.context["form"].non_field_errors()[0]
    assert desk.shares() == {}


def test_in_one_click_the_others_go_out_and_that_one_says_what_to_do(desk):
    with tenant(desk.cast.acme):
        Caption.objects.filter(post=desk.post).update(text=LONG)
    desk.one_click()
    made = desk.shares()
    assert made["mastodon"].state == State.SCHEDULED
    assert (made["bluesky"].state, made["bluesky"].reason) == (State.FAILED, "refused")
    assert "characters too many" in made["bluesky"].problem


def test_what_did_not_go_out_is_written_anew_for_that_network_alone(desk):
    with tenant(desk.cast.acme):
        Caption.objects.filter(post=desk.post).update(text=LONG)
    desk.one_click()
    failed = desk.shares()["bluesky"]
    page = desk.client.get(f"{desk.url}?anew={failed.public_id}")
    assert page.context["chosen"] == {str(desk.bluesky.public_id)}
    assert page.context["form"]["words"].value() == LONG.strip()
    only = [str(desk.bluesky.public_id)]
    desk.send(words="Short now.", connections=only, instead_of=str(failed.public_id))
    with tenant(desk.cast.acme):
        mended = Share.objects.filter(network="bluesky").order_by("pk")
        assert [share.state for share in mended] == [State.CANCELLED, State.SCHEDULED]
        assert Share.objects.filter(network="mastodon").count() == 1


def test_one_click_goes_only_where_the_post_has_not_gone(desk):
    with tenant(desk.cast.acme):
        make_share(desk.cast.bob, desk.post, desk.mastodon, state=State.PUBLISHED)
    desk.one_click()
    with tenant(desk.cast.acme):
        newest = Share.objects.order_by("pk").last()
        assert (Share.objects.count(), newest.network) == (2, "bluesky")


def test_a_policy_for_one_network_holds_that_one_in_one_click(desk):
    parameters = {"phrases": ["#ad"], "networks": ["bluesky"], "within": 100}
    with tenant(desk.cast.acme):
        make_policy({"kind": "required_disclosure", "severity": BLOCK, "parameters": parameters})
    desk.one_click()
    made = desk.shares()
    assert made["mastodon"].state == State.SCHEDULED
    assert (made["bluesky"].state, made["bluesky"].reason) == (State.HELD, "policy")


def test_what_the_policy_holds_is_written_anew_in_its_place(desk):
    parameters = {"phrases": ["#ad"], "networks": ["bluesky"], "within": 100}
    with tenant(desk.cast.acme):
        make_policy({"kind": "required_disclosure", "severity": BLOCK, "parameters": parameters})
    desk.one_click()
    held = desk.shares()["bluesky"]
    only = {"connections": [str(desk.bluesky.public_id)], "instead_of": str(held.public_id)}
    assert desk.send(words="Still without.", **only).status_code == 422
    assert desk.shares()["bluesky"].state == State.HELD
    assert desk.send(words="#ad Now with it.", **only).status_code == 302
    with tenant(desk.cast.acme):
        states = Share.objects.filter(network="bluesky").order_by("pk")
        assert [share.state for share in states] == [State.CANCELLED, State.SCHEDULED]


def test_findings_name_the_field_they_are_in(desk):
    with tenant(desk.cast.acme):
        make_policy({"parameters": {"phrase": "secret"}})
    found = desk.look(words="A secret.", words_bluesky="No, a secret").findings
    places = {(marked.field, marked.finding.start) for marked in found}
    assert places == {("words", 2), ("words_bluesky", 6)}


def test_findings_stand_where_the_letters_stand_in_the_field(desk):
    with tenant(desk.cast.acme):
        make_policy({"parameters": {"phrase": "secret"}})
    found = desk.look(words="  A secret.", words_bluesky="\r\n A secret").findings
    places = {(marked.field, marked.finding.start) for marked in found}
    assert places == {("words", 4), ("words_bluesky", 4)}


def test_own_words_of_blanks_alone_are_none(desk):
    desk.send(words=" Have a look. ", words_bluesky=" \r\n ")
    made = desk.shares()
    assert (made["mastodon"].words, made["bluesky"].words) == ("Have a look.", "Have a look.")


@pytest.mark.parametrize("words", ["", " \r\n "])
def test_without_words_nothing_goes_out(desk, words):
    answer = desk.send(words=words, words_bluesky="Only here.")
    assert answer.status_code == 422
    assert answer.context["form"].has_error("words", "required")
    assert desk.shares() == {}


@pytest.mark.parametrize("field", ["words", "words_bluesky"])
def test_only_what_can_be_sent_is_checked(desk, field):
    answer = desk.client.post(f"{desk.url[:-6]}check/", desk.fields(**{field: "a" * 20_000}))
    plan = answer.context["plan"]
    assert plan.compose.words[field.partition("_")[2]] == "a" * 10_000


def test_a_planned_share_waits_for_its_time(desk):
    tomorrow = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT09:30")
    desk.send(timing="at", wall_time=tomorrow, zone="Europe/Berlin")
    share = desk.shares()["mastodon"]
    assert (share.timing, share.zone, share.wall_time) == (Timing.AT, "Europe/Berlin", tomorrow)
    assert share.wake_at == share.due_at > timezone.now() + timedelta(hours=5)


def test_a_time_that_has_passed_is_told_while_choosing_and_keeps_the_words(desk):
    past = {"timing": "at", "wall_time": "2020-01-01T09:30", "zone": "Europe/Berlin"}
    assert desk.look(**past).time_problem
    answer = desk.send(**past)
    assert answer.status_code == 422
    assert answer.context["form"]["words"].value() == "Have a look."
    assert desk.shares() == {}


def test_the_link_of_a_click_can_not_be_told_by_another_member(cast, in_acme):
    key = uuid4()
    codes = set()
    for member in (cast.alice, cast.bob):
        account, post = make_connection(member), make_post()
        compose = Compose(connections=[account], key=key)
        codes.add(
            share_post(member=member, post=post, compose=compose, now=timezone.now())[0].link_id
        )
    assert len(codes) == 2
    assert all(len(code) == 10 and code.isalnum() for code in codes)
