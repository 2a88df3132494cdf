"""Shares that went live."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Count


class SharesConfirmed(Count):
    """Posts that went live on a network, each instance counted, on the day it went live.
    Unit: shares. Source: the network's own receipt, or the member's answer where a network could
    not be asked. A share that was deleted later still counts.
    """

    key = "shares_confirmed"
    label = _("Shares")
    formula = "count of confirmed shares"
    needs = ("shares_confirmed",)
    source = """
        SELECT id, 1 FROM sharing_share
        WHERE organization_id = %(organization)s
          AND published_at >= %(start)s AND published_at < %(end)s
    """
