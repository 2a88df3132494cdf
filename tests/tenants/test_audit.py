"""The audit: what goes in, and that nothing in it can be changed."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tenants.audit import coming_from, record
from tenants.models import Act, Event, Via
from tenants.scope import platform, tenant
from tests.factories import NOW


def test_an_act_is_recorded_with_who_and_what(cast):
    with tenant(cast.acme), coming_from(Via.PAGE, request_id="r1"):
        event = record(
            Act.MEMBER_INVITED, by=cast.alice, about=cast.bob, data={"roles": ["admin"]}, now=NOW
        )
        event = Event.objects.get(pk=event.pk)
        assert (event.by, event.subject_kind, event.subject) == (
            cast.alice,
            "member",
            cast.bob.public_id,
        )
        assert (event.via, event.request_id, event.data) == (Via.PAGE, "r1", {"roles": ["admin"]})


@pytest.mark.parametrize("text", ["Bob Smith", "bob@acme.example", {"x": "über"}, [1.5], "a" * 65])
def test_no_name_and_no_text_goes_in(cast, text):
    with tenant(cast.acme), pytest.raises(ValueError, match="ids and codes"):
        record(Act.MEMBER_INVITED, by=None, data={"about": text}, now=NOW)


def test_a_row_can_not_be_changed_or_deleted_in_scope(cast):
    with tenant(cast.acme):
        record(Act.MEMBER_JOINED, by=cast.bob, now=timezone.now())
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            Event.objects.update(act="other")
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            Event.objects.all().delete()
        assert Event.objects.count() == 1


def test_the_platform_may_delete_for_retention_but_never_change(cast):
    with tenant(cast.acme):
        record(Act.MEMBER_JOINED, by=cast.bob, now=timezone.now())
    with platform():
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            Event.everyone.update(act="other")
        assert Event.everyone.all().delete()[0] == 1
