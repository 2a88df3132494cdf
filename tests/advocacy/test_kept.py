"""What we keep about a member is declared whole: no table that names one is missing."""

from __future__ import annotations

from collections import Counter

from django.apps import apps

from advocacy.kept import KEPT
from tenants.models import Member, TenantModel, User


def naming_tables() -> set[str]:
    return {
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, TenantModel)
        and any(field.related_model in {Member, User} for field in model._meta.concrete_fields)
    }


def test_every_table_that_names_a_member_stands_in_one_kind():
    told = Counter(table for kind in KEPT for table in kind.tables)
    assert set(told) == naming_tables()
    assert max(told.values()) == 1
    assert len({kind.key for kind in KEPT}) == len(KEPT)


def test_every_kind_says_all_of_it():
    for kind in KEPT:
        for text in (kind.what, kind.why, kind.how_long, kind.who_sees):
            assert str(text).strip(), kind.key


def test_everybody_reads_it_from_the_menu_and_the_privacy_page(cast, sign_in):
    client = sign_in(cast.bob)
    for page in ("/o/acme/privacy/", "/o/acme/impact/"):
        assert 'href="/o/acme/privacy/kept/"' in client.get(page).content.decode()
    text = client.get("/o/acme/privacy/kept/").content.decode()
    assert all(f'id="{kind.key}"' in text for kind in KEPT)
