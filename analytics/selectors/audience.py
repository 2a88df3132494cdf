"""How many follow the accounts that are connected now, and that were at the end of a period."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from analytics.kpis import AudienceSize
from analytics.periods import Span, midnight
from analytics.selectors.remembered import of_late
from analytics.selectors.totals import Totals
from sharing.models import ConnectionState
from tenants.fewest import fewest
from tenants.scope import current_organization_id

_LATEST = """
SELECT sum(followers), count(DISTINCT member_id) FROM (
    SELECT DISTINCT ON (account.account_id, account.host, account.network)
           followers, member_id
    FROM sharing_connection AS account
    JOIN tenants_member AS member
      ON member.organization_id = %(organization)s AND member.id = account.member_id
    WHERE account.organization_id = %(organization)s AND account.state <> %(gone)s
      AND account.followers IS NOT NULL AND member.left_at IS NULL
    ORDER BY account.account_id, account.host, account.network,
             account.checked_at DESC NULLS LAST, account.connected_at DESC
) AS latest
"""


_PAST = """
SELECT sum(count), count(DISTINCT member_id) FROM (
    SELECT DISTINCT ON (account.account_id, account.host, account.network)
           known.count, account.member_id
    FROM sharing_connection AS account
    JOIN tenants_member AS member
      ON member.organization_id = %(organization)s AND member.id = account.member_id
    CROSS JOIN LATERAL (
        SELECT told.day, told.count FROM sharing_followerday AS told
        WHERE told.organization_id = %(organization)s AND told.connection_id = account.id
          AND told.day < %(end)s
        ORDER BY told.day DESC LIMIT 1
    ) AS known
    WHERE account.organization_id = %(organization)s AND account.connected_at < %(moment)s
      AND (account.disconnected_at IS NULL OR account.disconnected_at >= %(moment)s)
      AND (member.left_at IS NULL OR member.left_at >= %(moment)s)
    ORDER BY account.account_id, account.host, account.network, known.day DESC
) AS latest
"""
DIGITS = 2
"""How exactly earlier periods are told: of two periods with one person more the difference would
tell how many follow that one.
"""


def audience_at_end(span: Span) -> Totals:
    """Return the total at the end of a period that is over, rounded; nothing where none is known.

    One query; nothing either for accounts of fewer than five members.
    """
    parameters: dict[str, Any] = {
        "organization": current_organization_id(),
        "end": span.ends_on,
        "moment": midnight(span.ends_on),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PAST, parameters)
        total, people = cursor.fetchone()
    return {AudienceSize.key: in_two_digits(int(total))} if people >= fewest() else {}


def in_two_digits(total: int) -> int:
    """Return a total rounded down to its first two digits."""
    step = int(10 ** max(0, len(str(total)) - DIGITS))
    return total // step * step


def audience(now: datetime) -> Totals:
    """Return the total for the organization; nothing where no network tells. One query at most.

    Of an account that several members connected, what was told last counts. Nothing either while
    the accounts are of fewer than five members: it would tell of one of them.
    """
    total, people = of_late("audience", _latest, now=now)
    return {AudienceSize.key: total} if people >= fewest() else {}


def _latest() -> tuple[tuple[int, int], int]:
    """Return the followers of all accounts, of how many members, and how many these are."""
    parameters: dict[str, Any] = {
        "organization": current_organization_id(),
        "gone": ConnectionState.DISCONNECTED.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, parameters)
        total, people = cursor.fetchone()
    return (int(total or 0), people), people
