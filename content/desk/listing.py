"""The desk's list: posts by state, narrowed by what stands in the address, last changed first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet

from content.intake import Source
from content.models import Outcome, Post, PostTopic, State, Submission, Topic
from content.selectors import Cursor, degrees_of, topics_by_post
from tenants.ids import NOBODYS, read_id
from tenants.models import Member
from tenants.roles import Permission

ASKED = "asked"
"""Not a state: the drafts whose approval is asked for."""
LISTS = (State.APPROVED.value, ASKED, State.DRAFT.value, State.ARCHIVED.value)
LONGEST_Q = 200
MOST_SOURCES = 200


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by, as it stands in the address."""

    state: str = State.APPROVED.value
    q: str = ""
    author: str = ""
    topic: str = ""
    language: str = ""
    source: str = ""

    @classmethod
    def read(cls, said: Mapping[str, str], state: str) -> Filters:
        """Read the filters from an address; `state` where it names no list."""
        names = [one.name for one in fields(cls)]
        given = {name: (said.get(name) or "").strip()[:LONGEST_Q] for name in names}
        if given["state"] not in LISTS:
            given["state"] = state
        return cls(**{name: text.replace("\0", "") for name, text in given.items()})

    @property
    def is_set(self) -> bool:
        """Tell whether anything but the state narrows the list."""
        return bool(self.q or self.author or self.topic or self.language or self.source)

    def query(self, **changes: str) -> str:
        """Return them for an address, some changed."""
        said = {one.name: getattr(self, one.name) for one in fields(self)} | changes
        return urlencode({name: text for name, text in said.items() if text})


@dataclass(frozen=True)
class DeskRow:
    """A post as a line of the desk, with the colour of its drawn picture."""

    post: Post
    topics: Sequence[Topic]
    request: Submission | None
    now: datetime

    @property
    def degrees(self) -> int:
        """Return the colour of the drawn picture."""
        return degrees_of(self.topics)

    @property
    def is_overdue(self) -> bool:
        """Tell whether its approval is later than it was needed."""
        due = self.request.due_at if self.request else None
        return due is not None and due <= self.now

    @property
    def is_stale(self) -> bool:
        """Tell whether it should be looked at again."""
        at, is_shown = self.post.review_at, self.post.state == State.APPROVED
        return is_shown and at is not None and at <= self.now

    @property
    def opens_later(self) -> bool:
        """Tell whether its embargo holds."""
        at = self.post.embargo_until
        return at is not None and at > self.now


@dataclass(frozen=True)
class DeskPage:
    """One page of the desk, last changed first; `next_cursor` is None on the last one."""

    rows: list[DeskRow]
    next_cursor: Cursor | None


@dataclass(frozen=True)
class Choices:
    """What the filters can be set to."""

    authors: list[tuple[str, str]]
    topics: list[tuple[str, str]]
    sources: list[tuple[str, str]]


def desk_page(
    *,
    member: Member,
    filters: Filters,
    now: datetime,
    before: Cursor | None = None,
    size: int = 20,
) -> DeskPage:
    """Return the posts a writer works on that pass the filters. Always three queries."""
    rows = _narrowed(Post.objects.on_desk_of(member), filters)
    rows = rows.select_related("author", "approved_by", "source", "replaces").defer("body")
    if before is not None:
        rows = rows.filter(before.older("updated_at"))
    found = list(rows.order_by("-updated_at", "-id")[: size + 1])
    posts = found[:size]
    last = posts[-1] if len(found) > size else None
    ids = [post.pk for post in posts]
    topics = topics_by_post(ids)
    open_ = Submission.objects.filter(post__in=ids, state=Outcome.OPEN)
    requests = {one.post_id: one for one in open_}
    lines = [DeskRow(post, topics[post.pk], requests.get(post.pk), now) for post in posts]
    return DeskPage(lines, Cursor(last.updated_at, last.public_id) if last else None)


def filter_choices(member: Member) -> Choices:
    """Return what the filters can be set to. Three queries."""
    writers = Member.objects.active().who_may(Permission.WRITE_POSTS).order_by("sort_key", "pk")
    topics = Topic.objects.open_to(member).by_name()
    sources = Source.objects.on_desk_of(member).order_by("title", "pk")
    return Choices(
        [(str(one.public_id), one.name) for one in writers],
        [(one.slug, one.name) for one in topics],
        [(str(one.public_id), one.title) for one in sources[:MOST_SOURCES]],
    )


def _narrowed(rows: QuerySet[Post], filters: Filters) -> QuerySet[Post]:
    state = State.DRAFT.value if filters.state == ASKED else filters.state
    rows = rows.filter(state=state)
    if state == State.ARCHIVED:
        taken = Submission.objects.filter(post=OuterRef("pk"), state=Outcome.APPROVED)
        # The post that a proposal has changed tells of it; one put aside can be brought back.
        rows = rows.exclude(Exists(taken), replaces__isnull=False)
    if filters.state == ASKED:
        asked = Submission.objects.filter(post=OuterRef("pk"), state=Outcome.OPEN)
        rows = rows.filter(Exists(asked))
    if filters.q:
        has = Q(title__icontains=filters.q) | Q(why__icontains=filters.q)
        rows = rows.filter(has | Q(body__icontains=filters.q) | Q(link__icontains=filters.q))
    if filters.author:
        rows = rows.filter(author__public_id=read_id(filters.author) or NOBODYS)
    if filters.topic:
        about = PostTopic.objects.filter(topic__slug=filters.topic)
        rows = rows.filter(pk__in=about.values("post_id"))
    if filters.language:
        rows = rows.filter(language=filters.language)
    if filters.source:
        rows = rows.filter(source__public_id=read_id(filters.source) or NOBODYS)
    return rows
