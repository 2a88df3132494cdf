"""Shares that members finished by hand."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Basis, Count


class SharesSelfReported(Count):
    """Posts that members finished by hand, each instance counted, on the day they told us.
    Unit: shares. Source: the member's own word; no network confirms it, so it is never part of
    the confirmed shares. A report taken back is not counted.
    """

    key = "shares_self_reported"
    label = _("Shares by hand")
    formula = "count of shares by hand that members reported"
    basis = Basis.SELF_REPORTED
    needs = ("shares_self_reported",)
    source = """
        SELECT id, 1 FROM sharing_share
        WHERE organization_id = %(organization)s AND state = 'self_reported'
          AND reported_at >= %(start)s AND reported_at < %(end)s
    """
