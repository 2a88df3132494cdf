"""What rules would have said to the captions that went out: counts alone, and never of a few.

Looked at are captions of published shares, newest first, at their network and with the roles and
the team of whoever shared them; from when until when a rule holds does not count. A count is told
when at least five people are behind it, as so many at least, in steps of five: else two rules tried
one after the other would tell of one caption by what they differ in. "Nobody" and "fewer than five"
are not told apart. What is quoted are suggested words of posts in the feed, which everybody there
can read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from content.models import Caption, Post
from policies.rules.base import APPROVAL, BLOCK, HINT, WEIGHTS, RuleSpec
from policies.rules.check import RuleSet, check_text, compile_rules
from policies.rules.conditions import Occasion, timeless
from policies.tallies import in_steps
from policies.writers import own_language
from sharing.models import Share, State
from tenants.fewest import fewest
from tenants.models import Organization
from tenants.roles import Role

MOST_CAPTIONS, MOST_CHARACTERS = 1_000, 600_000
"""Whichever comes first ends a trial: about a second."""
MOST_SUGGESTED, MOST_QUOTES, LONGEST_QUOTE = 200, 3, 300


@dataclass(frozen=True)
class Quote:
    """Suggested words that a rule would find something in, and their post's title."""

    text: str
    title: str
    severity: str


@dataclass(frozen=True)
class Trial:
    """How many captions would have been stopped, held for a yes, or told a hint.

    Each caption counts once, by the heaviest; None is "by fewer than five people, or nobody".
    `looked_at` are all captions; None, and nothing else, where fewer than five people shared.
    """

    looked_at: int | None
    since: date | None = None
    stopped: int | None = None
    held: int | None = None
    hinted: int | None = None
    suggested: int = 0
    """How many suggested captions were looked at."""
    found: int = 0
    """And in how many of them something would be found."""
    quotes: list[Quote] = field(default_factory=list)

    @property
    def tells(self) -> bool:
        """Tell whether there is any count to be told."""
        return any(count is not None for count in (self.stopped, self.held, self.hinted))


class _Trier:
    """Rules, and what they said to words seen before: many people share the same ones."""

    def __init__(self, specs: Sequence[RuleSpec]) -> None:
        lasting = [
            replace(spec, public_id=str(place), parameters=timeless(spec.parameters))
            for place, spec in enumerate(specs)
        ]
        self._rules: RuleSet = compile_rules(lasting)
        self._known: dict[tuple[str, frozenset[str]], str] = {}

    def heaviest(self, text: str, occasion: Occasion) -> str:
        """Return the heaviest severity that is found in a text, "" for none."""
        key = text, self._rules.asleep(occasion)
        if key not in self._known:
            found = (finding.severity for finding in check_text(text, self._rules, occasion))
            self._known[key] = max(found, key=WEIGHTS.__getitem__, default="")
        return self._known[key]


def try_on_past(specs: Sequence[RuleSpec], *, organization: Organization) -> Trial:
    """Try sound rules on what went out, and on suggested words; three queries."""
    trier, language = _Trier(specs), own_language(organization)
    people: dict[str, set[int]] = {severity: set() for severity in WEIGHTS}
    counts = dict.fromkeys(WEIGHTS, 0)
    everybody, looked_at, since = set(), 0, None
    for share in _newest():
        looked_at, since = looked_at + 1, share.published_at
        everybody.add(share.member_id)
        severity = trier.heaviest(share.words, _occasion(share, language))
        if severity:
            counts[severity] += 1
            people[severity].add(share.member_id)
    suggested, found, quotes = _suggested(trier, language)
    trial = Trial(None, suggested=suggested, found=found, quotes=quotes)
    if len(everybody) < fewest():
        return trial
    told = {
        severity: in_steps(count) if len(people[severity]) >= fewest() else None
        for severity, count in counts.items()
    }
    return replace(
        trial,
        looked_at=in_steps(looked_at),
        since=since and since.date(),
        stopped=told[BLOCK],
        held=told[APPROVAL],
        hinted=told[HINT],
    )


def _newest() -> Iterator[Share]:
    rows = Share.objects.filter(state=State.PUBLISHED, published_at__isnull=False)
    rows = rows.select_related("post", "member", "team").only(
        *("words", "network", "published_at", "member__roles", "team__public_id"),
        *("post__language", "post__kind"),
    )
    characters = 0
    for share in rows.order_by("-published_at", "-pk")[:MOST_CAPTIONS]:
        characters += len(share.words)
        if characters > MOST_CHARACTERS:
            return
        yield share


def _occasion(share: Share, language: str) -> Occasion:
    return Occasion(
        network=share.network,
        roles=frozenset({*share.member.roles, Role.ADVOCATE.value}),
        team=str(share.team.public_id) if share.team else "",
        languages=frozenset({(share.post.language or language).partition("-")[0]}),
        post_kind=share.post.kind,
    )


def _suggested(trier: _Trier, language: str) -> tuple[int, int, list[Quote]]:
    """Return how many suggested captions there are, how many are found, and the first of those."""
    posts = Post.objects.opened().newest_first()[:MOST_SUGGESTED]
    rows = Caption.objects.filter(post__in=list(posts)).select_related("post")
    captions = list(rows.order_by("-post__opens_at", "-post", "position")[:MOST_SUGGESTED])
    quotes = []
    for caption in captions:
        spoken = caption.language or caption.post.language or language
        occasion = Occasion(
            network=caption.network,
            languages=frozenset({spoken.partition("-")[0]}),
            post_kind=caption.post.kind,
        )
        if severity := trier.heaviest(caption.text, occasion):
            quotes.append(Quote(caption.text[:LONGEST_QUOTE], caption.post.title, severity))
    return len(captions), len(quotes), quotes[:MOST_QUOTES]
