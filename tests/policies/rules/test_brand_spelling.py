from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.rules import KINDS
from policies.rules.asides import asides
from policies.rules.base import RuleSpec
from policies.rules.check import check_text, compile_rules


def name(term, *wrong, public_id=None):
    parameters = {"term": term, "wrong": list(wrong)}
    return RuleSpec(public_id or term, "brand_spelling", "hint", parameters, "It is our name.")


def found(text, *names):
    return [(f.matched, f.suggestion) for f in check_text(text, compile_rules(names))]


CLOUD = name("Acme Cloud", "AcmeCloud", "Acme-Kloud", "the acme cloud")

WRONG = [
    ("We run AcmeCloud.", "AcmeCloud"),
    ("We run acmecloud.", "acmecloud"),
    ("We run acme cloud.", "acme cloud"),
    ("ACME\nCloud", "ACME\nCloud"),
    ("Acme Kloud", "Acme Kloud"),
    ("The Acme Cloud", "The Acme Cloud"),
    ("\u0410cme Cloud", "\u0410cme Cloud"),
    ("Acm\u200be cloud", "Acm\u200be cloud"),
    ("\uff21cme Cloud", "\uff21cme Cloud"),
    ("acme-cloud's", "acme-cloud"),
]


@pytest.mark.parametrize(("text", "matched"), WRONG)
def test_finds_a_name_that_is_not_written_right(text, matched):
    assert found(text, CLOUD) == [(matched, "Acme Cloud")]


RIGHT = [
    "Acme Cloud",
    "Acme Cloud's users",
    "Acme\u00a0Cloud",
    "Acme\nCloud",
    "Acme-Cloud-Tage",
    "Ac\u00adme Cloud",
    "an acme of a cloud",
    "",
]


@pytest.mark.parametrize("text", RIGHT)
def test_leaves_a_name_that_is_written_right(text):
    assert found(text, CLOUD) == []


APART = [
    "https://acme.example/acmecloud?x=acmecloud#acmecloud",
    "HTTP://ACMECLOUD.example",
    "see acmecloud.example/acmecloud",
    "write to acmecloud@acmecloud.example",
    "@acmecloud and @docs.acmecloud and @a@acmecloud.example",
    "#acmecloud #AcmeCloud",
    "詳しくはhttps://acmecloud.example/",
]


@pytest.mark.parametrize("text", APART)
def test_leaves_addresses_handles_and_hashtags_alone(text):
    assert found(text, CLOUD) == []


def test_an_address_ends_where_other_words_go_on():
    wrong = [("acmecloud", "Acme Cloud")]
    assert found("https://acme.example acmecloud", CLOUD) == wrong
    assert found("@acme, acmecloud", CLOUD) == wrong
    assert found("https://acme.example/。acmecloud", CLOUD) == wrong


def test_a_word_of_another_language_is_not_the_name():
    assert found("\u0412\u043e\u0442 \u044d\u0442\u043e \u0434\u0430", name("BOT")) == []


def test_part_of_a_name_that_is_written_right_is_left_alone():
    both = name("ACME"), name("Acme Cloud")
    assert found("Acme Cloud, Acme", *both) == [("Acme", "ACME")]


def test_a_right_name_does_not_excuse_a_wrong_one_around_it():
    assert found("Acme Corp", name("Acme", "Acme Corp")) == [("Acme Corp", "Acme")]


def test_a_dash_is_wrong_where_it_is_named():
    dashed = name("E-Mail", "EMail", "E Mail")
    assert found("E-Mail", dashed) == []
    assert found("E Mail, email", dashed) == [("E Mail", "E-Mail"), ("email", "E-Mail")]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"term": "Acme"}, "parameters"),
        ({"term": "Acme", "wrong": "acme"}, "parameters"),
        ({"term": "Acme", "wrong": [7]}, "parameters"),
        ({"term": "Acme", "wrong": ["acme"] * 21}, "parameters"),
        ({"term": 7, "wrong": []}, "parameters"),
        ({"term": "A" * 101, "wrong": []}, "long_phrase"),
        ({"term": "\u200b", "wrong": []}, "empty_phrase"),
        ({"term": "Acme", "wrong": [" "]}, "empty_phrase"),
        ({"term": "Acme Cloud", "wrong": ["Acme\u00a0 Cloud"]}, "right"),
    ],
)
def test_refuses_a_name_that_is_none(parameters, code):
    KINDS["brand_spelling"].validate({"term": "Acme", "wrong": ["acme"]})
    with pytest.raises(ValidationError) as refused:
        KINDS["brand_spelling"].validate(parameters)
    assert refused.value.code == code


@given(text=st.text(max_size=200), term=st.text(min_size=1, max_size=20))
@settings(deadline=None)
def test_places_point_at_what_was_matched_and_the_term_is_never_found(text, term):
    rules = compile_rules([name(term, "AcmeCloud")])
    everywhere = check_text(text, rules)
    assert all(text[f.start : f.end] == f.matched != "" for f in everywhere)
    assert [f for f in check_text(term, rules) if f.matched == term] == []


@given(text=st.text("@#a.-/:é あ", max_size=200))
def test_asides_mark_the_text_and_nothing_more(text):
    assert len(asides(text)) == len(text)
    assert set(asides(text)) <= {0, 1}
