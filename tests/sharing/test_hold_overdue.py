"""After a restore nothing goes out a second time unasked."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from sharing.models import Reason, Share, State
from sharing.services.publishing import publish_batch
from sharing.services.restoring import hold_overdue
from tenants.models import Notification
from tenants.scope import tenant
from tests.factories import make_connection, make_member, make_post, make_share

SOON = timedelta(hours=1)


@pytest.fixture
def made(cast):
    """Shares of Bob, each on an account of his own, as a backup may hold them."""
    now = timezone.now()

    def share(**changes):
        values = {"due_at": now - SOON, "wake_at": now - SOON, **changes}
        return make_share(cast.bob, make_post(), make_connection(cast.bob), **values).pk

    with tenant(cast.acme):
        return {
            "due": share(state=State.SCHEDULED),
            "backing off": share(state=State.SCHEDULED, wake_at=now + SOON),
            "held": share(state=State.HELD, reason=Reason.OPERATOR, wake_at=None),
            "taken up": share(
                state=State.PUBLISHING, claim=uuid4(), claimed_until=now + SOON, wake_at=None
            ),
            "planned": share(state=State.SCHEDULED, due_at=now + SOON, wake_at=now + SOON),
            "live": share(state=State.PUBLISHED),
            "failed": share(state=State.FAILED, wake_at=None),
        }


def states(cast, made):
    with tenant(cast.acme):
        return {name: Share.objects.get(pk=pk) for name, pk in made.items()}


def test_what_was_due_waits_for_its_member_and_the_rest_stays(cast, made):
    assert hold_overdue(organization_id=cast.acme.pk, now=timezone.now()) == 4
    after = states(cast, made)
    for name in ("due", "backing off", "held", "taken up"):
        assert (after[name].state, after[name].reason) == (State.HELD, Reason.LATE), name
        assert "may have gone out" in after[name].problem
    assert after["planned"].state == State.SCHEDULED
    assert after["live"].state == State.PUBLISHED
    assert after["failed"].state == State.FAILED
    assert publish_batch(now=timezone.now()) == 0


def test_members_are_told_once_though_it_is_run_twice(cast, made, capsys):
    call_command("hold_overdue")
    call_command("hold_overdue")
    assert capsys.readouterr().out.split()[0] == "4"
    with tenant(cast.acme):
        assert Notification.objects.filter(member=cast.bob).count() == 4


def test_every_organization_is_asked_for_itself(cast, made):
    with tenant(cast.globex):
        other = make_member("Other")
        share = make_share(other, make_post(), make_connection(other), state=State.SCHEDULED)
    call_command("hold_overdue")
    with tenant(cast.globex):
        assert Share.objects.get(pk=share.pk).state == State.HELD
