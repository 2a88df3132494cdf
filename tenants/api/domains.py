"""The organization's own domains, proved by a record: for people to join by, and for links."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.shortcuts import get_object_or_404

from tenants.api.organization_shapes import DomainChange, DomainCreate, DomainShape
from tenants.models import Domain, Joining, Purpose
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.scope import tenant
from tenants.services.domains import (
    add_domain,
    check_domain,
    record_name,
    record_value,
    remove_domain,
    set_joining,
)
from tenants.token_scopes import Scope


@dataclass(frozen=True)
class ShownDomain:
    """A domain and the record that proves it."""

    domain: Domain
    record_name: str
    record_value: str


class Domains(Endpoints):
    """Domains."""

    tag = "Domains"

    @endpoint(
        scope=Scope.ORGANIZATION_READ,
        permission=Permission.MANAGE_ORGANIZATION,
        query=PageQuery,
        gives=DomainShape,
    )
    def index(self, call: Call) -> Page:
        """List the domains people may join by, then those that links may begin with."""
        page = call.cut.take(Domain.objects.all(), "purpose", "name", "pk")
        return Page([_shown(domain) for domain in page.rows], page.position)

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        takes=DomainCreate,
        gives=DomainShape,
        status=201,
        once=True,
        fields=dict.fromkeys(("domain", "suffix", "provider", "taken"), "name"),
    )
    def create(self, call: Call) -> ShownDomain:
        """Add a domain; nothing comes of it before its record is found."""
        sent = {"name": call.data["name"], "purpose": Purpose(call.data["purpose"])}
        return _shown(add_domain(**sent, by=call.member, now=call.now))

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        takes=DomainChange,
        gives=DomainShape,
    )
    def change(self, call: Call, public_id: UUID) -> ShownDomain:
        """Say how people with an address at a proved domain come in; not for one for links."""
        joining = Joining(call.data["joining"])
        domain = _domain(public_id)
        return _shown(set_joining(domain=domain, joining=joining, by=call.member, now=call.now))

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        calls_out=True,
        gives=DomainShape,
    )
    def check(self, call: Call, public_id: UUID) -> ShownDomain:
        """Look for a domain's record now."""
        organization = call.member.organization
        with tenant(organization):
            domain = _domain(public_id)
        return _shown(
            check_domain(
                organization_id=organization.pk, domain=domain, by=call.member, now=call.now
            )
        )

    @endpoint(scope=Scope.ORGANIZATION_WRITE, permission=Permission.MANAGE_ORGANIZATION)
    def remove(self, call: Call, public_id: UUID) -> None:
        """Forget a domain: nobody joins by it any more, no new link begins with it."""
        remove_domain(domain=_domain(public_id), by=call.member, now=call.now)


def _domain(public_id: UUID) -> Domain:
    found: Domain = get_object_or_404(Domain.objects.all(), public_id=public_id)
    return found


def _shown(domain: Domain) -> ShownDomain:
    return ShownDomain(domain, record_name(domain), record_value(domain))
