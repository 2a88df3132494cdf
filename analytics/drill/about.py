"""Lists by what posts are about: topic, campaign and kind, and by whose words went with them.

All of them are sums of the same blocks of posts: each post that the list by post tells, and what
that list does not tell apart, cut further as far as every block is of people enough. So however
topics overlap, no difference of what these lists say is of fewer. `docs/behind-the-numbers.md` says
it for readers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from analytics.drill import parts
from analytics.drill.parts import Cell, Label, Part

IN_NONE = ""
"""The topic or campaign of a post that has none."""
ORDER = ("kind", "campaign", "topics")
"""By what the posts that are not told apart are cut, one after the other."""


@dataclass(frozen=True)
class About:
    """What a post is about now, by the ids that addresses have: a kind, one campaign at most (else
    `IN_NONE`), any number of topics.
    """

    public_id: str
    kind: str
    campaign: str
    topics: frozenset[str]


def blocks(cells: Sequence[Cell], posts: Mapping[int, About]) -> list[Part]:
    """Return everything as blocks of posts, labelled by post, kind, campaign and topics.

    What lines by network, team and post name of a block besides must leave enough people in it.
    """
    named = {
        id(cell)
        for part in parts.lines(cells)
        if part.labels["post"] is not None
        for cell in part.cells
    }
    found = labelled(parts.cut(cells, "post"), posts)
    left = [part for part in found if part.labels["post"] is None]
    for name in ORDER:
        of = partial(_of, posts, name)
        left = [piece for part in left for piece in parts.split(part, name, of=of, named=named)]
    return [part for part in found if part.labels["post"] is not None] + left


def labelled(lines: Iterable[Part], posts: Mapping[int, About]) -> list[Part]:
    """Say of lines what the posts are about that they name; of others nothing is told."""
    found = []
    for part in lines:
        post = part.labels.get("post")
        about = posts.get(post) if isinstance(post, int) else None
        labels = {name: getattr(about, name, None) for name in ORDER}
        found.append(replace(part, labels={"post": None, **part.labels, **labels}))
    return found


def by_words(lines: Iterable[Part], *, is_whole: bool) -> list[Part]:
    """Cut blocks by whose words it was, each as far as it may be.

    Those that can't be cut alone are cut together, where the list is of everything.
    """
    found: list[Part] = []
    mixed: list[Part] = []
    for part in lines:
        pieces = parts.split(part, "words")
        if all(piece.labels["words"] is not None for piece in pieces):
            found += pieces
        else:
            mixed.append(replace(part, labels={**part.labels, "words": None}))
    if not is_whole or not mixed:
        return found + mixed
    rest = Part({"words": None}, tuple(cell for part in mixed for cell in part.cells))
    return found + parts.split(rest, "words")


def by_topic(lines: Iterable[Part], known: Collection[Label]) -> list[Part]:
    """Return lines once for each of the `known` topics they have, so they don't add up any more."""
    return [
        replace(part, labels={"topic": topic})
        for part in lines
        for topic in _topics(part.labels["topics"], known)
    ]


def _topics(topics: Label, known: Collection[Label]) -> list[Label]:
    if not isinstance(topics, frozenset):
        return [None]
    return [topic for topic in sorted(topics) if topic in known] or [None if topics else IN_NONE]


def _of(posts: Mapping[int, About], name: str, cell: Cell) -> Label:
    about: Label = getattr(posts[cell.post], name)
    return about
