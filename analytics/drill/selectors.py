"""Reading what stands behind a number: daily facts of a period and of the one before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet

from analytics.drill import about, parts, rates
from analytics.drill.about import About
from analytics.drill.cells import Grain, cells_of
from analytics.drill.cutting import BY_DAY, SHOWN, Cutting, Narrowing
from analytics.drill.joining import joined
from analytics.drill.naming import OF_POSTS, names_of
from analytics.drill.parts import NO_TEAM, Cell, Label, Part
from analytics.drill.rates import Numbers
from analytics.kpis import Kpi, Ratio
from analytics.models import Subject
from analytics.periods import Span, utc_day
from analytics.selectors import Group, groups
from analytics.selectors.dashboard import before_so_far
from analytics.selectors.remembered import of_late
from analytics.selectors.totals import Totals, totals_by_start
from content.models import Post, PostTopic
from sharing.assisted import label_of
from tenants.fewest import fewest
from tenants.models import Member

Found = Mapping[str, list[Part]]
"""What is told, by the list that it is of: one of a count, more of a rate."""


@dataclass(frozen=True)
class Line:
    """One line: what it is about, and what it brought.

    Of what is None people are not told apart. `before` is None of days. Of a rate `now` and
    `before` are None where there is nothing to divide by, or nothing is told; beside them stands
    what is divided by what in the period.
    """

    about: Mapping[str, Label]
    names: Mapping[str, str]
    now: float | None
    before: float | None
    post: UUID | None = None
    numerator: int | None = None
    denominator: int | None = None

    @property
    def change(self) -> float | None:
        """Return how much more or less it is than before; None where that is not known."""
        return None if self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True)
class Behind:
    """What stands behind a number. `now` is the dashboard's, `before` what the period before had by
    then; None: not told.

    `lines` add up to them, unless the list is narrowed; then to `told`. Of topics they never do,
    as a post counts for each of its own: `told` is what all of them tell, each post once. Nor do
    the lines of a rate, of which `told` is the rate of all that they tell together.
    """

    kpi: type[Kpi]
    now: float | None
    before: float | None
    lines: list[Line]
    told: float | None


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
    """Return the lines behind a figure that has some, of the organization or of one team.

    Nine queries at most, ten of a rate over shares where both sides are measured. `shown` are the
    teams that the reader may see; others are not told apart, nor are topics and campaigns that the
    reader may not know of. The largest fall comes first; of days the latest.
    """
    cutting = Cutting(by, group, narrowing)
    found, about_posts = _found(kpi, span, now, cutting)
    if by in OF_POSTS:
        found = _only(found, lambda part: cutting.is_about(part, about_posts))
        naming = _Naming(labels={by: names_of(by, reader, now)})
        told = {name: naming.known(listed, by) for name, listed in found.items()}
    else:
        ids = {part.labels.get("post") for listed in found.values() for part in listed}
        naming = _Naming(teams={one.id: one.name for one in shown}, posts=_posts(ids, narrowing))
        found = _only(found, lambda part: _is_meant(part, naming.posts, narrowing))
        told = {name: naming.for_reader(listed) for name, listed in found.items()}
    totals, so_far = _totals(kpi, span, group, now)
    value = kpi.value(totals)
    lines: list[Line] = []
    if value is not None:
        for labels, line in _rows(told, by):
            numbers = _numbers(kpi, line, totals, so_far)
            if numbers is not None:
                lines.append(naming.line(labels, numbers, has_before=by not in BY_DAY))
    whole = {name: Part({}, cells) for name, listed in found.items() if (cells := _cells(listed))}
    together = _numbers(kpi, whole, totals, so_far) if value is not None else None
    return Behind(
        kpi=kpi,
        now=value,
        before=kpi.value(so_far),
        lines=sorted(lines, key=_largest_fall_first),
        told=together.now if together else None if issubclass(kpi, Ratio) else 0,
    )


def _largest_fall_first(line: Line) -> tuple[float, float, list[tuple[str, str]]]:
    return line.change or 0, -(line.now or 0), sorted(line.names.items())


def _found(
    kpi: type[Kpi], span: Span, now: datetime, cutting: Cutting
) -> tuple[Found, dict[int, About]]:
    """Return what may be told, and what the posts are about where that is asked for.

    Of a rate all lists are cut alike.
    """
    apart = {one.id for one in groups()}
    grain = Grain(
        alone=cutting.alone,
        apart=apart,
        days=cutting.by in BY_DAY,
        words=cutting.by == "words",
    )
    if cutting.alone and not issubclass(kpi, Ratio):
        return {kpi.key: _alone(kpi, span, now, cutting, grain)}, {}
    if issubclass(kpi, Ratio):
        lists = rates.lists_of(kpi, span, now, grain)
    else:
        lists = {kpi.key: cells_of(kpi, span, now, grain)}
    ids = {cell.post for cells in lists.values() for cell in cells}
    about_posts = _about(ids) if cutting.by in OF_POSTS else {}
    found = {name: cutting.cut(cells, about_posts) for name, cells in lists.items()}
    if issubclass(kpi, Ratio):
        found = joined(found, cutting.atom, beside=[rates.TOLD_BY])
    return {name: cutting.kept(listed) for name, listed in found.items()}, about_posts


def _alone(kpi: type[Kpi], span: Span, now: datetime, cutting: Cutting, grain: Grain) -> list[Part]:
    """Return what a list of everything by one thing tells, kept where it is of very many people.

    Who they are is not kept.
    """
    teams = sha256(repr(sorted(grain.apart)).encode()).hexdigest()[:16]
    about = f"{kpi.key}:{grain.alone}:{teams}:{span.code}:{utc_day(now)}:{fewest()}"
    told = of_late(f"behind:{about}", partial(_told, kpi, span, now, cutting, grain), now=now)
    return [
        Part(
            {grain.alone: label},
            (
                Cell("", NO_TEAM, 0, span.starts_on, frozenset(), of_span),
                Cell("", NO_TEAM, 0, None, frozenset(), before),
            ),
        )
        for label, of_span, before in told
    ]


def _told(
    kpi: type[Kpi], span: Span, now: datetime, cutting: Cutting, grain: Grain
) -> tuple[list[tuple[Label, int, int]], int]:
    """Return of each line what it is of, and what it brought now and before; and how many people
    were looked at, once for each cell.
    """
    cells = cells_of(kpi, span, now, grain)
    found = [(part.labels[grain.alone], part.now, part.before) for part in cutting.cut(cells, {})]
    return found, sum(len(cell.people) for cell in cells)


def _only(found: Found, is_meant: Callable[[Part], bool]) -> Found:
    return {name: [part for part in listed if is_meant(part)] for name, listed in found.items()}


def _cells(listed: Sequence[Part]) -> tuple[Cell, ...]:
    return tuple(cell for part in listed for cell in part.cells)


def _rows(found: Found, by: str) -> list[tuple[Mapping[str, Label], dict[str, Part]]]:
    """Return what each line is about, and what the lists have of it."""
    rows: dict[tuple[Label, ...], tuple[Mapping[str, Label], dict[str, Part]]] = {}
    for name, listed in found.items():
        for part in parts.merged(listed, SHOWN[by]):
            rows.setdefault(tuple(part.labels.values()), (part.labels, {}))[1][name] = part
    return list(rows.values())


def _numbers(
    kpi: type[Kpi], line: Mapping[str, Part], totals: Totals, so_far: Totals
) -> Numbers | None:
    """Return what is told of a line; None where it has nothing of the figure."""
    if issubclass(kpi, Ratio):
        return rates.numbers_of(kpi, line, totals, so_far)
    part = line.get(kpi.key)
    return None if part is None else Numbers(part.now, part.before)


@dataclass(frozen=True)
class _Naming:
    """How what lines are about is called, as far as the reader may know of it, by label."""

    labels: Mapping[str, Mapping[Label, str]] = field(default_factory=dict)
    teams: Mapping[int, str] = field(default_factory=dict)
    posts: Mapping[Label, Post] = field(default_factory=dict)

    def known(self, listed: list[Part], by: str) -> list[Part]:
        """Return parts by what posts are about; of what has no name nothing is told apart."""
        names = self.labels[by]
        if by == "topic":
            listed = about.by_topic(listed, names)
        return [
            Part({by: label if (label := part.labels.get(by)) in names else None}, part.cells)
            for part in listed
        ]

    def for_reader(self, listed: list[Part]) -> list[Part]:
        """Return parts without the names of teams that are not the reader's to see."""
        return [
            part
            if (team := part.labels.get("team")) is None or team in self.teams
            else Part({**part.labels, "team": None}, part.cells)
            for part in listed
        ]

    def line(self, labels: Mapping[str, Label], numbers: Numbers, *, has_before: bool) -> Line:
        """Return a line with its names."""
        names = {
            name: known[label]
            for name, known in self.labels.items()
            if (label := labels.get(name)) is not None
        }
        if network := labels.get("network"):
            names["network"] = label_of(str(network))
        if isinstance(team := labels.get("team"), int):
            names["team"] = self.teams[team]
        post = self.posts.get(labels.get("post"))
        if post is not None:
            names["post"] = post.title
        if isinstance(day := labels.get("day"), date):
            names["day"] = day.isoformat()
        return Line(
            about=labels,
            names=names,
            now=numbers.now,
            before=numbers.before if has_before else None,
            post=post.public_id if post else None,
            numerator=numbers.numerator,
            denominator=numbers.denominator,
        )


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
    if narrowing.is_by_posts and part.labels.get("post") not in posts:
        return False
    return not narrowing.network or part.labels.get("network") == narrowing.network


def _totals(
    kpi: type[Kpi], span: Span, group: Group | None, now: datetime
) -> tuple[Totals, Totals]:
    """Return the dashboard's totals, and what the period before had by then. Two queries."""
    subject, of = (Subject.TEAM, str(group.id)) if group else (Subject.ORGANIZATION, "")
    totals = totals_by_start([span], subject, of, kpi.needs).get(span.starts_on, {})
    return totals, before_so_far(span, subject, of, now, kpi.needs)
