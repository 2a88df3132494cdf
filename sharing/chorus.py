"""No chorus: where a network's rules forbid it, nobody repeats colleagues' words within days.

Which networks those are is a fact on their class (`forbids_chorus`). Compared is what
`sharing.nearness` compares, with what colleagues posted there or have waiting, in a few queries
whatever there is: the very same words of the whole window by their key, nearly the same ones among
the newest 200. Whoever was first keeps the words: what waits gives way to what was made before it,
and everything to what is out there or on its way.

Asking under `hold_words`, both when a share is made and when its attempt is written, lets at most
one of two members with the same words go out, whatever they and the workers do at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from content.services import Suggestion
from sharing.models import Attempt, AttemptOutcome, Share, State
from sharing.nearness import MOST, NEARLY, bare, similarities
from sharing.networks import NETWORKS
from sharing.networks.base import Issue
from sharing.places import Place
from tenants.models import Member

CHORUS = "chorus"
OUT = frozenset({State.PUBLISHED, State.UNCONFIRMED, State.SELF_REPORTED})
WAITING = frozenset({State.SCHEDULED, State.PUBLISHING})
LOCK = "SELECT pg_advisory_xact_lock(hashtext('advocacy.chorus'), hashtext(%s))"


def is_forbidden(network_key: str) -> bool:
    """Tell whether a network's rules forbid a chorus."""
    return any(one.key == network_key and one.forbids_chorus for one in NETWORKS)


def is_bound(place: Place) -> bool:
    """Tell whether we keep those rules at a place: what members post by hand is theirs."""
    return place.connection is not None and is_forbidden(place.network)


def key_of(words: str, network_key: str) -> str:
    """Return what finds the same words again, "" where nobody looks for them."""
    said = bare(words) if is_forbidden(network_key) else ""
    return hashlib.sha256(said.encode()).hexdigest() if said else ""


def hold_words(*, organization_id: int, network_key: str) -> None:
    """Let nobody else of the organization take words there until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"{organization_id} {network_key}"])


@dataclass(frozen=True)
class Heard:
    """What is said at one network: colleagues' words, and the member's own by account."""

    others: Sequence[str]
    own: Sequence[tuple[int | None, str]]

    def issue(self, words: str) -> Issue | None:
        """Say why these words can't go out there, None if they can."""
        if not any(ratio >= NEARLY for ratio in similarities(words, self.others)):
            return None
        text = _(
            "A colleague has posted nearly the same words there. Its rules forbid many people to"
            " say the same: say it in your own words."
        )
        return Issue(CHORUS, text)

    def repeats(self, words: str, connection_id: int | None) -> str:
        """Say that the member has posted these very words there, "" if they have not."""
        said = bare(words)
        before = [bare(text) for account, text in self.own if account == connection_id]
        if not said or said not in before:
            return ""
        return _(
            "You have posted these very words there lately. The network may refuse the same twice:"
            " change them a little."
        )

    def another(self, suggestion: Suggestion) -> str:
        """Return a suggestion that no colleague has used there, "" where there is none."""
        first = [suggestion.caption] if suggestion.caption else []
        texts = (one.text.strip() for one in [*first, *suggestion.others])
        return next((text for text in texts if not self.issue(text)), "")


def listen(
    *,
    member: Member,
    network_key: str,
    texts: Iterable[str],
    now: datetime,
    share: Share | None = None,
) -> Heard:
    """Read what speaks against any of these texts. Three queries, two for a `share`.

    Of a `share` that is about to go out, what was made after it and is not on its way gives way.
    """
    since = now - timedelta(days=settings.CHORUS_WINDOW_DAYS)
    keys = {key_of(text, network_key) for text in texts} - {""}
    there = Share.objects.filter(network=network_key, state__in=OUT | WAITING)
    others = there.exclude(member=member)
    if share is not None:
        sent = Attempt.objects.filter(share=OuterRef("pk")).exclude(outcome=AttemptOutcome.REFUSED)
        others = others.filter(Q(state__in=OUT) | Q(Exists(sent)) | Q(pk__lt=share.pk))
    same = others.filter(words_key__in=keys, due_at__gte=since)
    # One of each is enough: of what is finished by hand there may be any number.
    same = same.order_by("words_key").distinct("words_key").values_list("words", flat=True)
    recent = others.filter(created_at__gte=since).order_by("-created_at")
    newest = recent.values_list("words", flat=True)[:MOST]
    own = there.filter(member=member, words_key__in=keys, due_at__gte=since)
    mine = [] if share else own.values_list("connection_id", "words")[:MOST]
    return Heard([*same, *newest], list(mine))
