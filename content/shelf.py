"""Reading the assets library: what there is, where it is used, by what right.

The library holds what curators put there, what is on a post, and uploads on the card of a link. A
picture that a member sent with a share of their own is theirs: it is not in here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from content.models import (
    Asset,
    AssetKind,
    AssetState,
    LinkCard,
    Post,
    PostAsset,
    ShelfItem,
    State,
    licences_over,
)
from content.selectors import Cursor, ShownPicture, renditions_of
from content.uploads import idle_pictures, posts_with, uses_of_assets

ENDS_SOON = timedelta(days=30)
FLAWS = ("no_alt", "unused", "ending", "over")
PLACES = {
    "content.postasset": "posts",
    "content.linkcard": "cards",
    "sharing.sharepicture": "shares",
}
MOST_CHOICES = 12


@dataclass(frozen=True)
class Uses:
    """How often an upload is used, by kind of place."""

    posts: int = 0
    cards: int = 0
    shares: int = 0
    others: int = 0

    @property
    def total(self) -> int:
        """Return how often in all; nothing but what nobody uses may be deleted."""
        return self.posts + self.cards + self.shares + self.others


@dataclass(frozen=True)
class ShelfRow:
    """One upload as a line of the library; `item` is None while it is only on posts."""

    asset: Asset
    item: ShelfItem | None
    shown: ShownPicture | None
    uses: Uses
    is_over: bool
    ends_soon: bool

    @property
    def name(self) -> str:
        """Return what people call it."""
        return self.asset.title or self.asset.file_name

    @property
    def lacks_alt(self) -> bool:
        """Tell whether it is not described for people who can't see it."""
        return self.asset.kind != AssetKind.DOCUMENT and not self.asset.alt


@dataclass(frozen=True)
class ShelfPage:
    """One page of the library, newest first; `next_cursor` is None on the last one."""

    rows: list[ShelfRow]
    next_cursor: Cursor | None


@dataclass(frozen=True)
class Wanted:
    """What of the library is looked for: words, a kind, and one of `FLAWS`."""

    words: str = ""
    kind: str = ""
    flaw: str = ""

    @property
    def is_narrow(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.words or self.kind or self.flaw)


@dataclass(frozen=True)
class Usage:
    """Where one upload is: the posts that show it, by state, and counts of the rest."""

    uses: Uses
    posts: list[Post] = field(default_factory=list)

    @property
    def in_feed(self) -> list[Post]:
        """Return those that everyone sees."""
        return [post for post in self.posts if post.state == State.APPROVED]


def library() -> QuerySet[Asset]:
    """Return the uploads of the library."""
    here = OuterRef("pk")
    on_card = Exists(LinkCard.objects.filter(picture=here))
    return Asset.objects.filter(
        Q(Exists(ShelfItem.objects.filter(asset=here)))
        | Exists(PostAsset.objects.filter(asset=here))
        | (Q(uploaded_by__isnull=False) & on_card)
    )


def shelf_page(
    *, wanted: Wanted, now: datetime, before: Cursor | None = None, size: int = 24
) -> ShelfPage:
    """Return what is looked for, newest first. Always six queries."""
    rows = narrowed(wanted, now).order_by("-created_at", "-id")
    if before is not None:
        rows = rows.filter(before.older("created_at", Asset))
    found = list(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    cursor = Cursor(last.created_at, last.public_id) if last else None
    return ShelfPage(shelf_rows(found[:size], now), cursor)


def narrowed(wanted: Wanted, now: datetime) -> QuerySet[Asset]:
    """Return the part of the library that is looked for."""
    rows = library()
    for word in wanted.words.split()[:8]:
        rows = rows.filter(
            Q(title__icontains=word) | Q(file_name__icontains=word) | Q(alt__icontains=word)
        )
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.flaw == "no_alt":
        rows = rows.filter(alt="").exclude(kind=AssetKind.DOCUMENT)
    elif wanted.flaw == "unused":
        rows = rows.filter(pk__in=idle_pictures(on_shelf=True).values("pk"))
    elif wanted.flaw:
        rows = rows.filter(Exists(_ending(wanted.flaw, now).filter(asset=OuterRef("pk"))))
    return rows


def _ending(flaw: str, now: datetime) -> QuerySet[ShelfItem]:
    if flaw == "over":
        over: QuerySet[ShelfItem] = ShelfItem.objects.filter(over_at__lte=now)
        return over
    soon: QuerySet[ShelfItem] = ShelfItem.objects.filter(
        over_at__gt=now, over_at__lte=now + ENDS_SOON
    )
    return soon


def shelf_rows(assets: Sequence[Asset], now: datetime) -> list[ShelfRow]:
    """Return uploads as lines, in their order; always five queries: one for each kind of use."""
    uses = uses_of([asset.pk for asset in assets])
    items = {item.asset_id: item for item in ShelfItem.objects.filter(asset__in=assets)}
    shown = renditions_of(assets, "thumb")
    return [_row(asset, items.get(asset.pk), shown, uses, now) for asset in assets]


def _row(
    asset: Asset,
    item: ShelfItem | None,
    shown: dict[int, ShownPicture],
    uses: dict[int, Uses],
    now: datetime,
) -> ShelfRow:
    over_at = item.over_at if item else None
    return ShelfRow(
        asset=asset,
        item=item,
        shown=shown.get(asset.pk),
        uses=uses[asset.pk],
        is_over=over_at is not None and over_at <= now,
        ends_soon=over_at is not None and now < over_at <= now + ENDS_SOON,
    )


def uses_of(ids: Iterable[int]) -> dict[int, Uses]:
    """Return how often each upload is used; one query for each kind of use."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    wanted = list(ids)
    for users, link in uses_of_assets():
        if users is ShelfItem:
            continue
        place = PLACES.get(users._meta.label_lower, "others")
        rows = users.objects.filter(**{f"{link}__in": wanted}).order_by()
        for pk, count in rows.values_list(link).annotate(count=Count("pk")):
            found[pk][place] += count
    return {pk: Uses(**found[pk]) for pk in wanted}


def usage_of(asset: Asset, *, most: int = 50) -> Usage:
    """Return where an upload is used. One query more than there are kinds of use."""
    posts = posts_with(asset).defer("body").order_by("-updated_at", "-id")
    return Usage(uses_of([asset.pk])[asset.pk], list(posts[:most]))


def posts_with_licence_over() -> QuerySet[Post]:
    """Return the posts of the feed that show what nothing new may show; they stay until changed."""
    over: Any = licences_over()
    on_post = PostAsset.objects.filter(post=OuterRef("pk"), asset__in=over.values("asset"))
    on_card = LinkCard.objects.filter(post=OuterRef("pk"), picture__in=over.values("asset"))
    rows = Post.objects.approved().filter(Exists(on_post) | Exists(on_card))
    return rows.defer("body").order_by("-updated_at", "-id")


def shelf_choices(
    *, kinds: Iterable[str], words: str, now: datetime, chosen: Iterable[UUID] = ()
) -> list[ShelfRow]:
    """Return what may go with a post from the library: `chosen` first, then the newest. Queries as
    `shelf_rows` and two.
    """
    ready = library().filter(kind__in=list(kinds), state=AssetState.READY)
    offered = ready.filter(Exists(ShelfItem.objects.filter(asset=OuterRef("pk"))))
    offered = offered.exclude(Exists(licences_over().filter(asset=OuterRef("pk"))))
    first = list(offered.filter(public_id__in=list(chosen)))
    for word in words.split()[:8]:
        offered = offered.filter(
            Q(title__icontains=word) | Q(file_name__icontains=word) | Q(alt__icontains=word)
        )
    rest = offered.exclude(pk__in=[asset.pk for asset in first]).order_by("-created_at", "-id")
    return shelf_rows([*first, *rest[:MOST_CHOICES]], now)
