from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from analytics.calculator.estimate import Assumptions, estimate
from analytics.calculator.evidence import EVIDENCE

PAGE = "/reach-calculator/"


def test_the_worked_example_comes_to_what_is_written_of_it():
    found = estimate(Assumptions(500, 0.94, 0.64, 4, 500, 0.1))
    assert found.sharers == pytest.approx(300.8)
    assert found.shares == pytest.approx(1203.2)
    assert found.potential_reach == pytest.approx(601_600)
    assert found.monthly_reach == pytest.approx(60_160)


def test_nobody_reaches_nobody():
    assert estimate(Assumptions(1, 0, 0, 0, 0, 0)).monthly_reach == 0


@pytest.mark.django_db
def test_a_visitor_sees_the_usual_guesses_without_an_account(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(PAGE)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "60,160" in page
    assert "601,600" in page
    assert "employees × adoption_rate" in page
    assert "Set-Cookie" not in answer.headers


@pytest.mark.django_db
def test_the_link_keeps_what_was_assumed(client):
    given = {"employees": 2_500_000, "view_rate_low": 2.5, "avg_followers_mid": 456}
    page = client.get(PAGE, given).content.decode()
    address = re.search(r'id="address" readonly value="([^"]+)"', page)[1].replace("&amp;", "&")
    kept = parse_qs(urlsplit(address).query)
    assert kept["employees"] == ["2500000"]
    assert kept["view_rate_low"] == ["2.5"]
    assert kept["avg_followers_low"] == ["200"], "an assumption that was not touched is kept too"
    path = urlsplit(address)
    again = client.get(f"{path.path}?{path.query}").content.decode()
    assert re.search(r'class="say">([^<]+)', again)[1] == re.search(r'class="say">([^<]+)', page)[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"employees": "0"}, "greater than or equal to 1"),
        ({"employees": "many"}, "Enter a whole number"),
        ({"employees": ""}, "This field is required"),
        ({"adoption_rate_high": "101"}, "more than all of them: write 100 at most"),
        ({"employees": "3000001"}, "about 3,000,000 people: write that at most"),
        ({"shares_per_sharer_high": "301"}, "more than ten a day for each: write 300 at most"),
        ({"avg_followers_mid": "1000001"}, "write 1,000,000 at most, on average"),
        ({"view_rate_low": "nan"}, "Enter a number"),
        ({"view_rate_low": "15"}, "have to rise"),
        ({"shares_per_sharer_high": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_wrong_guess_is_told_at_its_place_and_nothing_is_lost(client, given, told):
    answer = client.get(PAGE, {"avg_followers_high": "4321", **given})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(told, page)
    assert 'value="4321"' in page
    assert 'class="say"' not in page


@pytest.mark.django_db
def test_the_formula_stands_open_with_the_middle_guess_worked_out(client):
    page = client.get(PAGE).content.decode()
    assert "<details" not in page
    assert "monthly_reach = employees × adoption_rate" in page
    assert "500 × 94 % × 64 % × 4 × 500 × 10 % = 60,160" in page
    wrong = client.get(PAGE, {"employees": "0"}).content.decode()
    assert "monthly_reach = employees × adoption_rate" in wrong


@pytest.mark.django_db
def test_more_views_than_there_are_people_gets_a_remark(client):
    most = {"employees": 3_000_000, "shares_per_sharer_high": 300, "avg_followers_high": 1_000_000}
    assert "for every person on Earth" in client.get(PAGE, most).content.decode()
    assert "for every person on Earth" not in client.get(PAGE).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "says", "whose"),
    [
        ("88 %", "81 %", "Hootsuite"),
        ("≈ 2/3", "leaders mislead", "Hootsuite"),
        ("93 %", "51 %", "Hootsuite"),
        ("up to 70 %", "who leads them", "Hootsuite"),
        ("+23 %", "profit", "Hootsuite"),
        ("+10 %", "loyalty of customers", "Hootsuite"),
        ("+18 %", "productivity", "Hootsuite"),
        ("73 %", "no policy", "GaggleAMP"),
        ("78 %", "one in four", "GaggleAMP"),
        ("×8", "own content", "GaggleAMP"),
        ("up to ×25", "passed on", "GaggleAMP"),
        ("up to +202 %", "engaged", "GaggleAMP"),
        ("+600 %", "three times as fast", "LinkedIn, as Hootsuite"),
    ],
)
def test_a_figure_that_is_quoted_a_lot_stands_with_whose_it_is(client, value, says, whose):
    page = client.get("/evidence/").content.decode()
    line = re.search(rf"<bdi>{re.escape(value)}</bdi>(.*?)</li>", page, re.DOTALL)[1]
    assert says in line
    assert whose in line.replace("&#x27;", "’")
    assert ("<bdi>2022</bdi>" in line) == (value == "≈ 2/3")


@pytest.mark.django_db
def test_every_figure_of_others_names_its_source_and_what_to_keep_in_mind(client):
    page = client.get("/evidence/").content.decode()
    figures = [figure for group in EVIDENCE for figure in group.figures]
    assert len(figures) > 25
    assert page.count("no date given") + page.count("<bdi>2022</bdi>") == len(figures)
    for figure in figures:
        assert figure.source
        assert figure.caveat
