"""The page behind a number: lines that add up to it, compared with the period before."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from analytics.drill.cutting import BY_DAY, SHOWN, Narrowing
from analytics.drill.forms import NarrowForm
from analytics.drill.selectors import Behind, Line, behind
from analytics.drill.telling import LISTED, ORDERS, ordered, row, tell
from analytics.kpis import BEHIND, OF_SHARES, Clicks, Kpi, Ratio
from analytics.periods import Span, read_span, utc_day
from analytics.picker import Choice, address, chosen_group, picker
from analytics.posts.reading import numbered_among
from analytics.reports.answering import as_download
from analytics.reports.facts_book import facts_book
from analytics.reports.taking import export_page, kind_of
from analytics.selectors import Group, groups_for
from content.services.campaigns import day_of
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_number
from tenants.models import Member
from tenants.roles import Permission

PAGE = 50
FIGURES = {kpi.key: kpi for kpi in BEHIND}
TO_POSTS = ("network", "topic", "campaign", "kind")


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
        """Return where a line leads: from a post to its numbers, where the reader may open them,
        from most else to its posts.
        """
        if name in TO_POSTS:
            to = str(line.about[name] or "")
            return self.url(by="post", **{name: to}) if to else ""
        if name != "post" or line.post not in numbered:
            return ""
        page = reverse("analytics:post", args=[slug, line.post])
        metric = self.kpi.key if self.kpi in OF_SHARES else ""  # posts tell no rates
        return page + address(self.span, utc_day(timezone.now()), {"metric": metric})


@dataclass(frozen=True)
class Reading:
    """What an address asks for, as it was read; `said` are the sentences of the page."""

    asked: Asked
    form: NarrowForm
    teams: Sequence[Group]
    found: Behind
    lines: list[Line]
    said: dict[str, Any]

    @property
    def is_narrowed(self) -> bool:
        """Tell whether the lines are of a part alone."""
        return self.asked.narrowing != Narrowing()

    @property
    def team_name(self) -> str:
        """Return whose number it is."""
        return self.asked.group.name if self.asked.group else _("All teams")


@allowed(Permission.SEE_DASHBOARD)
def facts(request: MemberRequest) -> HttpResponse:
    """List what stands behind a number of the dashboard."""
    now = timezone.now()
    read = _read(request.GET, request.member, now)
    asked, slug = read.asked, request.organization.slug
    lines = Paginator(read.lines, PAGE)
    page = lines.get_page(read_number(request.GET.get("page", ""), otherwise=1))
    numbered = numbered_among([line.post for line in page], request.member)
    context = {
        "rows": [
            row(line, asked.kpi, asked.by, partial(asked.url_of, slug, numbered)) for line in page
        ],
        **_around(asked, page),
        **read.said,
        "form": read.form,
        "is_narrowed": read.is_narrowed,
        "team_name": read.team_name,
        "teams": read.teams,
    }
    return render(request, "analytics/facts.html", context)


@allowed(Permission.SEE_DASHBOARD)
@require_POST
def facts_file(request: MemberRequest) -> HttpResponse:
    """Hand out all lines that the address names as a file, and note that it was done."""
    now, kind = timezone.now(), kind_of(request.POST)
    read = _read(request.GET, request.member, now)
    asked, span = read.asked, read.asked.span
    chosen = {name: value for name, value in asdict(asked.narrowing).items() if value}
    narrowed = [
        (str(field.label or _("Post")), str(said))
        for name, field in read.form.fields.items()
        if name in chosen
        for said in [dict(getattr(field, "choices", [])).get(chosen[name], chosen[name])]
    ]
    book = facts_book(
        read.found,
        read.lines,
        by=asked.by,
        name=f"facts-{request.organization.slug}-{asked.kpi.key}-{span.code}",
        about=[(_("Team"), read.team_name), (_("Period"), span.label), *narrowed],
        sums=read.said["sums"],
    )
    data = {"metric": asked.kpi.key, "period": span.code, "team": asked.kept["team"], **chosen}
    file = export_page(
        book=book,
        page="facts",
        kind=kind,
        by=request.member,
        now=now,
        data={**data, "by": asked.by},
    )
    return as_download(file)


def _read(query: Mapping[str, str], member: Member, now: datetime) -> Reading:
    """Return what an address asks for. Raises Http404 for a team the member may not see."""
    form = NarrowForm(query, member=member, today=day_of(member, now))
    shown = groups_for(member)
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
        reader=member,
        by=asked.by,
        narrowing=asked.narrowing,
        now=now,
    )
    said = tell(
        found,
        asked.by,
        asked.span.label,
        is_over=asked.span.is_over(now),
        is_narrowed=asked.narrowing != Narrowing(),
    )
    lines = ordered(found.lines, asked.by, asked.sort)
    return Reading(asked, form, shown, found, lines, said)


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
        "is_rate": issubclass(asked.kpi, Ratio),
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
        "query": asked.url(),
        "earlier": asked.url(page=str(page.number - 1)) if page.has_previous() else "",
        "later": asked.url(page=str(page.number + 1)) if page.has_next() else "",
    }
