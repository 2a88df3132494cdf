"""Brand figures beside those of the period before and over the last periods, worked out by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.brand.figures import brand
from analytics.brand.telling import days_note, tell_brand, trend_sentence
from analytics.models import Period, PeriodTotal, Subject
from analytics.periods import Span, utc_day
from analytics.reports.book import read_edition
from analytics.reports.mails import tell_report
from analytics.reports.viewing import View
from tenants.scope import tenant
from tests.analytics.factories import make_brand_number
from tests.analytics.reports.reading import csv_tables, pdf_text, xlsx_tables
from tests.api.callers import caller_of
from tests.factories import NOW, make_hashtag

NOVEMBER = Span(Period.MONTH, date(2026, 11, 1))
"""It runs: NOW is the 18th."""
OVER = NOW + timedelta(days=30)
CLASSED = ("mentions_positive", "mentions_neutral", "mentions_negative")
QUERIES = 3


def put(day, metric, value, source="Radar", **more):
    made = date.fromisoformat(f"2026-{day}") if isinstance(day, str) else day
    make_brand_number(day=made, metric=metric, value=value, source=source, **more)


def classed(day, *counts, source="Radar"):
    for metric, count in zip(CLASSED, counts, strict=True):
        put(day, metric, count, source)


def used(day, hashtag, count, source="Radar", **more):
    put(day, "hashtag_mentions", count, source, hashtag=hashtag, **more)


def reached(day, value):
    PeriodTotal.objects.create(
        period=Period.DAY,
        starts_on=date.fromisoformat(f"2026-{day}"),
        subject=Subject.ORGANIZATION,
        metric="reach_measured",
        value=value,
    )


def figure(key, span=NOVEMBER, now=NOW):
    return next(one for one in brand(span, now=now).figures if one.kpi.key == key)


def test_a_running_period_is_compared_up_to_the_day_it_is_told(in_acme):
    classed("11-16", 12, 30, 3)  # (12 - 3) ÷ 45 = 20 %
    classed("10-01", 5, 0, 5)
    classed("10-16", 10, 40, 0)  # with the first (15 - 5) ÷ 60 = 16.7 %
    classed("10-17", 0, 0, 50)  # of the 17th November tells nothing yet
    found = figure("net_sentiment")
    assert found.value == pytest.approx(0.2)
    assert found.before == pytest.approx(10 / 60)
    assert (found.change, found.direction, found.was) == ("3 points", "up", "17 %")
    told = brand(NOVEMBER, now=NOW)
    assert trend_sentence(told, found, NOW) == (
        "Net sentiment in November 2026: 20 %, after 17 % by then in the period before."
    )


def test_a_period_that_is_over_is_compared_as_a_whole(in_acme):
    classed("11-16", 12, 30, 3)
    classed("10-01", 5, 0, 5)
    classed("10-31", 10, 40, 50)  # (15 - 55) ÷ 110
    found = figure("net_sentiment", now=OVER)
    assert found.before == pytest.approx(-40 / 110)
    assert (found.change, found.direction, found.was) == ("56 points", "up", "-36 %")


def test_a_longer_period_before_is_cut_and_a_shorter_one_is_not_overrun(in_acme):
    """The 30th of March is told, and February has 28 days: none of March is compared with March."""
    march = Span(Period.MONTH, date(2026, 3, 1))
    now = datetime(2026, 3, 31, 12, tzinfo=NOW.tzinfo)
    classed("03-01", 0, 0, 90)
    classed("03-30", 90, 0, 0)
    classed("02-28", 3, 0, 1)
    assert figure("net_sentiment", march, now).before == pytest.approx(0.5)


def test_no_other_source_fills_in_for_the_one_that_tells_now(in_acme):
    classed("11-16", 12, 30, 3)
    classed("10-02", 9, 0, 1, source="Second ear")
    found = figure("net_sentiment")
    assert (found.before, found.was, found.change, found.days_before) == (None, "", "", None)
    classed("10-03", 1, 0, 1)  # it tells of one day itself: of that alone
    assert figure("net_sentiment").before == 0


def test_half_told_days_are_no_days_of_the_period_before(in_acme):
    classed("11-16", 12, 30, 3)
    put("10-02", "mentions_positive", 900)
    put("10-02", "mentions_neutral", 1)
    assert figure("net_sentiment").before is None


def test_shares_of_voice_leave_out_what_can_not_be_right_of_both(in_acme):
    put("11-16", "mentions_own", 10)
    put("11-16", "mentions_market", 40)
    put("10-05", "mentions_own", 30)
    put("10-05", "mentions_market", 3)
    assert figure("share_of_voice").before is None
    put("10-06", "mentions_own", 5)
    put("10-06", "mentions_market", 50)
    found = figure("share_of_voice")
    assert (found.value, found.before, found.change) == (0.25, 0.1, "15 points")


def test_an_uplift_needs_the_reach_of_shares_in_both(in_acme):
    put("11-16", "brand_reach", 200)
    put("10-16", "brand_reach", 100)
    reached("11-16", 50)
    assert figure("reach_uplift").value == pytest.approx(0.25)
    assert figure("reach_uplift").before is None
    reached("10-17", 99)  # a day that is not compared yet
    assert figure("reach_uplift").before is None
    reached("10-16", 30)
    assert figure("reach_uplift").before == pytest.approx(0.3)


def test_mentions_are_compared_of_the_same_hashtags_each_as_far_as_it_is_told(in_acme):
    used("11-17", "roof", 41, own_shares=7)
    used("11-10", "wall", 6, "Tags")
    used("10-17", "roof", 30, own_shares=5)
    used("10-18", "roof", 500)
    used("10-10", "wall", 4, "Tags")
    used("10-11", "wall", 900, "Tags")
    used("10-02", "wall", 70)  # of another source than tells it now
    found = figure("hashtag_mentions")
    assert (found.value, found.before) == (41 + 7 + 6, 30 + 5 + 4)
    assert found.source == "Radar, Tags"
    assert (found.change, found.was) == ("38 %", "39")
    assert days_note(found) == ""
    used("10-01", "roof", 0)
    assert days_note(figure("hashtag_mentions")) == "Days with numbers: 2, before: 3"


@pytest.mark.parametrize(
    ("day", "hashtag", "is_compared"),
    [("10-05", "wall", False), ("10-20", "wall", True), ("11-05", "wall", False)],
)
def test_mentions_are_not_compared_with_those_of_other_hashtags(in_acme, day, hashtag, is_compared):
    """What is told of it only later in the period before says nothing of the days compared."""
    used("11-17", "roof", 41)
    used("10-17", "roof", 30)
    used(day, hashtag, 1, "Tags")
    assert (figure("hashtag_mentions").before is not None) == is_compared


@pytest.mark.parametrize("endless", ["11-17", "10-17"])
def test_what_has_no_end_is_not_compared_nor_drawn(in_acme, endless):
    for month in ("08", "09", "10", "11"):
        day = f"{month}-17"
        used(day, "roof", 40, "Bluesky search (counted by us)", at_least=day == endless)
    found = figure("hashtag_mentions")
    assert (found.value, found.before, found.change) == (40, None, "")
    expected = [40, 40, 40, 40]
    expected[int(endless[:2]) - 8] = None
    assert found.trend[-4:] == expected


def test_a_line_is_of_one_source_and_its_gaps_are_gaps(in_acme):
    for month, counts in {
        "06": (1, 0, 1),
        "08": (3, 0, 1),
        "10": (2, 2, 0),
        "11": (9, 0, 1),
    }.items():
        classed(f"{month}-16", *counts)
    classed("09-16", 5, 0, 0, source="Second ear")
    classed("07-16", 0, 0, 0)  # told, and nothing to divide by
    told = brand(NOVEMBER, now=NOW)
    found = next(one for one in told.figures if one.kpi.key == "net_sentiment")
    assert found.trend == [None] * 7 + [0, None, 0.5, None, 0.5, 0.8]
    assert found.trend_source == "Radar"
    assert [span.code for span in told.spans][::12] == ["2025-11", "2026-11"]
    line = tell_brand(told, now=NOW, key="net_sentiment")["brand_line"]
    assert line["points"][-2:] == [("1 Oct", 50), ("1 Nov", 80)]
    assert (line["unit"], line["has_gaps"]) == ("percent", True)
    assert line["source"] == "Imported from Radar"


def test_a_point_of_a_line_is_what_its_period_says(in_acme):
    """Of older periods hashtags are read as sums: they come to the same."""
    for number in range(5):
        for day in (3, 9, 17):
            used(f"{7 + number:02}-{day:02}", "roof", day * number, own_shares=5)
            used(f"{7 + number:02}-{day:02}", "wall", 1, "Tags")
    found = figure("hashtag_mentions")
    # 3 + 9 + 17 = 29 for each step, three days with five own shares and one of the other hashtag
    assert found.trend[-5:] == [18, 47, 76, 105, 134]
    for back in range(5):
        span = NOVEMBER.back(5)[back]
        assert figure("hashtag_mentions", span, OVER).value == found.trend[-5:][back]


def test_a_period_with_other_hashtags_is_a_gap_in_the_line(in_acme):
    for month in ("07", "08", "09", "10", "11"):
        used(f"{month}-16", "roof", 10)
    used("09-16", "wall", 1)
    assert figure("hashtag_mentions").trend[-5:] == [10, 10, None, 10, 10]


def test_two_points_make_no_line(in_acme):
    classed("11-16", 12, 30, 3)
    classed("10-16", 12, 30, 3)
    assert (figure("net_sentiment").trend, figure("net_sentiment").trend_source) == ([], "")
    assert tell_brand(brand(NOVEMBER, now=NOW), now=NOW)["brand_line"] is None


def test_before_anything_is_told_of_a_period_its_line_is_of_what_was_told_last(in_acme):
    for month in ("08", "09", "10"):
        classed(f"{month}-16", 3, 0, 1)
        classed(f"{month}-15", 1, 0, 1, source="Second ear")
    told = brand(NOVEMBER, now=NOW)
    found = next(one for one in told.figures if one.kpi.key == "net_sentiment")
    assert told.is_empty
    assert (found.value, found.before, found.trend_source) == (None, None, "Radar")
    assert found.trend[-4:] == [0.5, 0.5, 0.5, None]
    assert trend_sentence(told, found, NOW) == "Net sentiment in November 2026: not known yet."


def test_leads_are_of_the_period_alone(in_acme):
    put("10-16", "leads_advocacy", 5)
    put("11-16", "leads_advocacy", 7)
    assert brand(NOVEMBER, now=NOW).leads.totals == {"leads_advocacy": 7}


def test_it_costs_as_many_queries_for_many_as_for_few(in_acme):
    make_hashtag("Roof")

    def queries():
        with CaptureQueriesContext(connection) as caught:
            brand(NOVEMBER, now=NOW)
        return len(caught)

    used("11-16", "roof", 1)
    assert queries() == QUERIES
    for month in range(1, 12):
        classed(f"{month:02}-10", 1, 1, 1)
        used(f"{month:02}-10", "wall", 1, "Tags")
        put(f"{month:02}-10", "brand_reach", 1)
        reached(f"{month:02}-10", 1)
    assert queries() == QUERIES


@pytest.fixture
def told(cast):
    """Acme's last three months that are over; the last one, and the one before it, on paper.

    Mentions 30 + 5 after 20 + 8, and 10; sentiment (6 - 2) ÷ 10 after (5 - 2) ÷ 10, and 0.
    """
    month = Span.around(Period.MONTH, utc_day(timezone.now())).previous
    rows = [(10, None, (1, 0, 1)), (20, 8, (5, 3, 2)), (30, 5, (6, 2, 2))]
    with tenant(cast.acme):
        make_hashtag("Roof")
        for span, (mentions, own, counts) in zip(month.back(3), rows, strict=True):
            used(span.starts_on, "roof", mentions, own_shares=own)
            classed(span.starts_on, *counts)
    return month


def test_the_page_says_it_and_draws_the_line_that_is_chosen(told, cast, sign_in):
    client, here = sign_in(cast.alice), f"/o/acme/dashboard/?period=month&on={told.code}"
    text = client.get(here).content.decode()
    assert f"Hashtag mentions in {told.label}: 35, after 28 in the period before." in text
    assert ", was 28" in text
    assert f"{here.partition('?')[2].replace('&', '&amp;')}&amp;brand=net_sentiment#beside" in text
    page = client.get(f"{here}&brand=net_sentiment")
    text = page.content.decode()
    assert f"Net sentiment in {told.label}: 40 %, after 30 % in the period before." in text
    assert "Imported from Radar" in text
    assert page.context["brand_line"]["points"][-3:] == [
        (f"1 {span.starts_on:%b}", value)
        for span, value in zip(told.back(3), (0, 30, 40), strict=True)
    ]
    assert client.get(f"{here}&brand=nothing").status_code == 200


def test_programs_read_the_same(told, cast):
    asked = f"period=month&on={told.code}"
    said = caller_of(cast.alice).get(f"dashboard?{asked}")["brand"]
    found = {one["key"]: one for one in said}
    assert [found["hashtag_mentions"][name] for name in ("value", "before")] == [35, 28]
    assert [found["net_sentiment"][name] for name in ("value", "before")] == [0.4, 0.3]
    assert [one["value"] for one in found["net_sentiment"]["trend"]][-3:] == [0, 0.3, 0.4]
    assert found["net_sentiment"]["trend"][-1]["starts_on"] == str(told.starts_on)
    assert found["net_sentiment"]["trend_source"] == "Radar"
    assert found["share_of_voice"]["before"] is None
    assert found["share_of_voice"]["trend"] == []


def test_files_say_the_same(told, cast, sign_in):
    client, asked = sign_in(cast.alice), f"period=month&on={told.code}"

    def file(kind):
        return client.post(f"/o/acme/dashboard/file/?{asked}", {"kind": kind}).content

    tables = {table[0][0]: table[1:] for table in csv_tables(file("csv"))}
    rows = {row[0]: row for row in tables["Brand numbers"]}
    day = str(told.starts_on)
    assert rows["Hashtag mentions"][1:6] == ["35", "28", "", "Radar", day]
    assert rows["Net sentiment"][1:3] == ["0.4", "0.3"]
    assert rows["Share of voice"][1:3] == ["", ""]
    head, *lines = tables["Brand numbers over time"]
    assert head == ["From", "Hashtag mentions (Radar)", "Net sentiment (Radar)"]
    assert [row[1:] for row in lines[-4:]] == [
        ["", ""],
        ["10", "0.0"],
        ["28", "0.3"],
        ["35", "0.4"],
    ]
    sheets = xlsx_tables(file("xlsx"))
    cells = {row[0]: row for sheet in sheets for row in sheet}
    assert cells["Net sentiment"][1:3] == [0.4, 0.3]
    paper = pdf_text(file("pdf"))
    assert "Hashtag mentions 35 28 Radar" in paper
    assert "Net sentiment 40 % 30 % Radar" in paper
    assert "Brand numbers over time" in paper
    assert "Imported: brought in from another tool" in paper


def test_mails_say_the_same(told, cast):
    now = timezone.now()
    with tenant(cast.acme):
        edition = read_edition(View(told, None, []), now=now, reader=cast.alice)
        lines = {one.label: one for one in tell_report(edition, "Acme")["more_lines"]}
    assert (lines["Hashtag mentions"].shown, lines["Hashtag mentions"].was) == ("35", "28")
    assert (lines["Net sentiment"].shown, lines["Net sentiment"].was) == ("40 %", "30 %")
    assert lines["Net sentiment"].source.startswith("Imported from Radar, up to ")


def test_another_organization_is_compared_with_nothing_of_it(told, cast):
    with tenant(cast.globex):
        assert {one.before for one in brand(told, now=timezone.now()).figures} == {None}
        assert not any(one.trend for one in brand(told, now=timezone.now()).figures)
