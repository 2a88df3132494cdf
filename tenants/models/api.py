"""Access by program: a member's tokens, and answers kept so that a repeated request is harmless."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tenants.models.base import PublicIdModel, TenantModel
from tenants.models.people import Member
from tenants.scope import TenantQuerySet, managers
from tenants.token_scopes import Scope


class ApiTokenQuerySet(TenantQuerySet["ApiToken"]):
    """Tokens, narrowed."""

    def of(self, member: Member) -> ApiTokenQuerySet:
        """Return a member's own."""
        return self.filter(member=member)

    def good_at(self, moment: datetime) -> ApiTokenQuerySet:
        """Return those that have not expired."""
        return self.filter(expires_at__gt=moment)


_tokens, _all_tokens = managers(ApiTokenQuerySet)


class ApiToken(PublicIdModel):
    """A key for programs that names its member, and so the organization.

    Of the secret only the SHA-256 is stored; `prefix` is the part of it that people may see.
    `last_used_at` is noted at most once a minute.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=24, choices=Scope.choices))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = _tokens
    everyone: ClassVar[Any] = _all_tokens

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "digest"], name="tenants_apitoken_digest"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "member"], name="tenants_apitoken_member"),
            # a token is looked for before the organization is known
            models.Index(fields=["digest"], name="tenants_apitoken_lookup"),
        ]

    def __str__(self) -> str:
        return self.name


class KeptAnswer(TenantModel):
    """What a member's request of some `Idempotency-Key` was answered, for a day.

    `route` is method and path; `digest` is of what was sent, so that another request under the same
    key is noticed.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "route", "key"], name="tenants_keptanswer_once"
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="tenants_keptanswer_age")]

    def __str__(self) -> str:
        return self.route
