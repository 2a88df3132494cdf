"""An organization's receipts by post and network, without anybody's name.

Left out is what leads to a person: name, account, the post's address and the text, which holds a
link of the member's own. Days, not moments, for the same reason, and the lines of a day in the
order of their hashes. Whoever has the text of a post can hash it and find its line; nobody can find
a person from a line. A post on a network that fewer than `fewest()` people shared is not told
apart: its lines stand without post and network, and if even together they are of fewer, not at all.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from analytics.selectors.groups import told_apart
from content.models import Post
from sharing.models import Attempt, AttemptOutcome, Share, State
from sharing.receipts import PROVED, Echo
from tenants.fewest import fewest
from tenants.models import Organization
from tenants.scope import tenant
from tenants.sheets import BYTE_ORDER_MARK, plain_cell
from tenants.zones import zone_at

LONGEST = timedelta(days=366)
COLUMNS = [
    "day",
    "post",
    "post_id",
    "network",
    "how",
    "state",
    "sha256",
    "is_disclosed",
    "policy_version",
]
Pair = tuple[int, str]
"""A post and a network."""


@dataclass(frozen=True)
class Wanted:
    """Which receipts: from one day of the organization's clock to another, both inclusive.

    "" and None narrow nothing.
    """

    since: date
    until: date
    post: UUID | None = None
    network: str = ""


@dataclass(frozen=True)
class _Shown:
    """What may be told: the pairs by name, and whether all others together are enough people."""

    pairs: set[Pair]
    has_rest: bool
    days: list[date]
    titles: dict[int, tuple[str, UUID]]


def receipts_csv(*, organization: Organization, wanted: Wanted) -> Iterator[str]:
    """Yield the file, a day at a time: opens its own scopes, holds one day in memory."""
    writer = csv.writer(Echo())
    yield BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    zone = zone_at(organization)
    with tenant(organization):
        shown = _shown(wanted, zone)
    for day in shown.days:
        with tenant(organization):
            lines = sorted(_lines(day, wanted, shown, zone), key=lambda line: (line[6], line))
        yield "".join(writer.writerow(map(plain_cell, line)) for line in lines)


def _rows(since: date, until: date, wanted: Wanted, zone: ZoneInfo) -> QuerySet[Share]:
    """Return what went out from one day to another, both inclusive."""
    start = datetime.combine(since, time(), zone)
    end = datetime.combine(until + timedelta(days=1), time(), zone)
    rows: QuerySet[Share] = Share.objects.out_between(start, end).filter(state__in=PROVED)
    if wanted.post:
        rows = rows.filter(post__public_id=wanted.post)
    return rows.filter(network=wanted.network) if wanted.network else rows


def _shown(wanted: Wanted, zone: ZoneInfo) -> _Shown:
    """Find out what may be told apart; always four queries.

    It does not depend on the post and network asked for, and others are told where all is: two
    files of different parts would else have the same unnamed line.
    """
    rows = _rows(wanted.since, wanted.until, replace(wanted, post=None, network=""), zone)
    counted = rows.order_by("post_id", "network").values_list("post_id", "network")
    sizes = [
        ((post, key), n) for post, key, n in counted.annotate(n=Count("member", distinct=True))
    ]
    chosen = told_apart({place: size for place, (_pair, size) in enumerate(sizes)})
    pairs = {pair for place, (pair, _size) in enumerate(sizes) if place in chosen}
    rest = rows
    for post, key in pairs:
        rest = rest.exclude(post_id=post, network=key)
    people = rest.aggregate(n=Count("member", distinct=True))["n"]
    days = rows.annotate(day=TruncDate(Coalesce("published_at", "reported_at"), tzinfo=zone))
    posts = Post.objects.filter(pk__in={post for post, _key in pairs})
    return _Shown(
        pairs=pairs,
        has_rest=people >= fewest() and not (wanted.post or wanted.network),
        days=list(days.order_by("day").values_list("day", flat=True).distinct()),
        titles={
            pk: (title, key) for pk, title, key in posts.values_list("pk", "title", "public_id")
        },
    )


def _lines(day: date, wanted: Wanted, shown: _Shown, zone: ZoneInfo) -> Iterator[list[str]]:
    accepted = Attempt.objects.filter(share=OuterRef("pk"), outcome=AttemptOutcome.ACCEPTED)
    digest = Subquery(accepted.order_by("-number").values("digest")[:1])
    rows = _rows(day, day, wanted, zone).annotate(digest=digest).select_related("policy_version")
    for share in rows:
        title, post_id, key = "", "", ""
        if (share.post_id, share.network) in shown.pairs:
            title, public_id = shown.titles[share.post_id]
            post_id, key = str(public_id), share.network
        elif not shown.has_rest:
            continue
        yield [
            day.isoformat(),
            title,
            post_id,
            key,
            _how(share),
            "deleted" if share.state == State.RECALLED else "posted",
            getattr(share, "digest", None) or "",
            "yes" if share.disclosure else "no",
            str(share.policy_version.number) if share.policy_version else "",
        ]


def _how(share: Share) -> str:
    if share.connection_id is None:
        return "by_hand"
    return "member" if share.is_confirmed_by_member else "network"
