"""The feed: home. In the order of its points, or of time; filters and place live in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from content.campaign_rows import campaigns_in_feed
from content.hashtags import with_hashtags
from content.models import Post
from content.ranking.pages import MOST_PAGES, SIZE, feed_page, ranked_page
from content.ranking.places import Place
from content.ranking.three import is_shelf_open
from content.ranking.wanted import Wanted
from content.selectors import Cursor, FeedPost, with_details
from content.services import hand_out, suggest
from content.services.campaigns import day_of
from content.topics import chips_of
from content.voices.polls import poll_for
from sharing.selectors import ShareBox, active_connections, share_boxes
from sharing.views.filters import groups_of, kept, resources_of, views_of, wanted_of
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.ids import read_number
from tenants.models import Member
from tenants.roles import Permission


@dataclass(frozen=True)
class Card:
    """A post in the feed with its share box."""

    post: FeedPost
    box: ShareBox
    suggested: str
    """The words one click would send to the first account."""


@dataclass(frozen=True)
class Piece:
    """One or more pages of the feed: the posts, where they begin, and where the next page does.

    `name` is the place's name in addresses.
    """

    posts: Sequence[FeedPost]
    name: str
    begins: Place | Cursor
    follows: Place | Cursor | None
    pages: int
    three: Sequence[FeedPost] = ()


def cards_of(member: Member, posts: Sequence[FeedPost], now: datetime) -> list[Card]:
    """Return posts with their share boxes and the words that one click would send."""
    boxes = share_boxes(member=member, posts=[(post.id, post.public_id) for post in posts], now=now)
    accounts = next((box.connections for box in boxes.values()), ())
    network = accounts[0].network if accounts else ""
    handed = hand_out(
        member=member,
        captions={post.id: post.captions for post in posts},
        networks=[network],
        usual={post.id: post.language for post in posts},
    )
    words = {post_id: caption.text for (post_id, _network), caption in handed.items()}
    words = {
        post.id: with_hashtags(words.get(post.id, post.title), post.hashtags) for post in posts
    }
    return [Card(post, boxes[post.id], words[post.id]) for post in posts]


def suggested_words(member: Member, post: Post) -> str:
    """Return the words one click would send to a member's first account."""
    accounts = active_connections(member)
    network = accounts[0].network if accounts else ""
    return suggest(member=member, post=post, networks=[network])[network].text


@allowed(Permission.TAKE_PART)
def feed(request: MemberRequest) -> HttpResponse:
    """Show what may be shared; htmx asks for the next cards only."""
    if request.GET.get("q", "").strip():  # where the search once was
        search_url = reverse("sharing:search", args=[request.organization.slug])
        return redirect(f"{search_url}?{request.GET.urlencode()}")
    wanted, now = wanted_of(request), timezone.now()
    place = Place.parse(request.GET.get("after", ""), now) or Place(now)
    piece = _piece(request, wanted, place, now)
    three = piece.three
    if request.htmx:
        context = {"cards": cards_of(request.member, piece.posts, now), "piece": piece}
        return render(request, "sharing/feed.html#cards", {**context, **_way_on(request, piece)})
    all_cards = cards_of(request.member, [*three, *piece.posts], now)
    groups = groups_of(request, wanted)
    context = {
        "three": all_cards[: len(three)],
        "cards": all_cards[len(three) :],
        "piece": piece,
        "wanted": wanted,
        "show": wanted.show,
        "topic": wanted.topic,
        "topics": chips_of(request.member),
        "views": views_of(request, wanted),
        "groups": groups,
        "is_filtered": any(one.current for group in groups for one in group.choices),
        "may_write": request.member.may(Permission.WRITE_POSTS),
        "poll": poll_for(request.member, now),
        "campaign": wanted.campaign,
        "campaigns": campaigns_in_feed(request.member, day_of(request.member, now)),
        **_way_on(request, piece),
    }
    return render(request, "sharing/feed.html", context)


@allowed(Permission.TAKE_PART)
def evergreen(request: MemberRequest) -> HttpResponse:
    """Show what stays worth sharing, the newest first, by what it is."""
    wanted, now = wanted_of(request, is_evergreen=True), timezone.now()
    piece = _piece(request, wanted, Place(now), now)
    context = {
        "cards": cards_of(request.member, piece.posts, now),
        "piece": piece,
        "wanted": wanted,
        "resources": resources_of(request, wanted),
        **_way_on(request, piece),
    }
    template = "sharing/feed.html#cards" if request.htmx else "sharing/evergreen.html"
    return render(request, template, context)


@allowed(Permission.TAKE_PART)
def card(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Show one post's card by itself, as it stands in the feed."""
    return render_card(request, public_id)


def render_card(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Answer with one card. Raises Http404."""
    rows = Post.objects.open_to(request.member).select_related("approved_by")
    post = get_object_or_404(rows, public_id=public_id)
    (shown,) = cards_of(request.member, with_details([post], request.member), timezone.now())
    return render(request, "sharing/card.html", {"card": shown})


def _piece(request: MemberRequest, wanted: Wanted, place: Place, now: datetime) -> Piece:
    pages = _pages(request.GET.get("pages", ""))
    if wanted.is_ranked:
        is_plain = wanted == Wanted() and not request.htmx
        ranked = ranked_page(
            member=request.member,
            place=place,
            wanted=wanted,
            pages=pages,
            with_three=is_plain and is_shelf_open(member=request.member, now=now),
        )
        return Piece(ranked.posts, "after", ranked.begins, ranked.next_place, pages, ranked.three)
    before = Cursor.parse(request.GET.get("before", "")) or Cursor(now, UUID(int=0))
    found = feed_page(member=request.member, wanted=wanted, before=before, size=pages * SIZE)
    return Piece(found.posts, "before", before, found.next_cursor, pages)


def _pages(text: str) -> int:
    return min(read_number(text), MOST_PAGES) or 1


def _way_on(request: MemberRequest, piece: Piece) -> dict[str, str]:
    """Return the address of the next page, "" on the last one; and of the filters alone."""
    here = kept(request)
    asked = f"{here}&" if here else "?"
    follows = f"{asked}{piece.name}={piece.follows}" if piece.follows else ""
    return {"follows": follows, "clear_url": request.path}
