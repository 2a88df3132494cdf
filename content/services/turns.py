"""Handing out suggested words, so that colleagues in a row never get the same ones.

The captions of a post for one network go round: its own where it has any, else those for any
network, whose turns all networks share (so the same words are suggested everywhere). A member keeps
what was handed out for as long as those words exist. Two who come at once both insert the next
number; the database lets one of them, the other looks again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from content.hashtags import with_hashtags
from content.models import Caption, CaptionTurn, Post
from content.suggesting import all_fitting, captions_of, first_choice, held_to, tongues_for
from tenants.models import Member

ATTEMPTS = 20
"""More than can be lost to others who read the same page in the same moment."""

Key = tuple[int, str]
"""A post, and the network whose captions go round, "" for those for any."""


@dataclass(frozen=True)
class Suggestion:
    """What is suggested to one member for one post on one network."""

    text: str
    caption: Caption | None
    """None where the post has none: its title is suggested."""
    others: tuple[Caption, ...] = ()
    """All that fit the network; where the words stay as they are, those that may be taken."""
    allowed: frozenset[str] = frozenset()
    """What alone may be said where the words of the post stay as they are."""

    def caption_in(self, words: str) -> Caption | None:
        """Return the suggestion that these words are, unchanged."""
        known = [self.caption, *self.others] if self.caption else self.others
        return next((one for one in known if one.text.strip() == words.strip()), None)


def suggest(*, member: Member, post: Post, networks: Iterable[str]) -> dict[str, Suggestion]:
    """Return what to suggest for a post on each network: what the feed shows and one click sends.

    With the hashtags that belong to the post, in the language the member reads best.

    Two queries; five more the first time.
    """
    wanted = list(networks)
    captions = captions_of(post)
    tongues = tongues_for(member, captions, post.language)
    usual = {post.pk: post.language}
    handed = hand_out(member=member, captions={post.pk: captions}, networks=wanted, usual=usual)
    suggestions = {}
    for caption in captions:  # as they are suggested; nothing of it is stored
        caption.text = with_hashtags(caption.text, post.required_hashtags)
    title = with_hashtags(post.title, post.required_hashtags)
    for network in wanted:
        handed_out = handed.get((post.pk, network))
        allowed = held_to(captions, network, tongues)
        fitting = all_fitting(captions, network, tongues)
        suggestions[network] = Suggestion(
            text=handed_out.text if handed_out else title,
            caption=handed_out,
            others=tuple(allowed if post.is_caption_locked else fitting),
            allowed=frozenset(one.text.strip() for one in allowed) or frozenset([title.strip()]),
        )
    return suggestions


def hand_out(
    *,
    member: Member,
    captions: Mapping[int, Sequence[Caption]],
    networks: Iterable[str],
    usual: Mapping[int, str] | None = None,
) -> dict[Key, Caption]:
    """Return the caption for each post (by its id) and network; none for posts without captions.

    `usual` is each post's language, "" for the organization's: what the member reads best is
    handed out.
    One query where all is handed out, six where something is not, however many posts; none where
    no post has two captions to choose from.
    """
    pools: dict[Key, Sequence[Caption]] = {}
    keys: dict[Key, Key] = {}
    for post_id, known in captions.items():
        tongues = tongues_for(member, known, (usual or {}).get(post_id, ""))
        for network in networks:
            pool = first_choice(known, network, tongues)
            if pool:
                keys[post_id, network] = key = (post_id, pool[0].network)
                pools[key] = pool
    handed = {key: pool[0] for key, pool in pools.items()}
    turning = {key: pool for key, pool in pools.items() if len(pool) > 1}
    if turning:
        handed |= _turns(member, turning)
    return {asked: handed[key] for asked, key in keys.items()}


def _turns(member: Member, pools: Mapping[Key, Sequence[Caption]]) -> dict[Key, Caption]:
    had = _handed(member, pools)
    for _attempt in range(ATTEMPTS):
        missing = {key: pool for key, pool in pools.items() if key not in had}
        if not missing:
            break
        # All or none: whoever waits for others holds nothing that they could be waiting for.
        point = transaction.savepoint()
        _take(member, missing)
        had = _handed(member, pools)
        if len(had) < len(pools):
            transaction.savepoint_rollback(point)
            had = {key: caption for key, caption in had.items() if key not in missing}
        else:
            transaction.savepoint_commit(point)
    return had


def _handed(member: Member, pools: Mapping[Key, Sequence[Caption]]) -> dict[Key, Caption]:
    known = {(key, caption.pk): caption for key, pool in pools.items() for caption in pool}
    turns = CaptionTurn.objects.filter(member=member, post_id__in={post for post, _ in pools})
    rows = turns.values_list("post_id", "network", "caption_id")
    found = (((post, network), caption) for post, network, caption in rows)
    return {key: known[key, caption] for key, caption in found if (key, caption) in known}


def _take(member: Member, pools: Mapping[Key, Sequence[Caption]]) -> None:
    """Take the next turn of each, unless somebody else is taking it; always in the same order."""
    last = CaptionTurn.objects.filter(post_id__in={post for post, _ in pools})
    by_caption = ("post_id", "network", "caption_id")
    newest: dict[Key, list[CaptionTurn]] = defaultdict(list)
    for turn in last.order_by(*by_caption, "-number").distinct(*by_caption):
        newest[turn.post_id, turn.network].append(turn)
    turns = [_next(member, key, pools[key], newest[key]) for key in sorted(pools)]
    CaptionTurn.objects.bulk_create(turns, ignore_conflicts=True)


def _next(
    member: Member, key: Key, pool: Sequence[Caption], turns: Sequence[CaptionTurn]
) -> CaptionTurn:
    """Return the next turn: behind the last one of this pool, which may be one language's alone."""
    post_id, network = key
    number = max((turn.number for turn in turns), default=-1) + 1
    ids = [caption.pk for caption in pool]
    last = max(
        (turn for turn in turns if turn.caption_id in ids),
        key=lambda turn: turn.number,
        default=None,
    )
    place = ids.index(last.caption_id) + 1 if last else number
    caption = pool[place % len(pool)]
    return CaptionTurn(
        member=member, post_id=post_id, network=network, caption=caption, number=number
    )
