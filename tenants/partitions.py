"""Monthly partitions of the hot append-only tables (clicks, snapshots).

A policy on the parent does not bind a partition that is read by name, so partitions are made only
here: by the owner, in `platform()`, with every right of the tenant role taken away again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db import connection

from tenants.scope import platform

PARENTS = """
    SELECT c.relname FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' ORDER BY c.relname
"""

MONTHS = """
    SELECT c.relname FROM pg_partitioned_table p JOIN pg_inherits i ON i.inhparent = p.partrelid
    JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public'
"""


def month_after(month: date, months: int) -> date:
    """Return the first day of the month that lies `months` after `month` (negative: before)."""
    count = month.year * 12 + month.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def missing_partitions(now: datetime, until: datetime) -> list[str]:
    """Return the names of the months' partitions, from now until then, that are not there."""
    first, last = (moment.astimezone(UTC).date().replace(day=1) for moment in (now, until))
    months = []
    while first <= last:
        months.append(first)
        first = month_after(first, 1)
    missing = []
    with platform(), connection.cursor() as cursor:
        cursor.execute(PARENTS)
        for (parent,) in cursor.fetchall():
            for month in months:
                name = f"{parent}_{month:%Y_%m}"
                cursor.execute("SELECT to_regclass(%s) IS NULL", [name])
                missing += [name] if cursor.fetchone() == (True,) else []
    return missing


def make_partitions(now: datetime, *, months_back: int = 12, months_ahead: int = 3) -> list[str]:
    """Make the missing monthly partitions of every partitioned table; return their names.

    Months are UTC. Idempotent, and safe beside a second caller: an advisory lock serializes them.
    """
    made = []
    first = now.astimezone(UTC).date().replace(day=1)
    with platform(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('advocacy.partitions'))")
        cursor.execute(PARENTS)
        for (parent,) in cursor.fetchall():
            for offset in range(-months_back, months_ahead + 1):
                start = month_after(first, offset)
                name = f"{parent}_{start:%Y_%m}"
                cursor.execute("SELECT to_regclass(%s) IS NULL", [name])
                if cursor.fetchone() == (True,):
                    cursor.execute(
                        f'CREATE TABLE "{name}" PARTITION OF "{parent}"'
                        " FOR VALUES FROM (%s) TO (%s)",
                        [f"{start} 00:00+00", f"{month_after(start, 1)} 00:00+00"],
                    )
                    cursor.execute(f'REVOKE ALL ON "{name}" FROM advocacy_tenant')
                    made.append(name)
    return made


def months_before(day: date) -> list[tuple[str, date]]:
    """Return the months' tables that end by a day, oldest first: name, and the first day after."""
    found = []
    with platform(), connection.cursor() as cursor:
        cursor.execute(MONTHS)
        for (name,) in cursor.fetchall():
            year, month = name.split("_")[-2:]
            ends_on = month_after(date(int(year), int(month), 1), 1)
            found += [(name, ends_on)] if ends_on <= day else []
    return sorted(found, key=lambda one: (one[1], one[0]))


def drop_month(name: str) -> None:
    """Drop one month's table, with what is in it, in the caller's `platform()`.

    Its parent is locked for a moment: raises OperationalError when that is not had at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        cursor.execute(f'DROP TABLE "{name}"')
