"""PostgreSQL: its version, our roles in it, and what the migrations have to leave."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from advocacy.ops.doctor.finding import Finding, problem, warning
from advocacy.ops.readiness import missing_migrations
from tenants.partitions import missing_partitions

OLDEST, TESTED = 15, 18
AHEAD = timedelta(days=40)
ROLES = """
SELECT session_user, current_user, login.rolsuper, login.rolbypassrls,
  EXISTS (SELECT FROM pg_roles r WHERE r.rolname = 'advocacy_tenant' AND NOT r.rolsuper
          AND NOT r.rolbypassrls AND NOT r.rolcanlogin) AS is_tenant_plain
FROM pg_roles login WHERE login.rolname = session_user
"""


def _row(sql: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return tuple(cursor.fetchone() or ())


def check_version(_: datetime) -> list[Finding]:
    """PostgreSQL is one that the migrations work on, and the one the tests run on."""
    (number,) = _row("SELECT current_setting('server_version_num')::int / 10000")
    if number < OLDEST:
        wrong = f"PostgreSQL {number} is too old."
        return [problem(wrong, f"Move to PostgreSQL {TESTED}; see docs/upgrading.md.")]
    if number != TESTED:
        wrong = f"This is PostgreSQL {number}; Advocacy is tested on {TESTED}."
        return [warning(wrong, f"Plan a move to {TESTED}.")]
    return []


def check_roles(_: datetime) -> list[Finding]:
    """The wall between organizations binds the role we work as."""
    login, starts_as, is_super, bypasses, is_tenant_plain = _row(ROLES)
    found = []
    if is_super or bypasses:
        wrong = f"The role {login} is superuser or exempt from row-level security."
        advice = f"As a superuser: ALTER ROLE {login} NOSUPERUSER NOBYPASSRLS;"
        found.append(problem(wrong, advice))
    if not is_tenant_plain:
        wrong = "The role advocacy_tenant is missing, or has rights it must not have."
        advice = f"CREATE ROLE advocacy_tenant NOLOGIN; GRANT advocacy_tenant TO {login};"
        found.append(problem(wrong, f"As a superuser: {advice}"))
    elif starts_as != "advocacy_tenant":
        wrong = "Connections do not start as advocacy_tenant: one of the two walls is down."
        advice = (
            "Run `manage.py migrate`; after a restore into another database run, as its owner:"
            f' ALTER ROLE "{login}" IN DATABASE "<name>" SET role = advocacy_tenant;'
        )
        found.append(problem(wrong, advice))
    return found


def check_migrations(_: datetime) -> list[Finding]:
    """The database is where this code is."""
    missing = missing_migrations()
    if missing:
        named = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")  # noqa: PLR2004 (three)
        wrong = f"{len(missing)} migrations are not applied: {named}."
        return [problem(wrong, "Run `manage.py migrate`, in the order of docs/upgrading.md.")]
    return []


def check_partitions(now: datetime) -> list[Finding]:
    """Clicks and counts of the coming weeks have somewhere to go."""
    missing = missing_partitions(now, now + AHEAD)
    if missing:
        wrong = f"Tables of coming months are missing: {', '.join(missing)}."
        advice = (
            "See that beat and a worker run (they make them hourly), or run `manage.py migrate`."
        )
        return [problem(wrong, advice)]
    return []
