"""The page behind a number: lines that add up to it, compared with the period before."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.drill.forms import NarrowForm
from analytics.drill.selectors import BY_DAY, SHOWN, Line, Narrowing, behind
from analytics.drill.telling import LISTED, ORDERS, ordered, row, tell
from analytics.kpis import OF_SHARES, Clicks, Kpi
from analytics.periods import Span, read_span, utc_day
from analytics.picker import Choice, address, chosen_group, picker
from analytics.posts.reading import numbered_among
from analytics.selectors import Group, groups_for
from content.services.campaigns import day_of
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_number
from tenants.roles import Permission

PAGE = 50
FIGURES = {kpi.key: kpi for kpi in OF_SHARES}


@dataclass(frozen=True)
class Asked:
    """What an address asks for; what it can't mean is as if it were left out."""

    span: Span
    kpi: type[Kpi]
    group: Group | None
    by: str
    sort: str
    narrowing: Narrowing

    @property
    def kept(self) -> dict[str, str]:
        """Return what the addresses of the page keep, but for the period."""
        team = str(self.group.public_id) if self.group else ""
        chosen = {"metric": self.kpi.key, "team": team, "by": self.by, "sort": self.sort}
        return {**chosen, **asdict(self.narrowing)}

    def url(self, **changes: str) -> str:
        """Return the query of the page with something changed."""
        return address(self.span, utc_day(timezone.now()), {**self.kept, **changes})

    def url_of(self, slug: str, numbered: Container[UUID], name: str, line: Line) -> str:
        """Return where a line leads: from a network to its posts, from a post to its numbers, where
        the reader may open them.
        """
        if name == "network":
            return self.url(by="post", network=str(line.about["network"]))
        if name != "post" or line.post not in numbered:
            return ""
        page = reverse("analytics:post", args=[slug, line.post])
        return page + address(self.span, utc_day(timezone.now()), {"metric": self.kpi.key})


@allowed(Permission.SEE_DASHBOARD)
def facts(request: MemberRequest) -> HttpResponse:
    """List what stands behind a number of the dashboard."""
    now = timezone.now()
    form = NarrowForm(request.GET, member=request.member, today=day_of(request.member, now))
    shown = groups_for(request.member)
    query = request.GET
    by, sort = query.get("by", ""), query.get("sort", "")
    asked = Asked(
        span=read_span(query, utc_day(now)),
        kpi=FIGURES.get(query.get("metric", ""), Clicks),
        group=chosen_group(shown, query.get("team", "")),
        by=by if by in SHOWN else "network",
        sort=sort if sort in ORDERS else "change",
        narrowing=form.narrowing,
    )
    found = behind(
        kpi=asked.kpi,
        span=asked.span,
        group=asked.group,
        shown=shown,
        by=asked.by,
        narrowing=asked.narrowing,
        now=now,
    )
    lines = Paginator(ordered(found.lines, asked.by, asked.sort), PAGE)
    page = lines.get_page(read_number(query.get("page", ""), otherwise=1))
    slug = request.organization.slug
    is_narrowed = asked.narrowing != Narrowing()
    numbered = numbered_among([line.post for line in page], request.member)
    url_of = partial(asked.url_of, slug, numbered)
    context = {
        "rows": [row(line, asked.by, url_of) for line in page],
        **_around(asked, page),
        **tell(
            found,
            asked.by,
            asked.span.label,
            is_over=asked.span.is_over(now),
            is_narrowed=is_narrowed,
        ),
        "form": form,
        "is_narrowed": is_narrowed,
        "team_name": asked.group.name if asked.group else _("All teams"),
        "teams": shown,
    }
    return render(request, "analytics/facts.html", context)


def _around(asked: Asked, page: Page[Line]) -> dict[str, Any]:
    """Return where the links of the page lead."""
    today, kept = utc_day(timezone.now()), asked.kept
    unnarrowed = dict.fromkeys(asdict(asked.narrowing), "")
    figure = {"metric": kept["metric"], "team": kept["team"]}
    hidden = {"period": asked.span.period.value, "on": asked.span.code, **kept}
    return {
        "back": address(asked.span, today, figure),
        "hidden": {key: value for key, value in hidden.items() if key not in unnarrowed and value},
        "everything": asked.url(**unnarrowed),
        "figure": asked.kpi.label,
        "figures": [
            Choice(asked.url(metric=key), str(kpi.label), kpi is asked.kpi)
            for key, kpi in FIGURES.items()
        ],
        "listed": [Choice(asked.url(by=by), str(LISTED[by]), by == asked.by) for by in LISTED],
        "order": ORDERS[asked.sort],
        "orders": []
        if asked.by in BY_DAY
        else [Choice(asked.url(sort=sort), str(ORDERS[sort])) for sort in ORDERS],
        "picker": picker(asked.span, today, kept),
        "earlier": asked.url(page=str(page.number - 1)) if page.has_previous() else "",
        "later": asked.url(page=str(page.number + 1)) if page.has_next() else "",
    }
