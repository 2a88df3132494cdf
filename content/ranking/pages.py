"""Pages of the feed: the newest posts by their points, then what is older by time.

`WINDOW` posts are ranked, whatever there is, so a page costs the same at any size; pinned ones are
ranked with them however old they are. Each page takes a fixed number of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, Value

from content.models import Follow, Kind, Mark, Post, PostQuerySet, PostTeam, PostTopic
from content.models.audiences import Reader, usual_language
from content.ranking.places import Place, key_of
from content.ranking.scores import Candidate, pick, three_of
from content.ranking.wanted import Wanted
from content.selectors import Cursor, FeedPost, with_details
from tenants.models import Member

WINDOW = 200
MOST_PINNED = 50
SIZE = 20
ENOUGH = 7
"""Posts from which on three of them deserve to stand apart."""
MOST_PAGES = 6
"""Pages that one answer gives at most, to whoever comes back to where they were."""


@dataclass(frozen=True)
class FeedPage:
    """A page of the feed, or several in one; `next_cursor` is None on the last one."""

    posts: list[FeedPost]
    next_cursor: Cursor | None


@dataclass(frozen=True)
class RankedPage:
    """The same in the order of points, with the place where it begins and where the next does.

    `three` are those of the week, at the beginning of a visit that asks for them.
    """

    three: list[FeedPost]
    posts: list[FeedPost]
    begins: Place
    next_place: Place | None


def feed_page(
    *,
    member: Member,
    wanted: Wanted | None = None,
    before: Cursor | None = None,
    size: int = SIZE,
) -> FeedPage:
    """Return what is offered to a member, newest first, as cards. Always seven queries."""
    rows: Any = (wanted or Wanted()).posts(member).newest_first()
    if before is not None:
        rows = rows.filter(before.older("opens_at"))
    found = list(rows.select_related("approved_by").defer("body")[: size + 1])
    posts = found[:size]
    last = posts[-1] if len(found) > size else None
    cursor = Cursor(last.opens_at, last.public_id) if last and last.opens_at else None
    return FeedPage(with_details(posts, member), cursor)


def ranked_page(
    *,
    member: Member,
    place: Place,
    wanted: Wanted | None = None,
    pages: int = 1,
    size: int = SIZE,
    with_three: bool = False,
) -> RankedPage:
    """Return what is offered to a member from a place on, the most fitting first, as cards.

    Several `pages` at once are those that one after the other would be. `with_three`: where the
    visit begins, the three of the week stand apart, unless they would be half of all there is.
    """
    offered = (wanted or Wanted()).posts(member).filter(opens_at__lte=place.at)
    asked, ids, left = pages * size, list[int](), list[Candidate]()
    three: list[Candidate] = []
    floor, shown, older = place.floor, place.shown, place.older
    if older is None:
        window, floor = candidates(offered, member, at=place.at, floor=floor)
        if with_three and place.is_beginning and len(window) >= ENOUGH:
            three = three_of(window, place.at)
            shown |= {key_of(one.public_id) for one in three}
        left = [one for one in window if key_of(one.public_id) not in shown]
        for _number in range(pages):
            picked = pick(left, size, place.at)
            ids += [one.id for one in picked]
            shown |= {key_of(one.public_id) for one in picked}
            left = [one for one in left if key_of(one.public_id) not in shown]
        if not left and floor is not None:  # only what stands below may come again
            shown -= {key_of(one.public_id) for one in window if one.opens_at >= floor.at}
            older = floor
    if older is not None:
        found, older = _older(offered, older, shown, asked - len(ids))
        ids += found
    has_more = bool(left) or older is not None
    next_place = Place(place.at, floor, shown, older) if has_more else None
    found_cards = cards([*(one.id for one in three), *ids], member)
    return RankedPage(found_cards[: len(three)], found_cards[len(three) :], place, next_place)


def candidates(
    offered: PostQuerySet,
    member: Member,
    *,
    at: datetime,
    floor: Cursor | None = None,
    with_marks: bool = True,
) -> tuple[list[Candidate], Cursor | None]:
    """Return what is to be ranked of some posts as things stood at a moment, and its floor.

    That are the pinned ones, and the newest, down to the floor if there is one. Without marks, as
    if the member had none and followed nothing: for others' eyes. Five queries.
    """
    rows: Any = offered.annotate(for_team=_is_for_team(member)).newest_first()
    rows = rows.values(
        "id", "public_id", "opens_at", "language", "kind", "pinned_until", "for_team"
    )
    if floor is None:
        found = list(rows[:WINDOW])
        if len(found) == WINDOW:
            floor = Cursor(found[-1]["opens_at"], found[-1]["public_id"])
    else:
        found = list(rows.filter(_down_to(floor))[: 2 * WINDOW])
    pinned = rows.filter(pinned_until__gt=at)[:MOST_PINNED]
    by_id = {row["id"]: row for row in (*found, *pinned)}
    return _weighed(by_id, member, at, with_marks=with_marks), floor


def _weighed(
    rows: dict[int, dict[str, Any]], member: Member, at: datetime, *, with_marks: bool
) -> list[Candidate]:
    """Return rows with what counts of them for a member."""
    topics, mixes = defaultdict[int, set[int]](set), defaultdict[int, set[str]](set)
    links = PostTopic.objects.filter(post_id__in=rows)
    for post_id, topic_id, mix in links.values_list("post_id", "topic_id", "topic__mix"):
        topics[post_id].add(topic_id)
        mixes[post_id].add(mix)
    own, follows = Mark.objects.none(), Follow.objects.none()
    if with_marks:
        own = Mark.objects.of(member).filter(post_id__in=rows)
        follows = Follow.objects.filter(member=member, at__lte=at)
    marks = {mark.post_id: mark for mark in own}
    followed = set(follows.values_list("topic_id", flat=True))
    reads, usual = Reader.of(member).languages, usual_language(member.organization)
    nothing = Mark()
    return [
        Candidate(
            id=pk,
            public_id=row["public_id"],
            opens_at=row["opens_at"],
            topics=frozenset(topics[pk]),
            mixes=frozenset(mixes[pk]),
            is_pinned=_was(at, row["pinned_until"], is_until=True),
            is_followed=not followed.isdisjoint(topics[pk]),
            is_for_team=row["for_team"],
            is_readable=(row["language"] or usual) in reads,
            is_read=_was(at, marks.get(pk, nothing).read_at),
            is_shared=_was(at, marks.get(pk, nothing).shared_at),
            is_internal=row["kind"] == Kind.INTERNAL,
        )
        for pk, row in rows.items()
    ]


def _was(at: datetime, moment: datetime | None, *, is_until: bool = False) -> bool:
    """Tell whether something had happened at a moment, or was still to end."""
    return moment is not None and (moment > at if is_until else moment <= at)


def _is_for_team(member: Member) -> Any:
    if member.team_id is None:
        return Value(value=False)
    return Exists(PostTeam.objects.filter(post=OuterRef("pk"), team=member.team_id))


def _down_to(floor: Cursor) -> Q:
    """Select what is not below a floor."""
    place = Post.objects.filter(public_id=floor.public_id).values("id")
    return Q(opens_at__gte=floor.at) & (Q(opens_at__gt=floor.at) | Q(id__gte=Subquery(place)))


def _older(
    offered: PostQuerySet, after: Cursor, shown: frozenset[bytes], size: int
) -> tuple[list[int], Cursor | None]:
    """Return the next of what is older, and the last of it unless that is all. Two queries."""
    rows: Any = offered.filter(after.older("opens_at")).newest_first()
    rows = rows.values_list("id", "public_id", "opens_at")[: size + len(shown) + 1]
    found = [row for row in rows if key_of(row[1]) not in shown]
    if len(found) <= size:
        return [pk for pk, *_rest in found], None
    if not size:
        return [], after
    _pk, public_id, opens_at = found[size - 1]
    return [pk for pk, *_rest in found[:size]], Cursor(opens_at, public_id)


def cards(ids: Sequence[int], member: Member) -> list[FeedPost]:
    """Return posts by their ids as cards, in that order."""
    rows = Post.objects.filter(pk__in=ids).select_related("approved_by").defer("body")
    found = {post.pk: post for post in rows}
    return with_details([found[pk] for pk in ids if pk in found], member)
