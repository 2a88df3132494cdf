"""Asking for a yes in the composer, answering on the desk, and both by programs."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from sharing.clearances import waiting_words
from sharing.models import Clearance, Reason, Ruling, Share, State
from sharing.receipts import proved, receipts_of
from sharing.services.clearing import approve_words
from sharing.services.publishing import publish_batch
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import (
    acknowledge,
    make_clearance,
    make_connection,
    make_policy,
    make_post,
    make_share,
)
from tests.sharing.asking import RULE, UNASKED, WORDS

SAID_BACK = "Wait for Thursday."


class Room:
    """Bob with an account and a post, under a policy that wants a yes."""

    def __init__(self, cast, sign_in) -> None:
        self.cast, self.sign_in = cast, sign_in
        with tenant(cast.acme):
            version = make_policy(RULE)
            acknowledge(cast.bob, version)
            acknowledge(cast.alice, version)
            self.account, self.post = make_connection(cast.bob), make_post("Our roof")
        self.url = f"/o/acme/posts/{self.post.public_id}/share/"

    def send(self, words: str = WORDS, **changes):
        """Let Bob press the button."""
        client = self.sign_in(self.cast.bob)
        values = {
            "words": words,
            "connections": [str(self.account.public_id)],
            "compose_key": str(uuid4()),
            **changes,
        }
        return client.post(self.url, values)

    def asked(self) -> Clearance:
        """Let Bob ask; return the request."""
        assert self.send(asks_approval="on").status_code == 302
        with tenant(self.cast.acme):
            return Clearance.objects.latest("pk")

    def answer(self, clearance: Clearance, what: str, **data):
        """Let Alice answer on the desk."""
        client = self.sign_in(self.cast.alice)
        there = f"/o/acme/desk/words/{clearance.public_id}/{what}/"
        with tenant(self.cast.acme):
            (shown,) = waiting_words([clearance], now=timezone.now())
        fields = {f"{clearance.public_id}-{k}": v for k, v in data.items()}
        return client.post(there, {"seen": shown.digest, **fields})

    def share(self) -> Share:
        """Return the newest share."""
        with tenant(self.cast.acme):
            return Share.objects.latest("pk")


@pytest.fixture
def room(cast, sign_in) -> Room:
    return Room(cast, sign_in)


def test_without_script_the_refused_words_come_back_with_the_button_that_asks(room):
    answer = room.send()
    page = answer.content.decode()
    assert answer.status_code == 422
    assert UNASKED in page
    assert '<input type="hidden" name="asks_approval" value="on">' in page
    assert "Ask for approval" in page
    assert WORDS in page


def test_while_typing_the_button_follows_the_words(room):
    client = room.sign_in(room.cast.bob)
    check = room.url.replace("/share/", "/check/")
    where = {"connections": [str(room.account.public_id)], "compose_key": str(uuid4())}
    needs = client.post(check, {"words": WORDS, **where}).content.decode()
    assert 'name="asks_approval"' in needs
    assert "Ask for approval" in needs
    assert "Needs a yes:" in needs
    fine = client.post(check, {"words": "Our roof.", **where}).content.decode()
    assert 'name="asks_approval"' not in fine
    assert "Share to Mastodon" in fine


def test_what_is_forbidden_by_now_says_so_and_can_only_be_sent_back(room):
    clearance = room.asked()
    with tenant(room.cast.acme):
        version = make_policy({**RULE, "severity": "block"}, number=2)
        acknowledge(room.cast.alice, version)
    page = room.sign_in(room.cast.alice).get("/o/acme/desk/words/").content.decode()
    assert "These words can’t go out any more" in page
    assert "The policy does not allow “merger”." in page
    assert f"{clearance.public_id}/approve/" not in page
    assert f"{clearance.public_id}/send-back/" in page


def test_asked_words_stand_in_ones_own_list_and_under_the_post(room):
    room.asked()
    client = room.sign_in(room.cast.bob)
    page = client.get("/o/acme/shares/").content.decode()
    assert "Waits for a yes" in page
    assert "Take it back" in page
    assert f"?anew={room.share().public_id}" in page
    box = client.get(f"/o/acme/posts/{room.post.public_id}/box/").content.decode()
    assert "Waits for a yes" in box


def test_the_desk_counts_them_and_shows_the_words_with_what_was_found(room):
    room.asked()
    client = room.sign_in(room.cast.alice)
    desk = client.get("/o/acme/desk/").content.decode()
    assert 'Words to approve <span class="count">1' in desk
    page = client.get("/o/acme/desk/words/").content.decode()
    assert 'The <mark data-severity="approval">merger</mark> makes us many.' in page
    assert "Lawyers look first." in page


def test_a_yes_by_page_sends_it_on(room):
    clearance = room.asked()
    answer = room.answer(clearance, "approve")
    assert answer.headers["Location"] == "/o/acme/desk/words/"
    assert room.share().state == State.SCHEDULED
    again = room.answer(clearance, "approve")
    said = [str(one) for one in get_messages(again.wsgi_request)]
    assert said[-1] == "It is decided already, or was withdrawn."


def test_a_yes_by_page_is_to_what_was_shown(room):
    clearance = room.asked()
    client = room.sign_in(room.cast.alice)
    page = client.get("/o/acme/desk/words/").content.decode()
    (digest,) = re.findall(r'name="seen" value="([0-9a-f]{64})"', page)
    there = f"/o/acme/desk/words/{clearance.public_id}/approve/"
    for seen in ("", "0" * 64):
        answer = client.post(there, {"seen": seen}, follow=True)
        assert "Read them again, then decide." in answer.content.decode()
    assert room.share().state == State.HELD
    with tenant(room.cast.acme):  # which say the same
        acknowledge(room.cast.alice, make_policy(RULE, number=2))
    client.post(there, {"seen": digest})
    assert room.share().state == State.SCHEDULED


def test_a_no_by_page_needs_a_note_and_the_words_can_be_taken_up_again(room):
    clearance = room.asked()
    refused = room.answer(clearance, "send-back", reason="")
    assert refused.status_code == 422
    assert "Say why: people will ask." in refused.content.decode()
    assert room.answer(clearance, "send-back", reason=SAID_BACK).status_code == 302
    share = room.share()
    client = room.sign_in(room.cast.bob)
    page = client.get("/o/acme/shares/").content.decode()
    assert "Sent back" in page
    assert SAID_BACK in page
    form = client.get(f"{room.url}?anew={share.public_id}").content.decode()
    assert WORDS in form
    assert 'name="instead_of"' not in form
    assert room.send("Our roof.").status_code == 302


def test_nobody_finds_their_own_request_on_the_desk(room):
    with tenant(room.cast.acme):
        own = make_clearance(make_share(room.cast.alice, room.post))
    assert room.answer(own, "approve").status_code == 404
    page = room.sign_in(room.cast.alice).get("/o/acme/desk/words/").content.decode()
    assert "No words wait for you" in page


def test_programs_ask_and_answer(room):
    bob, alice = caller_of(room.cast.bob), caller_of(room.cast.alice)
    sent = {"post": str(room.post.public_id), "words": WORDS}
    look = bob("POST", f"posts/{room.post.public_id}/share-preview", {"words": WORDS}).json()
    assert (look["is_blocked"], look["needs_approval"]) == (False, True)
    refused = bob("POST", "shares", sent)
    assert (refused.status_code, refused.json()["code"]) == (422, "needs_approval")
    made = bob("POST", "shares", {**sent, "asks_approval": True}).json()["items"][0]
    assert (made["state"], made["reason"], made["waiting"]["code"]) == (
        "held",
        "approval",
        "approval",
    )
    (waiting,) = alice.get("clearances")["items"]
    assert waiting["texts"][0]["words"] == WORDS
    assert waiting["texts"][0]["found"][0]["matched"] == "merger"
    done = alice(
        "POST", f"clearances/{waiting['id']}/approve", {"note": "Fine.", "seen": waiting["digest"]}
    ).json()
    assert (done["ruling"], done["note"], done["texts"]) == ("approved", "Fine.", [])
    assert alice.get("clearances")["items"] == []
    assert bob.get(f"shares/{made['id']}")["state"] == "scheduled"


def test_what_was_approved_goes_out_and_its_receipt_says_so(stage):
    with tenant(stage.cast.acme):
        make_policy(RULE)
    share = stage.share(WORDS, asks_approval=True)
    publish_batch(now=timezone.now())
    assert stage.fresh(share).state == State.HELD
    with tenant(stage.cast.acme):
        approve_words(clearance=Clearance.objects.get(), by=stage.cast.alice, now=timezone.now())
    publish_batch(now=timezone.now())
    assert stage.fresh(share).state == State.PUBLISHED
    assert len(stage.playground.ledger()["statuses"]) == 1
    with tenant(stage.cast.acme):
        (receipt,) = receipts_of(list(proved(stage.cast.bob)))
        decided = Clearance.objects.get().decided_at
    assert (receipt.exception, receipt.exception_by, receipt.exception_at) == (
        "Lawyers look first.",
        "Alice",
        decided,
    )


def test_what_a_newer_rule_wants_a_yes_to_is_held_and_never_sent(stage):
    share = stage.share(WORDS)
    with tenant(stage.cast.acme):
        make_policy(RULE)
    publish_batch(now=timezone.now())
    held = stage.fresh(share)
    assert (held.state, held.reason) == (State.HELD, Reason.POLICY)
    assert held.problem == f"The policy has changed. {UNASKED}"
    assert stage.playground.ledger()["statuses"] == []


def test_a_curator_of_another_organization_finds_nothing(room, cast):
    clearance = room.asked()
    client = room.sign_in(cast.mallory)
    assert client.post(f"/o/globex/desk/words/{clearance.public_id}/approve/").status_code == 404
    with tenant(cast.acme):
        assert Clearance.objects.get().ruling == Ruling.OPEN
