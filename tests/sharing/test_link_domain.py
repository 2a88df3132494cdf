"""An organization's own domain in its short links: proved, chosen, answered, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from sharing.middleware import _is_ours, _remembered
from sharing.models import Share, ShortLink
from tenants.models import Domain, Organization, Purpose
from tenants.scope import tenant
from tenants.services.domains import check_domain, record_name, record_value
from tenants.services.settings import set_links
from tests.factories import NOW, acknowledge, make_connection, make_policy, make_post
from tests.names import name_server

OWN = "go.acme.example"
TAGS: dict[str, Any] = {"utm_source": "", "utm_medium": "", "utm_campaign": "", "disclosure": ""}


@pytest.fixture(autouse=True)
def _fresh():
    _remembered.cache_clear()
    yield
    _remembered.cache_clear()


@pytest.fixture
def names(settings):
    with name_server() as server:
        settings.DNS_SERVERS = [server.address]
        yield server


def choose(cast, host: str = OWN) -> Organization:
    with tenant(cast.acme):
        return set_links(by=cast.alice, link_host=host, now=NOW, **TAGS)


def prove(cast, names) -> Domain:
    with tenant(cast.acme):
        domain = Domain.objects.create(name=OWN, purpose=Purpose.LINKS, created_at=NOW)
    names.records[record_name(domain)] = [record_value(domain)]
    return check_domain(organization_id=cast.acme.pk, domain=domain, now=NOW)


def visit(code: str, host: str) -> int:
    return Client().get(f"/s/{code}", headers={"Host": host}).status_code


def share_now(cast, sign_in) -> Share:
    with tenant(cast.acme):
        acknowledge(cast.bob, make_policy())
        post, connection = make_post(), make_connection(cast.bob)
    asked = {"compose_key": uuid4(), "connection": str(connection.public_id)}
    answer = sign_in(cast.bob).post(f"/o/acme/posts/{post.public_id}/share-now/", asked)
    assert answer.status_code in {200, 302}, answer.content
    with tenant(cast.acme):
        return Share.objects.select_related("link").get()


def test_only_a_domain_that_is_proved_can_be_chosen(cast, names):
    with tenant(cast.acme):
        Domain.objects.create(name=OWN, purpose=Purpose.LINKS, created_at=NOW)
    with pytest.raises(ValidationError) as refused:
        choose(cast)
    assert refused.value.code == "link_host"
    with tenant(cast.acme):
        Domain.objects.all().delete()
    prove(cast, names)
    assert choose(cast).link_host == OWN


def test_a_domain_for_addresses_is_none_for_links(cast, names):
    domain = prove(cast, names)
    with tenant(cast.acme):
        Domain.objects.filter(pk=domain.pk).update(purpose=Purpose.EMAIL)
    with pytest.raises(ValidationError):
        choose(cast)


def test_new_links_begin_with_it_and_the_text_says_so(cast, names, sign_in):
    prove(cast, names)
    choose(cast)
    share = share_now(cast, sign_in)
    assert share.link.host == OWN
    assert f"https://{OWN}/s/{share.link_id}" in share.text
    assert visit(share.link_id, OWN) == 302


def test_a_link_is_answered_at_its_own_host_and_at_ours_alone(cast):
    with tenant(cast.acme):
        mine = ShortLink.objects.create(url="https://acme.example/", host=OWN, created_at=NOW)
    with tenant(cast.globex):
        theirs = ShortLink.objects.create(url="https://globex.example/", created_at=NOW)
    assert [visit(mine.code, host) for host in (OWN, f"{OWN}:443", OWN.upper())] == [302] * 3
    assert visit(mine.code, "testserver") == 302
    assert visit(theirs.code, "testserver") == 302
    assert visit(theirs.code, OWN) == 400
    assert visit(mine.code, "go.globex.example") == 400


def test_a_lost_proof_ends_new_links_and_keeps_old_ones(cast, names):
    domain = prove(cast, names)
    choose(cast)
    with tenant(cast.acme):
        old = ShortLink.objects.create(url="https://acme.example/", host=OWN, created_at=NOW)
    names.records.clear()
    check_domain(organization_id=cast.acme.pk, domain=domain, now=NOW + timedelta(days=1))
    with tenant(cast.acme):
        assert Organization.objects.get().link_host == ""
    assert visit(old.code, OWN) == 302


def test_the_page_offers_what_is_proved(cast, names, sign_in):
    prove(cast, names)
    client = sign_in(cast.alice)
    page = client.get("/o/acme/settings/links/").content.decode()
    assert f'value="{OWN}"' in page
    chosen = client.post("/o/acme/settings/links/", {**TAGS, "link_host": OWN})
    assert chosen.status_code == 302
    other = client.post("/o/acme/settings/links/", {**TAGS, "link_host": "x.example"})
    assert other.status_code == 422


def test_the_page_removes_it_and_new_links_begin_with_ours(cast, names, sign_in):
    domain = prove(cast, names)
    choose(cast)
    with tenant(cast.acme):
        acknowledge(cast.alice, make_policy())
    sign_in(cast.alice).post(f"/o/acme/domains/{domain.public_id}/remove/")
    with tenant(cast.acme):
        assert not Domain.objects.exists()
        assert Organization.objects.get(pk=cast.acme.pk).link_host == ""


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [("advocacy.example", True), ("advocacy.example:443", True), ("go.globex.example", False)],
)
def test_an_instance_that_answers_to_any_host_is_not_everybodys(settings, host, is_ours):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], "https://advocacy.example"
    _is_ours.cache_clear()
    try:
        assert _is_ours(host) is is_ours
    finally:
        _is_ours.cache_clear()


def test_the_host_that_links_begin_with_is_always_ours(settings):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["app.example"], "https://go.example"
    _is_ours.cache_clear()
    try:
        assert [_is_ours(host) for host in ("go.example", "app.example")] == [True, True]
    finally:
        _is_ours.cache_clear()
