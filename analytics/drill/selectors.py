"""Reading what stands behind a number: daily facts of a period and of the one before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from analytics.drill import about, parts
from analytics.drill.about import About
from analytics.drill.cells import cells_of
from analytics.drill.naming import OF_POSTS, names_of
from analytics.drill.parts import Cell, Label, Part
from analytics.kpis import Kpi
from analytics.models import Subject
from analytics.periods import Span
from analytics.selectors import Group, groups
from analytics.selectors.dashboard import before_so_far
from analytics.selectors.totals import totals_by_start
from content.models import Post, PostTopic
from sharing.assisted import label_of
from tenants.models import Member

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
SORTS = ("change", "now", "before")
KEPT_ON_POSTS = ("topic", "campaign", "kind")


@dataclass(frozen=True)
class Narrowing:
    """To what a list is narrowed; "" each where it is not. Topic, campaign and kind are posts'."""

    network: str = ""
    post: str = ""
    topic: str = ""
    campaign: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """One line: what it is about, and what it brought.

    Of what is None people are not told apart. `before` is None of days.
    """

    about: Mapping[str, Label]
    names: Mapping[str, str]
    now: int
    before: int | None
    post: UUID | None = None

    @property
    def change(self) -> int:
        """Return how much more or less it is than before."""
        return self.now - (self.before or 0)


@dataclass(frozen=True)
class Behind:
    """What stands behind a number. `now` and `before` are the dashboard's, None: not told.

    `lines` add up to them, unless the list is narrowed; then to `told`. Of topics they never do,
    as a post counts for each of its own: `told` is what all of them tell, each post once.
    """

    kpi: type[Kpi]
    now: float | None
    before: float | None
    lines: list[Line]
    told: int


def behind(
    *,
    kpi: type[Kpi],
    span: Span,
    group: Group | None,
    shown: Sequence[Group],
    reader: Member,
    by: str,
    narrowing: Narrowing,
    now: datetime,
) -> Behind:
    """Return the lines behind a figure of the organization, or of one team; eight queries at most.

    `shown` are the teams that the reader may see; others are not told apart, nor are topics and
    campaigns that the reader may not know of. The largest fall comes first; of days the latest.
    """
    apart = {one.id for one in groups()}
    cells = cells_of(kpi, span, now, apart, days=by in BY_DAY, words=by == "words")
    if by in OF_POSTS:
        found = _of_posts(cells, by, group, narrowing)
        listed = _named(found, by, names_of(by, reader, now))
    else:
        found = _parts(cells, by, group, narrowing)
        posts = _posts({part.labels.get("post") for part in found}, narrowing)
        if narrowing != Narrowing():
            found = [part for part in found if _is_meant(part, posts, narrowing)]
        names = {one.id: one.name for one in shown}
        rows = parts.merged((_for_reader(part, names) for part in found), SHOWN[by])
        listed = [_line(part, names, posts, has_before=by not in BY_DAY) for part in rows]
    value, before = _figure(kpi, span, group, now)
    if value is None:
        found, listed = [], []
    return Behind(
        kpi=kpi,
        now=value,
        before=before,
        lines=sorted(listed, key=_largest_fall_first),
        told=sum(part.now for part in found),
    )


def _largest_fall_first(line: Line) -> tuple[int, int, list[tuple[str, str]]]:
    return line.change if line.before is not None else 0, -line.now, sorted(line.names.items())


def _parts(cells: list[Cell], by: str, group: Group | None, narrowing: Narrowing) -> list[Part]:
    """Return what may be told: of everything a list by one thing alone, else of lines."""
    labels: dict[str, Label] = {"team": group.id} if group else {}
    if by == "day" and narrowing == Narrowing():
        of_days = [cell for cell in cells if cell.day is not None]
        return parts.cut([one for one in of_days if not group or one.team == group.id], by)
    is_whole = narrowing == Narrowing() or (by == "post" and not narrowing.network)
    if group is None and by in parts.ORDER and is_whole:
        return parts.cut(cells, by)
    found = parts.lines_by_day(cells) if by in BY_DAY else parts.lines(cells)
    if narrowing.network:
        labels["network"] = narrowing.network
    kept = [part for part in found if all(part.labels[name] == of for name, of in labels.items())]
    if group and narrowing == Narrowing():
        rest = parts.hidden(found, labels)
        kept += [Part(dict(labels), rest)] if rest else []
    return kept


def _of_posts(cells: list[Cell], by: str, group: Group | None, narrowing: Narrowing) -> list[Part]:
    """Return what may be told of posts by what they are about, or by whose words it was.

    Of one team or network it is lines that are added up, and those are not cut by words.
    """
    posts = _about({cell.post for cell in cells})
    is_of_all = group is None and not narrowing.network
    if is_of_all:
        found = about.blocks(cells, posts)
    else:
        found = about.labelled(_parts(cells, "lines", group, narrowing), posts)
    if narrowing != Narrowing():
        found = [part for part in found if _is_about(part, posts, narrowing)]
    if by != "words":
        return found
    if is_of_all:
        return about.by_words(found, is_whole=narrowing == Narrowing())
    return [Part({"words": None}, part.cells) for part in found]


def _about(ids: set[int]) -> dict[int, About]:
    """Return what posts are about now, by id. Two queries."""
    topics: dict[int, set[str]] = defaultdict(set)
    for post, topic in PostTopic.objects.filter(post__in=ids).values_list(
        "post", "topic__public_id"
    ):
        topics[post].add(str(topic))
    rows = Post.objects.filter(pk__in=ids)
    return {
        pk: About(
            public_id=str(public_id),
            kind=kind,
            campaign=about.IN_NONE if campaign is None else str(campaign),
            topics=frozenset(topics[pk]),
        )
        for pk, public_id, kind, campaign in rows.values_list(
            "pk", "public_id", "kind", "campaign__public_id"
        )
    }


def _is_about(part: Part, posts: Mapping[int, About], narrowing: Narrowing) -> bool:
    labels, topics = part.labels, part.labels["topics"]
    if narrowing.post:
        post = labels["post"]
        if not isinstance(post, int) or posts[post].public_id != narrowing.post:
            return False
    if narrowing.topic and not (isinstance(topics, frozenset) and narrowing.topic in topics):
        return False
    return all(
        labels[name] == wanted
        for name, wanted in (("campaign", narrowing.campaign), ("kind", narrowing.kind))
        if wanted
    )


def _named(found: list[Part], by: str, names: Mapping[Label, str]) -> list[Line]:
    """Return lines of what has a name for the reader; the rest is not told apart."""
    if by == "topic":
        found = about.by_topic(found, names)
    known = [
        Part({by: label if (label := part.labels[by]) in names else None}, part.cells)
        for part in found
    ]
    return [
        Line(
            about=part.labels,
            names={} if part.labels[by] is None else {by: names[part.labels[by]]},
            now=part.now,
            before=part.before,
        )
        for part in parts.merged(known, SHOWN[by])
    ]


def _posts(ids: set[Label], narrowing: Narrowing) -> dict[Label, Post]:
    """Return the posts that lines name, of those that are meant. One query."""
    rows: QuerySet[Post] = Post.objects.filter(pk__in=[pk for pk in ids if pk is not None])
    if narrowing.post:
        rows = rows.filter(public_id=narrowing.post)
    if narrowing.topic:
        rows = rows.filter(topics__public_id=narrowing.topic)
    if narrowing.campaign:
        rows = rows.filter(campaign__public_id=narrowing.campaign)
    if narrowing.kind:
        rows = rows.filter(kind=narrowing.kind)
    return {post.pk: post for post in rows.only("pk", "public_id", "title")}


def _is_meant(part: Part, posts: Mapping[Label, Post], narrowing: Narrowing) -> bool:
    by_post = narrowing.post or any(getattr(narrowing, name) for name in KEPT_ON_POSTS)
    if by_post and part.labels.get("post") not in posts:
        return False
    return not narrowing.network or part.labels.get("network") == narrowing.network


def _for_reader(part: Part, names: Mapping[int, str]) -> Part:
    """Return a part without the name of a team that is not the reader's to see."""
    team = part.labels.get("team")
    return (
        part if team is None or team in names else Part({**part.labels, "team": None}, part.cells)
    )


def _line(
    part: Part, teams: Mapping[int, str], posts: Mapping[Label, Post], *, has_before: bool
) -> Line:
    labels = part.labels
    names: dict[str, str] = {}
    if network := labels.get("network"):
        names["network"] = label_of(str(network))
    if isinstance(team := labels.get("team"), int):
        names["team"] = teams[team]
    post = posts.get(labels.get("post"))
    if post is not None:
        names["post"] = post.title
    if isinstance(day := labels.get("day"), date):
        names["day"] = day.isoformat()
    before = part.before if has_before else None
    return Line(labels, names, part.now, before, post.public_id if post else None)


def _figure(
    kpi: type[Kpi], span: Span, group: Group | None, now: datetime
) -> tuple[float | None, float | None]:
    """Return the dashboard's number, and what the period before had by then. Two queries."""
    subject, of = (Subject.TEAM, str(group.id)) if group else (Subject.ORGANIZATION, "")
    totals = totals_by_start([span], subject, of, kpi.needs).get(span.starts_on, {})
    return kpi.value(totals), kpi.value(before_so_far(span, subject, of, now))
