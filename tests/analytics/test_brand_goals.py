"""Goals on what other tools tell: how far they are, and that it is always said to be imported."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.brand.figures import brand
from analytics.goals.forms import GoalForm
from analytics.goals.keeping import GoalDraft, set_goal
from analytics.goals.models import Goal, GoalPeriod
from analytics.goals.progress import running
from analytics.goals.telling import tell_goals
from analytics.kpis import OF_BRAND
from analytics.models import BrandNumber, Period, PeriodTotal, Subject
from analytics.periods import Span, utc_day
from tenants.fewest import fewest
from tenants.scope import tenant
from tests.analytics.factories import make_brand_number, make_goal
from tests.analytics.reports.reading import csv_tables
from tests.api.callers import caller_of
from tests.factories import NOW, make_member

QUARTER = Span(Period.QUARTER, date(2026, 10, 1))


@pytest.fixture
def staffed(in_acme):
    """Let Acme have five people, so that its sums tell of none of them."""
    for number in range(3):
        make_member(f"Colleague {number}")
    return in_acme


def put(day, **numbers):
    for metric, value in numbers.items():
        make_brand_number(day=date(2026, *day), metric=metric, value=value, source="Radar")


def classed(day, positive, neutral, negative):
    put(day, mentions_positive=positive, mentions_neutral=neutral, mentions_negative=negative)


def used(day, count, **more):
    values = {"metric": "hashtag_mentions", "hashtag": "roof", "source": "Radar", **more}
    make_brand_number(day=date(2026, *day), value=count, **values)


def draft(metric, target, **more):
    given = {"label": "Be liked", "period": GoalPeriod.QUARTER, "starts_on": NOW.date(), **more}
    return GoalDraft(metric=metric, target=Decimal(target), **given)


def test_a_goal_can_be_set_on_each_and_its_form_says_that_it_is_imported(staffed):
    names = dict(GoalForm().fields["metric"].choices)
    assert str(names["net_sentiment"]) == "Net sentiment (Imported)"
    assert str(names["clicks"]) == "Clicks"
    for kpi in OF_BRAND:
        set_goal(draft=draft(kpi.key, 30), by=staffed.alice, now=NOW)
    assert [one.source for one in tell_goals(running(NOW), to_all=True)] == ["Imported"] * 4


def test_a_goal_is_as_far_as_the_figure_of_its_time(staffed):
    make_goal(metric="net_sentiment", target=30)
    make_goal(metric="share_of_voice", target=25)
    classed((10, 3), 10, 0, 10)
    classed((11, 16), 12, 30, 3)  # (22 - 13) ÷ 65 = 13.8 %
    classed((9, 30), 99, 0, 0)
    put((11, 16), mentions_own=10, mentions_market=40)
    sentiment, voice = tell_goals(running(NOW), to_all=False)
    assert sentiment.line == "Net sentiment: 13.8 % of 30 %"
    assert sentiment.state == "Not reached yet: 46 % of it."
    assert sentiment.source.startswith("Imported from Radar, up to ")
    assert (voice.line, voice.state) == ("Share of voice: 25 % of 25 %", "Reached.")
    figures = {one.kpi.key: one.value for one in brand(QUARTER, now=NOW).figures}
    for one in running(NOW):
        assert one.value == pytest.approx(100 * figures[one.kpi.key])


def test_what_is_below_zero_is_no_part_of_a_goal(staffed):
    make_goal(metric="net_sentiment", target=30)
    classed((11, 16), 1, 0, 3)
    (one,) = tell_goals(running(NOW), to_all=False)
    assert one.line == "Net sentiment: -50 % of 30 %"
    assert (one.value, one.state) == (0, "Not reached yet: 0 % of it.")


def test_an_uplift_may_be_more_than_threefold_and_nothing_else_more_than_all(staffed):
    set_goal(draft=draft("reach_uplift", 250), by=staffed.alice, now=NOW)
    put((11, 16), brand_reach=100)
    assert running(NOW)[0].value is None
    PeriodTotal.objects.create(
        period=Period.DAY,
        starts_on=date(2026, 11, 16),
        subject=Subject.ORGANIZATION,
        metric="reach_measured",
        value=250,
    )
    (one,) = running(NOW)
    assert (one.value, one.is_reached) == (250, True)
    for metric in ("share_of_voice", "net_sentiment"):
        with pytest.raises(ValidationError) as caught:
            set_goal(draft=draft(metric, 101), by=staffed.alice, now=NOW)
        assert caught.value.code == "target"


def test_of_chosen_days_what_is_told_of_these_days_counts(staffed):
    days = {"period": GoalPeriod.DAYS, "starts_on": date(2026, 11, 10)}
    for metric, target in (("hashtag_mentions", 100), ("net_sentiment", 50)):
        chosen = draft(metric, target, ends_on=date(2026, 11, 19), **days)
        set_goal(draft=chosen, by=staffed.alice, now=NOW)
    used((11, 9), 900)
    used((11, 10), 30, own_shares=6)
    used((11, 16), 24)
    used((11, 20), 900)
    classed((11, 9), 9, 0, 0)
    classed((11, 10), 3, 0, 1)
    mentions, sentiment = tell_goals(running(NOW), to_all=False)
    # how fast is not said: what other tools count comes in late
    assert (mentions.line, mentions.state) == (
        "Hashtag mentions: 60 of 100",
        "Not reached yet: 60 % of it.",
    )
    assert sentiment.line == "Net sentiment: 50 % of 50 %"


def test_what_has_no_end_is_at_least_so_much(staffed):
    make_goal(metric="hashtag_mentions", target=100)
    used((11, 16), 60, at_least=True)
    (one,) = tell_goals(running(NOW), to_all=False)
    assert one.line == "Hashtag mentions: at least 60 of 100"


def test_fewer_than_five_people_are_told_nothing(in_acme):
    make_goal(metric="hashtag_mentions", target=100)
    used((11, 16), 60)
    (one,) = running(NOW)
    assert (one.value, one.source) == (None, "")


def test_it_costs_as_many_queries_for_many_as_for_few(staffed):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            running(NOW)
        return len(caught)

    fewest()  # asked once in a scope
    make_goal()
    without = queries()
    make_goal(metric="reach_uplift", target=10)
    few = queries()
    assert few == without + 2  # the numbers of tools, and the reach beside them
    for number, kpi in enumerate(OF_BRAND * 2):
        make_goal(metric=kpi.key, target=10, label=str(number))
    assert queries() == few


@pytest.fixture
def aimed(cast):
    """Acme's running quarter: 60 of 100 mentions, told up to yesterday at the latest."""
    today = utc_day(timezone.now())
    span = Span.around(Period.QUARTER, today)
    with tenant(cast.acme):
        for number in range(3):
            make_member(f"Colleague {number}")
        make_goal(
            label="Be heard",
            metric="hashtag_mentions",
            target=100,
            starts_on=span.starts_on,
            ends_on=span.ends_on - timedelta(days=1),
        )
        make_brand_number(
            day=span.starts_on, metric="hashtag_mentions", hashtag="roof", value=60, source="Radar"
        )
    return span


def test_everybody_reads_how_far_and_that_it_is_imported(aimed, cast, sign_in):
    for page in ("/o/acme/impact/", "/o/acme/impact/month/"):
        text = sign_in(cast.bob).get(page).content.decode()
        assert "Hashtag mentions: 60 of 100" in text, page
        assert "Imported from Radar, up to " in text, page
    client = sign_in(cast.alice)
    for page in ("/o/acme/dashboard/", "/o/acme/goals/"):
        text = client.get(page).content.decode()
        assert "Hashtag mentions: 60 of 100" in text, page
        assert "Imported from Radar, up to " in text, page
    tables = {table[0][0]: table[1:] for table in csv_tables(_csv(client))}
    head, row = tables["Goals"]
    assert head[-1] == "Source"
    assert row[1] == "Hashtag mentions: 60 of 100"
    assert row[-1].startswith("Imported from Radar, up to ")


def _csv(client):
    return client.post("/o/acme/dashboard/file/", {"kind": "csv"}).content


def test_programs_read_it_and_set_it(aimed, cast):
    call = caller_of(cast.alice)
    (one,) = call.get("goals")["items"]
    told = ("value", "basis", "source", "until", "at_least")
    assert [one[name] for name in told] == [60, "imported", "Radar", str(aimed.starts_on), False]
    new = {
        "label": "Be liked",
        "metric": "net_sentiment",
        "target": "30",
        "period": "quarter",
        "starts_on": str(aimed.starts_on),
    }
    answer = call("POST", "goals", new, Idempotency_Key="once")
    assert answer.status_code == 201
    assert (answer.json()["basis"], answer.json()["source"]) == ("imported", "")
    with tenant(cast.acme):
        assert Goal.objects.filter(metric="net_sentiment").exists()
        BrandNumber.objects.all().delete()
    assert call.get("goals")["items"][-1]["value"] is None
