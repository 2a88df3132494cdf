"""Words that need somebody's yes: which, by when, and what those see who may give it.

A yes is to a text and to what was found in it: both are kept with it. It holds under newer
guidelines too, as long as they find nothing else there that needs one: a rule of the same kind and
reason, at the same place in the same words. Whoever decides sees what is found now.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from policies.models import Rule
from policies.rules.base import Finding
from policies.selectors import Checked, Words, check_each, check_words, refusal
from sharing.assisted import label_of
from sharing.mentions import plain
from sharing.models import Clearance, Reason, Ruling, Share, ShareQuerySet
from sharing.moments import instant_of
from sharing.times import when
from tenants.models import Member, Organization
from tenants.zones import zone_at

WORKING_DAYS = 2
"""How long whoever approves has, where the member's own time does not come sooner."""
SATURDAY = 5
PAGE = 20


@dataclass(frozen=True)
class Asked:
    """One thing in the words for a network that needs a yes, as the member was told it.

    `said` is the SHA-256 of those words in hex; "" in requests of before it was kept: theirs are to
    whatever words the request was about.
    """

    network: str
    rule: str
    kind: str
    start: int
    end: int
    matched: str
    reason: str
    suggestion: str
    clause: str
    said: str = ""

    @classmethod
    def of(cls, network: str, words: str, finding: Finding) -> Asked:
        """Return what to ask about a finding."""
        return cls(
            network=network,
            rule=finding.rule_id,
            kind=finding.kind,
            start=finding.start,
            end=finding.end,
            matched=finding.matched,
            reason=finding.reason,
            suggestion=finding.suggestion,
            clause=finding.clause,
            said=hashlib.sha256(words.encode()).hexdigest(),
        )

    def stored(self) -> dict[str, object]:
        """Return it as `Clearance.found` keeps it."""
        return asdict(self)

    @property
    def told(self) -> str:
        """Return the words it is about: those that stand there, or those that are missing."""
        return self.matched or self.suggestion

    @property
    def place(self) -> tuple[int, int]:
        """Return where in the words it stands, in code points."""
        return self.start, self.end


def with_answer_due(shares: ShareQuerySet) -> ShareQuerySet:
    """Let shares say by when the yes they wait for is needed (`answer_due`), in the same query."""
    asked = Clearance.objects.open().filter(
        member=OuterRef("member"), compose_key=OuterRef("compose_key")
    )
    due = Subquery(asked.values("due_at")[:1])
    found: ShareQuerySet = shares.annotate(answer_due=due)  # type: ignore[no-redef]  # else None
    return found


def asked_of(clearance: Clearance) -> list[Asked]:
    """Return what was found when it was asked for."""
    return [Asked(**one) for one in clearance.found]


def stored_of(asked: Iterable[Asked]) -> list[dict[str, object]]:
    """Return it as `Clearance.found` keeps it: what several accounts of a network ask for, once."""
    return [
        one.stored() for one in {(one.network, one.rule, one.place): one for one in asked}.values()
    ]


def digest_of(asked: Iterable[Asked]) -> str:
    """Name what a yes would be to, so that nobody says it to what they have not read; in hex.

    The same under newer guidelines that find the same.
    """
    told = {(one.network, one.said, one.place, one.kind, one.reason) for one in asked}
    return hashlib.sha256(json.dumps(sorted(told)).encode()).hexdigest()


def in_need(network: str, words: str, checked: Checked) -> list[Asked]:
    """Return what in a text needs a yes."""
    needing = [finding for finding in checked.findings if finding.needs_approval]
    return [Asked.of(network, words, finding) for finding in needing]


def words_of(share: Share) -> Words:
    """Return what to check of a share, which comes with its post and its member's team."""
    return Words(share.words, share.network, share.member, share.post.language, share.post.kind)


def check_shares(shares: Sequence[Share], *, now: datetime) -> list[tuple[Share, Checked]]:
    """Return shares with what the policy in force says to their words, in one query."""
    if not shares:
        return []
    checks = check_each([words_of(share) for share in shares], now=now)
    return list(zip(shares, checks, strict=True))


def _rules(ids: set[str]) -> dict[str, tuple[str, str]]:
    """Return what makes rules the same, whatever version they stand in: kind and reason."""
    rows = Rule.objects.filter(public_id__in=ids).values_list("public_id", "kind", "reason")
    return {str(public_id): (kind, reason) for public_id, kind, reason in rows}


def due_by(organization: Organization, *, planned: datetime, now: datetime) -> datetime:
    """Return when an answer is needed: when it is planned to go out, or after two working days.

    Monday to Friday, on the organization's clock. What is planned for now gives them the two days.
    """
    zone = zone_at(organization)
    wall = now.astimezone(zone).replace(tzinfo=None)
    left = WORKING_DAYS
    while left:
        wall += timedelta(days=1)
        left -= wall.weekday() < SATURDAY
    latest = instant_of(wall, zone)
    return min(latest, planned) if planned - now > timedelta(hours=1) else latest


@dataclass(frozen=True)
class Piece:
    """Some of the words; `is_found` where something in them needs a yes."""

    text: str
    is_found: bool = False


@dataclass(frozen=True)
class Text:
    """Words of a request, where they go, and what in them needs a yes."""

    networks: list[str]
    words: str
    pieces: list[Piece]
    found: list[Asked]


@dataclass(frozen=True)
class Waiting:
    """A request as who decides sees it; it comes with post and member.

    `digest` names what a yes would be to, `due` says by when it is needed, `forbidden` why the
    words can't go out by now, whoever says yes: one sentence for each finding.
    """

    clearance: Clearance
    texts: list[Text]
    forbidden: list[str]
    is_overdue: bool
    digest: str
    due: str

    @property
    def key(self) -> str:
        """Return the public id as text, for ids in pages."""
        return str(self.clearance.public_id)


def waiting_words(clearances: Sequence[Clearance], *, now: datetime) -> list[Waiting]:
    """Return requests with their words; those that wait no more have none. Two queries."""
    shares = Share.objects.held_for_yes().filter(
        member__in={one.member_id for one in clearances},
        compose_key__in=[one.compose_key for one in clearances],
    )
    rows = list(shares.select_related("post", "member__team").order_by("pk"))
    waiting: dict[tuple[int, UUID], list[tuple[Share, Checked]]] = defaultdict(list)
    for share, checked in check_shares(rows, now=now):
        waiting[click_of(share)].append((share, checked))
    return [_waiting(one, waiting[click_of(one)], now) for one in clearances]


def _waiting(
    clearance: Clearance, found: Sequence[tuple[Share, Checked]], now: datetime
) -> Waiting:
    shares = [(share, in_need(share.network, share.words, checked)) for share, checked in found]
    blocking = [refusal(finding) for _share, checked in found for finding in checked.blocking]
    return Waiting(
        clearance=clearance,
        texts=_texts(shares),
        forbidden=list(dict.fromkeys(blocking)),
        is_overdue=clearance.due_at <= now,
        digest=digest_of(one for _share, asked in shares for one in asked),
        due=when(clearance.due_at, now=now),
    )


def queue_of(member: Member, *, now: datetime) -> tuple[list[Waiting], bool]:
    """Return what a member may answer, the soonest needed first, and whether there is more.

    Three queries, whatever there is.
    """
    rows = Clearance.objects.waiting_for(member).select_related("member", "post")
    found = list(rows.order_by("due_at", "pk")[: PAGE + 1])
    return waiting_words(found[:PAGE], now=now), len(found) > PAGE


def _texts(shares: Sequence[tuple[Share, list[Asked]]]) -> list[Text]:
    """Return each text once, with the networks it goes to and what is found in it for any."""
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    found: dict[str, dict[object, Asked]] = defaultdict(dict)
    for share, asked in shares:
        label = label_of(share.network, is_by_hand=share.connection_id is None)
        labels[share.words][share.network] = label
        found[share.words] |= {(one.place, one.reason): one for one in asked}
    texts = []
    for words, named in labels.items():
        told = sorted(found[words].values(), key=lambda one: one.start)
        texts.append(Text(list(named.values()), words, _pieces(words, told), told))
    return texts


def _pieces(words: str, found: Sequence[Asked]) -> list[Piece]:
    """Cut the words at what was found; who is mentioned is shown by name."""
    pieces, at = [], 0
    for one in found:
        if one.start < at or one.start == one.end:
            continue
        found_text = Piece(words[one.start : one.end], is_found=True)
        pieces += [Piece(plain(words[at : one.start])), found_text]
        at = one.end
    pieces.append(Piece(plain(words[at:])))
    return [piece for piece in pieces if piece.text]


def needs_yes(asked: Asked) -> str:
    """Say in one sentence why words can't go out by themselves."""
    if asked.start == asked.end:
        said = _("Without “%(words)s” somebody has to say yes first. %(why)s")
    else:
        said = _("Somebody has to say yes to “%(words)s” first. %(why)s")
    return said % {"words": asked.told, "why": asked.reason}


@dataclass(frozen=True)
class Hold:
    """Why words may not go out as they are now, under which version, and when to look again."""

    reason: Reason
    problem: str
    version_id: int | None
    until: datetime | None = None


def check_share(share: Share, now: datetime) -> Checked:
    """Return what the policy in force says to a share's words. It comes with member and post."""
    return check_words(
        share.words,
        share.network,
        member=share.member,
        now=now,
        language=share.post.language,
        post_kind=share.post.kind,
    )


def hold_of(share: Share, checked: Checked) -> Hold | None:
    """Return why a share's words may not go out, None while they may. In scope.

    Two queries where something needs a yes, else none.
    """
    return holds_of([(share, checked)])[0]


def holds_of(found: Sequence[tuple[Share, Checked]]) -> list[Hold | None]:
    """Return why the words of shares may not go out; at most two queries for all of them."""
    needed = {
        share.pk: in_need(share.network, share.words, checked)
        for share, checked in found
        if not checked.blocking
    }
    asking = [share for share, _checked in found if needed.get(share.pk)]
    requests = _requests(asking) if asking else {}
    given = [one for request in requests.values() for one in asked_of(request)]
    rules = _rules({one.rule for one in (*given, *_all(needed))}) if requests else {}
    return [
        _hold(share, checked, needed.get(share.pk, []), requests.get(click_of(share)), rules)
        for share, checked in found
    ]


def click_of(one: Share | Clearance) -> tuple[int, UUID]:
    """Name the click that made a share, or that a request is about."""
    return one.member_id, one.compose_key


def _all(needed: Mapping[int, list[Asked]]) -> list[Asked]:
    return [one for each in needed.values() for one in each]


def _requests(shares: Sequence[Share]) -> dict[tuple[int, UUID], Clearance]:
    rows = Clearance.objects.filter(
        member__in={share.member_id for share in shares},
        compose_key__in=[share.compose_key for share in shares],
    )
    return {click_of(one): one for one in rows}


def _hold(
    share: Share,
    checked: Checked,
    needed: Sequence[Asked],
    request: Clearance | None,
    rules: Mapping[str, tuple[str, str]],
) -> Hold | None:
    changed = _("The policy has changed. %(why)s")
    if checked.blocking:
        problem = changed % {"why": refusal(checked.blocking[0])}
        return Hold(Reason.POLICY, problem[:300], checked.version_id, checked.until)
    if needed and request is not None and request.ruling == Ruling.OPEN:
        return Hold(Reason.APPROVAL, "", checked.version_id, checked.until)
    agreed = set()
    if request is not None and request.ruling == Ruling.APPROVED:
        given = [one for one in asked_of(request) if one.network == share.network]
        agreed = {(one.place, one.said, rules.get(one.rule)) for one in given}
    missing = [
        one
        for one in needed
        if agreed.isdisjoint((one.place, said, rules.get(one.rule)) for said in (one.said, ""))
    ]
    if not missing:
        return None
    problem = changed % {"why": needs_yes(missing[0])}
    return Hold(Reason.POLICY, problem[:300], checked.version_id, checked.until)
