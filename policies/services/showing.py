"""Showing the guidelines outside: the public page, and candidates who accept before they join."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from policies.models import CandidateLink, Kind, Policy, PolicyVersion
from policies.services.publishing import document_of
from tenants.audit import record
from tenants.models import Act, Member
from tenants.scope import platform, tenant

KEPT = timedelta(days=90)


@transaction.atomic
def show_in_public(*, member: Member, is_on: bool, now: datetime) -> Policy:
    """Turn the public page on, with a new address each time, or off."""
    policy = document_of(Kind.CONTENT, "", owner=member)
    policy.public_key = uuid4() if is_on else None
    policy.save(update_fields=["public_key"])
    record(Act.POLICY_SHOWN, by=member, data={"is_on": is_on}, now=now)
    return policy


@transaction.atomic
def make_candidate_link(*, member: Member, name: str, now: datetime) -> CandidateLink:
    """Make a link for one candidate, named or not."""
    link: CandidateLink = CandidateLink.objects.create(
        name=name.strip()[:120], made_by=member, made_at=now
    )
    record(Act.CANDIDATE_INVITED, by=member, about=link, now=now)
    return link


@transaction.atomic
def end_candidate_link(*, link: CandidateLink, member: Member, now: datetime) -> None:
    """Delete a candidate's link, with what they accepted."""
    record(Act.CANDIDATE_REMOVED, by=member, about=link, now=now)
    CandidateLink.objects.filter(pk=link.pk).delete()


@transaction.atomic
def accept_as_candidate(*, link: CandidateLink, number: int, now: datetime) -> CandidateLink:
    """Record that a candidate accepted the version in force; a second time changes nothing.

    Raises `ValidationError`: `outdated` when a newer version is in force, `gone`.
    """
    found: CandidateLink | None = (
        CandidateLink.objects.select_for_update().filter(pk=link.pk).first()
    )
    if found is None:
        raise ValidationError(_("This link is no longer good."), code="gone")
    current = PolicyVersion.objects.current()
    if current is None or current.number != number:
        message = _("The guidelines were changed meanwhile. Please read the new ones.")
        raise ValidationError(message, code="outdated")
    if found.version_id is None:
        found.version, found.accepted_at = current, now
        found.save(update_fields=["version", "accepted_at"])
    return found


def forget_candidates(*, now: datetime) -> int:
    """Delete the links that are older than `KEPT`; return how many."""
    before = now - KEPT
    with platform(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT organization_id FROM policies_candidatelink WHERE made_at < %s",
            [before],
        )
        organizations = [row[0] for row in cursor.fetchall()]
    return sum(_forget(one, before) for one in organizations)


def _forget(organization_id: int, before: datetime) -> int:
    with tenant(organization_id):
        deleted, _by_model = CandidateLink.objects.filter(made_at__lt=before).delete()
        return int(deleted)
