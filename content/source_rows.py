"""Reading sources for pages and programs: how each goes, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Count

from content.intake import Source, SourceState, SourceTopic
from content.models import Post, State, Topic
from content.problems import BAD_FEEDS, feed_result
from tenants.models import Member

SHOWN = 5
"""Posts that are shown of a source."""


@dataclass(frozen=True)
class SourceRow:
    """A source with what came of it: posts by state."""

    source: Source
    in_feed: int
    drafts: int
    archived: int
    topic_list: tuple[Topic, ...] = ()

    @property
    def host(self) -> str:
        """Return where it is read."""
        return urlsplit(self.source.url).hostname or ""

    @property
    def says(self) -> str:
        """Say how the last reading went, "" before the first."""
        return feed_result(self.source.result)

    @property
    def is_failing(self) -> bool:
        """Tell whether it can't be read as things stand."""
        return self.source.result in BAD_FEEDS

    @property
    def is_active(self) -> bool:
        """Tell whether it is read."""
        return bool(self.source.state == SourceState.ACTIVE)


def source_rows(member: Member) -> list[SourceRow]:
    """Return the sources a member looks after, by name, with their posts. Three queries."""
    found = Source.objects.on_desk_of(member).select_related("owner").order_by("title", "id")
    return source_rows_of(list(found))


def source_row(source: Source) -> SourceRow:
    """Return one source with its posts. Two queries."""
    return source_rows_of([source])[0]


def posts_from(source: Source) -> list[Post]:
    """Return the newest posts of a source."""
    rows = Post.objects.filter(source=source).defer("body")
    return list(rows.order_by("-created_at", "-id")[:SHOWN])


def source_rows_of(sources: Sequence[Source]) -> list[SourceRow]:
    """Return sources with their topics and posts. Always two queries."""
    ids = [source.pk for source in sources]
    counts, topics = _counts(ids), defaultdict[int, list[Topic]](list)
    links = SourceTopic.objects.filter(source_id__in=ids).select_related("topic")
    for link in links.order_by("topic__sort_key", "id"):
        topics[link.source_id].append(link.topic)
    return [
        SourceRow(
            source,
            in_feed=counts.get((source.pk, State.APPROVED.value), 0),
            drafts=counts.get((source.pk, State.DRAFT.value), 0),
            archived=counts.get((source.pk, State.ARCHIVED.value), 0),
            topic_list=tuple(topics[source.pk]),
        )
        for source in sources
    ]


def _counts(ids: Iterable[int]) -> dict[tuple[int, str], int]:
    rows = Post.objects.filter(source_id__in=list(ids)).values_list("source_id", "state")
    return {(source, state): count for source, state, count in rows.annotate(Count("id"))}
