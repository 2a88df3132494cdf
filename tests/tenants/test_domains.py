from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tenants.hostnames import clean_domain
from tenants.models import Domain, Event, Joining, Letter, Notification, Purpose
from tenants.scope import ScopeOpen, tenant
from tenants.services.domains import (
    add_domain,
    check_domain,
    check_due,
    record_name,
    record_value,
    remove_domain,
    set_joining,
)
from tests.factories import NOW
from tests.names import NameServer, name_server


@pytest.fixture
def names(settings) -> Iterator[NameServer]:
    with name_server() as server:
        settings.DNS_SERVERS = [server.address]
        yield server


def add(cast, name="acme.example", purpose=Purpose.EMAIL):
    with tenant(cast.acme):
        return add_domain(name=name, purpose=purpose, by=cast.alice, now=NOW)


def check(cast, domain, now=NOW, by="alice"):
    by = by and getattr(cast, by)
    return check_domain(organization_id=cast.acme.pk, domain=domain, by=by, now=now)


def prove(names, domain):
    names.records[record_name(domain)] = ["v=spf1 -all", record_value(domain)]


def acts(cast):
    with tenant(cast.acme):
        return list(Event.objects.order_by("pk").values_list("act", flat=True))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Acme.Example ", "acme.example"),
        ("https://acme.example/about", "acme.example"),
        ("jo@acme.example", "acme.example"),
        ("acme.example.", "acme.example"),
        ("mail.acme.co.uk", "mail.acme.co.uk"),
        ("bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_a_name_is_stored_in_one_form(typed, stored):
    assert clean_domain(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "domain"),
        ("..", "domain"),
        ("ac me.example", "domain"),
        ("acme.example\nevil", "domain"),
        ("-acme.example", "domain"),
        ("a" * 64 + ".example", "domain"),
        (".".join(["a" * 60] * 5), "domain"),
        ("127.0.0.1", "domain"),
        ("[::1]", "domain"),
        ("acme\0.example", "domain"),
        ("*.acme.example", "domain"),
        ("com", "suffix"),
        ("co.uk", "suffix"),
        ("com.br", "suffix"),
        ("gmail.com", "provider"),
        ("GMAIL.com", "provider"),
        ("mail.outlook.com", "provider"),
        ("yahoo.co.uk", "provider"),
    ],
)
def test_refuses_what_is_nobodys_own(typed, code):
    with pytest.raises(ValidationError) as error:
        clean_domain(typed)
    assert error.value.code == code


def test_is_proved_by_its_record(cast, names):
    domain = add(cast)
    checked = check(cast, domain)
    assert (checked.proved_at, "There is no record at" in checked.problem) == (None, True)
    names.records[record_name(domain)] = ["advocacy-verification=other"]
    assert "holds something else" in check(cast, domain).problem
    prove(names, domain)
    checked = check(cast, domain, NOW + timedelta(hours=1))
    assert (checked.proved_at, checked.problem) == (NOW + timedelta(hours=1), "")
    assert set(names.asked) == {"_advocacy-challenge.acme.example"}
    assert acts(cast) == ["domain.added", "domain.proved"]


def test_tokens_differ_and_one_purpose_proves_nothing_for_the_other(cast, names):
    email, links = add(cast), add(cast, purpose=Purpose.LINKS)
    assert email.token != links.token
    prove(names, links)
    assert check(cast, links).proved_at
    assert check(cast, email).proved_at is None
    with tenant(cast.globex):
        theirs = add_domain(name="acme.example", purpose=Purpose.EMAIL, by=cast.mallory, now=NOW)
    checked = check_domain(organization_id=cast.globex.pk, domain=theirs, now=NOW)
    assert checked.proved_at is None


def test_a_proof_that_is_gone_stops_joining_and_tells_the_admins(cast, names):
    domain = add(cast)
    prove(names, domain)
    check(cast, domain)
    with tenant(cast.acme):
        set_joining(domain=domain, joining=Joining.OPEN, by=cast.alice, now=NOW)
        assert Domain.objects.letting_in().exists()
    names.records.clear()
    assert check_due(now=NOW + timedelta(hours=23)) == 0
    assert check_due(now=NOW + timedelta(days=1)) == 1
    with tenant(cast.acme):
        lost = Domain.objects.get()
        assert (lost.proved_at, lost.joining) == (None, Joining.OPEN)
        assert not Domain.objects.letting_in().exists()
        assert Notification.objects.of(cast.alice).get().kind == "domain_lost"
        assert not Notification.objects.of(cast.bob).exists()
        assert Letter.objects.get().email == "alice@acme.example"
    prove(names, domain)
    assert check_due(now=NOW + timedelta(days=2)) == 1
    with tenant(cast.acme):
        assert Domain.objects.letting_in().exists()
    assert acts(cast)[-2:] == ["domain.lost", "domain.proved"]


def test_a_name_server_that_fails_proves_nothing_either_way(cast, names):
    domain = add(cast)
    names.is_broken = True
    assert "No name server answered" in check(cast, domain).problem
    names.is_broken = False
    prove(names, domain)
    check(cast, domain)
    names.is_broken = True
    check_due(now=NOW + timedelta(days=1))
    with tenant(cast.acme):
        kept = Domain.objects.get()
        assert kept.proved_at == NOW
        assert "No name server answered" in kept.problem
        assert kept.check_at == NOW + timedelta(days=2)


def test_a_new_one_is_looked_for_hourly_and_given_up_after_three_days(cast, names):
    domain = add(cast)
    assert check_due(now=NOW + timedelta(minutes=59)) == 0
    assert check_due(now=NOW + timedelta(hours=1)) == 1
    assert check_due(now=NOW + timedelta(hours=2)) == 1
    assert check_due(now=NOW + timedelta(days=3)) == 1
    assert check_due(now=NOW + timedelta(days=30)) == 0
    prove(names, domain)
    assert check(cast, domain, NOW + timedelta(days=31)).proved_at


def test_nobody_is_asked_inside_a_scope(cast, names):
    domain = add(cast)
    with tenant(cast.acme), pytest.raises(ScopeOpen):
        check(cast, domain)
    assert names.asked == []


def test_joining_opens_only_by_a_proved_domain_for_addresses(cast, names):
    domain, links = add(cast), add(cast, "go.acme.example", Purpose.LINKS)
    with tenant(cast.acme):
        given = {"by": cast.alice, "now": NOW}
        for one, code in ((domain, "not_proved"), (links, "purpose")):
            with pytest.raises(ValidationError) as error:
                set_joining(domain=one, joining=Joining.OPEN, **given)
            assert error.value.code == code


def test_once_in_the_list_and_not_without_end(cast, monkeypatch):
    add(cast)
    with pytest.raises(ValidationError) as error:
        add(cast, "ACME.example")
    assert error.value.code == "taken"
    monkeypatch.setattr("tenants.services.domains.MOST_DOMAINS", 1)
    with pytest.raises(ValidationError) as error:
        add(cast, "other.example")
    assert error.value.code == "many"


def test_removing_while_it_is_being_looked_up_is_no_trouble(cast, names):
    domain = add(cast)
    with tenant(cast.acme):
        remove_domain(domain=domain, by=cast.alice, now=NOW)
        domain.pk = domain.pk or 0
    assert check(cast, domain).proved_at is None
    assert acts(cast) == ["domain.added", "domain.removed"]


def test_is_for_admins(cast, names):
    domain = add(cast)
    with tenant(cast.acme):
        given = {"by": cast.bob, "now": NOW}
        for act in (
            lambda: add_domain(name="b.example", purpose=Purpose.EMAIL, **given),
            lambda: set_joining(domain=domain, joining=Joining.CLOSED, **given),
            lambda: remove_domain(domain=domain, **given),
        ):
            with pytest.raises(PermissionDenied):
                act()
    with pytest.raises(PermissionDenied):
        check(cast, domain, by="bob")
