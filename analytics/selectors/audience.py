"""How many follow the accounts that are connected now."""

from __future__ import annotations

from django.db.models import F, Sum

from analytics.kpis import AudienceSize
from analytics.selectors.totals import Totals
from sharing.models import Connection


def audience(team_id: int | None) -> Totals:
    """Return the total for the organization or one team; nothing where no network tells. One query.

    Of an account that several members connected, what was told last counts.
    """
    kept = Connection.objects.kept().filter(member__left_at=None, followers__isnull=False)
    if team_id is not None:
        kept = kept.filter(member__team=team_id)
    latest = kept.order_by(
        "network", "host", "account_id", F("checked_at").desc(nulls_last=True), "-connected_at"
    ).distinct("network", "host", "account_id")
    rows = Connection.objects.filter(pk__in=latest.values("pk")).aggregate(total=Sum("followers"))
    return {} if rows["total"] is None else {AudienceSize.key: rows["total"]}
