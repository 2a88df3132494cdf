"""The feed: home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from content.campaign_rows import campaigns_in_feed
from content.models import Campaign, Topic
from content.search.finding import found_page
from content.selectors import Cursor, FeedPost, feed_page, topics_in_use
from content.services import hand_out
from content.services.campaigns import day_of
from sharing.selectors import ShareBox, share_boxes
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.roles import Permission

LONGEST_QUESTION = 200


@dataclass(frozen=True)
class Card:
    """A post in the feed with its share box."""

    post: FeedPost
    box: ShareBox
    suggested: str
    """The words one click would send to the first account."""


def cards_of(member: Member, posts: Sequence[FeedPost], now: datetime) -> list[Card]:
    """Return posts with their share boxes and the words one click would send."""
    boxes = share_boxes(member=member, posts=[(post.id, post.public_id) for post in posts], now=now)
    accounts = next((box.connections for box in boxes.values()), ())
    network = accounts[0].network if accounts else ""
    handed = hand_out(
        member=member, captions={post.id: post.captions for post in posts}, networks=[network]
    )
    words = {post_id: caption.text for (post_id, _network), caption in handed.items()}
    return [Card(post, boxes[post.id], words.get(post.id, post.title)) for post in posts]


@allowed(Permission.TAKE_PART)
def feed(request: MemberRequest) -> HttpResponse:
    """Show what may be shared, newest first, by topic; htmx asks for the next cards only."""
    slug = request.GET.get("topic", "")
    topic = get_object_or_404(Topic.objects, slug=slug) if slug else None
    text = request.GET.get("q", "")[:LONGEST_QUESTION]
    if text.strip():
        return _search(request, text, topic)
    today = day_of(request.member, timezone.now())
    campaigns = campaigns_in_feed(request.member, today)
    campaign = _chosen(request.GET.get("campaign", ""), campaigns)
    before = Cursor.parse(request.GET.get("before", ""))
    page = feed_page(member=request.member, topic=topic, campaign=campaign, before=before)
    context = {
        "cards": cards_of(request.member, page.posts, timezone.now()),
        "next_cursor": page.next_cursor,
        "topic": topic,
        "topics": topics_in_use(request.member),
        "campaigns": campaigns,
        "campaign": campaign,
        "may_write": request.member.may(Permission.WRITE_POSTS),
    }
    template = "sharing/feed.html#cards" if request.htmx else "sharing/feed.html"
    return render(request, template, context)


def _chosen(text: str, campaigns: Sequence[Campaign]) -> Campaign | None:
    """Return the campaign an address names. Raises Http404 for one that is not in the feed."""
    if not text:
        return None
    for one in campaigns:
        if str(one.public_id) == text:
            return one
    raise Http404


def _search(request: MemberRequest, text: str, topic: Topic | None) -> HttpResponse:
    found = found_page(text, member=request.member, topic=topic)
    context = {
        "cards": cards_of(request.member, found.posts, timezone.now()),
        "topic": topic,
        "topics": topics_in_use(request.member),
        "searched": text,
        "found": found,
    }
    return render(request, "sharing/feed.html", context)
