"""The system check finds what would leave a wall open."""

from __future__ import annotations

from django.db import models
from django.test.utils import isolate_apps

from tenants.checks import _of_model, tenant_models
from tenants.models import TenantModel


def test_nothing_is_forgotten_today():
    assert tenant_models() == []


@isolate_apps("content")
def test_it_finds_a_table_without_wall_key_or_manager():
    class Loose(TenantModel):
        code = models.CharField(max_length=5, unique=True)
        objects = models.Manager()

        class Meta:
            app_label = "content"
            constraints = [models.UniqueConstraint(fields=["code"], name="loose")]

    assert {error.id for error in _of_model(Loose, set())} == {"T1", "T2", "T3"}


@isolate_apps("content")
def test_it_finds_a_link_table_of_its_own():
    class Linked(TenantModel):
        others = models.ManyToManyField("self")

        class Meta:
            app_label = "content"

    assert "T4" in {error.id for error in _of_model(Linked, {("content", "linked")})}
