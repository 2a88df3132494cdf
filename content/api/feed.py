"""The feed for programs: ranked, narrowed, the three of the week, and one's own marks on posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from content.api.feed_shapes import FeedPostShape, FeedQuery, MarksShape, PutAwayShape, ThreeShape
from content.api.posts import Whole, whole_posts
from content.models import Mark, Post, Topic
from content.ranking.pages import feed_page, ranked_page
from content.ranking.places import Place
from content.ranking.three import is_shelf_open, three_for_you
from content.ranking.wanted import Wanted
from content.selectors import Cursor, FeedPost
from content.services.marks import (
    bring_back_post,
    close_shelf,
    hide_post,
    open_shelf,
    save_post,
    unsave_post,
)
from tenants.models import Member
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page, stale_cursor
from tenants.token_scopes import Scope

FILTERS = ("show", "kind", "resource", "language", "for_my_team", "is_evergreen", "order")


@dataclass(frozen=True)
class Three:
    """The three of the week, and whether one wants to see them."""

    is_open: bool
    posts: Sequence[Whole]


class Feed(Endpoints):
    """One's own feed."""

    tag = "Feed"

    @endpoint(scope=Scope.POSTS_READ, query=FeedQuery, gives=FeedPostShape)
    def index(self, call: Call) -> Page:
        """List what one may share, the most fitting first; no post comes twice within a visit.

        A visit begins with the first page. What comes in later is in the next visit.
        """
        wanted, cut = _wanted(call), call.cut
        if wanted.is_ranked:
            place = Place.parse(cut.position, call.now) if cut.position else Place(call.now)
            if place is None:
                raise stale_cursor()
            ranked = ranked_page(member=call.member, place=place, wanted=wanted, size=cut.size)
            return _page(ranked.posts, ranked.next_place, call.member)
        before = Cursor.parse(cut.position) if cut.position else None
        found = feed_page(member=call.member, wanted=wanted, before=before, size=cut.size)
        return _page(found.posts, found.next_cursor, call.member)

    @endpoint(scope=Scope.POSTS_READ, gives=ThreeShape)
    def three(self, call: Call) -> Three:
        """Give the three of the week: unopened, unshared, fresh, each unlike the others."""
        posts = three_for_you(member=call.member, now=call.now)
        is_open = is_shelf_open(member=call.member, now=call.now)
        return Three(is_open, _whole(posts, call.member))

    @endpoint(scope=Scope.POSTS_WRITE, gives=PutAwayShape)
    def put_three_away(self, call: Call) -> dict[str, datetime]:
        """Put the three away until Monday."""
        return {"until": close_shelf(member=call.member, now=call.now)}

    @endpoint(scope=Scope.POSTS_WRITE)
    def take_three_out(self, call: Call) -> None:
        """Show the three again."""
        open_shelf(member=call.member)


class Marks(Endpoints):
    """What one notes on a post for oneself; nobody else ever sees it."""

    tag = "Feed"

    @endpoint(scope=Scope.POSTS_READ, gives=MarksShape)
    def show(self, call: Call, public_id: UUID) -> Mark:
        """Say what one has done with a post."""
        return _marks(_post(call, public_id), call.member)

    @endpoint(scope=Scope.POSTS_WRITE, gives=MarksShape)
    def save(self, call: Call, public_id: UUID) -> Mark:
        """Keep a post for later."""
        post = _post(call, public_id)
        save_post(post=post, member=call.member, now=call.now)
        return _marks(post, call.member)

    @endpoint(scope=Scope.POSTS_WRITE, gives=MarksShape)
    def unsave(self, call: Call, public_id: UUID) -> Mark:
        """Keep a post no longer."""
        post = _post(call, public_id)
        unsave_post(post=post, member=call.member)
        return _marks(post, call.member)

    @endpoint(scope=Scope.POSTS_WRITE, gives=MarksShape)
    def hide(self, call: Call, public_id: UUID) -> Mark:
        """Leave a post out of one's feed: it is not for one."""
        post = _post(call, public_id)
        hide_post(post=post, member=call.member, now=call.now)
        return _marks(post, call.member)

    @endpoint(scope=Scope.POSTS_WRITE, gives=MarksShape)
    def bring_back(self, call: Call, public_id: UUID) -> Mark:
        """Let a post into one's feed again."""
        post = _post(call, public_id)
        bring_back_post(post=post, member=call.member)
        return _marks(post, call.member)


def _wanted(call: Call) -> Wanted:
    topic = None
    if "topic" in call.query:
        known = Topic.objects.open_to(call.member)
        topic = get_object_or_404(known, slug=call.query["topic"])
    said: dict[str, Any] = {name: call.query[name] for name in FILTERS if name in call.query}
    return Wanted(topic=topic, **said)


def _page(posts: Sequence[FeedPost], follows: Place | Cursor | None, member: Member) -> Page:
    return Page(_whole(posts, member), str(follows) if follows else None)


def _whole(posts: Sequence[FeedPost], member: Member) -> list[Whole]:
    rows = Post.objects.filter(pk__in=[post.id for post in posts])
    found = {row.pk: row for row in rows.select_related("author", "approved_by")}
    return whole_posts([found[post.id] for post in posts], member)


def _post(call: Call, public_id: UUID) -> Post:
    found: Post = get_object_or_404(Post.objects.open_to(call.member), public_id=public_id)
    return found


def _marks(post: Post, member: Member) -> Mark:
    found: Mark | None = Mark.objects.of(member).filter(post=post).first()
    return found or Mark(post=post, member=member)
