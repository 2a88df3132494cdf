"""What a draft says otherwise: all of it that matters, and nothing that nobody changed."""

from __future__ import annotations

from dataclasses import replace

from policies.comparing import compare
from policies.contents import Contents, PairDraft, RuleDraft, SituationDraft, SpeakerDraft
from policies.models import SectionKind
from tests.factories import make_team

TEXTS = {kind.value: f"About {kind.value}." for kind in SectionKind}


def said(changes):
    return ["".join(one.text for one in change.pieces) for change in changes]


def test_the_order_of_texts_is_no_change(in_acme):
    turned = dict(reversed(TEXTS.items()))
    assert compare(Contents(sections=TEXTS), Contents(sections=turned)) == []


def test_whom_to_tell_and_who_looks_after_a_line_are_told(in_acme):
    alice, bob = str(in_acme.alice.public_id), str(in_acme.bob.public_id)
    before = Contents(
        pairs=(PairDraft("Wait.", owner=alice), PairDraft("Smile.")),
        situations=(SituationDraft("Threat", "Stay calm.", tell=alice),),
        speakers=(SpeakerDraft("Press", "All", member=alice),),
        rules=(RuleDraft({"phrase": "falcon"}, "Secret.", clause=0),),
    )
    after = replace(
        before,
        pairs=(PairDraft("Wait.", owner=bob), PairDraft("Smile.")),
        situations=(replace(before.situations[0], tell=bob),),
        speakers=(replace(before.speakers[0], member=bob),),
        rules=(replace(before.rules[0], clause=1),),
    )
    told = compare(before, after)
    assert {change.part for change in told} == {"pairs", "situations", "speakers", "rules"}
    assert all("Alice" in text and "Bob" in text for text in said(told)[:3])
    assert "Smile." in said(told)[-1]


def test_a_rule_is_told_whole_in_the_words_of_its_form(in_acme):
    team = make_team("Sales")
    words = ["one", "two", "three", "four", "five"]
    said_of = {"topic": "Politics", "words": words, "forms": True, "language": "en"}
    rule = RuleDraft(
        {**said_of, "teams": [str(team.public_id)], "until": "2027-03-01"},
        "No.",
        kind="banned_topic",
    )
    other = replace(rule, parameters={**rule.parameters, "words": [*words[:4], "six"]})
    (change,) = compare(Contents(rules=(rule,)), Contents(rules=(other,)))
    (text,) = said([change])
    assert "Find other forms too: English" in text
    assert "Teams of whoever shares: Sales" in text
    assert "Until: 2027-03-01" in text
    assert {one.text.strip() for one in change.pieces if one.kind != "same"} == {"five", "six"}
    plain = replace(rule, parameters={**rule.parameters, "forms": False})
    assert compare(Contents(rules=(rule,)), Contents(rules=(plain,)))


def test_it_takes_one_query(in_acme, django_assert_num_queries):
    alice = str(in_acme.alice.public_id)
    one = Contents(pairs=(PairDraft("Wait.", owner=alice),))
    with django_assert_num_queries(1):
        compare(one, Contents())
    with django_assert_num_queries(0):
        compare(Contents(), Contents(intro="Be kind."))
