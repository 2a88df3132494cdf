"""Reading the library: the feed, suggested captions, pictures.

Pages are cut by keyset, never by offset, so a page costs the same however deep it lies; each takes
a fixed number of queries whatever its size. All conditions are plain comparisons: anything else
could not use an index below row-level security.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Q, Subquery
from django.utils import timezone

from content.attached import attachments_of
from content.models import (
    NO_TOPIC_DEGREES,
    Asset,
    AssetKind,
    AssetState,
    Campaign,
    Caption,
    CardState,
    LinkCard,
    Mark,
    Post,
    PostAsset,
    PostTopic,
    Rendition,
    Resource,
    Topic,
)
from content.problems import picture_problem
from content.uploads import on_shelf_for
from tenants.models import Member
from tenants.zones import zone_at

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cursor:
    """Where a page ends: the moment of its last post, and which post, should moments be equal."""

    at: datetime
    public_id: UUID

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.public_id.hex}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """Read a cursor from an address; None for anything that is not one."""
        moment, _, public_id = text.partition("-")
        try:
            return cls(EPOCH + timedelta(microseconds=int(moment)), UUID(hex=public_id))
        except (ValueError, OverflowError):
            return None

    def older(self, column: str, model: Any = Post) -> Q:
        """Select what comes after this place, in falling order of (`column`, id)."""
        place = model.objects.filter(public_id=self.public_id).values("id")
        is_tie_below = Q(**{column: self.at}, id__lt=Subquery(place))
        return Q(**{f"{column}__lte": self.at}) & (Q(**{f"{column}__lt": self.at}) | is_tie_below)


@dataclass(frozen=True)
class ShownPicture:
    """A picture as a page shows it; `version` in its address lets browsers keep it for good."""

    public_id: UUID
    name: str
    alt: str
    width: int
    height: int
    digest: str

    @property
    def version(self) -> str:
        """Return what changes when the picture does."""
        return self.digest[:12]


@dataclass(frozen=True)
class ShownCard:
    """The preview of a post's link as its writers see it."""

    card: LinkCard
    picture: ShownPicture | None
    has_moved: bool
    """Whether the post leads elsewhere than the page that was read, or written about."""

    @property
    def host(self) -> str:
        """Return where the link leads."""
        return urlsplit(self.card.url).hostname or ""

    @property
    def is_waiting(self) -> bool:
        """Tell whether the page is still to be read."""
        return bool(self.card.state == CardState.WAITING)

    @property
    def is_preparing(self) -> bool:
        """Tell whether its picture is still being made."""
        asset = self.card.picture
        return asset is not None and asset.state == AssetState.PROCESSING

    @property
    def is_moving(self) -> bool:
        """Tell whether a page should look again."""
        return self.is_waiting or self.is_preparing

    @property
    def picture_problem(self) -> str:
        """Say why the picture can't be used, "" when it can."""
        asset = self.card.picture
        return picture_problem(asset.problem) if asset is not None else ""


@dataclass(frozen=True)
class FeedPost:
    """An offered post as one member sees it in the feed."""

    id: int
    public_id: UUID
    title: str
    link: str
    why: str
    opens_at: datetime
    kind: str
    resource: str
    language: str
    is_evergreen: bool
    is_pinned: bool
    approved_at: datetime | None
    approver: str
    """Who approved it, by name; "" where nobody did by hand, or they are gone."""
    marks: Mark
    """The reader's own; an empty one that is not stored where they have none."""
    topic_list: tuple[Topic, ...]
    captions: tuple[Caption, ...]
    picture: ShownPicture | None = None
    attachment: Asset | None = None
    hashtags: tuple[str, ...] = ()
    campaign: Campaign | None = None

    @property
    def degrees(self) -> int:
        """Return the colour of the drawn picture: the first topic's."""
        return degrees_of(self.topic_list)

    @property
    def is_unread(self) -> bool:
        """Tell whether its reader has not opened it yet."""
        return self.marks.read_at is None

    @property
    def resource_label(self) -> str:
        """Return what it is, where it is more than a page."""
        return str(Resource(self.resource).label)


def topics_of(post: Post) -> list[Topic]:
    """Return the topics of one post, by name."""
    return list(post.topics.order_by("sort_key", "id"))


def degrees_of(topics: Sequence[Topic]) -> int:
    """Return the colour of a post's drawn picture as an angle on the colour circle."""
    return topics[0].degrees if topics else NO_TOPIC_DEGREES


def topics_by_post(ids: list[int]) -> dict[int, list[Topic]]:
    """Return the topics of each of these posts, by name. One query."""
    topics: dict[int, list[Topic]] = defaultdict(list)
    links = PostTopic.objects.filter(post_id__in=ids).select_related("topic")
    for link in links.order_by("topic__sort_key", "id"):
        topics[link.post_id].append(link.topic)
    return topics


def with_details(posts: Sequence[Post], member: Member) -> list[FeedPost]:
    """Return posts as cards of the feed, in their order; a fixed number of queries.

    Who approved them comes along where `posts` bring it (`select_related("approved_by")`).
    """
    ids = [post.pk for post in posts]
    topics, campaigns = topics_by_post(ids), _campaigns_shown(posts, member)
    captions: dict[int, list[Caption]] = defaultdict(list)
    for caption in Caption.objects.filter(post_id__in=ids).order_by("position", "id"):
        captions[caption.post_id].append(caption)
    pictures, attachments = shown_pictures(ids, "feed"), attachments_of(ids)
    now = timezone.now()
    marks = {mark.post_id: mark for mark in Mark.objects.of(member).filter(post_id__in=ids)}
    return [
        FeedPost(
            id=post.pk,
            public_id=post.public_id,
            title=post.title,
            link=post.link,
            why=post.why,
            opens_at=post.opens_at or post.created_at,
            kind=post.kind,
            resource=post.resource,
            language=post.language,
            is_evergreen=post.is_evergreen,
            is_pinned=post.pinned_until is not None and post.pinned_until > now,
            approved_at=post.approved_at,
            approver=post.approved_by.name if post.approved_by else "",
            marks=marks.get(post.pk) or Mark(post=post, member=member),
            topic_list=tuple(topics[post.pk]),
            captions=tuple(captions[post.pk]),
            picture=next(iter(pictures[post.pk]), None),
            attachment=attachments.get(post.pk),
            hashtags=tuple(post.required_hashtags),
            campaign=campaigns.get(post.campaign_id or 0),
        )
        for post in posts
    ]


def _campaigns_shown(posts: Sequence[Post], member: Member) -> dict[int, Campaign]:
    """Return the campaigns of posts that a member may open; no query where there is none."""
    ids = {post.campaign_id for post in posts} - {None}
    if not ids:
        return {}
    today = timezone.now().astimezone(zone_at(member.organization)).date()
    found: dict[int, Campaign] = Campaign.objects.visible_to(member, today).in_bulk(ids)
    return found


def pictures_of(post_ids: Iterable[int], name: str) -> dict[int, list[ShownPicture]]:
    """Return what is ready of each post's pictures in one rendition, in order. One query."""
    rows = PostAsset.objects.filter(post_id__in=post_ids, asset__renditions__name=name)
    found: dict[int, list[ShownPicture]] = defaultdict(list)
    for post_id, *fields in rows.order_by("position", "id").values_list(
        "post_id",
        "asset__public_id",
        "asset__renditions__name",
        "asset__alt",
        "asset__renditions__width",
        "asset__renditions__height",
        "asset__renditions__digest",
    ):
        found[post_id].append(ShownPicture(*fields))
    return found


def shown_pictures(post_ids: Iterable[int], name: str) -> dict[int, list[ShownPicture]]:
    """Return the same, for posts without a picture that of their link's card. Two queries."""
    ids = list(post_ids)
    found = pictures_of(ids, name)
    rows = LinkCard.objects.filter(post_id__in=ids, picture__renditions__name=name)
    for post_id, *fields in rows.values_list(
        "post_id",
        "picture__public_id",
        "picture__renditions__name",
        "picture__alt",
        "picture__renditions__width",
        "picture__renditions__height",
        "picture__renditions__digest",
    ):
        if not found[post_id]:
            found[post_id].append(ShownPicture(*fields))
    return found


def shown_card(post: Post) -> ShownCard | None:
    """Return the preview of a post's link, read or not; None while there is none. Two queries."""
    card = LinkCard.objects.filter(post=post).select_related("picture").first()
    if card is None:
        return None
    made = renditions_of([card.picture], "card") if card.picture else {}
    return ShownCard(card, made.get(card.picture_id or 0), card.url != post.link)


def pictures_on(post: Post) -> list[Asset]:
    """Return a post's pictures in order, ready or not."""
    links = PostAsset.objects.filter(post=post, asset__kind=AssetKind.PICTURE)
    return [link.asset for link in links.select_related("asset").order_by("position", "id")]


def usable_pictures(member: Member, post: Post | None, ids: list[UUID]) -> list[Asset]:
    """Return the pictures of these ids that a member may put on a post: their own, its own, and
    for writers the library's.
    """
    there = PostAsset.objects.filter(post=post).values("asset_id")
    rows = Asset.objects.pictures().filter(public_id__in=ids)
    own = Q(uploaded_by=member) | Q(pk__in=there) | on_shelf_for(member)
    return list(rows.filter(own).order_by("created_at", "id"))


def renditions_of(assets: Iterable[Asset], name: str) -> dict[int, ShownPicture]:
    """Return one rendition of each picture that has it."""
    rows = Rendition.objects.filter(asset__in=assets, name=name).select_related("asset")
    return {row.asset_id: shown_rendition(row, row.asset) for row in rows}


def shown_rendition(row: Rendition, asset: Asset) -> ShownPicture:
    """Return a rendition of a picture as a page shows it."""
    return ShownPicture(asset.public_id, row.name, asset.alt, row.width, row.height, row.digest)
