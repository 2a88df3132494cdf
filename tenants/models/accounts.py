"""What belongs to a person before and beside their memberships: signing up, consent."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models.people import User


class Document(models.TextChoices):
    """What a person can be asked to accept."""

    TERMS = "terms", _("Terms of use")
    PRIVACY = "privacy", _("Privacy notice")


class Consent(models.Model):
    """That a person accepted a version of a document. Rows are never changed."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    document = models.CharField(max_length=16, choices=Document.choices)
    version = models.CharField(max_length=40)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "document", "version"], name="tenants_consent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.version}"


class SignUp(models.Model):
    """What somebody filled in to open an organization; nothing exists before the address is proved.

    `password` is hashed. The row goes when its link is used, or when it has expired.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    password = models.CharField(max_length=128)
    organization_name = models.CharField(max_length=120)
    slug = models.CharField(max_length=40)
    consents = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="tenants_signup_expiry")]

    def __str__(self) -> str:
        return self.email
