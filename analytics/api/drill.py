"""What stands behind a number, for programs: the lines of the page, and no more about anybody."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from analytics.api.endpoints import chosen, span_of
from analytics.api.shapes import PeriodQuery, SpanShape, TeamChoice
from analytics.drill.about import IN_NONE
from analytics.drill.cutting import SHOWN, Narrowing
from analytics.drill.selectors import Line, behind
from analytics.kpis import BEHIND
from analytics.selectors import groups_for
from content.models.posts import Kind
from sharing.api.shapes import KEYS
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope

MOST_LINES = 500


class BehindQuery(PeriodQuery):
    """Which figure, of which team, what a line is about, and to what the lines are narrowed."""

    metric = serializers.ChoiceField(
        choices=[kpi.key for kpi in BEHIND], required=False, default="clicks"
    )
    team = serializers.UUIDField(required=False)
    by = serializers.ChoiceField(choices=list(SHOWN), required=False, default="lines")
    network = serializers.ChoiceField(choices=KEYS, required=False, default="")
    post = serializers.UUIDField(required=False)
    topic = serializers.UUIDField(required=False)
    campaign = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False, default="")
    skip = serializers.IntegerField(
        required=False, min_value=0, default=0, help_text="How many lines to leave out at the top."
    )
    most = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST_LINES, default=MOST_LINES
    )


class Number(serializers.FloatField):
    """A count as the whole number it is, a rate as it was divided."""

    def to_representation(self, value: Any) -> Any:
        """Return the number as it is."""
        return value


class BehindLine(Shape):
    """What it is about, by name; null where people are not told apart by it, or it is not asked.

    Of a rate `value` is `numerator` ÷ `denominator`; null where there is nothing to divide by, or
    it is not told. Of a count these two are null.
    """

    day = serializers.DateField(allow_null=True)
    network = serializers.CharField(allow_null=True)
    team = serializers.CharField(allow_null=True)
    post = serializers.UUIDField(allow_null=True)
    title = serializers.CharField(allow_null=True)
    topic = serializers.CharField(allow_null=True, help_text='"": posts without one.')
    campaign = serializers.CharField(allow_null=True, help_text='"": posts in none.')
    kind = serializers.ChoiceField(choices=Kind.choices, allow_null=True)
    words = serializers.ChoiceField(choices=["suggested", "own_words"], allow_null=True)
    value = Number(source="now", allow_null=True)
    before = Number(allow_null=True)
    numerator = serializers.IntegerField(allow_null=True)
    denominator = serializers.IntegerField(allow_null=True)


class BehindShape(Shape):
    """A figure, and lines that add up to it, or to `told` where they are narrowed.

    Lines by topic never add up, as a post counts for each of its own: `told` is all that they tell.
    Nor do the lines of a rate: there `told` is the rate of all of them, null where it is not told.
    `before` is the period before, up to the same day while it runs; null of lines by day, and
    where it is not told. A line is told where people enough have something in it. `lines` are those
    from `skip` on, `most` at most, of `count`.
    """

    span = SpanShape()
    metric = serializers.CharField()
    team = TeamChoice(allow_null=True)
    value = serializers.FloatField(allow_null=True)
    before = serializers.FloatField(allow_null=True)
    told = Number(allow_null=True)
    count = serializers.IntegerField()
    lines = BehindLine(many=True)


class DashboardFacts(Endpoints):
    """What stands behind a number."""

    tag = "Numbers"

    @endpoint(
        scope=Scope.ANALYTICS_READ,
        permission=Permission.SEE_DASHBOARD,
        query=BehindQuery,
        gives=BehindShape,
    )
    def show(self, call: Call) -> dict[str, Any]:
        """Give the lines behind a figure that adds up or a rate of such, the largest fall first."""
        span, shown = span_of(call), groups_for(call.member)
        group = chosen(shown, call.query.get("team"))
        kpi = next(one for one in BEHIND if one.key == call.query["metric"])
        narrowing = Narrowing(
            network=call.query["network"],
            kind=call.query["kind"],
            **{name: str(call.query.get(name) or "") for name in ("post", "topic", "campaign")},
        )
        found = behind(
            kpi=kpi,
            span=span,
            group=group,
            shown=shown,
            reader=call.member,
            by=call.query["by"],
            narrowing=narrowing,
            now=call.now,
        )
        lines = [
            {
                "day": line.about.get("day"),
                "network": line.about.get("network"),
                "team": line.names.get("team"),
                "post": line.post,
                "title": line.names.get("post"),
                "topic": _name(line, "topic"),
                "campaign": _name(line, "campaign"),
                "kind": line.about.get("kind"),
                "words": line.about.get("words"),
                "now": line.now,
                "before": line.before,
                "numerator": line.numerator,
                "denominator": line.denominator,
            }
            for line in found.lines[call.query["skip"] :][: call.query["most"]]
        ]
        return {
            "span": span,
            "metric": kpi.key,
            "team": group,
            "value": found.now,
            "before": found.before,
            "told": found.told,
            "count": len(found.lines),
            "lines": lines,
        }


def _name(line: Line, by: str) -> str | None:
    """Return what a line is called, "" for what has none, None for what is not told apart."""
    return "" if line.about.get(by) == IN_NONE else line.names.get(by)
