"""Clicks that led to the organization's own sites."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Narrowed
from analytics.kpis.clicks import Clicks

TO_OWN_SITE = r"""
    JOIN LATERAL (
        SELECT true FROM sharing_shortlink AS link
        CROSS JOIN LATERAL (
            SELECT lower(rtrim(
                substring(link.url FROM '^[^:/?#]+://(?:[^/?#]*@)?([^:/?#@]*)'), '.'
            )) AS host
        ) AS leads
        JOIN unnest(%(sites)s::text[]) AS site(host)
          ON leads.host = site.host OR right(leads.host, length(site.host) + 1) = '.' || site.host
        WHERE cardinality(%(sites)s::text[]) > 0
          AND link.organization_id = %(organization)s AND link.code = share.link_id
        LIMIT 1
    ) AS own ON true
"""
"""What joins to `share` that its link leads to one of `sites`, or below it: by the host alone, as
`sharing.arrivals.is_at` tells it.
"""


class SiteVisits(Narrowed):
    """How often people came to the organization's own sites by the links of shares. Unit: clicks.
    Source: our own redirect, of links to the sites that are named now and to all below them. It
    counts arrivals as clicks do, not what is done there, so the site's own tools may say otherwise.
    Days that are closed keep what was counted for the sites of then. No value before a site is
    named.
    """

    key = "site_visits"
    label = _("Visits to your sites")
    formula = "clicks, of shares whose link leads to an own site"
    needs = ("site_visits", "sites")
    told_by = "sites"
    parts = (Clicks,)
    among = TO_OWN_SITE
