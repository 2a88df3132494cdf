"""The page that says what advocacy pays."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from analytics import wording
from analytics.brand.telling import imported_from
from analytics.payoff.goals import Goals, Reached
from analytics.payoff.selectors import TOLD, WHOLE, Payoff, Values, payoff
from analytics.periods import read_span, utc_day
from analytics.picker import address, picker
from analytics.reports.answering import as_download
from analytics.reports.payoff_book import payoff_book
from analytics.reports.taking import export_page, kind_of
from analytics.value.telling import money
from content.services.campaigns import day_of
from tenants.access import allowed
from tenants.fewest import fewest
from tenants.http import MemberRequest
from tenants.roles import Permission


@allowed(Permission.SEE_DASHBOARD)
def what_it_pays(request: MemberRequest) -> HttpResponse:
    """Show what shares brought for sales, for hiring and in a hurry."""
    now = timezone.now()
    today = utc_day(now)
    span = read_span(request.GET, today)
    found = payoff(span=span, member=request.member, now=now, today=day_of(request.member, now))
    context = {
        **_told(found),
        "span": span,
        "heads": [kpi.label for kpi in TOLD],
        "facts": address(span, today, {"by": "post"}),
        "query": address(span, today, {}),
        "picker": picker(span, today, {}),
    }
    return render(request, "analytics/payoff.html", context)


@allowed(Permission.SEE_DASHBOARD)
@require_POST
def what_it_pays_file(request: MemberRequest) -> HttpResponse:
    """Hand out the page of a period as a file, and note that it was done."""
    now, kind, member = timezone.now(), kind_of(request.POST), request.member
    span = read_span(request.GET, utc_day(now))
    found = payoff(span=span, member=member, now=now, today=day_of(member, now))
    book = payoff_book(found, span=span, slug=request.organization.slug)
    data = {"period": span.code}
    return as_download(
        export_page(book=book, page="what_it_pays", kind=kind, by=member, now=now, data=data)
    )


def _told(found: Payoff) -> dict[str, Any]:
    return {
        "tiles": [(kpi, found.totals[kpi.key]) for kpi in WHOLE],
        **_goals(found.goals),
        "leads": found.leads,
        "leads_note": imported_from(found.told) if found.leads is not None else "",
        "topics": [(one.name, _cells(one.values)) for one in found.topics],
        "selling": [(one.name, _cells(one.values)) for one in found.selling],
        "hiring": None if found.hiring is None else _cells(found.hiring),
        "recruiting": [(one.name, _cells(one.values)) for one in found.recruiting],
        "spread": [(one.post, _hours(one.hours)) for one in found.spread],
    }


def _goals(goals: Goals | None) -> dict[str, Any]:
    """Return the goals with what they were worth in words, and what is not told apart."""
    if goals is None:
        return {"goals": [], "other_goals": ""}
    others = ""
    if goals.others is None:
        others = _("What fewer than %(few)s people’s shares led to is in the total alone.")
        others %= {"few": wording.whole(fewest())}
    elif goals.others:
        others = _("Goals not told apart: %(number)s.") % {"number": wording.whole(goals.others)}
    return {
        "goals": [(one.name, wording.whole(one.count), _worth(one)) for one in goals.reached],
        "other_goals": others,
    }


def _worth(one: Reached) -> str:
    """Return the amounts of a goal in words; "" where its site told none that may be told."""
    said = [money(amount, currency) for currency, amount in one.worth]
    if said and not one.is_worth_whole:
        said.append(_("and more of too few people to tell"))
    return ", ".join(said)


def _cells(values: Values) -> list[tuple[Promise, str]]:
    """Return what something brought in words, with the figure's name; "" where it is not told."""
    found = [(kpi.label, values[kpi.key]) for kpi in TOLD]
    return [(label, "" if value is None else wording.whole(value)) for label, value in found]


def _hours(hours: int | None) -> str:
    words = {"few": wording.whole(fewest())}
    if hours is None:
        return _("Not yet shared by %(few)s people.") % words
    words["time"] = wording.duration(3600 * hours)
    return _("Shared by %(few)s people after %(time)s.") % words
