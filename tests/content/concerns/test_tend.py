"""The thread about a concern: who looks after it, what each side is told, how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.concerns.forms import HandOverForm
from content.concerns.models import ConcernNote
from content.concerns.selectors import concern_queue
from content.concerns.services import (
    ConcernDraft,
    answer_concern,
    hand_over_concern,
    raise_concern,
    settle_concern,
    take_concern,
)
from tenants.models import Event, Member, Notice, Notification
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.concerns.test_raise import told
from tests.factories import NOW, make_concern, make_member, make_reply

LATER = NOW + timedelta(hours=1)


def refused(code, act, **said) -> None:
    with pytest.raises(ValidationError) as error:
        act(now=NOW, **said)
    assert error.value.code == code


def test_one_looks_after_it_and_its_sender_knows(in_acme):
    found = make_concern(in_acme.bob)
    for _twice in range(2):
        take_concern(concern=found, by=in_acme.alice, now=NOW)
    assert (found.state, found.handler) == ("taken", in_acme.alice)
    assert told(in_acme.bob, Notice.CONCERN_MOVED) == ["taken"]
    assert [one.act for one in Event.objects.all()] == ["concern.taken"]


def test_what_a_colleague_looks_after_is_not_taken_from_them(in_acme):
    found, carla = make_concern(in_acme.bob), make_member("Carla", Role.CURATOR)
    take_concern(concern=found, by=in_acme.alice, now=NOW)
    refused("taken", take_concern, concern=found, by=carla)
    Member.objects.filter(pk=in_acme.alice.pk).update(left_at=NOW)
    take_concern(concern=found, by=carla, now=NOW)
    assert found.handler == carla


def test_from_then_on_answers_go_to_whoever_looks_after_it(in_acme):
    carla = make_member("Carla", Role.CURATOR)
    found = make_concern(in_acme.bob, urgency="now")
    take_concern(concern=found, by=carla, now=NOW)
    answer_concern(concern=found, by=in_acme.bob, text="It is gone", now=NOW)
    assert told(carla, Notice.CONCERN_URGENT) == ["answered"]
    hand_over_concern(concern=found, by=carla, to=in_acme.alice, now=NOW)
    assert not Notification.objects.of(carla).exists()
    assert told(in_acme.alice, Notice.CONCERN_URGENT) == ["handed"]
    answer_concern(concern=found, by=in_acme.bob, text="It is back", now=LATER)
    assert told(in_acme.alice, Notice.CONCERN_URGENT) == ["handed", "answered"]
    assert not Notification.objects.of(carla).exists()
    assert told(in_acme.bob, Notice.CONCERN_MOVED) == ["taken"]
    act = Event.objects.get(act="concern.handed_over")
    assert act.data == {"to": str(in_acme.alice.public_id)}


def test_who_answers_what_nobody_looks_after_looks_after_it(in_acme):
    found = make_concern(in_acme.bob)
    answer_concern(concern=found, by=in_acme.alice, text="Leave it to us", now=NOW)
    assert (found.state, found.handler) == ("taken", in_acme.alice)
    assert told(in_acme.bob, Notice.CONCERN_MOVED) == ["answered"]


def test_it_ends_with_an_outcome_and_an_answer_opens_it_again(in_acme):
    draft = ConcernDraft(words="A rumour")
    found = raise_concern(sender=in_acme.bob, draft=draft, now=NOW)
    settle_concern(concern=found, by=in_acme.alice, outcome="We wrote to them.", now=NOW)
    assert (found.state, found.settled_at, found.handler) == ("settled", NOW, in_acme.alice)
    assert ConcernNote.objects.get().settles
    assert told(in_acme.bob, Notice.CONCERN_MOVED) == ["settled"]
    assert not told(in_acme.alice, Notice.CONCERN_WAITS)
    assert not concern_queue().concerns
    refused("settled", settle_concern, concern=found, by=in_acme.alice, outcome="Again")
    refused("settled", take_concern, concern=found, by=in_acme.alice)
    answer_concern(concern=found, by=in_acme.bob, text="It is back", now=LATER)
    assert (found.state, found.settled_at, found.handler) == ("taken", None, in_acme.alice)
    assert told(in_acme.alice, Notice.CONCERN_WAITS) == ["reopened"]


def test_what_is_opened_again_waits_for_anybody_once_its_keeper_is_gone(in_acme):
    carla = make_member("Carla", Role.CURATOR)
    found = make_concern(in_acme.bob, state="settled", settled_at=NOW, handler=carla)
    Member.objects.filter(pk=carla.pk).update(left_at=NOW)
    answer_concern(concern=found, by=in_acme.bob, text="It is back", now=NOW)
    assert (found.state, found.handler) == ("open", None)
    assert told(in_acme.alice, Notice.CONCERN_WAITS) == ["reopened"]


def test_what_those_who_look_after_it_add_later_leaves_it_settled(in_acme):
    found = make_concern(in_acme.bob, state="settled", settled_at=NOW)
    answer_concern(concern=found, by=in_acme.alice, text="They apologised", now=NOW)
    assert found.is_settled


def test_nobody_else_says_or_does_anything(in_acme):
    found, colin = make_concern(in_acme.bob), make_member("Colin", Role.MANAGER)
    for act, said in (
        (answer_concern, {"text": "Hm"}),
        (take_concern, {}),
        (settle_concern, {"outcome": "Hm"}),
        (hand_over_concern, {"to": in_acme.alice}),
    ):
        for by in (colin, *([in_acme.bob] if act is not answer_concern else [])):
            with pytest.raises(PermissionDenied):
                act(concern=found, by=by, now=NOW, **said)
    assert not ConcernNote.objects.exists()


@pytest.mark.parametrize("why", ["left", "advocate"])
def test_it_is_handed_to_who_may_look_after_it_alone(in_acme, why):
    to = make_member("Colin", Role.CURATOR if why == "left" else Role.MANAGER)
    to.left_at = NOW if why == "left" else None
    found = make_concern(in_acme.bob)
    refused("to", hand_over_concern, concern=found, by=in_acme.alice, to=to)


def test_it_is_never_handed_to_whoever_raised_it(in_acme):
    carla = make_member("Carla", Role.CURATOR)
    found = make_concern(carla)
    refused("to", hand_over_concern, concern=found, by=in_acme.alice, to=carla)
    offered = [name for _key, name in HandOverForm(sender=carla).fields["to"].choices]
    assert offered == [in_acme.alice.name]


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_an_answer_and_an_outcome_have_words(in_acme, text):
    found = make_concern(in_acme.bob)
    refused("text", answer_concern, concern=found, by=in_acme.bob, text=text)
    refused("outcome", settle_concern, concern=found, by=in_acme.alice, outcome=text)


def test_the_same_click_twice_is_one_answer_and_a_hundred_a_day_are_enough(in_acme):
    found = make_concern(in_acme.bob)
    for _twice in range(2):
        answer_concern(concern=found, by=in_acme.bob, text="It is gone", now=NOW)
    assert ConcernNote.objects.count() == 1
    said = {"concern": found, "author": in_acme.bob, "at": NOW}
    ConcernNote.objects.bulk_create(ConcernNote(text=f"{n}", **said) for n in range(99))
    refused("pace", answer_concern, concern=found, by=in_acme.bob, text="One more")


def test_what_nobody_looks_at_stands_first_then_the_urgent_then_the_old(in_acme):
    for words, changes in {
        "taken": {"state": "taken", "urgency": "now"},
        "new": {"urgency": "today", "created_at": LATER},
        "calm": {"urgency": "whenever", "created_at": NOW - timedelta(days=5)},
        "old": {"urgency": "today"},
        "urgent": {"urgency": "now", "created_at": LATER},
        "over": {"state": "settled", "settled_at": NOW},
    }.items():
        make_concern(in_acme.bob, words=words, **changes)
    order, before = [], None
    while True:
        from_here = concern_queue(before=before, size=2)
        order += [one.words for one in from_here.concerns]
        before = from_here.next_before
        if before is None:
            break
    assert order == ["urgent", "old", "new", "calm", "taken"]
    assert [one.words for one in concern_queue(is_settled=True).concerns] == ["over"]


def test_the_pages_take_answer_hand_over_and_settle(cast, sign_in):
    with tenant(cast.acme):
        carla = make_member("Carla", Role.CURATOR)
        found = make_concern(cast.bob)
    url, client = f"/o/acme/desk/concerns/{found.public_id}/", sign_in(cast.alice)
    assert client.post(f"{url}take/").status_code == 302
    assert client.post(url, {"text": ""}).status_code == 422
    assert client.post(url, {"text": "Leave it to us"}).status_code == 302
    assert client.post(f"{url}hand-over/", {"to": "nobody"}).status_code == 422
    assert client.post(f"{url}hand-over/", {"to": str(carla.public_id)}).status_code == 302
    assert client.post(url, {"outcome": ""}).status_code == 422
    assert client.post(url, {"outcome": "They took it down."}).status_code == 302
    refusal = client.post(url, {"outcome": "Typed again"})
    assert refusal.status_code == 422
    assert "Typed again" in refusal.content.decode()
    own = f"/o/acme/help/{found.public_id}/"
    page = sign_in(cast.bob).get(own).content.decode()
    assert "Leave it to us" in page
    assert "They took it down." in page
    with tenant(cast.acme):
        assert not Notification.objects.of(cast.bob).unread().exists()
    assert client.post(own, {"text": "It is back"}).status_code == 302
    with tenant(cast.acme):
        found.refresh_from_db()
        assert (found.state, found.handler) == ("taken", carla)


def test_the_replies_are_read_once_for_a_page(cast, sign_in):
    with tenant(cast.acme):
        found, reply = make_concern(cast.bob), make_reply()
    url = f"/o/acme/desk/concerns/{found.public_id}/?reply={reply.public_id}"
    client = sign_in(cast.alice)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(url)
    assert page.context["form"]["text"].value() == reply.text
    asked = [one["sql"] for one in captured if 'FROM "content_standardreply"' in one["sql"]]
    assert len(asked) == 1
