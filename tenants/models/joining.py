"""How people come in without an invitation of their own: domains, and those who ask to join."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models.base import PublicIdModel
from tenants.models.people import Member, User
from tenants.scope import TenantQuerySet, managers


class Purpose(models.TextChoices):
    """What an organization wants a domain for."""

    EMAIL = "email", _("Who has an address there may join")
    LINKS = "links", _("Short links begin with it")


class Joining(models.TextChoices):
    """How people whose address is at a proved domain come in."""

    CLOSED = "closed", _("By invitation only")
    APPROVAL = "approval", _("They ask, an admin says yes")
    OPEN = "open", _("They join by themselves")


def new_token() -> str:
    """Return what an organization is to put into its domain's records."""
    return secrets.token_hex(16)


class DomainQuerySet(TenantQuerySet["Domain"]):
    """Domains, narrowed."""

    def for_email(self) -> DomainQuerySet:
        """Return those by which people may join."""
        return self.filter(purpose=Purpose.EMAIL)

    def for_links(self) -> DomainQuerySet:
        """Return those that short links may begin with."""
        return self.filter(purpose=Purpose.LINKS)

    def proved(self) -> DomainQuerySet:
        """Return those whose proof was there when last looked for."""
        return self.filter(proved_at__isnull=False)

    def letting_in(self) -> DomainQuerySet:
        """Return those by which somebody can come in today, asking or not."""
        proved = self.for_email().proved().filter(organization__ended_at=None)
        return proved.exclude(joining=Joining.CLOSED)


_domains, _all_domains = managers(DomainQuerySet)


class Domain(PublicIdModel):
    """A domain name an organization says is its own; `proved_at` is None while it is not shown.

    `name` is in its ASCII form, lower case. `token` stands in the TXT record that proves it.
    `checked_at` is the last look, `problem` what it found if not the proof, `check_at` the next.
    """

    name = models.CharField(_("domain"), max_length=253)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    token = models.CharField(max_length=40, default=new_token, editable=False)
    joining = models.CharField(max_length=8, choices=Joining.choices, default=Joining.CLOSED)
    created_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    check_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = _domains
    everyone: ClassVar[Any] = _all_domains

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "purpose", "name"], name="tenants_domain_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "check_at"],
                condition=Q(check_at__isnull=False),
                name="tenants_domain_due",
            ),
            # Whoever looks for their organization knows the name, not yet the organization.
            models.Index(
                fields=["name"],
                condition=Q(proved_at__isnull=False),
                name="tenants_domain_proved",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JoinRequestQuerySet(TenantQuerySet["JoinRequest"]):
    """Requests to join, narrowed."""

    def waiting(self) -> JoinRequestQuerySet:
        """Return those nobody has answered."""
        return self.filter(decided_at=None)


_requests, _all_requests = managers(JoinRequestQuerySet)


class JoinRequest(PublicIdModel):
    """A person who asks to become a member; one row a person, used again when they ask again.

    `email` is the address, at a proved domain, by which they asked.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("e-mail"))
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    is_approved = models.BooleanField(default=False)

    objects: ClassVar[Any] = _requests
    everyone: ClassVar[Any] = _all_requests

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "user"], name="tenants_joinrequest_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "asked_at", "id"],
                condition=Q(decided_at=None),
                name="tenants_joinrequest_open",
            )
        ]

    def __str__(self) -> str:
        return self.email
