"""How many follow the accounts that are connected now."""

from __future__ import annotations

from typing import Any

from django.db import connection

from analytics.kpis import AudienceSize
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


def audience() -> Totals:
    """Return the total for the organization; nothing where no network tells. One query.

    Of an account that several members connected, what was told last counts. Nothing either while
    the accounts are of fewer than five members: it would tell of one of them.
    """
    parameters: dict[str, Any] = {
        "organization": current_organization_id(),
        "gone": ConnectionState.DISCONNECTED.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, parameters)
        total, people = cursor.fetchone()
    return {AudienceSize.key: int(total)} if people >= fewest() else {}
