"""What the composer shows beside the words: findings, counts and each place's exact post."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.models import Severity
from policies.rules.base import Finding
from policies.selectors import check_words
from sharing.chorus import CHORUS, Heard, is_bound, listen
from sharing.mentions import shown_mentions
from sharing.moments import Moment, parse_timing, slot_moment
from sharing.nearness import near_duplicate
from sharing.networks.base import (
    Count,
    Draft,
    Issue,
    Shown,
)
from sharing.places import Place
from sharing.plans import Plan
from sharing.terms import HASHTAGS, hashtag_finding, words_issue
from tenants.models import Member
from tenants.zones import zone_of

COMMON = "words"
"""The field of the words for all networks."""
NEARLY_FULL = 0.9


@dataclass(frozen=True)
class Marked:
    """A finding in one of the composer's fields."""

    field: str
    finding: Finding
    nth: int = 0
    """Which of the same that the same rule found in the field."""

    @property
    def key(self) -> str:
        """Name it: the same for as long as it stays, wherever the words around it move it."""
        found = self.finding
        words = crc32((found.matched or found.suggestion).encode())
        return f"{self.field}-{found.rule_id}-{words:x}-{self.nth}"

    @property
    def said(self) -> str:
        """Say it in a few words."""
        found = self.finding
        words = found.matched or found.suggestion.strip() or found.reason
        severity = Severity(found.severity).label
        return _("“%(words)s” (%(severity)s)") % {"words": words, "severity": severity}


@dataclass(frozen=True)
class Preview:
    """One place's post as its readers will see it, to the letter, and what speaks against it."""

    place: Place
    shown: Shown
    counts: Sequence[Count]
    issues: Sequence[Issue]
    warning: str = ""
    left_out: str = ""
    """Why the video or document does not go there, "" when it does."""
    cut: str = ""
    """What is cut there of the descriptions, "" for nothing."""
    nearness: str = ""
    mentions: Sequence[str] = ()
    """How those who are mentioned read there."""
    another: str = ""
    """A suggestion to take where a chorus stands in the way, "" where none is free."""

    @property
    def is_chorus(self) -> bool:
        """Tell whether the network's rules forbid these words because others used them."""
        return any(issue.code == CHORUS for issue in self.issues)

    @property
    def lacks_hashtags(self) -> bool:
        """Tell whether hashtags are missing that belong to the post."""
        return any(issue.code == HASHTAGS for issue in self.issues)

    @property
    def told_counts(self) -> list[Count]:
        """Return the count people know, and any other that is nearly full."""
        first, rest = self.counts[:1], self.counts[1:]
        return [*first, *(c for c in rest if c.used >= c.limit * NEARLY_FULL)]


@dataclass(frozen=True)
class Look:
    """Everything that changes while a member writes."""

    findings: list[Marked]
    previews: list[Preview]
    moment: Moment | None
    time_problem: str
    """What is wrong with the chosen time, "" when nothing is."""

    @property
    def rules(self) -> frozenset[str]:
        """Return the rules that find something, by id."""
        return frozenset(marked.finding.rule_id for marked in self.findings)

    @property
    def told(self) -> str:
        """Say what is found, for who does not see it appear: the same until that changes."""
        if not self.findings:
            return _("No findings.")
        count = len(self.findings)
        said = ngettext("%(count)d finding: %(found)s.", "%(count)d findings: %(found)s.", count)
        return said % {"count": count, "found": ", ".join(one.said for one in self.findings)}

    @property
    def is_blocked(self) -> bool:
        """Tell whether the policy stops the share as it is."""
        return any(marked.finding.blocks for marked in self.findings)

    @property
    def needs_approval(self) -> bool:
        """Tell whether somebody has to say yes before it goes out, and nothing worse is found."""
        return not self.is_blocked and any(one.finding.needs_approval for one in self.findings)

    @property
    def posted(self) -> list[Preview]:
        """Return where we post."""
        return [preview for preview in self.previews if not preview.place.by_hand]

    @property
    def by_hand(self) -> list[Preview]:
        """Return where the member finishes it."""
        return [preview for preview in self.previews if preview.place.by_hand]


def field_of(plan: Plan, network: str) -> str:
    """Return the composer's field that holds a network's words."""
    words = plan.compose.words or {}
    return f"words_{network}" if words.get(network, "").strip() else COMMON


def look_over(plan: Plan) -> Look:
    """Check a plan as the policy, the networks and the clock would; a fixed number of queries."""
    moment, time_problem = _moment(plan)
    return Look(
        findings=_findings(plan),
        previews=_previews(plan, moment),
        moment=moment,
        time_problem=time_problem,
    )


def _moment(plan: Plan) -> tuple[Moment | None, str]:
    when = plan.compose.when
    try:
        return parse_timing(
            when.timing,
            member=plan.member,
            post=plan.post,
            now=plan.now,
            wall=when.wall,
            zone=when.zone,
        ), ""
    except ValidationError as refused:
        return None, refused.messages[0]


def next_slot(member: Member, now: datetime) -> Moment | None:
    """Return the member's next free slot, None while their week has none."""
    try:
        return slot_moment(member, now)
    except ValidationError:
        return None


def tomorrow_morning(member: Member, now: datetime) -> str:
    """Return tomorrow at nine in the member's zone, as a form takes it: a time to start from."""
    tomorrow = now.astimezone(zone_of(member)) + timedelta(days=1)
    return f"{tomorrow:%Y-%m-%d}T09:00"


def _findings(plan: Plan) -> list[Marked]:
    """Return what the policy sees in each field for where its words go, each thing once."""
    asked = [(field_of(plan, place.network), place.network) for place in plan.compose.places]
    seen: dict[tuple[str, str, int, int], Marked] = {}
    for field, network in dict.fromkeys(asked or [(COMMON, "")]):
        words = plan.compose.words or {}
        text = words.get("" if field == COMMON else network, "")
        checked = check_words(
            text,
            network,
            member=plan.member,
            now=plan.now,
            language=plan.post.language,
            post_kind=plan.post.kind,
        )
        for finding in checked.findings:
            place = (field, finding.rule_id, finding.start, finding.end)
            seen.setdefault(place, Marked(field, finding))
        if not plan.post.is_caption_locked and (missing := hashtag_finding(plan.post, text)):
            seen[field, missing.rule_id, missing.start, missing.end] = Marked(field, missing)
    return _numbered(seen.values())


def _numbered(found: Iterable[Marked]) -> list[Marked]:
    """Tell apart what is found alike."""
    times: Counter[str] = Counter()
    numbered = []
    for one in found:
        numbered.append(replace(one, nth=times[one.key]))
        times[one.key] += 1
    return numbered


def _previews(plan: Plan, moment: Moment | None) -> list[Preview]:
    words = {place: plan.words_for(place)[0] for place in plan.compose.places}
    asked = {(place.network, place.label, said) for place, said in words.items()}
    near = {
        (network, said): _nearness(plan, network, label, said) for network, label, said in asked
    }
    due_at = moment.due_at if moment else plan.now
    heard = {
        network: listen(
            member=plan.member, network_key=network, texts=plan.texts_for(network), now=plan.now
        )
        for network in sorted({place.network for place in words if is_bound(place)})
    }
    return [
        _preview(
            plan,
            place,
            said,
            due_at=due_at,
            nearness=near[place.network, said],
            heard=heard.get(place.network) if is_bound(place) else None,
        )
        for place, said in words.items()
    ]


def _preview(
    plan: Plan, place: Place, words: str, *, due_at: datetime, nearness: str, heard: Heard | None
) -> Preview:
    draft = plan.draft_for(place, words)
    chorus = heard.issue(words) if heard else None
    another = ""
    if heard is not None and place.connection is not None:
        nearness = "" if chorus else heard.repeats(words, place.connection.pk) or nearness
        another = heard.another(plan.suggested[place.network]) if chorus else ""
    terms = words_issue(plan.post, plan.suggested[place.network].allowed, words)
    left_out = None if draft.attachment else plan.left_out(place)
    return Preview(
        place=place,
        shown=place.show(draft),
        counts=place.count(draft),
        issues=[*place.check(draft), *(one for one in (terms, chorus) if one)],
        warning=_warning(place, due_at),
        left_out=left_out.message if left_out else "",
        cut=_cut(plan, place, draft),
        nearness=nearness,
        mentions=shown_mentions(words, network=place.network, known=plan.mentions),
        another=another,
    )


def _cut(plan: Plan, place: Place, draft: Draft) -> str:
    """Say that descriptions are cut there, "" when they are not."""
    sent = [one.alt for one in (*draft.pictures, draft.attachment) if one is not None]
    whole = {one.alt for one in plan.chosen}
    if all(alt in whole for alt in sent):
        return ""
    text = _("%(network)s takes %(limit)d characters of a description: the rest is left out.")
    return text % {"network": place.label, "limit": place.limits.max_alt_characters}


def _nearness(plan: Plan, network: str, label: str, words: str) -> str:
    """Say that colleagues have just posted nearly the same there, "" when nobody has."""
    near = near_duplicate(member=plan.member, network=network, words=words, now=plan.now)
    return near.said_on(label) if near else ""


def _warning(place: Place, due_at: datetime) -> str:
    """Say what will be in the way when it is due, before it happens."""
    connection = place.connection
    if connection and connection.reconnect_by and connection.reconnect_by <= due_at:
        return _("This account has to be connected again before then.")
    return ""
