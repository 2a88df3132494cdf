"""What was found as a page shows it: cards of the feed, with the words marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from content.models import Topic
from content.models.audiences import Reader, usual_language
from content.search.finding import find, found_posts
from content.search.labels import Chosen
from content.search.marking import Marker
from content.selectors import FeedPost, with_details
from tenants.models import Member


@dataclass(frozen=True)
class FoundPost:
    """A post with the words marked; `excerpt` where they stand in neither title nor reason."""

    post: FeedPost
    title: SafeString
    why: SafeString
    excerpt: SafeString


@dataclass(frozen=True)
class FoundPage:
    """What was found. `meant` is what was looked for in place of a mistyped word, else ""."""

    posts: Sequence[FoundPost]
    topics: Sequence[Topic]
    meant: str


def found_page(text: str, *, member: Member, chosen: Chosen | None = None) -> FoundPage:
    """Find what a member asks for, as cards of the feed."""
    reader = Reader.of(member)
    found = find(text, reader=reader, chosen=chosen)
    rows = found_posts(found, reader=reader)
    cards = []
    usual = usual_language(member.organization)
    for row, card in zip(rows, with_details(rows, member), strict=True):
        marker = Marker(found.wanted, [row.language or usual], found.is_open)
        title, why = marker.mark(card.title), marker.mark(card.why)
        more = "" if "<mark" in title + why else marker.excerpt(_more(row.body, card))
        cards.append(FoundPost(card, title, why, SafeString(more)))
    return FoundPage(cards, found.topics, found.meant)


def _more(body: str, card: FeedPost) -> str:
    return " \u2026 ".join(filter(None, [body, *(caption.text for caption in card.captions)]))
