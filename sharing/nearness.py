"""Whether colleagues have just said nearly the same: a nudge to say it in one's own words.

Compared is as `content.nearness` says: links, emoji, signs and spacing make nothing one's own. The
measure is the part of the letters that both have in the same order. `token_set_ratio` would call a
text the same when somebody's is contained in it, so that a sentence of one's own would not count.
From `NEARLY` on it is nearly the same: of the examples in `bench/nearness.py` a caption with a word
changed has 94 and more, with a sentence of one's own 71 to 86, two captions of one post about 40.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import ngettext

from content import nearness
from sharing.mentions import plain
from sharing.models import Share, State
from sharing.text import PLACE
from tenants.models import Member

NEARLY = 88.0
LOOK_BACK = timedelta(days=14)
MOST = 200
SAID = (
    State.SCHEDULED,
    State.PUBLISHING,
    State.PUBLISHED,
    State.UNCONFIRMED,
    State.SELF_REPORTED,
)
"""What is out there, or soon will be."""


@dataclass(frozen=True)
class Near:
    """That others have said nearly the same; never who."""

    percent: int
    """How alike the closest one is."""
    people: int

    def said_on(self, label: str) -> str:
        """Say it in two sentences, the second of what helps."""
        text = ngettext(
            "A colleague has posted nearly the same on %(network)s lately. "
            "A sentence of your own makes it yours.",
            "%(count)s colleagues have posted nearly the same on %(network)s lately. "
            "A sentence of your own makes it yours.",
            self.people,
        )
        return text % {"count": self.people, "network": label}


def near_duplicate(*, member: Member, network: str, words: str, now: datetime) -> Near | None:
    """Compare words with what colleagues shared there lately. One query, at most 200 shares."""
    recent = Share.objects.filter(
        network=network, created_at__gte=now - LOOK_BACK, created_at__lte=now, state__in=SAID
    ).exclude(member=member)
    rows = list(recent.order_by("-created_at").values_list("member_id", "words")[:MOST])
    alike = similarities(words, [said for _member, said in rows])
    near = [(ratio, row[0]) for ratio, row in zip(alike, rows, strict=True) if ratio >= NEARLY]
    if not near:
        return None
    return Near(int(max(ratio for ratio, _member in near)), len({who for _ratio, who in near}))


def similarities(words: str, others: Sequence[str]) -> list[float]:
    """Return how alike each other text is, from 0 to 100; 0 below `NEARLY`, or without letters."""
    return nearness.likenesses(bare(words), [bare(other) for other in others], from_=NEARLY)


def bare(words: str) -> str:
    """Return the letters and digits, in one case and form, words parted by one space."""
    return nearness.bare(plain(words).replace(PLACE, " "))
