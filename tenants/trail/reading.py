"""Reading the audit by filters: a page of it, or all of it piece by piece.

Names are looked up when it is read: the audit itself holds ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.models import Act, Event, EventQuerySet, Member, Organization
from tenants.scope import tenant
from tenants.zones import zone_at

PAGE = 50
PIECE = 1_000
GROUPS: dict[str, str | Promise] = {
    "organization": gettext_lazy("Organization"),
    "member": gettext_lazy("Members"),
    "ownership": gettext_lazy("Handing over"),
    "invitation": gettext_lazy("Invitations"),
    "invitations": gettext_lazy("Lists of people"),
    "join": gettext_lazy("Asking to join"),
    "team": gettext_lazy("Teams"),
    "domain": gettext_lazy("Domains"),
    "budget": gettext_lazy("Budgets"),
    "app": gettext_lazy("Own apps"),
    "sharing": gettext_lazy("Pauses"),
    "receipts": gettext_lazy("Receipts"),
    "mention": gettext_lazy("Mentions"),
    "post": gettext_lazy("Posts"),
    "topic": gettext_lazy("Topics"),
    "approval": gettext_lazy("Approval"),
    "note": gettext_lazy("Notes"),
    "absence": gettext_lazy("Stand-ins"),
    "desk": gettext_lazy("Desk"),
    "source": gettext_lazy("Sources"),
    "comment": gettext_lazy("Comments"),
    "suggestion": gettext_lazy("Suggestions"),
    "question": gettext_lazy("Customers’ questions"),
    "poll": gettext_lazy("Polls"),
    "digest": gettext_lazy("Digest"),
    "picture": gettext_lazy("Pictures"),
    "campaign": gettext_lazy("Campaigns"),
    "hashtag": gettext_lazy("Hashtags"),
    "numbers": gettext_lazy("Brand numbers"),
    "boards": gettext_lazy("Leaderboard"),
    "dashboard": gettext_lazy("Dashboard"),
    "report": gettext_lazy("Reports"),
    "rate": gettext_lazy("Prices"),
    "site": gettext_lazy("Sites"),
    "conversion_goal": gettext_lazy("Goals for visitors"),
    "goal": gettext_lazy("Goals"),
    "annotation": gettext_lazy("Notes on the trends"),
    "pilot": gettext_lazy("Pilots"),
    "asset": gettext_lazy("Files of the library"),
    "policy": gettext_lazy("Guidelines"),
    "words": gettext_lazy("Words that need a yes"),
    "concern": gettext_lazy("Concerns"),
    "reply": gettext_lazy("Standard replies"),
    "programme": gettext_lazy("Programme lead"),
    "account": gettext_lazy("Accounts"),
    "webhook": gettext_lazy("Webhooks"),
    "token": gettext_lazy("API tokens"),
    "archive": gettext_lazy("Archive"),
    "audit": gettext_lazy("Audit"),
}
"""Acts by the first part of their name, as people choose among them."""
THINGS: dict[str, tuple[str | Promise, str]] = {
    "member": (gettext_lazy("Member"), ""),
    "invitation": (gettext_lazy("Invitation"), ""),
    "post": (gettext_lazy("Post"), "content:post"),
    "postimport": (gettext_lazy("List of posts"), "content:post_import_list"),
    "source": (gettext_lazy("Source"), "content:source"),
    "topic": (gettext_lazy("Topic"), "content:topic_edit"),
    "comment": (gettext_lazy("Comment"), "content:comment"),
    "suggestion": (gettext_lazy("Suggestion"), "content:suggestion_decide"),
    "customerquestion": (gettext_lazy("Customers’ question"), "content:question"),
    "poll": (gettext_lazy("Poll"), "content:poll"),
    "campaign": (gettext_lazy("Campaign"), "content:campaign_edit"),
    "hashtag": (gettext_lazy("Hashtag"), "content:hashtag"),
    "brandimport": (gettext_lazy("List of brand numbers"), "analytics:brand_list"),
    "brandnumber": (gettext_lazy("Brand number"), ""),
    "boardscreen": (gettext_lazy("Link for a screen"), ""),
    "report": (gettext_lazy("Report"), "analytics:report"),
    "reportlink": (gettext_lazy("Link to the dashboard"), ""),
    "rate": (gettext_lazy("Price"), ""),
    "viewrate": (gettext_lazy("View rate"), ""),
    "landingsite": (gettext_lazy("Site"), ""),
    "conversiongoal": (gettext_lazy("Goal for visitors"), ""),
    "goal": (gettext_lazy("Goal"), ""),
    "annotation": (gettext_lazy("Note on the trends"), ""),
    "asset": (gettext_lazy("File"), "content:asset"),
    "policyversion": (gettext_lazy("Guidelines"), ""),
    "connection": (gettext_lazy("Account"), ""),
    "mention": (gettext_lazy("Mention"), ""),
    "webhook": (gettext_lazy("Webhook"), "tenants:webhook"),
    "team": (gettext_lazy("Team"), ""),
    "domain": (gettext_lazy("Domain"), ""),
    "joinrequest": (gettext_lazy("Request to join"), ""),
    "invitationimport": (gettext_lazy("List of people"), ""),
    "apitoken": (gettext_lazy("API token"), ""),
    "archive": (gettext_lazy("Archive"), ""),
    "ownapp": (gettext_lazy("Own app"), ""),
}
"""What was acted on: how it is called, and its page by its id, if it has one."""


@dataclass(frozen=True)
class Filter:
    """What of the audit is wanted; days are days of the organization's clock, both inclusive."""

    group: str = ""
    by: UUID | None = None
    thing: UUID | None = None
    since: date | None = None
    until: date | None = None
    via: str = ""

    def named(self) -> list[str]:
        """Return the names of the parts that narrow."""
        return [part.name for part in fields(self) if getattr(self, part.name)]


@dataclass(frozen=True)
class Line:
    """One act, for people. `who` is "" where nobody acted; `url` is "" where there is no page."""

    event: Event
    act: str
    who: str
    thing: str
    url: str
    details: list[tuple[str, str]]


@dataclass(frozen=True)
class TrailPage:
    """One page, newest first, by day; `next_before` names its last line, None on the last page."""

    days: list[tuple[date, list[Line]]]
    next_before: UUID | None


def trail_page(
    *, organization: Organization, wanted: Filter, before: UUID | None = None, size: int = PAGE
) -> TrailPage:
    """Return a page of the audit, in scope, cut by keyset: after the line that `before` names."""
    rows = _narrowed(wanted, zone_at(organization))
    last = before and Event.objects.filter(public_id=before).values_list("at", "pk").first()
    if last:
        rows = _after(rows, *last)
    found = list(rows.newest_first()[: size + 1])
    slug, zone = organization.slug, zone_at(organization)
    lines = [_line(event, slug) for event in found[:size]]
    days = groupby(lines, key=lambda line: line.event.at.astimezone(zone).date())
    return TrailPage(
        [(day, list(those)) for day, those in days],
        found[size - 1].public_id if len(found) > size else None,
    )


def pieces(*, organization: Organization, wanted: Filter) -> Iterator[list[Event]]:
    """Yield all that the filter shows, newest first, a thousand at a time.

    Each piece is read in a scope of its own, so a slow reader holds no transaction open and memory
    holds one piece.
    """
    zone = zone_at(organization)
    last: tuple[datetime, int] | None = None
    while True:
        with tenant(organization):
            rows = _narrowed(wanted, zone)
            found = list((_after(rows, *last) if last else rows).newest_first()[:PIECE])
        if found:
            yield found
        if len(found) < PIECE:
            return
        last = found[-1].at, found[-1].pk


def name_of(member: Member | None) -> str:
    """Return how the person of an event is called now: their name may be gone."""
    if member is None:
        return ""
    return member.name.strip() or _("Former member")


def act_label(act: str) -> str:
    """Return an act in words; one that this version does not know stays a code."""
    return str(Act(act).label) if act in Act.values else act


def person(public_id: UUID | None) -> str:
    """Return the name of the member that the filter names, in scope, "" for none."""
    member = Member.objects.filter(public_id=public_id).first() if public_id else None
    return name_of(member)


def _narrowed(wanted: Filter, zone: ZoneInfo) -> EventQuerySet:
    rows: EventQuerySet = Event.objects.all()
    if wanted.group:
        rows = rows.filter(act__in=[act for act in Act.values if _group(act) == wanted.group])
    if wanted.by:
        rows = rows.filter(by__in=Member.objects.filter(public_id=wanted.by))
    if wanted.thing:
        rows = rows.filter(subject=wanted.thing)
    if wanted.since:
        rows = rows.filter(at__gte=datetime.combine(wanted.since, time(), tzinfo=zone))
    if wanted.until:
        rows = rows.filter(
            at__lt=datetime.combine(wanted.until + timedelta(1), time(), tzinfo=zone)
        )
    return rows.filter(via=wanted.via) if wanted.via else rows


def _after(rows: EventQuerySet, at: datetime, pk: int) -> EventQuerySet:
    return rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)


def _group(act: str) -> str:
    return act.partition(".")[0]


def _line(event: Event, slug: str) -> Line:
    label, page = THINGS.get(event.subject_kind, (event.subject_kind, ""))
    url = reverse(page, args=[slug, event.subject]) if page and event.subject else ""
    return Line(
        event=event,
        act=act_label(event.act),
        who=name_of(event.by),
        thing=str(label),
        url=url,
        details=[(name, _told(value)) for name, value in sorted(event.data.items())],
    )


def _told(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
