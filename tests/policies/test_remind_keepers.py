from __future__ import annotations

from datetime import timedelta

from policies.models import Pair, Policy
from policies.services.reminding import remind_keepers
from tenants.models import Notice, Notification
from tenants.scope import tenant
from tests.factories import NOW, make_policy

TODAY = NOW.date()


def told():
    kind = Notice.POLICY_DUE
    return list(Notification.objects.filter(kind=kind).values_list("member", "params__count"))


def test_the_owner_of_a_line_is_told_once_for_each_day(cast):
    with tenant(cast.acme):
        version = make_policy({"owner": cast.bob, "review_on": TODAY})
        Pair.objects.filter(version=version).update(owner=cast.bob, review_on=TODAY)
    assert remind_keepers(now=NOW - timedelta(days=1)) == 0
    assert remind_keepers(now=NOW) == 1
    remind_keepers(now=NOW + timedelta(days=1))
    with tenant(cast.acme):
        assert told() == [(cast.bob.pk, 2)]
    with tenant(cast.globex):
        assert told() == []


def test_a_line_of_nobodys_is_the_documents_owners(cast):
    with tenant(cast.acme):
        make_policy({"review_on": TODAY})
        Policy.objects.update(owner=cast.alice)
    remind_keepers(now=NOW)
    with tenant(cast.acme):
        assert told() == [(cast.alice.pk, 1)]


def test_lines_of_old_versions_and_of_people_who_left_are_nobodys_work(cast):
    with tenant(cast.acme):
        make_policy({"owner": cast.bob, "review_on": TODAY})
        make_policy(number=2)
    assert remind_keepers(now=NOW) == 0
    with tenant(cast.acme):
        type(cast.bob).objects.filter(pk=cast.bob.pk).update(left_at=NOW)
        make_policy({"owner": cast.bob, "review_on": TODAY}, number=3)
    assert remind_keepers(now=NOW) == 0


def test_a_line_whose_keeper_left_is_the_documents_owners(cast):
    with tenant(cast.acme):
        make_policy({"owner": cast.bob, "review_on": TODAY})
        Policy.objects.update(owner=cast.alice)
        type(cast.bob).objects.filter(pk=cast.bob.pk).update(left_at=NOW)
    remind_keepers(now=NOW)
    with tenant(cast.acme):
        assert told() == [(cast.alice.pk, 1)]
