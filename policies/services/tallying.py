"""Counting what becomes of what rules find: one row more for each rule, which nobody waits for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import connection

from policies.models import COUNTS, MARKS, Rule, RuleTally, mark_of
from tenants.guarding import Guard
from tenants.ids import read_ids
from tenants.models import Member
from tenants.scope import platform, tenant

KEPT = timedelta(days=366)
MOST_RULES = 200
"""How many rules of a text are counted."""

DUE = """
SELECT o.id FROM tenants_organization o
WHERE EXISTS (
  SELECT FROM policies_ruletally t WHERE t.organization_id = o.id AND t.day < %(oldest)s)
OR EXISTS (
  SELECT FROM policies_ruletally t
  WHERE t.organization_id = o.id AND NOT t.is_sum AND t.day < %(today)s)
"""
SUM_UP = f"""
WITH gone AS (
  DELETE FROM policies_ruletally WHERE (day, key) IN (
    SELECT day, key FROM policies_ruletally WHERE NOT is_sum AND day < %s)
  RETURNING organization_id, day, key, {", ".join(COUNTS + MARKS)})
INSERT INTO policies_ruletally (organization_id, day, key, is_sum, {", ".join(COUNTS + MARKS)})
SELECT organization_id, day, key, true, {", ".join(f"sum({name})" for name in COUNTS)},
  {", ".join(f"bit_or({name})" for name in MARKS)}
FROM gone GROUP BY organization_id, day, key
"""  # noqa: S608 (nothing of it is anybody's)


def tally_rules(*, member: Member, now: datetime, **counts: Collection[str]) -> None:
    """Count rules once each, by their ids in whatever version, under the names of `COUNTS`.

    `member` is whose words they are, of whom a mark alone is kept. In the caller's transaction: one
    query and one insert, neither where there is nothing to count. What is no id of a rule here
    counts nothing.
    """
    rules = {name: set(read_ids(ids)) for name, ids in counts.items()}
    wanted = sorted(set().union(*rules.values()))[:MOST_RULES]
    if not wanted:
        return
    sums: dict[UUID, set[str]] = defaultdict(set)
    known = Rule.objects.filter(public_id__in=wanted)
    for rule in known.only("public_id", "kind", "parameters"):
        sums[rule.key] |= {name for name in rules if rule.public_id in rules[name]}
    day = now.astimezone(UTC).date()
    RuleTally.objects.bulk_create(
        RuleTally(key=key, day=day, **_once(names, mark_of(member, key)))
        for key, names in sums.items()
    )


def _once(names: Iterable[str], mark: int) -> dict[str, int]:
    return dict.fromkeys(names, 1) | {f"{name}_by": mark for name in names}


def sum_up_tallies(*, now: datetime) -> int:
    """Make one row of those of a rule and past day, and delete what is older than `KEPT`.

    In every organization that has such; returns how many. Opens scopes.
    """
    today = now.astimezone(UTC).date()
    with platform(), connection.cursor() as cursor:
        cursor.execute(DUE, {"oldest": today - KEPT, "today": today})
        organizations = [row[0] for row in cursor.fetchall()]
    summed = 0
    for organization_id in organizations:
        with Guard("tallying", organization=organization_id), tenant(organization_id):
            _sum_up(today)
            summed += 1
    return summed


def _sum_up(today: date) -> None:
    RuleTally.objects.filter(day__lt=today - KEPT).delete()
    with connection.cursor() as cursor:
        cursor.execute(SUM_UP, [today])
