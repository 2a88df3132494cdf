"""Reminding who looks after a line of the documents that its day to be looked at again has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection
from django.urls import reverse

from policies.ownership import LINES, newest_versions
from tenants.guarding import Guard
from tenants.models import Member, Notice
from tenants.notifying import notify
from tenants.scope import platform, tenant

LATEST = timedelta(days=14)
"""Whoever was not told by then, as no worker ran, is not told any more."""
KEEPERS = ("owner", "owner__left_at", "version__policy__owner")


def remind_keepers(*, now: datetime) -> int:
    """Tell each owner once for each day that has come, how many lines it is about.

    Lines that nobody looks after, or who has left, are their document's owner's. Return how many
    were told.
    """
    until = now.date()
    since = until - LATEST
    tables = " UNION ".join(
        f"SELECT organization_id FROM {one._meta.db_table} "  # noqa: S608 (our own table's name)
        "WHERE review_on > %(since)s AND review_on <= %(until)s"
        for one in LINES
    )
    with platform(), connection.cursor() as cursor:
        cursor.execute(tables, {"since": since, "until": until})
        organizations = [row[0] for row in cursor.fetchall()]
    told = 0
    for one in organizations:
        with Guard("policy_reminder", organization=one), tenant(one):
            told += _remind(since, until, now)
    return told


def _remind(since: date, until: date, now: datetime) -> int:
    versions = newest_versions()
    due: Counter[tuple[int, date]] = Counter()
    for one in LINES:
        lines = one.objects.filter(version__in=versions, review_on__gt=since, review_on__lte=until)
        due.update(_keepers(lines.values_list(*KEEPERS, "review_on")))
    people = Member.objects.active().select_related("organization", "user")
    found = {member.pk: member for member in people.filter(pk__in={key for key, _ in due})}
    told = [(found[key], day, count) for (key, day), count in due.items() if key in found]
    for member, day, count in told:
        notify(
            member=member,
            kind=Notice.POLICY_DUE,
            subject=f"lines of {day}",
            params={"count": count},
            path=reverse("policies:guidelines", args=[member.organization.slug]),
            now=now,
        )
    return len(told)


def _keepers(
    lines: Iterable[tuple[int | None, datetime | None, int | None, date]],
) -> list[tuple[int, date]]:
    keepers = ((other if left else own or other, day) for own, left, other, day in lines)
    return [(keeper, day) for keeper, day in keepers if keeper is not None]
