from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from content.models import Kind as PostKind
from policies.rules import KINDS
from policies.rules.base import RuleSpec
from policies.rules.check import check_text, compile_rules
from policies.rules.conditions import ANYWHERE, POST_KINDS, Occasion

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
OCCASION = Occasion(
    network="bluesky",
    now=NOON,
    roles=frozenset({"advocate", "champion"}),
    team="t1",
    languages=frozenset({"pl"}),
    post_kind="share",
)


def holds(occasion, **conditions):
    parameters = {"phrase": "secret", **conditions}
    KINDS["banned_phrase"].validate(parameters)
    rules = compile_rules([RuleSpec("1", "banned_phrase", "block", parameters, "Why.")])
    return bool(check_text("A secret", rules, occasion))


MET = [
    {},
    {"networks": []},
    {"networks": ["x", "bluesky"]},
    {"roles": ["champion"]},
    {"teams": ["t1"]},
    {"languages": ["pl", "en"]},
    {"post_kinds": ["share"]},
    {"from": "2027-03-01"},
    {"until": "2027-03-01"},
    {"from": "2027-03-01T12:00Z", "until": "2027-03-01T12:00:01Z"},
    {"until": "2027-03-01T13:01+01:00"},
    {"from": "2027-01-01", "roles": ["champion"], "networks": ["bluesky"]},
]


@pytest.mark.parametrize("conditions", MET)
def test_a_rule_holds_where_all_its_conditions_are_met(conditions):
    assert holds(OCCASION, **conditions)


NOT_MET = [
    {"networks": ["x"]},
    {"roles": ["admin"]},
    {"teams": ["t2"]},
    {"languages": ["en"]},
    {"post_kinds": ["prompt"]},
    {"from": "2027-03-02"},
    {"until": "2027-02-28"},
    {"until": "2027-03-01T12:00Z"},
    {"until": "2027-03-01T13:00+01:00"},
    {"networks": ["bluesky"], "roles": ["admin"]},
]


@pytest.mark.parametrize("conditions", NOT_MET)
def test_a_rule_sleeps_where_one_of_its_conditions_is_not(conditions):
    assert not holds(OCCASION, **conditions)


@pytest.mark.parametrize("conditions", [*NOT_MET, *MET[2:]])
def test_what_an_occasion_does_not_say_meets_nothing(conditions):
    assert not holds(ANYWHERE, **conditions)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("conditions", "code"),
    [
        ({"networks": "bluesky"}, "parameters"),
        ({"networks": [7]}, "parameters"),
        ({"teams": [""]}, "parameters"),
        ({"teams": None}, "parameters"),
        ({"teams": ["t"] * 101}, "unknown_name"),
        ({"networks": ["myspace"]}, "unknown_name"),
        ({"roles": ["boss"]}, "unknown_name"),
        ({"languages": ["xx"]}, "unknown_name"),
        ({"post_kinds": ["letter"]}, "unknown_name"),
        ({"from": "soon"}, "moment"),
        ({"from": 7}, "moment"),
        ({"until": "2027-03-01T12:00"}, "moment"),
        ({"from": "2027-03-02", "until": "2027-03-01"}, "period"),
        ({"from": "2027-03-01T12:00Z", "until": "2027-03-01T12:00Z"}, "period"),
        ({"until_": "2027-03-01"}, "parameters"),
    ],
)
def test_every_kind_refuses_conditions_that_are_none(kind, conditions, code):
    with pytest.raises(ValidationError) as refused:
        KINDS[kind].validate({**conditions})
    assert refused.value.code == code


def test_kinds_of_posts_are_those_there_are():
    assert set(POST_KINDS) == set(PostKind.values)
