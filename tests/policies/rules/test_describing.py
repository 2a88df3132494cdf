"""Each kind says what it takes, so that its form, the API and the docs need nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict

from policies.contents import RuleDraft
from policies.forms.rule import KindForm
from policies.rules import KINDS
from policies.rules.base import Group
from policies.rules.conditions import CONDITIONS, TAKES, tell_conditions
from tests.policies.rules.test_kinds import REFUSED, SOUND

DOCS = Path(__file__).resolve().parents[3] / "docs" / "rules.md"
SOMEWHERE: dict[str, Any] = {
    "networks": ["mastodon"],
    "roles": ["manager"],
    "teams": ["8f14e45f-ceea-467f-a0e6-5f2b7f3a9c11"],
    "languages": ["pl"],
    "post_kinds": ["share"],
    "from": "2027-01-01",
    "until": "2027-02-01T10:00+01:00",
}


def typed(form):
    """Return what a browser sends of a form as it is shown."""
    data = QueryDict(mutable=True)
    for bound in form:
        value = bound.value()
        if isinstance(value, list):
            data.setlist(bound.html_name, value)
        elif value is not None:
            data[bound.html_name] = str(value).replace("\n", "\r\n")
    return data


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_shows_a_rule_and_gives_it_back_to_the_letter(kind):
    rule = RuleDraft({**SOUND[kind], **SOMEWHERE}, "Why.", kind=kind)
    data = typed(KindForm(kind=kind, rule=rule, teams={}))
    for stored, teams in ((rule, {}), (None, {SOMEWHERE["teams"][0]: "Sales"})):
        form = KindForm(data, kind=kind, rule=stored, teams=teams)
        assert form.is_valid(), form.errors
        assert form.draft({}) == rule


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_what_it_is_for(kind):
    made = KINDS[kind]
    assert made.group in Group
    assert made.label
    assert made.purpose
    assert made.example
    assert made.tells(SOUND[kind])
    names = [name for each in made.takes for name in each.stored]
    assert len(set(names)) == len(names)
    assert SOUND[kind].keys() <= set(names)
    assert {each.name for each in TAKES} == CONDITIONS


@pytest.mark.parametrize(("kind", "parameters", "code"), REFUSED)
def test_what_is_refused_stands_at_a_field(kind, parameters, code):
    places = {one for each in KINDS[kind].takes for one in each.codes}
    assert code == "parameters" or code in places


@pytest.mark.parametrize("kind", KINDS)
def test_the_docs_name_what_it_takes(kind):
    row = next(one for one in DOCS.read_text().splitlines() if one.startswith(f"| `{kind}` |"))
    own = {each.name for each in KINDS[kind].takes} - {"language"}
    assert all(f"`{name}`" in row for name in own)


@pytest.mark.parametrize(
    ("kind", "posted", "field"),
    [
        ("count", {"what-of": "emoji", "what-least": "7", "what-most": "3"}, "what-most"),
        ("code_name", {"what-words": "Falcon", "what-embargo": "soon"}, "what-embargo"),
        ("link_domains", {}, "what-allowed"),
        ("link_domains", {"what-forbidden": "globex"}, "what-allowed"),
        ("banned_phrase", {"what-phrase": "good", "suggestion": "good one"}, "suggestion"),
        (
            "banned_phrase",
            {"what-phrase": "good", "where-from": "2027-02-01", "where-until": "2027-01-01"},
            "where-until",
        ),
        ("pattern", {"what-pattern": "(a"}, "what-pattern"),
    ],
)
def test_errors_land_at_their_field(kind, posted, field):
    form = KindForm({**posted, "reason": "Why.", "severity": "hint"}, kind=kind, teams={})
    assert list(form.errors) == [field]


def test_a_kind_that_has_nothing_to_suggest_has_no_field_for_it():
    assert "suggestion" in KindForm(kind="competitor", teams={}).fields
    assert "suggestion" not in KindForm(kind="shouting", teams={}).fields
    assert "suggestion" not in KindForm(kind="brand_spelling", teams={}).fields
    stored = RuleDraft(SOUND["brand_spelling"], "Why.", "Acme", kind="brand_spelling")
    form = KindForm(kind="brand_spelling", rule=stored, teams={})
    assert "suggestion" in form.fields


def test_where_a_rule_holds_is_said_in_words():
    said = tell_conditions(SOMEWHERE, {SOMEWHERE["teams"][0]: "Sales"})
    assert "Mastodon" in said
    assert "Sales" in said
    assert "Manager" in said
    assert tell_conditions({}, {}) == ""
    assert "A team that is gone" in tell_conditions(SOMEWHERE, {})
