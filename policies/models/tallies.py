"""How rules do: counts of what became of what they found, without words and without people."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import models

from tenants.models import TenantModel

KEYS = uuid.UUID("4be9a4c2-7a52-4b07-9a43-0f2f9d0c5f51")
"""The space of the keys of rules."""


def rule_key(kind: str, parameters: Mapping[str, Any]) -> uuid.UUID:
    """Name a rule by what it looks for: the same in all versions, whatever is said about it.

    No version has two rules of one key.
    """
    return uuid.uuid5(KEYS, json.dumps([kind, parameters], sort_keys=True, ensure_ascii=False))


class RuleTally(TenantModel):
    """What became of a rule's findings on a UTC day. A rule counts once in what is written.

    Rows of a rule and day are added up: whoever shares adds one and waits for nobody, and a sweep
    makes one (`is_sum`) of those of the days before.
    """

    key = models.UUIDField()
    day = models.DateField()
    found = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    """Changed to what the rule suggests, with one click."""
    changed = models.PositiveIntegerField(default=0)
    """Changed otherwise."""
    kept = models.PositiveIntegerField(default=0)
    """Sent as it was: a hint that was not followed."""
    approved = models.PositiveIntegerField(default=0)
    """Sent as it was, after somebody's yes."""
    stopped = models.PositiveIntegerField(default=0)
    """Was to be sent, and could not."""
    is_sum = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "day", "key"], name="policies_ruletally_day"),
            models.Index(
                fields=["organization", "day"],
                condition=models.Q(is_sum=False),
                name="policies_ruletally_raw",
            ),
        ]


COUNTS = ("found", "taken", "changed", "kept", "approved", "stopped")
