"""Short links and the clicks on them."""

from __future__ import annotations

import secrets
import string
import uuid

from django.db import models

from tenants.models import TenantModel

ALPHABET = string.ascii_letters + string.digits
CODE_LENGTH = 10
LONGEST_CODE = 16


def new_code() -> str:
    """Return a random code: 60 bits, so no code tells of another."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


class ShortLink(TenantModel):
    """The address `/s/<code>` of one share; where it leads never changes.

    `host` is the organization's own that it was made with, "" for ours. It is answered there for
    as long as the host's owner leads it here, whatever the organization chooses later.
    """

    code = models.CharField(
        primary_key=True, max_length=LONGEST_CODE, default=new_code, editable=False
    )
    url = models.URLField(max_length=1500)
    host = models.CharField(max_length=253, blank=True, default="", db_default="")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class ClickKind(models.TextChoices):
    """Who or what made a request; only HUMAN counts, the others are kept to be able to say so."""

    HUMAN = "human"
    REPEAT = "repeat"
    BOT = "bot"
    HEAD = "head"
    PREFETCH = "prefetch"


class Click(TenantModel):
    """One request to a short link. Partitioned by month of `at` (UTC); nothing references it.

    `visitor` is a salted hash of address and browser that can't be undone once the day's salt is
    deleted; no address is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link = models.ForeignKey(
        ShortLink, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=ClickKind.choices)
    visitor = models.BinaryField(max_length=16)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "link", "at"], name="sharing_click_link"),
            models.Index(fields=["organization", "at"], name="sharing_click_time"),
        ]


class ClickSalt(models.Model):
    """The salt of one UTC day's visitor hashes, deleted after 48 hours."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.day)


class ActivityDay(TenantModel):
    """The version of a UTC day: it grows whenever something countable of that day is stored.

    Analytics compares it with what it has rolled up, so no signal travels upwards.
    """

    day = models.DateField()
    version = models.PositiveBigIntegerField(default=1)
    touched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "day"], name="sharing_activityday_once")
        ]
        indexes = [models.Index(fields=["touched_at"], name="sharing_activityday_touched")]
