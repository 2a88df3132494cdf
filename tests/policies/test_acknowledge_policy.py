from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from policies.models import Acknowledgement
from policies.selectors import changes, standing
from policies.services import PairDraft, acknowledge_policy, publish_policy
from tests.factories import NOW, acknowledge, make_policy


def test_accepting_twice_keeps_the_first_moment(in_acme):
    version = make_policy()
    first = acknowledge_policy(member=in_acme.bob, version=version, now=NOW)
    assert (
        acknowledge_policy(member=in_acme.bob, version=version, now=NOW.replace(year=2027)) == first
    )
    assert Acknowledgement.objects.get().at == NOW


def test_an_old_version_can_not_be_accepted(in_acme):
    old, _new = make_policy(), make_policy(number=2)
    with pytest.raises(ValidationError) as refused:
        acknowledge_policy(member=in_acme.bob, version=old, now=NOW)
    assert refused.value.code == "outdated"


def test_standing_goes_from_no_policy_to_current(in_acme, django_assert_num_queries):
    assert standing(in_acme.bob).state == "no policy"
    first = make_policy()
    assert standing(in_acme.bob).state == "never"
    acknowledge(in_acme.bob, first)
    assert standing(in_acme.bob).state == "current"
    make_policy(number=2)
    with django_assert_num_queries(1):
        stands = standing(in_acme.bob)
    assert (stands.state, stands.accepted_number) == ("outdated", 1)


def test_changes_are_what_is_new_and_what_is_gone(in_acme):
    make_policy({"parameters": {"phrase": "secret"}})
    second = publish_policy(
        member=in_acme.alice,
        intro="",
        pairs=[PairDraft("Say what you saw.", "Guess.", "Guesses travel."), PairDraft("Smile.")],
        rules=[],
        started_from=1,
        now=NOW,
    )
    changed = changes(second, since=1)
    assert [pair.do for pair in changed.pairs] == ["Smile."]
    assert (changed.rules, changed.gone_pairs) == ([], [])
    assert [rule.parameters for rule in changed.gone_rules] == [{"phrase": "secret"}]
