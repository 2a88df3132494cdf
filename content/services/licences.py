"""Telling curators in time that a licence ends: 30, 7 and 1 days before, and when it is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection
from django.urls import reverse

from content.models import ShelfItem
from tenants.guarding import Guard
from tenants.models import Member, Notice, Organization
from tenants.notifying import notify
from tenants.roles import Permission
from tenants.scope import platform, tenant
from tenants.zones import zone_at

DAYS = (1, 7, 30)
OVER = 0
DUE = """
SELECT o.id FROM tenants_organization o WHERE EXISTS (
  SELECT FROM content_shelfitem i WHERE i.organization_id = o.id
  AND i.over_at <= %(soon)s AND i.reminded IS DISTINCT FROM 0)
"""


def remind_of_licences(*, now: datetime) -> int:
    """Tell the curators of every organization once at each of `DAYS` and when it is over.

    Return of how many files.
    """
    soon = now + timedelta(days=DAYS[-1] + 1)
    with platform(), connection.cursor() as cursor:
        cursor.execute(DUE, {"soon": soon})
        organizations = [row[0] for row in cursor.fetchall()]
    told = 0
    for organization_id in organizations:
        with Guard("licences", organization=organization_id), tenant(organization_id):
            told += _remind(organization_id, now, soon)
    return told


def _remind(organization_id: int, now: datetime, soon: datetime) -> int:
    organization = Organization.objects.get(pk=organization_id)
    today = now.astimezone(zone_at(organization)).date()
    items = ShelfItem.objects.filter(over_at__lte=soon).select_related("asset")
    locked = items.select_for_update(of=("self",), skip_locked=True).order_by("over_at", "id")
    told = [(item, step) for item in locked if item.reminded != (step := _step(item, now, today))]
    curators = Member.objects.active().who_may(Permission.APPROVE_POSTS)
    for member in curators.select_related("organization", "user") if told else ():
        for item, step in told:
            _tell(item, step, member, now, today)
    for item, step in told:
        ShelfItem.objects.filter(pk=item.pk).update(reminded=step)
    return len(told)


def _step(item: ShelfItem, now: datetime, today: date) -> int:
    """Return the nearest of `DAYS` that has come."""
    if item.valid_until is None or item.over_at is None or item.over_at <= now:
        return OVER
    left = (item.valid_until - today).days
    return next((days for days in DAYS if left <= days), DAYS[-1])


def _tell(item: ShelfItem, step: int, member: Member, now: datetime, today: date) -> None:
    asset, until = item.asset, item.valid_until
    days = (until - today).days if until and step != OVER else OVER - 1
    notify(
        member=member,
        kind=Notice.LICENCE_ENDS,
        subject=f"licence {asset.public_id}, {until}, {step}",
        params={"name": asset.title or asset.file_name, "days": days},
        path=reverse("content:asset", args=[member.organization.slug, asset.public_id]),
        now=now,
    )
