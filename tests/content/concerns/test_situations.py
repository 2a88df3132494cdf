"""Situations of the guidelines in a concern: who is told, what is suggested, how one begins."""

from __future__ import annotations

import uuid
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from content.concerns.models import Concern, ConcernNote
from content.concerns.replies import suggested_replies
from content.concerns.selectors import visible_concerns
from content.concerns.services import (
    ConcernDraft,
    answer_concern,
    hand_over_concern,
    raise_concern,
    settle_concern,
    take_concern,
)
from content.uploads import visible_assets
from policies.models import PolicyVersion, Situation
from tenants.models import Letter, Member, Notice, Notification
from tenants.roles import Role
from tenants.scope import platform, tenant
from tests.content.concerns.test_raise import own_policy, told
from tests.factories import (
    NOW,
    acknowledge,
    make_asset,
    make_concern,
    make_member,
    make_reply,
)

HELP = "/o/acme/help/"


def make_situation(tell: Member | None = None, **changes) -> Situation:
    values = {"title": "A threat", "do": "Save it.", "reply": "We saw it.", "kind": "threat"}
    where = {"version": PolicyVersion.objects.current(), "position": Situation.objects.count() + 1}
    made: Situation = Situation.objects.create(**where, tell=tell, **values | changes)
    return made


@pytest.fixture
def carla(in_acme) -> Member:
    """Make a curator who owns the guidelines."""
    carla = make_member("Carla", Role.CURATOR)
    own_policy(carla)
    return carla


def test_who_is_named_for_the_situation_is_told(in_acme, carla):
    threat = make_situation(in_acme.alice)
    draft = ConcernDraft(words="He wrote again", situation=threat.key)
    raise_concern(sender=in_acme.bob, draft=draft, now=NOW)
    assert told(in_acme.alice, Notice.CONCERN_WAITS) == ["raised"]
    assert not told(carla, Notice.CONCERN_WAITS)


@pytest.mark.parametrize("who", ["nobody", "advocate", "gone"])
def test_else_the_owner_of_the_guidelines_is(in_acme, carla, who):
    colin = make_member("Colin", Role.MANAGER)
    threat = make_situation(colin if who == "advocate" else None)
    key = uuid.uuid4() if who == "gone" else threat.key
    draft = ConcernDraft(words="He wrote again", situation=key)
    raise_concern(sender=in_acme.bob, draft=draft, now=NOW)
    assert told(carla, Notice.CONCERN_WAITS) == ["raised"]


def test_its_reply_is_suggested_before_all_others(in_acme, carla):
    make_reply("He wrote again", text="He wrote again")
    make_situation(title="No reply", reply="")
    threat = make_situation(handover_label="Police", handover_url="https://police.example/")
    found = make_concern(in_acme.bob, words="He wrote again", situation=threat.key)
    first, second = suggested_replies(found)
    assert (first.key, first.text) == (threat.key, "We saw it. https://police.example/")
    assert (first.is_likely, second.title) == (True, "He wrote again")


def test_one_begins_with_it_and_both_sides_see_which_it_is(cast, sign_in):
    with tenant(cast.acme):
        own_policy(cast.alice)
        acknowledge(cast.alice, PolicyVersion.objects.current())
        threat = make_situation()
    client = sign_in(cast.bob)
    begun = f"{HELP}?situation={threat.key}"
    assert "Save it." in client.get(begun).content.decode()
    assert f"{HELP}?situation={threat.key}" in (
        client.get(f"/o/acme/guidelines/when/{threat.key}/").content.decode()
    )
    sent = {"words": "He wrote again", "urgency": "now", "situation": str(threat.key)}
    assert "Save it." in client.post(HELP, {**sent, "link": "not a link"}).content.decode()
    client.post(HELP, sent)
    with tenant(cast.acme):
        raised = Concern.objects.get()
    assert raised.situation == threat.key
    assert "A threat" in client.get(f"{HELP}{raised.public_id}/").content.decode()
    page = sign_in(cast.alice).get(f"/o/acme/desk/concerns/{raised.public_id}/?reply={threat.key}")
    assert page.context["form"]["text"].value() == "We saw it."


@pytest.fixture
def named(cast):
    """Colin, whom the guidelines name for threats, and a concern of Bob's about one."""
    with tenant(cast.acme):
        own_policy(cast.alice)
        colin = make_member("Colin", Role.MANAGER)
        acknowledge(colin, PolicyVersion.objects.current())
        threat = make_situation(colin)
        draft = ConcernDraft(words="He wrote again", situation=threat.key, urgency="now")
        return colin, raise_concern(sender=cast.bob, draft=draft, now=NOW)


def test_who_is_named_is_told_beside_those_who_look_after_it(cast, named):
    colin, found = named
    with tenant(cast.acme):
        assert told(colin, Notice.CONCERN_URGENT) == ["raised"]
        assert told(cast.alice, Notice.CONCERN_URGENT) == ["raised"]
        row = Notification.objects.get(member=colin)
        assert row.path == f"{HELP}{found.public_id}/"
        answer_concern(concern=found, by=cast.alice, text="Leave it to us", now=NOW)
        answer_concern(concern=found, by=cast.bob, text="Thank you", now=NOW)
        assert told(colin, Notice.CONCERN_URGENT) == []


def test_who_is_named_reads_that_thread_and_nothing_else(cast, named, sign_in):
    colin, found = named
    with tenant(cast.acme):
        other = make_concern(cast.bob)
        gone = make_concern(cast.bob, situation=uuid.uuid4())
    client, url = sign_in(colin), f"{HELP}{found.public_id}/"
    page = client.get(url).content.decode()
    assert "He wrote again" in page
    assert "<textarea" not in page
    assert client.post(url, {"text": "I am here"}).status_code == 403
    for hidden in (other, gone):
        assert client.get(f"{HELP}{hidden.public_id}/").status_code == 404
    desk = "/o/acme/desk/concerns/"
    assert [client.get(one).status_code for one in (desk, f"{desk}{found.public_id}/")] == [403] * 2
    with tenant(cast.acme):
        assert not Notification.objects.of(colin).unread().exists()
        assert not ConcernNote.objects.exists()


@pytest.mark.parametrize("how", ["taken", "answered", "handed over", "settled"])
def test_they_read_it_until_somebody_looks_at_it(cast, named, sign_in, how):
    colin, found = named
    url = f"{HELP}{found.public_id}/"
    with tenant(cast.acme):
        assert visible_concerns(colin).filter(pk=found.pk).exists()
        if how == "taken":
            take_concern(concern=found, by=cast.alice, now=NOW)
        elif how == "answered":
            answer_concern(concern=found, by=cast.alice, text="Leave it to us", now=NOW)
        elif how == "handed over":
            carla = make_member("Carla", Role.CURATOR)
            hand_over_concern(concern=found, by=cast.alice, to=carla, now=NOW)
        else:
            settle_concern(concern=found, by=cast.alice, outcome="Done", now=NOW)
            answer_concern(concern=found, by=cast.bob, text="He is back", now=NOW)
        assert not Notification.objects.of(colin).exists()
        assert not Letter.objects.filter(member=colin).exists()
    assert sign_in(colin).get(url).status_code == 404


def test_who_is_named_later_reads_nothing_of_before(cast, named):
    colin, found = named
    with tenant(cast.acme):
        mei = make_member("Mei")
        found.picture = make_asset(cast.bob)
        found.save()
        Situation.objects.update(tell=mei)
        assert not visible_concerns(mei).exists()
        assert not visible_assets(mei).exists()
        assert visible_concerns(colin).get() == found


@pytest.mark.parametrize("looked_at", [False, True])
def test_the_migration_keeps_their_reading_of_what_nobody_looked_at(cast, named, looked_at):
    colin, found = named
    with tenant(cast.acme):
        if looked_at:
            answer_concern(concern=found, by=cast.alice, text="Leave it to us", now=NOW)
            Concern.objects.update(state="open", handler=None)
        Concern.objects.update(told=None)
        own = make_concern(colin, situation=found.situation)
    node = ("content", "0021_told_then")
    apps = MigrationExecutor(connection).loader.project_state(node).apps
    with platform(), connection.schema_editor(atomic=False) as editor:
        import_module(".".join((node[0], "migrations", node[1]))).keep_readers(apps, editor)
    with tenant(cast.acme):
        assert Concern.objects.get(pk=found.pk).told == (None if looked_at else colin)
        assert Concern.objects.get(pk=own.pk).told is None


def test_one_knows_before_sending_who_else_reads_it(cast, named, sign_in):
    colin, found = named
    begun = f"{HELP}?situation={found.situation}"
    assert "Colin reads it too" in sign_in(cast.bob).get(begun).content.decode()
    for nobody in (f"{HELP}?situation={uuid.uuid4()}", HELP):
        assert "and nobody else." in sign_in(cast.bob).get(nobody).content.decode()
    assert "reads it too" not in sign_in(colin).get(begun).content.decode()
    with tenant(cast.acme):
        draft = ConcernDraft(words="My own", situation=found.situation)
        assert raise_concern(sender=colin, draft=draft, now=NOW).told is None


def test_who_is_named_sees_its_screenshot(cast, named):
    colin, found = named
    with tenant(cast.acme):
        picture = make_asset(cast.bob)
        found.picture = picture
        found.save()
        assert visible_assets(colin).filter(pk=picture.pk).exists()
        assert not visible_assets(make_member("Mei")).filter(pk=picture.pk).exists()
