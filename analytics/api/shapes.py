"""Shapes of the numbers. Nothing here is broken down by member."""

from __future__ import annotations

from rest_framework import serializers

from analytics.boards.reading import EXECUTIVES, PEOPLE, REACH, TEAMS
from analytics.kpis import KPIS, Basis
from analytics.periods import PICKED
from tenants.rest.shapes import Shape

ON = r"^20\d\d-(\d\d|W\d\d|Q[1-4])\Z"
LONGEST_CODE = 60
"""Of a part that a board is narrowed to."""


class PeriodQuery(Shape):
    """Which period: its kind, and which one ("2026-11", "2026-W47", "2026-Q4"); else this one."""

    period = serializers.ChoiceField(
        choices=[str(one.value) for one in PICKED], required=False, default="month"
    )
    on = serializers.RegexField(ON, required=False, default="")


class LeaderboardQuery(PeriodQuery):
    """Whose board, what counts besides shares, and of which of the `parts` that are given alone.

    Impressions are told by some networks only: who is missing may have been seen.
    """

    who = serializers.ChoiceField(
        choices=[PEOPLE, TEAMS, EXECUTIVES], required=False, default=PEOPLE
    )
    of = serializers.CharField(max_length=LONGEST_CODE, required=False)
    reach = serializers.ChoiceField(choices=REACH, required=False, default="clicks")


class DashboardQuery(PeriodQuery):
    """Of which team (its id; all when left out), and which figure's trend."""

    team = serializers.UUIDField(required=False)
    metric = serializers.ChoiceField(
        choices=[kpi.key for kpi in KPIS], required=False, default="clicks"
    )


class SpanShape(Shape):
    """A period of UTC days, from `starts_on` to before `ends_on`."""

    period = serializers.CharField(source="period.value")
    on = serializers.CharField(source="code")
    label = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class PointShape(Shape):
    """A point of a trend, of the days since `starts_on`; null lies ahead or is not known.

    `before` is the point at its place in the period before, null where nothing is compared.
    """

    starts_on = serializers.DateField()
    label = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    before = serializers.FloatField(allow_null=True)


class PostTotals(Shape):
    """What one's shares of one post brought."""

    post = serializers.UUIDField(source="post.public_id")
    title = serializers.CharField(source="post.title")
    networks = serializers.ListField(child=serializers.CharField())
    totals = serializers.DictField(child=serializers.IntegerField())


class FollowedShape(Shape):
    """Followers of one's own account at the end; `gained` is null while one count is known."""

    connection = serializers.UUIDField(source="connection.public_id")
    network = serializers.CharField(source="connection.network")
    handle = serializers.CharField(source="connection.handle")
    count = serializers.IntegerField()
    gained = serializers.IntegerField(allow_null=True)


class HabitShape(Shape):
    """One's own shares of a kind in twelve months, three at least, and who came for each."""

    key = serializers.CharField()
    shares = serializers.IntegerField()
    people_per_share = serializers.FloatField()


class HabitsShape(Shape):
    """What works for oneself, the best first; empty where there are not two kinds to compare.

    Weekdays count from Monday, 0; times of day are `night`, `morning`, `afternoon`, `evening`.
    """

    by_network = HabitShape(many=True)
    by_part = HabitShape(many=True)
    by_weekday = HabitShape(many=True)
    by_words = HabitShape(many=True)


class ImpactShape(Shape):
    """What one's own shares brought in a period, and in the one before."""

    span = SpanShape()
    is_running = serializers.BooleanField()
    totals = serializers.DictField(child=serializers.IntegerField())
    before = serializers.DictField(child=serializers.IntegerField())
    points = PointShape(many=True)
    posts = PostTotals(many=True)
    followers = FollowedShape(many=True)
    habits = HabitsShape()


class PlaceShape(Shape):
    """A place of a board. People have no name here: the page alone names them. Teams have one."""

    place = serializers.IntegerField()
    name = serializers.CharField(allow_blank=True)
    value = serializers.FloatField()
    is_own = serializers.BooleanField()
    moved = serializers.IntegerField(
        allow_null=True, help_text="Places up since the period before; null where it had none."
    )
    is_new = serializers.BooleanField()


class BoardShape(Shape):
    """The first places by one count, and one's own where it is further down."""

    metric = serializers.CharField()
    places = PlaceShape(many=True)
    own = PlaceShape(allow_null=True)


class BoardPart(Shape):
    """A network, campaign or hashtag that boards can be narrowed to."""

    of = serializers.CharField(source="code")
    label = serializers.CharField()


class LeaderboardShape(Shape):
    """The boards of a period: shares, and what they reached; `of` "" where they are of all.

    Not among the `parts` is what would tell of too few people.
    """

    span = SpanShape()
    who = serializers.CharField()
    of = serializers.CharField(allow_blank=True)
    parts = BoardPart(many=True)
    executives = serializers.BooleanField(help_text="Whether any have a board of their own.")
    most_a_day = serializers.IntegerField(
        allow_null=True, help_text="Shares of a person and day that count; null: all of them."
    )
    boards = BoardShape(many=True)


class FigureShape(Shape):
    """A key figure; null where it can't be told. `before` is the period before."""

    key = serializers.CharField(source="kpi.key")
    label = serializers.CharField(source="kpi.label")
    basis = serializers.ChoiceField(choices=Basis.choices, source="kpi.basis")
    is_rate = serializers.BooleanField(source="kpi.is_rate")
    value = serializers.FloatField(allow_null=True)
    before = serializers.FloatField(allow_null=True)


class TopPost(Shape):
    """A post that did well."""

    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField(source="label")
    value = serializers.FloatField()


class TopLine(Shape):
    """A network or team that did well; a team's value is for each of its people of then."""

    label = serializers.CharField()
    value = serializers.FloatField()


class TeamChoice(Shape):
    """A team that may be told apart."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    size = serializers.IntegerField()


class BrandFigureShape(Shape):
    """A key figure from other tools, of one source and up to a day; null where none tells it.

    `at_least`: it is our own count, and there was more than we read. `before` is the period before,
    up to the same day while this one runs: null unless the same source tells both, of mentions of
    the same hashtags and with an end; `days` and `days_before` are how many days each is told of.
    `trend` are the last periods as `trend_source` tells them; null is a gap.
    """

    key = serializers.CharField(source="figure.kpi.key")
    label = serializers.CharField(source="figure.kpi.label")
    basis = serializers.ChoiceField(choices=Basis.choices, source="figure.kpi.basis")
    is_rate = serializers.BooleanField(source="figure.kpi.is_rate")
    value = serializers.FloatField(allow_null=True, source="figure.value")
    before = serializers.FloatField(allow_null=True, source="figure.before")
    source = serializers.CharField(allow_blank=True, source="figure.source")
    until = serializers.DateField(allow_null=True, source="figure.until")
    days = serializers.IntegerField(source="figure.days")
    days_before = serializers.IntegerField(allow_null=True, source="figure.days_before")
    at_least = serializers.BooleanField(source="figure.at_least")
    parts = serializers.DictField(child=serializers.IntegerField(), source="figure.told.totals")
    trend = PointShape(many=True)
    trend_source = serializers.CharField(allow_blank=True, source="figure.trend_source")
    trend_sentence = serializers.CharField()


class DashboardShape(Shape):
    """The key figures of the organization, or of one team, in a period.

    `brand` is what other tools tell beside our shares; of the organization alone. `metric` is the
    figure that the trend is of: the shares, where a team has no such figure as was asked for.
    """

    span = SpanShape()
    team = TeamChoice(allow_null=True)
    figures = FigureShape(many=True)
    metric = serializers.CharField()
    trend = PointShape(many=True)
    trend_sentence = serializers.CharField()
    posts = TopPost(many=True)
    networks = TopLine(many=True)
    groups = TopLine(many=True)
    teams = TeamChoice(many=True)
    brand = BrandFigureShape(many=True)


class KpiShape(Shape):
    """What a key figure means."""

    key = serializers.CharField()
    label = serializers.CharField()
    meaning = serializers.CharField()
    formula = serializers.CharField()
    basis = serializers.ChoiceField(choices=Basis.choices)
    is_rate = serializers.BooleanField()


class KpiList(Shape):
    """All key figures of the dashboard."""

    items = KpiShape(many=True)
