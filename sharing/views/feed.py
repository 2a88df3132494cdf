"""The feed: home."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from content.models import Topic
from content.selectors import Cursor, FeedPost, feed_page, topics_in_use
from sharing.selectors import ShareBox, share_boxes
from tenants.access import allowed
from tenants.http import MemberRequest
from tenants.roles import Permission


@dataclass(frozen=True)
class Card:
    """A post in the feed with its share box."""

    post: FeedPost
    box: ShareBox

    @property
    def suggested(self) -> str:
        """Return the words one click would send to the first account."""
        connections = self.box.connections
        return self.post.caption_for(connections[0].network if connections else "")


@allowed(Permission.TAKE_PART)
def feed(request: MemberRequest) -> HttpResponse:
    """Show what may be shared, newest first, by topic; htmx asks for the next cards only."""
    now = timezone.now()
    slug = request.GET.get("topic", "")
    topic = get_object_or_404(Topic.objects, slug=slug) if slug else None
    page = feed_page(
        member=request.member, topic=topic, before=Cursor.parse(request.GET.get("before", ""))
    )
    boxes = share_boxes(
        member=request.member, posts=[(post.id, post.public_id) for post in page.posts], now=now
    )
    context = {
        "cards": [Card(post, boxes[post.id]) for post in page.posts],
        "next_cursor": page.next_cursor,
        "topic": topic,
        "topics": topics_in_use(),
        "may_write": request.member.may(Permission.WRITE_POSTS),
    }
    template = "sharing/feed.html#cards" if request.htmx else "sharing/feed.html"
    return render(request, template, context)
