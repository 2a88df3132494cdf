"""What every table of an organization is built on."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models

from tenants.scope import EveryoneManager, TenantManager, current_organization_id


class TenantModel(models.Model):
    """Base of every table that belongs to one organization.

    `organization` is filled from the open scope. Each concrete model needs
    `tenants.operations.EnableTenantSecurity` in its migration; a system check and a catalogue test
    hold that.
    """

    organization = models.ForeignKey(
        "tenants.Organization",
        on_delete=models.CASCADE,
        default=current_organization_id,
        editable=False,
        db_index=False,  # every index of a tenant table begins with it already
        related_name="+",
    )

    objects: ClassVar[Any] = TenantManager()
    everyone: ClassVar[Any] = EveryoneManager()

    class Meta:
        abstract = True


class PublicIdModel(TenantModel):
    """A tenant model that people see in addresses, by a random id that tells nothing."""

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "public_id"], name="%(app_label)s_%(class)s_public_id"
            )
        ]
