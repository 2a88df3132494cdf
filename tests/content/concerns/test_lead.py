"""Asking who leads the programme: named by admins, told of questions, shown beside the rules."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from content.concerns.leading import name_lead
from content.concerns.models import Concern, ConcernKind, ProgrammeLead
from content.concerns.services import ConcernDraft, raise_concern
from content.concerns.telling import programme_lead
from tenants.models import Event, Member, Notice, Notification
from tenants.roles import Role
from tenants.scope import tenant
from tests.content.concerns.test_raise import own_policy, told
from tests.factories import NOW, acknowledge, make_member, make_policy

ASK, SETTINGS = "/o/acme/help/ask/", "/o/acme/settings/help/"
QUESTION = ConcernDraft(words="May I share this?", kind=ConcernKind.QUESTION)


@pytest.fixture
def lina(in_acme) -> Member:
    """Make a curator who leads the programme."""
    lina = make_member("Lina", Role.CURATOR)
    name_lead(by=in_acme.alice, lead=lina, now=NOW)
    return lina


def test_questions_go_to_the_lead_and_concerns_to_the_owner_of_the_guidelines(in_acme, lina):
    carla = make_member("Carla", Role.CURATOR)
    own_policy(carla)
    raise_concern(sender=in_acme.bob, draft=QUESTION, now=NOW)
    raise_concern(sender=in_acme.bob, draft=ConcernDraft(words="A rumour"), now=NOW)
    assert told(lina, Notice.CONCERN_WAITS) == ["asked"]
    assert told(carla, Notice.CONCERN_WAITS) == ["raised"]


@pytest.mark.parametrize("change", [{"left_at": NOW}, {"roles": [Role.MANAGER]}])
def test_a_lead_who_can_not_help_any_more_is_nobody(in_acme, lina, change):
    Member.objects.filter(pk=lina.pk).update(**change)
    assert programme_lead() is None
    raise_concern(sender=in_acme.bob, draft=QUESTION, now=NOW)
    assert told(in_acme.alice, Notice.CONCERN_WAITS) == ["asked"]
    assert not Notification.objects.of(lina).exists()


def test_one_is_named_at_a_time_and_taken_back_with_a_trace(in_acme, lina):
    for _twice in range(2):
        name_lead(by=in_acme.alice, lead=in_acme.alice, now=NOW)
    assert [one.member for one in ProgrammeLead.objects.all()] == [in_acme.alice]
    name_lead(by=in_acme.alice, lead=None, now=NOW)
    assert programme_lead() is None
    named = [one.data["lead"] for one in Event.objects.order_by("pk")]
    assert named == [str(lina.public_id), str(in_acme.alice.public_id), ""]


def test_only_admins_name_one_and_only_who_may_look_after_questions(in_acme):
    with pytest.raises(PermissionDenied):
        name_lead(by=make_member("Carla", Role.CURATOR), lead=in_acme.alice, now=NOW)
    with pytest.raises(ValidationError) as error:
        name_lead(by=in_acme.alice, lead=in_acme.bob, now=NOW)
    assert error.value.code == "lead"
    assert not ProgrammeLead.objects.exists()


def test_the_pages_name_ask_and_show(cast, sign_in):
    with tenant(cast.acme):
        acknowledge(cast.bob, make_policy())
        acknowledge(cast.alice, make_policy(number=2))
    client = sign_in(cast.alice)
    assert client.post(SETTINGS, {"lead": str(cast.bob.public_id)}).status_code == 422
    assert client.post(SETTINGS, {"lead": str(cast.alice.public_id)}).status_code == 302
    assert "selected" in client.get(SETTINGS).content.decode()
    client = sign_in(cast.bob)
    assert "Ask Alice" in client.get(ASK).content.decode()
    assert "Alice leads the programme" in client.get("/o/acme/help/lead/").content.decode()
    assert "/o/acme/help/lead/" in client.get("/o/acme/guidelines/").content.decode()
    assert client.post(ASK, {"words": ""}).status_code == 422
    answer = client.post(ASK, {"words": "May I share this?"})
    with tenant(cast.acme):
        asked = Concern.objects.get()
        assert (asked.kind, asked.sender) == (ConcernKind.QUESTION, cast.bob)
    assert answer.headers["Location"] == f"/o/acme/help/{asked.public_id}/"
    client = sign_in(cast.alice)
    assert client.post(SETTINGS, {"lead": ""}).status_code == 302
    assert "Ask a question" in client.get("/o/acme/help/lead/").content.decode()


def test_what_was_typed_stays_where_too_many_are_open(cast, sign_in):
    client = sign_in(cast.bob)
    for number in range(10):
        assert client.post(ASK, {"words": f"Question {number}"}).status_code == 302
    refusal = client.post(ASK, {"words": "One more"})
    assert refusal.status_code == 422
    assert "One more" in refusal.content.decode()
