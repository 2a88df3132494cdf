"""What we send: mails to members, events to the organization's own servers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocacy.health.lines import BAD, GOOD, WARN, Line, operator, span
from tenants.models import Letter, LetterState, Organization, Webhook, WebhookState

RECENT = timedelta(days=7)
SLOW = timedelta(minutes=10)


def mail_line(now: datetime) -> Line:
    """Say whether mails leave, by those of the last week, in one query."""
    waiting = Q(state=LetterState.WAITING, wake_at__lte=now)
    found = Letter.objects.filter(Q(created_at__gt=now - RECENT) | waiting).aggregate(
        failed=Count("pk", filter=Q(state=LetterState.FAILED)),
        waiting=Count("pk", filter=waiting),
        oldest=Min("created_at", filter=waiting),
    )
    title = _("Mails")
    if found["oldest"] is not None and now - found["oldest"] > SLOW:
        text = ngettext(
            "%(count)s waits, for %(span)s.",
            "%(count)s wait, the oldest for %(span)s.",
            found["waiting"],
        )
        said = text % {"count": found["waiting"], "span": span(now - found["oldest"])}
        return Line("mails", BAD, title, said, operator(), found["waiting"])
    if found["failed"]:
        text = ngettext(
            "%(count)s mail of the last 7 days could not be delivered.",
            "%(count)s mails of the last 7 days could not be delivered.",
            found["failed"],
        )
        advice = _("Mostly an address is wrong: look whether members and invitations have theirs.")
        said = text % {"count": found["failed"]}
        return Line("mails", WARN, title, said, advice, found["failed"])
    if found["waiting"]:
        text = ngettext(
            "%(count)s is about to leave.", "%(count)s are about to leave.", found["waiting"]
        )
        said = text % {"count": found["waiting"]}
        return Line("mails", GOOD, title, said, number=0)
    return Line("mails", GOOD, title, _("Those of the last 7 days have left."), number=0)


def webhook_line(organization: Organization) -> Line | None:
    """Say whether events arrive, in one query; None where there is no webhook."""
    found = Webhook.objects.aggregate(
        total=Count("pk"),
        failing=Count("pk", filter=Q(state=WebhookState.ACTIVE, failing_since__isnull=False)),
        disabled=Count("pk", filter=Q(state=WebhookState.DISABLED)),
    )
    title, url = _("Webhooks"), reverse("tenants:webhooks", args=[organization.slug])
    if not found["total"]:
        return None
    if found["disabled"]:
        text = ngettext(
            "We turned %(count)s webhook off: nothing arrived there.",
            "We turned %(count)s webhooks off: nothing arrived there.",
            found["disabled"],
        )
        said = text % {"count": found["disabled"]}
        advice = _("See to your server, then turn it on again.")
        return Line("webhooks", BAD, title, said, advice, found["disabled"], url)
    if found["failing"]:
        text = ngettext(
            "At %(count)s webhook nothing arrives at the moment.",
            "At %(count)s webhooks nothing arrives at the moment.",
            found["failing"],
        )
        said = text % {"count": found["failing"]}
        advice = _("See to your server. After five days we turn a webhook off.")
        return Line("webhooks", WARN, title, said, advice, found["failing"], url)
    return Line("webhooks", GOOD, title, _("Events arrive."), number=0, url=url)
