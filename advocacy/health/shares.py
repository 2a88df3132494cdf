"""Shares that are not live yet: how many wait, are held and why, and of which we are not sure."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocacy.health.engine import due_line
from advocacy.health.lines import GOOD, INFO, WARN, Line
from advocacy.health.reasons import HELD, HELD_OTHERWISE, WAITING, Told, held_words
from sharing.models import Reason, Share, State
from tenants.models import Organization

OPEN = (State.SCHEDULED, State.PUBLISHING, State.UNCONFIRMED, State.HELD)
Counts = dict[tuple[str, str], int]


def share_lines(organization: Organization, now: datetime) -> list[Line]:
    """Count what is not live yet, in one query; a pause and what is due come first."""
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
    is_paused = bool(organization.pause_reason)
    return [
        *_pause(organization),
        due_line(sum(row["due"] for row in found), oldest, now, is_paused=is_paused),
        *_waiting(counts, organization),
        *_unsure(counts),
        *_held(counts, organization),
    ]


def _pause(organization: Organization) -> list[Line]:
    if not organization.pause_reason:
        return []
    said = _("Sharing is paused: %(reason)s") % {"reason": organization.pause_reason}
    advice = _("Nothing goes out until a curator or an admin ends the pause. Nothing is lost.")
    url = reverse("sharing:pause", args=[organization.slug])
    return [Line("pause", WARN, _("Pause"), said, advice, url=url)]


def _waiting(counts: Counts, organization: Organization) -> list[Line]:
    told = {reason: counts.get((State.SCHEDULED, reason), 0) for reason in WAITING}
    planned = _sum(counts, State.SCHEDULED) - sum(told.values())
    text = ngettext(
        "%(count)s is planned or takes its turn.",
        "%(count)s are planned or take their turn.",
        planned,
    )
    lines = [
        Line("waiting", GOOD, _("Waiting shares"), text % {"count": planned}, number=planned),
    ]
    for reason, count in told.items():
        if count:
            lines.append(_told(f"waiting_{reason}", WAITING[reason], count, organization))
    return lines


def _unsure(counts: Counts) -> list[Line]:
    asked = counts.get((State.UNCONFIRMED, Reason.ASK), 0)
    unsure = _sum(counts, State.UNCONFIRMED) - asked
    lines = []
    if unsure:
        text = ngettext(
            "Of %(count)s share we do not know yet whether the network took it.",
            "Of %(count)s shares we do not know yet whether the network took them.",
            unsure,
        )
        advice = _("We find out by ourselves, and never send twice.")
        said = text % {"count": unsure}
        lines.append(Line("unsure", INFO, _("Not sure yet"), said, advice, unsure))
    if asked:
        text = ngettext(
            "%(count)s waits for its member’s answer: is it there, or not?",
            "%(count)s wait for their members’ answers: are they there, or not?",
            asked,
        )
        advice = _("The members were asked; only they can see it.")
        said = text % {"count": asked}
        lines.append(Line("asked", WARN, _("Asked their members"), said, advice, asked))
    return lines


def _held(counts: Counts, organization: Organization) -> list[Line]:
    return [
        _told(f"held_{reason}", HELD.get(reason, HELD_OTHERWISE), count, organization)
        for (state, reason), count in counts.items()
        if state == State.HELD
    ]


def _told(key: str, told: Told, count: int, organization: Organization) -> Line:
    said = (told.said(count) if told.said else held_words(count)) % {"count": count}
    url = reverse(told.page, args=[organization.slug]) if told.page else ""
    return Line(key, told.tone, str(told.title), said, str(told.advice), count, url)


def _sum(counts: Counts, wanted: State) -> int:
    return sum(count for (state, _reason), count in counts.items() if state == wanted)
