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
    given = {"employees": 10_000_000, "view_rate_low": 2.5, "avg_followers_mid": 456}
    page = client.get(PAGE, given).content.decode()
    address = re.search(r'id="address" readonly value="([^"]+)"', page)[1].replace("&amp;", "&")
    kept = parse_qs(urlsplit(address).query)
    assert kept["employees"] == ["10000000"]
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
        ({"adoption_rate_mid": "101"}, "less than or equal to 98|less than or equal to 100"),
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
def test_every_figure_of_others_names_its_source_and_what_to_keep_in_mind(client):
    page = client.get("/evidence/").content.decode()
    figures = [figure for group in EVIDENCE for figure in group.figures]
    assert len(figures) > 15
    assert page.count("no date given") + page.count("<bdi>2022</bdi>") == len(figures)
    for figure in figures:
        assert figure.source
        assert figure.caveat
