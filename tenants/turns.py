"""Taking rows from a queue in turns: all organizations' first before anybody's second.

For tables whose rows are the queue. (Shares have a statement of their own: an account publishes one
at a time.)
"""

from __future__ import annotations

SPARE = 16
"""How many more of each organization are looked at, for what other workers hold just now."""


def in_turns(table: str, *, order: str, due: str, takes: str, gives: tuple[str, ...] = ()) -> str:
    """Return the statement that takes up to `%(limit)s` rows, and locks those alone.

    `due` says which rows `d` wait, `order` is the column that says which one waits longest, `takes`
    what is written to take one. It answers with organization, id and the columns of `gives`. Run it
    in `platform()`; all of these are ours, never anybody's words.
    """
    given = ", ".join(f"{table}.{column}" for column in ("organization_id", "id", *gives))
    return f"""
WITH turns AS (
  SELECT q.id, q.waits, row_number() OVER (PARTITION BY o.id ORDER BY q.waits, q.id) AS turn
  FROM tenants_organization o
  CROSS JOIN LATERAL (
    SELECT d.id, d.{order} AS waits FROM {table} d
    WHERE d.organization_id = o.id AND {due}
    ORDER BY d.{order}, d.id LIMIT %(limit)s + {SPARE}
  ) q
), chosen AS (
  SELECT d.id FROM turns t JOIN {table} d ON d.id = t.id
  WHERE {due}
  ORDER BY t.turn, t.waits, t.id LIMIT %(limit)s
  FOR NO KEY UPDATE OF d SKIP LOCKED
)
UPDATE {table} SET {takes} FROM chosen WHERE {table}.id = chosen.id
RETURNING {given}
"""  # noqa: S608 (no word of it comes from outside)
