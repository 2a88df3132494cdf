"""The end of an organization: planned, taken back, and then nothing of it left but its address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from advocacy.ending import PATIENCE, delete_organization, end_organizations, tables_in_order
from sharing.middleware import _remembered
from sharing.models import Credential, Reason, Share, ShortLink, State
from sharing.services.holding import recheck_held
from sharing.services.publishing import publish_batch
from tenants.models import Act, Event, Letter, Member, Organization, Slug, TenantModel
from tenants.operations import links
from tenants.scope import platform, tenant
from tenants.services.ending import GRACE, cancel_deletion, plan_deletion
from tests.advocacy.houses import furnish
from tests.factories import NOW, make_connection, make_post, make_share

MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel)]


def plan(cast, typed: str = "acme", now=NOW) -> None:
    with tenant(cast.acme):
        plan_deletion(by=cast.alice, typed=typed, now=now)


def found(cast) -> Organization | None:
    with platform():
        return Organization.objects.filter(pk=cast.acme.pk).first()


def counts(pk: int) -> dict[str, int]:
    with platform():
        return {m._meta.label: m.everyone.filter(organization=pk).count() for m in MODELS}


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_but_the_address_and_the_other_organization_untouched(make_cast):
    cast = make_cast()
    furnish(cast.acme, cast.bob)
    furnish(cast.globex, cast.mallory)
    before, acme = counts(cast.globex.pk), counts(cast.acme.pk)
    assert [label for label, rows in acme.items() if rows == 0] == ["tenants.Archive"]
    delete_organization(cast.acme.pk)
    assert set(counts(cast.acme.pk).values()) == {0}
    assert counts(cast.globex.pk) == before
    assert not default_storage.exists(str(cast.acme.pk))
    assert default_storage.exists(f"{cast.globex.pk}/one/original")
    with platform():
        assert not Organization.objects.filter(pk=cast.acme.pk).exists()
        assert Slug.objects.get(slug="acme").leads_to is None
    delete_organization(cast.acme.pk)  # a second worker finds nothing to do


def test_what_points_to_a_table_goes_before_it():
    order = tables_in_order()
    assert set(order) == set(MODELS)
    for model in MODELS:
        for link in links(model):
            if link.related_model is not model:  # one of its own kind: deleted from the leaves on
                assert order.index(model) < order.index(link.related_model)


def test_it_asks_for_the_address_and_for_an_admin(cast):
    with pytest.raises(ValidationError) as refused:
        plan(cast, "Acme")
    assert refused.value.code == "slug"
    with tenant(cast.acme), pytest.raises(PermissionDenied):
        plan_deletion(by=cast.bob, typed="acme", now=NOW)
    plan(cast)
    with pytest.raises(ValidationError) as refused:
        plan(cast)
    assert refused.value.code == "planned"


def test_admins_get_a_mail_and_members_a_banner(cast, client):
    plan(cast, now=timezone.now())
    with tenant(cast.acme):
        mails = Letter.objects.filter(template="organization_ends")
        assert [one.email for one in mails] == ["alice@acme.example"]
    client.force_login(cast.bob.user)
    assert "Acme will be deleted on" in client.get("/o/acme/shares/").content.decode()
    client.force_login(cast.mallory.user)
    assert "will be deleted" not in client.get("/o/globex/shares/").content.decode()


def test_sharing_stops_and_goes_on_when_it_is_taken_back(cast, client):
    with tenant(cast.acme):
        connection = make_connection(cast.bob)
        make_share(cast.bob, make_post(), connection, due_at=NOW, wake_at=NOW)
        post = make_post()
    plan(cast)
    publish_batch(now=timezone.now())
    with tenant(cast.acme):
        share = Share.objects.get()
        assert (share.state, share.reason) == (State.HELD, Reason.ENDING)
    assert recheck_held(now=NOW) == 0
    client.force_login(cast.bob.user)
    client.post(f"/o/acme/posts/{post.public_id}/share/now/", {"compose_key": str(post.public_id)})
    with tenant(cast.acme):
        assert Share.objects.count() == 1
        cancel_deletion(by=cast.alice, now=NOW)
        cancel_deletion(by=cast.alice, now=NOW)
        acts = list(Event.objects.order_by("pk").values_list("act", flat=True))
    assert acts == [Act.DELETION_PLANNED, Act.DELETION_CANCELLED]
    assert recheck_held(now=timezone.now()) == 1


def test_it_ends_when_its_time_has_come_and_not_before(cast):
    plan(cast)
    end_organizations(now=NOW + GRACE - timedelta(seconds=1))
    assert found(cast).ended_at is None
    with tenant(cast.acme):
        assert Member.objects.active().count() == 2


@pytest.mark.parametrize("has_credential", [True, False])
def test_networks_have_three_days_to_hear_of_it(cast, has_credential):
    with tenant(cast.acme):
        connection = make_connection(cast.bob)
        if has_credential:
            key = {"key_id": "test", "data": b"x", "updated_at": NOW}
            Credential.objects.create(connection=connection, **key)
    plan(cast)
    due = NOW + GRACE
    deleted = end_organizations(now=due)
    assert deleted == (0 if has_credential else 1)
    if has_credential:
        with tenant(cast.acme):
            assert not Member.objects.active().exists()
        assert end_organizations(now=due + PATIENCE - timedelta(seconds=1)) == 0
        assert end_organizations(now=due + PATIENCE) == 1
    assert found(cast) is None


def test_one_taken_back_at_the_last_moment_stays(cast):
    plan(cast)
    with tenant(cast.acme):
        cancel_deletion(by=cast.alice, now=NOW + GRACE - timedelta(seconds=1))
    assert end_organizations(now=NOW + GRACE + timedelta(days=30)) == 0
    assert found(cast) is not None


def test_it_is_too_late_once_memberships_have_ended(cast):
    with tenant(cast.acme):
        key = {"key_id": "test", "data": b"x", "updated_at": NOW}
        Credential.objects.create(connection=make_connection(cast.bob), **key)
    plan(cast)
    assert end_organizations(now=NOW + GRACE) == 0
    with tenant(cast.acme), pytest.raises(ValidationError) as refused:
        cancel_deletion(by=cast.alice, now=NOW + GRACE)
    assert refused.value.code == "ended"


def test_links_stop(cast):
    with tenant(cast.acme):
        link = ShortLink.objects.create(url="https://acme.example/", created_at=NOW)
    client = Client()
    assert client.get(f"/s/{link.code}").status_code == 302
    delete_organization(cast.acme.pk)
    _remembered.cache_clear()  # in a running process after ten minutes
    answer = client.get(f"/s/{link.code}")
    assert answer.status_code == 404
    assert "Acme" not in answer.content.decode()


def test_a_visit_at_that_moment_does_not_bring_a_link_back(cast, monkeypatch):
    with tenant(cast.acme):
        link = ShortLink.objects.create(url="https://acme.example/", created_at=NOW)
    real, is_ended = cache.add, []

    def ended_first(key, value, *args, **kwargs):
        if key.startswith("link:") and not is_ended:
            is_ended.append(key)
            delete_organization(cast.acme.pk)
        return real(key, value, *args, **kwargs)

    monkeypatch.setattr(cache, "add", ended_first)
    monkeypatch.setattr(cache, "set", ended_first)
    assert [Client().get(f"/s/{link.code}").status_code for _ in range(2)] == [404, 404]
    _remembered.cache_clear()
    assert Client().get(f"/s/{link.code}").status_code == 404
    assert is_ended


def test_the_page_asks_for_the_password_first_and_keeps_what_was_typed(cast, client):
    user = cast.alice.user
    user.set_password("plain words are good")
    user.save()
    client.force_login(user)
    page = "/o/acme/settings/danger/delete/"
    for ask in (client.get, client.post):
        answer = ask(page)
        assert answer.status_code == 302
        assert "/account/reauthenticate/" in answer.headers["Location"]
    client.post(answer.headers["Location"], {"password": "plain words are good"})
    refused = client.post(page, {"slug": "acne"})
    assert refused.status_code == 422
    assert 'value="acne"' in refused.content.decode()
    assert client.post(page, {"slug": "acme"}).status_code == 302
    assert found(cast).deletion_due_at is not None
    client.post("/o/acme/settings/danger/keep/")
    assert found(cast).deletion_due_at is None
