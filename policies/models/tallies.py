"""How rules do: counts of what became of what they found, without words and without people."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.crypto import salted_hmac

from tenants.models import Member, TenantModel

KEYS = uuid.UUID("4be9a4c2-7a52-4b07-9a43-0f2f9d0c5f51")
"""The space of the keys of rules."""


def rule_key(kind: str, parameters: Mapping[str, Any]) -> uuid.UUID:
    """Name a rule by what it looks for: the same in all versions, whatever is said about it.

    No version has two rules of one key.
    """
    return uuid.uuid5(KEYS, json.dumps([kind, parameters], sort_keys=True, ensure_ascii=False))


PLACES = 62
"""The places that members are spread over, to tell how many they are at least."""


def mark_of(member: Member, key: uuid.UUID) -> int:
    """Return a member's place at a rule as a bit: shared with others, and another at each rule.

    Marks of many, put together by OR, have at most as many bits as there are members behind them
    (but for those who share before and after `SECRET_KEY` is changed).
    """
    named = salted_hmac("policies.tallies", f"{key} {member.public_id}", algorithm="sha256")
    return 1 << int.from_bytes(named.digest()) % PLACES


class RuleTally(TenantModel):
    """What became of a rule's findings on a UTC day. A rule counts once in what is written.

    Rows of a rule and day are added up: whoever shares adds one and waits for nobody, and a sweep
    makes one (`is_sum`) of those of the days before. `…_by` are the marks (`mark_of`) of those
    behind each count.
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
    found_by = models.BigIntegerField(default=0)
    taken_by = models.BigIntegerField(default=0)
    changed_by = models.BigIntegerField(default=0)
    kept_by = models.BigIntegerField(default=0)
    approved_by = models.BigIntegerField(default=0)
    stopped_by = models.BigIntegerField(default=0)
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
MARKS = tuple(f"{name}_by" for name in COUNTS)
