"""Domains an organization says are its own, proved by a TXT record; for addresses and for links.

The record is looked up outside of any scope. A proof that holds is looked at again every day; when
the record is certainly gone, nobody joins by the domain and no link is made with it until it is
back. A resolver that does not answer proves nothing either way: what was proved stays so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from outbound import OutboundError, txt_records
from tenants.audit import record
from tenants.guarding import Guard
from tenants.hostnames import clean_domain
from tenants.models import Act, Domain, Joining, Member, Notice, Organization, Purpose
from tenants.roles import Permission
from tenants.scope import current_organization_id, platform, tenant
from tenants.services.telling import tell_admins

LABEL = "_advocacy-challenge"
VALUE = "advocacy-verification="
AGAIN_AFTER = timedelta(days=1)
SOON_AFTER = timedelta(hours=1)
EXPECTED_FOR = timedelta(days=3)
"""How long after it was added we look for a new domain's record every hour."""
LEASE = timedelta(minutes=15)
MOST_DOMAINS = 50
BATCH = 10

# In turns by organization: all organizations' first domains before anybody's second.
CLAIM = """
WITH turns AS (
  SELECT d.id, d.check_at,
         row_number() OVER (PARTITION BY d.organization_id ORDER BY d.check_at, d.id) AS turn
  FROM tenants_domain d WHERE d.check_at <= %(now)s
), chosen AS (
  SELECT d.id FROM turns t JOIN tenants_domain d ON d.id = t.id
  WHERE d.check_at <= %(now)s ORDER BY t.turn, t.check_at, t.id LIMIT %(limit)s
  FOR UPDATE OF d SKIP LOCKED
)
UPDATE tenants_domain SET check_at = %(until)s FROM chosen WHERE tenants_domain.id = chosen.id
RETURNING tenants_domain.organization_id, tenants_domain.id
"""


@dataclass(frozen=True)
class Proof:
    """What a look at the record came to; `is_there` is None when nobody answered."""

    is_there: bool | None
    problem: str = ""


def record_name(domain: Domain) -> str:
    """Return the name of the TXT record that proves a domain."""
    return f"{LABEL}.{domain.name}"


def record_value(domain: Domain) -> str:
    """Return what the TXT record that proves a domain holds."""
    return f"{VALUE}{domain.token}"


def add_domain(*, name: str, purpose: Purpose, by: Member, now: datetime) -> Domain:
    """Note a domain that is to be proved; nothing comes of it before.

    Raises PermissionDenied; ValidationError of code "domain", "suffix", "provider", "taken",
    "many".
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    name = clean_domain(name)
    if Domain.objects.count() >= MOST_DOMAINS:
        said = _("There are %(most)s domains already. Remove one first.") % {"most": MOST_DOMAINS}
        raise ValidationError(said, code="many")
    try:
        with transaction.atomic():
            domain: Domain = Domain.objects.create(
                name=name, purpose=purpose, created_at=now, check_at=now + SOON_AFTER
            )
    except IntegrityError:
        raise ValidationError(_("This domain is in the list already."), code="taken") from None
    record(Act.DOMAIN_ADDED, by=by, about=domain, data={"purpose": str(purpose)}, now=now)
    return domain


def check_domain(
    *, organization_id: int, domain: Domain, now: datetime, by: Member | None = None
) -> Domain:
    """Look for a domain's proof and note what was found; `by` is None when a worker looks.

    Calls out, so it opens its own short scopes. Raises PermissionDenied.
    """
    if by is not None:
        by.require(Permission.MANAGE_ORGANIZATION)
    proof = _look_up(domain)
    with tenant(organization_id):
        return _note(domain.pk, proof, by=by, now=now) or domain


def check_due(*, now: datetime, limit: int = BATCH) -> int:
    """Look again for the proofs that are due, in turns by organization; return how many."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE, "limit": limit})
        due = cursor.fetchall()
    for organization_id, domain_id in due:
        with Guard("domain", organization=organization_id, domain=domain_id):
            with tenant(organization_id):
                domain = Domain.objects.filter(pk=domain_id).first()
            if domain is not None:
                check_domain(organization_id=organization_id, domain=domain, now=now)
    return len(due)


def set_joining(*, domain: Domain, joining: Joining, by: Member, now: datetime) -> Domain:
    """Say how people with an address at a proved domain come in.

    Raises PermissionDenied; ValidationError of code "not_proved", "purpose".
    """
    by.require(Permission.MANAGE_MEMBERS)
    if domain.purpose != Purpose.EMAIL:
        raise ValidationError(_("Nobody joins by this domain."), code="purpose")
    is_proved = Domain.objects.proved().filter(pk=domain.pk).exists()
    if joining != Joining.CLOSED and not is_proved:
        raise ValidationError(_("Prove first that the domain is yours."), code="not_proved")
    Domain.objects.filter(pk=domain.pk).update(joining=joining)
    data = {"joining": str(joining)}
    record(Act.DOMAIN_CHANGED, by=by, about=domain, data=data, now=now)
    domain.joining = joining
    return domain


def remove_domain(*, domain: Domain, by: Member, now: datetime) -> None:
    """Forget a domain: nobody joins by it any more; members stay. Raises PermissionDenied."""
    by.require(Permission.MANAGE_ORGANIZATION)
    if Domain.objects.filter(pk=domain.pk).delete()[0]:
        _stop_links(domain)
        record(Act.DOMAIN_REMOVED, by=by, about=domain, now=now)


def _look_up(domain: Domain) -> Proof:
    """Look for the record, outside of any scope."""
    try:
        found = txt_records(record_name(domain), servers=settings.DNS_SERVERS)
    except OutboundError:
        said = _("No name server answered for %(name)s just now. We look again by ourselves.")
        return Proof(None, said % {"name": domain.name})
    if record_value(domain) in (one.strip() for one in found):
        return Proof(is_there=True)
    if found:
        said = _("There is a record at %(name)s, but it holds something else.")
    else:
        said = _("There is no record at %(name)s yet. New ones can take an hour to show.")
    return Proof(is_there=False, problem=said % {"name": record_name(domain)})


def _note(domain_id: int, proof: Proof, *, by: Member | None, now: datetime) -> Domain | None:
    """Store what was found, in scope; None when the domain was removed meanwhile."""
    found = Domain.objects.select_for_update().filter(pk=domain_id)
    domain: Domain | None = found.first()
    if domain is None:
        return None
    was_proved = domain.proved_at is not None
    domain.checked_at, domain.problem = now, proof.problem[:300]
    if proof.is_there:
        domain.proved_at = domain.proved_at or now
    elif proof.is_there is False:
        domain.proved_at = None
    domain.check_at = _next_look(domain, was_proved=was_proved, now=now)
    domain.save(update_fields=["checked_at", "problem", "proved_at", "check_at"])
    if domain.proved_at is not None and not was_proved:
        record(Act.DOMAIN_PROVED, by=by, about=domain, now=now)
    if was_proved and domain.proved_at is None:
        _stop_links(domain)
        record(Act.DOMAIN_LOST, by=by, about=domain, now=now)
        subject = f"{domain.public_id.hex} {now:%Y%m%dT%H%M}"
        tell_admins(Notice.DOMAIN_LOST, subject=subject, params={"domain": domain.name}, now=now)
    return domain


def _stop_links(domain: Domain) -> None:
    """Let new links begin with our own host again."""
    if domain.purpose == Purpose.LINKS:
        own = Organization.objects.filter(pk=current_organization_id(), link_host=domain.name)
        own.update(link_host="")


def _next_look(domain: Domain, *, was_proved: bool, now: datetime) -> datetime | None:
    """Return when to look again; None for a new domain whose record nobody made in three days."""
    if now - domain.created_at < EXPECTED_FOR and not domain.proved_at:
        return now + SOON_AFTER
    is_kept_up = was_proved or domain.proved_at is not None or domain.joining != Joining.CLOSED
    return now + AGAIN_AFTER if is_kept_up else None
