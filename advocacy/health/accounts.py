"""Members' accounts by network, the apps they are connected by, and what posts cost."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocacy.health.lines import BAD, GOOD, INFO, WARN, Line
from sharing.budgets import budget_rows
from sharing.models import AppState, Connection, ConnectionState, OwnApp
from sharing.networks import network
from tenants.models import Organization

NEARLY = 0.9
"""The part of a month's budget from which on it is told."""


def account_lines() -> list[Line]:
    """Count accounts by network and state, in one query."""
    ended = Q(state=ConnectionState.EXPIRED)
    troubled = Q(state=ConnectionState.ACTIVE) & ~Q(problem="")
    rows = (
        Connection.objects.kept()
        .values("network")
        .annotate(
            total=Count("pk"),
            ended=Count("pk", filter=ended),
            troubled=Count("pk", filter=troubled),
        )
        .order_by("network")
    )
    lines = [_accounts(row["network"], row["total"], row["ended"], row["troubled"]) for row in rows]
    nobody = _("Nobody has connected an account yet.")
    advice = _("Members do that themselves, under Connections.")
    return lines or [Line("accounts", INFO, _("Accounts"), nobody, advice, 0)]


def _accounts(key: str, total: int, ended: int, troubled: int) -> Line:
    label, fine = network(key).label, total - ended
    text = ngettext("%(count)s account connected", "%(count)s accounts connected", fine)
    parts = [text % {"count": fine}]
    if ended:
        text = ngettext(
            "%(count)s has to be connected again", "%(count)s have to be connected again", ended
        )
        parts.append(text % {"count": ended})
    if troubled:
        text = ngettext("%(count)s did not answer well", "%(count)s did not answer well", troubled)
        parts.append(text % {"count": troubled})
    said, advice = " · ".join(parts), ""
    if ended:
        advice = _("Their members were told. What they share waits, and nothing is lost.")
    elif troubled:
        advice = _("We try again by ourselves.")
    return Line(f"accounts_{key}", WARN if ended or troubled else GOOD, label, said, advice, total)


def app_lines(organization: Organization) -> list[Line]:
    """Say how the organization's own apps stand, in one query; nothing where there are none."""
    url = reverse("sharing:own_apps", args=[organization.slug])
    return [_app(app, url) for app in OwnApp.objects.in_force().order_by("network")]


def _app(app: OwnApp, url: str) -> Line:
    title = _("Your app at %(network)s") % {"network": network(app.network).label}
    key = f"app_{app.network}"
    if app.state == AppState.REFUSED:
        advice = _("It is your own app: look at its values under Networks, and check it again.")
        return Line(key, BAD, title, app.problem or _("It was refused."), advice, url=url)
    if app.state == AppState.UNTESTED:
        advice = _("Check it under Networks.")
        return Line(key, WARN, title, _("It has not been checked yet."), advice, url=url)
    return Line(key, GOOD, title, _("It works."), url=url)


def money_lines(organization: Organization, now: datetime) -> list[Line]:
    """Say what of each month's budget is spent; nothing where no network takes money."""
    url = reverse("sharing:budgets", args=[organization.slug])
    lines = []
    for row in budget_rows(organization=organization, now=now):
        key, title = f"budget_{row.key}", _("Budget for %(network)s") % {"network": row.label}
        if not row.monthly_mills:
            said = _("Posting there is off: it has no budget.")
            advice = _("Set a budget to let members post there; by hand they can without.")
            said = f"{said} {row.waiting_words}".strip()
            line = Line(key, WARN if row.waiting else INFO, title, said, advice, 0, url)
        else:
            said = _("%(used)s this month.") % {"used": row.used}
            is_tight = row.waiting or row.spent_mills >= NEARLY * row.monthly_mills
            advice = _("What does not fit waits for next month, or until you raise it.")
            tone = WARN if is_tight else GOOD
            line = Line(
                key, tone, title, said, advice if is_tight else "", row.spent_mills, url=url
            )
        lines.append(line)
    return lines
