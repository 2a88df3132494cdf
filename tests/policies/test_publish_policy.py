from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from policies.models import Acknowledgement, Pair, PolicyVersion, Rule
from policies.selectors import check_words, disclosed, refusal
from policies.services import PairDraft, RuleDraft, publish_policy
from tenants.scope import tenant
from tests.factories import NOW, make_member, make_organization

PAIRS = [PairDraft("Say what you saw."), PairDraft("Wait.", "Leak numbers.", "They move markets.")]
RULES = [
    RuleDraft({"phrase": "Project Falcon"}, "Not public.", "our next product", "block", clause=1)
]


def publish(member, *, pairs=PAIRS, rules=RULES, started_from=0, intro="Be kind."):
    return publish_policy(
        member=member, intro=intro, pairs=pairs, rules=rules, started_from=started_from, now=NOW
    )


def test_the_first_version_makes_the_policy_and_its_owner(in_acme):
    version = publish(in_acme.alice)
    assert (version.number, version.policy.owner, version.published_at) == (1, in_acme.alice, NOW)
    assert list(Pair.objects.order_by("position").values_list("do", "dont")) == [
        ("Say what you saw.", ""),
        ("Wait.", "Leak numbers."),
    ]
    assert Rule.objects.get().pair.dont == "Leak numbers."


def test_the_next_version_leaves_the_one_before_as_it_was(in_acme):
    first = publish(in_acme.alice)
    second = publish(in_acme.alice, rules=[], started_from=1)
    assert (second.number, second.policy) == (2, first.policy)
    assert first.rules.count() == 1
    assert second.rules.count() == 0


def test_who_publishes_has_accepted(in_acme):
    version = publish(in_acme.alice)
    assert Acknowledgement.objects.get().member == in_acme.alice
    assert Acknowledgement.objects.get().version == version


def test_refuses_to_overwrite_what_somebody_published_meanwhile(in_acme):
    publish(in_acme.alice)
    with pytest.raises(ValidationError) as refused:
        publish(in_acme.bob, intro="Mine.", started_from=0)
    assert refused.value.code == "stale"
    assert PolicyVersion.objects.count() == 1


def test_refuses_to_publish_the_same_again(in_acme):
    publish(in_acme.alice)
    with pytest.raises(ValidationError) as refused:
        publish(in_acme.alice, started_from=1)
    assert refused.value.code == "unchanged"


@pytest.mark.parametrize(
    ("pairs", "rules", "code"),
    [
        ([], [], "empty"),
        ([PairDraft(" ", "Don't.", "Because.")], [], "do"),
        ([PairDraft("Do.", "Don't.", "")], [], "reason"),
        (PAIRS, [RuleDraft({"phrase": "x"}, "")], "reason"),
        (PAIRS, [RuleDraft({"phrase": "x"}, "Why.", kind="magic")], "kind"),
        (PAIRS, [RuleDraft({"phrase": "x"}, "Why.", clause=2)], "clause"),
        (
            PAIRS,
            [RuleDraft({"phrase": "x"}, "Why."), RuleDraft({"phrase": "x"}, "So.")],
            "duplicate",
        ),
        (PAIRS, [RuleDraft({"phrase": "\u200b"}, "Why.")], "empty_phrase"),
        (PAIRS, [RuleDraft({"phrase": "x" * 101}, "Why.")], "long_phrase"),
        (PAIRS, [RuleDraft({"words": "x"}, "Why.")], "parameters"),
        (PAIRS, [RuleDraft({"phrase": 7}, "Why.")], "parameters"),
        (PAIRS, [RuleDraft({"phrase": "best"}, "Why.", "our best one")], "suggestion"),
    ],
)
def test_refuses_what_would_not_be_fair(in_acme, pairs, rules, code):
    with pytest.raises(ValidationError) as refused:
        publish(in_acme.alice, pairs=pairs, rules=rules)
    assert refused.value.code == code
    assert not PolicyVersion.objects.exists()


def test_refuses_a_line_longer_than_it_can_keep(in_acme):
    with pytest.raises(ValidationError):
        publish(in_acme.alice, pairs=[PairDraft("x" * 301)])


def test_the_rules_of_the_newest_version_are_in_force(in_acme, django_assert_num_queries):
    publish(in_acme.alice)
    (found,) = check_words("About Project Falcon").findings
    assert (found.suggestion, found.clause) == ("our next product", "Leak numbers.")
    with django_assert_num_queries(1):
        assert check_words("About project falcon").blocking
    second = publish(in_acme.alice, rules=[], started_from=1)
    checked = check_words("About Project Falcon")
    assert (checked.version_id, checked.findings) == (second.pk, [])


def test_what_a_network_asks_for_is_asked_there_and_told(in_acme, django_assert_num_queries):
    parameters = {"phrases": ["#ad"], "networks": ["bluesky"], "within": 125}
    publish(in_acme.alice, rules=[RuleDraft(parameters, "Law.", kind="required_disclosure")])
    (found,) = check_words("Our pump", "bluesky").findings
    assert refusal(found) == "The policy asks for “#ad” near the start. Law."
    assert check_words("Our pump", "mastodon").findings == []
    with django_assert_num_queries(1):
        assert disclosed("#AD Our pump", "bluesky") == "#AD"
    assert disclosed("#ad Our pump", "mastodon") == ""


def test_without_a_policy_nothing_is_found(in_acme):
    assert disclosed("#ad") == ""
    assert check_words("anything").version_id is None
    assert not check_words("anything").blocking


def test_rules_of_one_organization_do_not_reach_another(cast):
    with tenant(cast.acme):
        publish(cast.alice)
    with tenant(cast.globex):
        assert check_words("Project Falcon").version_id is None
        assert check_words("Project Falcon").findings == []


def test_of_two_who_publish_at_once_one_is_told(transactional_db):
    acme = make_organization("acme")
    with tenant(acme):
        writers = [make_member("Alice"), make_member("Bob")]
    start = Barrier(2)

    def attempt(member):
        try:
            with tenant(acme):
                start.wait()
                return publish(member).number
        except ValidationError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(map(str, pool.map(attempt, writers))) == ["1", "stale"]
