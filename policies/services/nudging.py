"""Reminding those who have not accepted a new version: once a week, three times, then no more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.urls import reverse

from policies.models import Acknowledgement, PolicyVersion
from tenants.guarding import Guard
from tenants.models import Member, Notice, Organization
from tenants.notifying import notify_each
from tenants.scope import platform, tenant

PACE = timedelta(days=7)
MOST = 3
AT_ONCE = 200
DUE = """
SELECT v.organization_id FROM policies_policyversion v
JOIN policies_policy p ON p.organization_id = v.organization_id AND p.id = v.policy_id
WHERE p.kind = 'content' AND p.language = '' AND v.reminded < %(most)s
  AND v.published_at <= %(before)s
  AND NOT EXISTS (SELECT FROM policies_policyversion newer
    WHERE newer.organization_id = v.organization_id AND newer.policy_id = v.policy_id
    AND newer.number > v.number)
"""


def remind_readers(*, now: datetime) -> int:
    """Remind in each organization where a week has gone by; return how many members."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(DUE, {"most": MOST, "before": now - PACE})
        organizations = [row[0] for row in cursor.fetchall()]
    told = 0
    for one in organizations:
        with Guard("nudging", organization=one):
            told += _remind(one, now)
    return told


def _remind(organization_id: int, now: datetime) -> int:
    with tenant(organization_id):
        version = PolicyVersion.objects.current()
        weeks = min((now - version.published_at) // PACE, MOST) if version else 0
        if version is None or weeks <= version.reminded:
            return 0
        slug = Organization.objects.values_list("slug", flat=True).get(pk=organization_id)
    last, told = 0, 0
    while True:
        with tenant(organization_id):
            members = _waiting(version, last)
            notify_each(
                members=members,
                kind=Notice.POLICY_NEW,
                subject=f"version {version.number}, {weeks}",
                params={},
                path=reverse("policies:acknowledge", args=[slug]),
                now=now,
            )
            if len(members) < AT_ONCE:
                PolicyVersion.objects.filter(pk=version.pk).update(reminded=weeks)
                return told + len(members)
        last, told = members[-1].pk, told + len(members)


def _waiting(version: PolicyVersion, last: int) -> list[Member]:
    """Return the next members who accepted an older version, but not this one."""
    accepted = Acknowledgement.objects.filter(version=version).values("member")
    older = Acknowledgement.objects.filter(version__policy=version.policy_id).values("member")
    rows = Member.objects.active().filter(pk__gt=last, pk__in=older).exclude(pk__in=accepted)
    return list(rows.select_related("organization", "user").order_by("pk")[:AT_ONCE])
