"""Key figures say what they are; the page about them is written from the code."""

from __future__ import annotations

import pytest

from advocacy.management.commands.kpis import PATH, document
from analytics.kpis import (
    AIDS,
    COUNTS,
    KPIS,
    OF_BRAND,
    AdoptionRate,
    Basis,
    Clicks,
    Ratio,
    ShareRate,
    TimeToFirstShare,
    described,
)
from analytics.wording import figure


def test_the_page_about_them_is_what_the_code_says():
    assert PATH.read_text(encoding="utf-8") == document(), "Run `manage.py kpis`."


@pytest.mark.parametrize("kpi", [*KPIS, *COUNTS, *AIDS, *OF_BRAND])
def test_each_says_meaning_unit_and_source(kpi):
    assert "Unit: " in described(kpi)
    assert "Source: " in described(kpi)
    assert kpi.formula
    assert kpi.key in kpi.needs or issubclass(kpi, Ratio)
    assert len(kpi.key) <= 24, "as long as a metric that is stored may be"


def test_a_ratio_has_no_value_without_a_denominator():
    assert AdoptionRate.value({}) is None
    assert ShareRate.value({"sharers_activated": 0, "activated": 0}) is None
    assert ShareRate.value({"activated": 4}) == 0


def test_a_count_of_nothing_is_a_measured_zero():
    assert Clicks.value({}) == 0


@pytest.mark.parametrize(
    ("seconds", "told", "words"),
    [
        (0, 3600, "1 hour"),
        (2 * 3600 + 1, 3 * 3600, "3 hours"),
        (47 * 3600, 47 * 3600, "47 hours"),
        (47 * 3600 + 1, 48 * 3600, "2 days"),
        (49 * 3600, 72 * 3600, "3 days"),
    ],
)
def test_a_time_is_never_as_exact_as_one_persons(in_acme, seconds, told, words):
    value = TimeToFirstShare.value({"time_to_first_share": seconds})
    assert value == told
    assert figure(TimeToFirstShare, value) == words


def test_the_four_labels_exist():
    assert {str(basis.label) for basis in Basis} == {
        "Measured",
        "Estimated",
        "Self-reported",
        "Imported",
    }
