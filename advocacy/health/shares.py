"""Shares that are not live yet: how many wait, are held and why, and of which we are not sure."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.health.engine import due_line
from advocacy.health.lines import BAD, GOOD, INFO, WARN, Line
from sharing.models import Reason, Share, State

OPEN = (State.SCHEDULED, State.PUBLISHING, State.UNCONFIRMED, State.HELD)
HELD: dict[str, tuple[str, str | Promise, str | Promise]] = {
    Reason.REAUTH: (
        WARN,
        gettext_lazy("Held: an account has to be connected again"),
        gettext_lazy("Their members were told. They go out once the account is connected."),
    ),
    Reason.POLICY: (
        INFO,
        gettext_lazy("Held: the guidelines changed"),
        gettext_lazy("Their members were told; they change the words or cancel."),
    ),
    Reason.POST: (
        INFO,
        gettext_lazy("Held: the post was withdrawn"),
        gettext_lazy("They go out if it is approved again."),
    ),
    Reason.LATE: (
        INFO,
        gettext_lazy("Held: too late to send unasked"),
        gettext_lazy("Their members were asked whether they still want it."),
    ),
    Reason.OPERATOR: (
        BAD,
        gettext_lazy("Held: an app at a network is refused"),
        gettext_lazy("Look under Networks. We try again each minute."),
    ),
    Reason.BUDGET: (
        WARN,
        gettext_lazy("Held: posting there is switched off"),
        gettext_lazy("Set a budget under Budgets, and they go out."),
    ),
    Reason.ENDING: (
        INFO,
        gettext_lazy("Held: the organization is to be deleted"),
        gettext_lazy("They go out if the deletion is taken back."),
    ),
}
"""Tone, title and advice of each reason to hold a share; any other is told plainly."""


def share_lines(now: datetime) -> list[Line]:
    """Count what is not live yet, in one query; the line of what is due comes first."""
    due = Q(state=State.SCHEDULED, wake_at__lte=now, connection__isnull=False)
    rows = (
        Share.objects.filter(state__in=OPEN)
        .values("state", "reason")
        .annotate(count=Count("pk"), due=Count("pk", filter=due), oldest=Min("wake_at", filter=due))
        .order_by("state", "reason")
    )
    found = list(rows)
    oldest = min((row["oldest"] for row in found if row["oldest"]), default=None)
    counts = {(row["state"], row["reason"]): row["count"] for row in found}
    return [
        due_line(sum(row["due"] for row in found), oldest, now),
        *_waiting(counts),
        *_unsure(counts),
        *_held(counts),
    ]


def _waiting(counts: dict[tuple[str, str], int]) -> list[Line]:
    planned = _sum(counts, State.SCHEDULED)
    said = _("%(count)s scheduled or taking their turn.") % {"count": planned}
    waiting = Line("waiting", GOOD, _("Waiting shares"), said, number=planned)
    quota = counts.get((State.SCHEDULED, Reason.QUOTA), 0)
    money = counts.get((State.SCHEDULED, Reason.BUDGET), 0)
    again = counts.get((State.SCHEDULED, Reason.BACKOFF), 0)
    lines = [waiting]
    if quota:
        said = _("%(count)s wait for a network’s quota.") % {"count": quota}
        advice = _("They go out by themselves when it begins anew.")
        lines.append(Line("waiting_quota", INFO, _("Quota"), said, advice, quota))
    if money:
        said = _("%(count)s wait for the next month’s budget.") % {"count": money}
        advice = _("Raise the budget to send them now.")
        lines.append(Line("waiting_budget", WARN, _("Budget"), said, advice, money))
    if again:
        said = _("%(count)s wait to be tried again.") % {"count": again}
        advice = _("A network had a problem. We try again by ourselves.")
        lines.append(Line("waiting_backoff", INFO, _("Trying again"), said, advice, again))
    return lines


def _unsure(counts: dict[tuple[str, str], int]) -> list[Line]:
    asked = counts.get((State.UNCONFIRMED, Reason.ASK), 0)
    unsure = _sum(counts, State.UNCONFIRMED) - asked
    lines = []
    if unsure:
        said = _("Of %(count)s we do not know yet whether the network took it.") % {"count": unsure}
        advice = _("We find out by ourselves, and never send twice.")
        lines.append(Line("unsure", INFO, _("Not sure yet"), said, advice, unsure))
    if asked:
        said = _("%(count)s wait for a member’s answer: is it there, or not?") % {"count": asked}
        advice = _("The members were asked; only they can see it.")
        lines.append(Line("asked", WARN, _("Asked their members"), said, advice, asked))
    return lines


def _held(counts: dict[tuple[str, str], int]) -> list[Line]:
    lines = []
    for (state, reason), count in counts.items():
        if state == State.HELD:
            plain = (WARN, _("Held"), _("Their members see why."))
            tone, title, advice = HELD.get(reason, plain)
            said = _("%(count)s held.") % {"count": count}
            lines.append(Line(f"held_{reason}", tone, str(title), said, str(advice), count))
    return lines


def _sum(counts: dict[tuple[str, str], int], wanted: State) -> int:
    return sum(count for (state, _reason), count in counts.items() if state == wanted)
