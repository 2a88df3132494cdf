"""What a list is asked to be of, and how far its number may be cut for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from analytics.drill import about, parts
from analytics.drill.about import About
from analytics.drill.cells import Alone
from analytics.drill.naming import OF_POSTS
from analytics.drill.parts import Cell, Label, Part
from analytics.selectors.groups import Group

SHOWN: dict[str, tuple[str, ...]] = {
    "network": ("network",),
    "post": ("post",),
    "team": ("team",),
    "day": ("day",),
    **{name: (name,) for name in OF_POSTS},
    "lines": ("network", "team", "post"),
    "days": ("day", "network", "team", "post"),
}
"""What can be listed, and what a line of it says; an address names them `?by=`."""
BY_DAY = ("day", "days")
ALONE: tuple[Alone, ...] = ("network", "team", "post", "day")


@dataclass(frozen=True)
class Narrowing:
    """To what a list is narrowed; "" each where it is not. Topic, campaign and kind are posts'."""

    network: str = ""
    post: str = ""
    topic: str = ""
    campaign: str = ""
    kind: str = ""

    @property
    def is_by_posts(self) -> bool:
        """Tell whether it is narrowed to some posts."""
        return any((self.post, self.topic, self.campaign, self.kind))


@dataclass(frozen=True)
class Cutting:
    """What is listed, of all or of one team, and to what that is narrowed."""

    by: str
    group: Group | None
    narrowing: Narrowing

    @property
    def is_narrowed(self) -> bool:
        """Tell whether the list is of a part alone."""
        return self.narrowing != Narrowing()

    @property
    def alone(self) -> Alone:
        """Return by what alone the facts may be added up for it; "": by all that lines are of."""
        is_of_all = self._is_alone and self.group is None
        return next((one for one in ALONE if is_of_all and one == self.by), "")

    @property
    def atom(self) -> Callable[[Cell], Hashable]:
        """Return of what cells are, as finely as this list can tell them apart."""
        if self._is_alone:
            return attrgetter(self.by)
        if self._is_of_blocks:
            return attrgetter("post", "words") if self.by == "words" else attrgetter("post")
        return attrgetter(*parts.ORDER, "day") if self.by in BY_DAY else attrgetter(*parts.ORDER)

    def cut(self, cells: Sequence[Cell], posts: Mapping[int, About]) -> list[Part]:
        """Return what may be told of everything: by one thing alone, by blocks, else by lines.

        Of one team or network it is lines that posts are told of, and those are not cut by words.
        """
        if self._is_alone:
            if self.by == "day":
                cells = [one for one in cells if one.day is not None and self._is_of_group(one)]
            return parts.cut(cells, self.by)
        if self._is_of_blocks:
            found = about.blocks(cells, posts)
            if self.by == "words":
                found = about.by_words(found, is_whole=not self.is_narrowed)
            return found
        if self.by in OF_POSTS:
            return about.labelled(parts.lines(cells), posts)
        return parts.lines_by_day(cells) if self.by in BY_DAY else parts.lines(cells)

    def kept(self, found: list[Part]) -> list[Part]:
        """Return what of it is of the team and network that are asked for."""
        if self._is_alone:
            return found
        labels: dict[str, Label] = {"team": self.group.id} if self.group else {}
        if self.narrowing.network:
            labels["network"] = self.narrowing.network
        kept = [
            part
            for part in found
            if all(part.labels.get(name) == of for name, of in labels.items())
        ]
        if self.group and not self.is_narrowed:
            rest = parts.hidden(found, labels)
            kept += [Part(dict(labels), rest)] if rest else []
        return kept

    def is_about(self, part: Part, posts: Mapping[int, About]) -> bool:
        """Tell whether what a part says of its posts is what is asked for."""
        asked, post, topics = self.narrowing, part.labels.get("post"), part.labels.get("topics")
        if asked.post and not (isinstance(post, int) and posts[post].public_id == asked.post):
            return False
        if asked.topic and not (isinstance(topics, frozenset) and asked.topic in topics):
            return False
        return all(
            part.labels.get(name) == wanted
            for name, wanted in (("campaign", asked.campaign), ("kind", asked.kind))
            if wanted
        )

    @property
    def _is_alone(self) -> bool:
        if self.by == "day":
            return not self.is_narrowed
        is_whole = not self.is_narrowed or (self.by == "post" and not self.narrowing.network)
        return self.group is None and self.by in parts.ORDER and is_whole

    @property
    def _is_of_blocks(self) -> bool:
        return self.by in OF_POSTS and self.group is None and not self.narrowing.network

    def _is_of_group(self, cell: Cell) -> bool:
        return self.group is None or cell.team == self.group.id
