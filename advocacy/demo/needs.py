"""What the invented colleagues need help with: concerns, a question, words that need a yes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from content.concerns.models import Concern, ConcernKind, ConcernNote, ConcernState, Urgency
from content.models import Kind, Post
from sharing.assisted import target
from sharing.models import Share
from sharing.plans import Compose
from sharing.selectors import active_connections
from sharing.services.composing import share_post
from tenants.models import Member

HOUR = timedelta(hours=1)
WORRIED = (
    "diego",
    "Somebody answers every post about the new plant with the same untrue story about our water.",
    "https://social.example/@riverwatcher/1142",
)
TAKEN = (
    "sofia",
    "A customer writes under my post that he waits for a part since March. He is quite loud.",
    "I called him, and the part leaves today. Write him that you have passed it on.",
)
ASKED = (
    "mei",
    "May I show my desk in a picture? There are drawings on it.",
    "Yes, when nothing on it can be read: turn them over, or ask whoever drew them.",
    "Answered: pictures of desks are fine without drawings.",
)
WORDS = "hana", "We promise every delivery date now, and the new plant keeps it."
"""Words that one of the rules wants a yes to."""
REQUEST = UUID("5f0c7a52-8d0e-4c4e-9a55-2f6d1c6b7a10")


def seek(members: Mapping[str, Member], curator: Member, posts: list[Post], now: datetime) -> None:
    """Let members ask for help, and one for a yes to their words, in scope."""
    people = {email.partition("@")[0]: member for email, member in members.items()}
    _worry(people, curator, now)
    _ask_for_yes(people[WORDS[0]], posts, now)


def _worry(people: Mapping[str, Member], curator: Member, now: datetime) -> None:
    who, words, link = WORRIED
    new = {"urgency": Urgency.NOW, "network": "mastodon", "created_at": now - HOUR}
    Concern.objects.create(sender=people[who], words=words, link=link, **new)
    who, words, answer = TAKEN
    taken = Concern.objects.create(
        sender=people[who],
        words=words,
        urgency=Urgency.TODAY,
        state=ConcernState.TAKEN,
        handler=curator,
        created_at=now - 5 * HOUR,
    )
    _note(taken, curator, answer, now - 3 * HOUR)
    who, words, answer, outcome = ASKED
    asked = Concern.objects.create(
        sender=people[who],
        kind=ConcernKind.QUESTION,
        words=words,
        state=ConcernState.SETTLED,
        handler=curator,
        created_at=now - 50 * HOUR,
        settled_at=now - 28 * HOUR,
    )
    _note(asked, curator, answer, now - 30 * HOUR)
    _note(asked, curator, outcome, now - 28 * HOUR, settles=True)


def _note(
    concern: Concern, author: Member, text: str, at: datetime, *, settles: bool = False
) -> None:
    ConcernNote.objects.create(concern=concern, author=author, text=text, settles=settles, at=at)


def _ask_for_yes(member: Member, posts: list[Post], now: datetime) -> None:
    """Let a member ask for a yes to words for the newest post they have not shared."""
    shared = set(Share.objects.of(member).values_list("post", flat=True))
    left = [one for one in posts if one.kind == Kind.SHARE and one.pk not in shared]
    newest = max(left, key=lambda post: post.approved_at or post.created_at)
    connections = active_connections(member)[:1]
    compose = Compose(
        connections=connections,
        by_hand=[] if connections else [target("linkedin")],
        key=REQUEST,
        words={"": WORDS[1]},
        asks_approval=True,
    )
    share_post(member=member, post=newest, compose=compose, now=now - 2 * HOUR)
