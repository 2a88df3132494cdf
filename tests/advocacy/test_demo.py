"""The demonstration's audit tells what its rows tell, when that happened."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from unittest import mock

import pytest
from django.core.management import call_command

from advocacy.demo import history, readers, trail
from advocacy.demo.build import COMPANIES, build
from content.concerns.models import Concern
from content.models import Mark
from sharing.clearances import queue_of
from sharing.models import Connection
from tenants.models import Act, Event, Member, Organization
from tenants.roles import Role
from tenants.scope import platform, tenant
from tests.factories import NOW, make_connection


@pytest.fixture
def acme(db, settings) -> Organization:
    settings.PLAYGROUND_URL = ""
    return build(COMPANIES[0], now=NOW)


def test_building_leaves_no_traces_of_its_own(acme):
    with tenant(acme):
        acts = Counter(Event.objects.values_list("act", flat=True))
        assert acts[Act.MEMBER_JOINED] == Member.objects.count()
        assert acts[Act.ORGANIZATION_CREATED] == acts[Act.POLICY_PUBLISHED] == 1
        assert acts[Act.POST_APPROVED] > 5
        assert len(acts) >= 10
        times = set(Event.objects.values_list("at", flat=True))
        assert len({at.date() for at in times}) >= 12
        assert max(times) <= NOW


def test_everybody_connected_at_a_time_of_their_own_before_the_first_share(acme):
    with tenant(acme):
        for member in Member.objects.active():
            make_connection(member, connected_at=NOW)
        trail.write(now=NOW, dice=random.Random(1))
        told = dict(Event.objects.filter(act=Act.ACCOUNT_CONNECTED).values_list("subject", "at"))
        stored = dict(Connection.objects.values_list("public_id", "connected_at"))
        assert told == stored
        assert len(set(told.values())) == len(told)
        eager = Connection.objects.filter(member__joined_at__lt=NOW - timedelta(days=history.DAYS))
        assert max(eager.values_list("connected_at", flat=True)) < NOW - timedelta(
            days=history.DAYS
        )


def test_somebody_needs_help_and_somebody_a_yes(acme):
    with tenant(acme):
        states = Counter(Concern.objects.values_list("state", flat=True))
        assert states == {"open": 1, "taken": 1, "settled": 1}
        assert Concern.objects.get(state="open").urgency == "now"
        curator = Member.objects.with_role(Role.CURATOR).first()
        ((waiting,), _has_more) = queue_of(curator, now=NOW)
        assert [one.matched for one in waiting.texts[0].found] == ["delivery date"]
        assert not waiting.is_overdue


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_start_is_begun_again(settings, monkeypatch, capsys):
    settings.DEBUG, settings.PLAYGROUND_URL = True, ""
    interrupt = mock.Mock(side_effect=KeyboardInterrupt)
    with monkeypatch.context() as patch:
        patch.setattr("advocacy.demo.build._furnish_numbers", interrupt)
        with pytest.raises(KeyboardInterrupt):
            call_command("seed")
    call_command("seed")
    assert "Sign in with the password" in capsys.readouterr().out
    with platform():
        assert set(Organization.objects.values_list("slug", flat=True)) == {"acme", "globex"}


def test_the_keen_have_opened_what_there_is_to_learn_from(acme):
    with tenant(acme):
        readers.learn(list(Member.objects.active()))
        lessons = Mark.objects.exclude(post__resource="").filter(read_at__lte=NOW)
        assert {mark.post.resource for mark in lessons.select_related("post")} == {
            "guide",
            "walk_through",
            "short_video",
        }
