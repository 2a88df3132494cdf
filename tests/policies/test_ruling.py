from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from policies.contents import MOST_RULES, Contents, PairDraft, RuleDraft, read_contents
from policies.marks import mark_of
from policies.models import Draft
from policies.services.drafting import Stale, save_draft, start_draft
from policies.services.rowing import remove_row
from policies.services.ruling import save_rule
from tests.factories import NOW

PAIR, OTHER = PairDraft("Wait.", "Leak.", "Markets move."), PairDraft("Smile.")
FALCON = RuleDraft({"phrase": "falcon"}, "Not public.", clause=0)
GLOBEX = RuleDraft({"names": ["Globex"]}, "Theirs to say.", kind="competitor")
SAID = Contents("Be kind.", pairs=(PAIR, OTHER), rules=(FALCON, GLOBEX))


@pytest.fixture
def draft(in_acme):
    return start_draft(member=in_acme.alice, kind="content", contents=SAID, now=NOW)


def rules_of(draft):
    return list(read_contents(Draft.objects.get(pk=draft.pk).contents).rules)


def save(draft, member, rule, **more):
    return save_rule(draft=draft, member=member, rule=rule, now=NOW, **more)


def remove(draft, member, rule):
    return remove_row(draft=draft, member=member, part="rules", was=mark_of(rule), now=NOW)


def changed(rule, reason):
    return RuleDraft(**{**vars(rule), "reason": reason})


def test_two_who_change_two_rules_lose_nothing(in_acme, draft):
    save(draft, in_acme.alice, changed(FALCON, "A."), was=mark_of(FALCON), line=mark_of(OTHER))
    save(draft, in_acme.bob, changed(GLOBEX, "B."), was=mark_of(GLOBEX))
    assert [(rule.reason, rule.clause) for rule in rules_of(draft)] == [("A.", 1), ("B.", None)]


def test_two_who_change_the_same_rule_are_told(in_acme, draft):
    save(draft, in_acme.alice, changed(FALCON, "A."), was=mark_of(FALCON))
    with pytest.raises(Stale):
        save(draft, in_acme.bob, changed(FALCON, "B."), was=mark_of(FALCON))
    with pytest.raises(Stale):
        remove(draft, in_acme.bob, FALCON)
    assert rules_of(draft)[0].reason == "A."


def test_a_rule_is_found_again_though_its_line_has_moved(in_acme, draft):
    pairs = (OTHER, PAIR)
    moved = (RuleDraft(**{**vars(FALCON), "clause": 1}), GLOBEX)
    changes = {"pairs": pairs, "rules": moved}
    save_draft(draft=draft, member=in_acme.bob, changes=changes, edition=1, now=NOW)
    save(draft, in_acme.alice, changed(FALCON, "A."), was=mark_of(FALCON), line=mark_of(PAIR))
    assert rules_of(draft)[0] == RuleDraft({"phrase": "falcon"}, "A.", clause=1)


def test_whoever_writes_all_rules_at_once_is_told_of_the_one(in_acme, draft):
    save(draft, in_acme.alice, changed(FALCON, "A."), was=mark_of(FALCON))
    with pytest.raises(Stale):
        save_draft(draft=draft, member=in_acme.bob, changes={"rules": ()}, edition=1, now=NOW)


def test_a_new_rule_comes_last_and_one_is_taken_out(in_acme, draft):
    new = RuleDraft({"of": "emoji", "most": 3}, "Calm.", kind="count")
    save(draft, in_acme.alice, new)
    remove(draft, in_acme.alice, FALCON)
    assert rules_of(draft) == [GLOBEX, new]


@pytest.mark.parametrize(
    ("rule", "line", "code"),
    [
        (GLOBEX, "", "duplicate"),
        (RuleDraft({"phrase": "x"}, " "), "", "reason"),
        (RuleDraft({"phrase": "x"}, "No."), "gone", "clause"),
        (RuleDraft({"phrase": ""}, "No."), "", "empty_phrase"),
    ],
)
def test_what_could_not_be_published_is_refused(in_acme, draft, rule, line, code):
    with pytest.raises(ValidationError) as refused:
        save(draft, in_acme.alice, rule, line=line)
    assert refused.value.code == code
    assert rules_of(draft) == [FALCON, GLOBEX]


def test_a_document_has_only_so_many(in_acme, draft):
    many = [vars(RuleDraft({"phrase": f"word {i}"}, "No.")) for i in range(MOST_RULES)]
    Draft.objects.filter(pk=draft.pk).update(contents={**draft.contents, "rules": many})
    with pytest.raises(ValidationError) as refused:
        save(draft, in_acme.alice, RuleDraft({"phrase": "x"}, "No."))
    assert refused.value.code == "many_rules"
