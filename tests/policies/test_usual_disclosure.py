"""What people here usually say: offered where a rule misses it, and to whoever writes a rule."""

from __future__ import annotations

import pytest

from policies.selectors import check_words
from tenants.models import Organization
from tests.factories import make_policy

RULE = {"kind": "required_disclosure", "severity": "block", "pair": None}


def asks_for(*phrases: str) -> dict[str, object]:
    return {**RULE, "parameters": {"phrases": list(phrases), "networks": [], "within": 125}}


@pytest.mark.parametrize(
    ("usual", "offered"),
    [
        ("", "#ad"),
        ("I work at Acme. #ad", "I work at Acme. #ad"),
        ("I work at Acme.", "#ad"),  # says nothing of what is asked for
    ],
)
def test_the_one_click_fix_is_the_usual_disclosure_where_it_is_enough(
    in_acme, usual, offered, django_assert_num_queries
):
    make_policy(asks_for("#ad", "advertisement"))
    Organization.objects.filter(pk=in_acme.acme.pk).update(disclosure=usual)
    check_words("Look at this.")
    with django_assert_num_queries(1):
        (finding,) = check_words("Look at this.").findings
    assert finding.suggestion == offered
    assert check_words(f"{offered} Look at this.").findings == []


def test_other_findings_keep_their_suggestion(in_acme):
    Organization.objects.filter(pk=in_acme.acme.pk).update(disclosure="I work at Acme. #ad")
    make_policy(asks_for("#ad"), {"parameters": {"phrase": "secret"}, "suggestion": "new"})
    found = {one.matched: one.suggestion for one in check_words("A secret roof.").findings}
    assert found == {"": "I work at Acme. #ad", "secret": "new"}


def test_a_new_rule_begins_with_it(cast, sign_in):
    client = sign_in(cast.alice)
    client.post(
        "/o/acme/settings/links/",
        {"utm_source": "", "utm_medium": "", "utm_campaign": "", "disclosure": "I work at Acme"},
    )
    page = client.post("/o/acme/guidelines/edit/", {"row": "add disclosures", "started_from": "0"})
    assert "I work at Acme" in page.content.decode()
