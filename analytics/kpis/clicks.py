"""Clicks on the shares' own links."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from analytics.kpis.base import Count


class Clicks(Count):
    """How often people followed the links of shares. Unit: clicks. Source: our own redirect.
    Repeats by one visitor within 10 seconds are one click; bots, previews and prefetching are
    stored but not counted.
    """

    key = "clicks"
    label = _("Clicks")
    formula = "count of human clicks"
    needs = ("clicks",)
    source = """
        SELECT share.id, count(*) FROM sharing_click AS click
        JOIN sharing_share AS share
          ON share.organization_id = click.organization_id AND share.link_id = click.link_id
        WHERE click.organization_id = %(organization)s
          AND click.at >= %(start)s AND click.at < %(end)s AND click.kind = 'human'
        GROUP BY share.id
    """


class UniqueClicks(Count):
    """People who came: one visitor counts once per link and UTC day. Unit: visitor-days. Source:
    our own redirect. Someone who comes back on another day, or by another share, counts again.
    """

    key = "unique_clicks"
    label = _("People who came")
    formula = "count of visitors by link and UTC day"
    needs = ("unique_clicks",)
    source = """
        SELECT share.id, count(DISTINCT click.visitor) FROM sharing_click AS click
        JOIN sharing_share AS share
          ON share.organization_id = click.organization_id AND share.link_id = click.link_id
        WHERE click.organization_id = %(organization)s
          AND click.at >= %(start)s AND click.at < %(end)s AND click.kind = 'human'
        GROUP BY share.id
    """
