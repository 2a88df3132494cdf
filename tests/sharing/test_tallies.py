"""What is counted of findings when Share is pressed, and that typing counts nothing."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from policies.models import COUNTS, MARKS, PolicyVersion, Rule, RuleTally, mark_of
from policies.models.tallies import PLACES
from sharing.models import Clearance, Share
from sharing.noticed import LONGEST, NOTHING, Noticed, noticed_in
from sharing.plans import Compose
from sharing.services.clearing import approve_words
from sharing.services.composing import share_post
from tenants.scope import tenant
from tests.factories import make_connection, make_member, make_policy, make_post

HINT = {"parameters": {"phrase": "synergy"}, "severity": "hint", "suggestion": "work"}
STOP = {"parameters": {"phrase": "secret"}}
YES = {"parameters": {"phrase": "merger"}, "severity": "approval"}


def sums() -> dict[str, dict[str, int]]:
    """What is counted of each rule's words, without what is not."""
    names = {rule.public_id: rule for rule in Rule.objects.all()}
    keys = {rule.key: rule.words for rule in names.values()}
    found: dict[str, dict[str, int]] = {}
    for row in RuleTally.objects.order_by("pk"):
        line = found.setdefault(keys[row.key], {})
        for name in COUNTS:
            if getattr(row, name):
                line[name] = line.get(name, 0) + getattr(row, name)
    return found


def ids(*words: str) -> frozenset[str]:
    """The rules that look for these words."""
    return frozenset(str(rule.public_id) for rule in Rule.objects.all() if rule.words in words)


def send(member, words: str | None, noticed: Noticed = NOTHING, **changes) -> list[Share]:
    compose = Compose(
        connections=[make_connection(member), make_connection(member)],
        key=uuid4(),
        words=None if words is None else {"": words},
        noticed=noticed,
        **changes,
    )
    post = make_post("Our roof", caption="A secret merger of synergy.")
    return share_post(member=member, post=post, compose=compose, now=timezone.now())


@pytest.fixture
def bob(in_acme):
    make_policy(HINT, STOP, YES)
    return in_acme.bob


def test_a_hint_that_is_not_followed_counts_once_for_all_places_and_words(bob):
    send(bob, "Synergy, and synergy.")
    assert sums() == {"synergy": {"found": 1, "kept": 1}}


def test_where_nothing_is_found_nothing_is_counted(bob):
    send(bob, "Sun on the roof.")
    assert sums() == {}


def test_what_was_found_and_is_gone_was_taken_or_changed(bob):
    noticed = Noticed(seen=ids("synergy", "secret"), taken=ids("synergy"))
    send(bob, "Sun on the roof.", noticed)
    assert sums() == {
        "synergy": {"found": 1, "taken": 1},
        "secret": {"found": 1, "changed": 1},
    }


def test_a_suggestion_that_was_taken_and_undone_is_kept(bob):
    send(bob, "Synergy.", Noticed(seen=ids("synergy"), taken=ids("synergy")))
    assert sums() == {"synergy": {"found": 1, "kept": 1}}


def test_a_yes_is_counted_when_it_is_given(bob, in_acme):
    send(bob, "The merger.", asks_approval=True)
    assert sums() == {"merger": {"found": 1}}
    clearance = Clearance.objects.get()
    approve_words(clearance=clearance, by=in_acme.alice, now=timezone.now())
    assert sums() == {"merger": {"found": 1, "approved": 1}}


def test_a_stopped_attempt_counts_once_however_often_it_is_tried(bob):
    with pytest.raises(ValidationError) as refused:
        send(bob, "A secret with synergy.")
    assert refused.value.rules == ids("secret")
    assert sums() == {"secret": {"found": 1, "stopped": 1}}
    tried = Noticed(seen=ids("secret", "synergy"), counted=ids("secret"))
    with pytest.raises(ValidationError):
        send(bob, "The secret.", tried)
    send(bob, "The roof.", tried)
    assert sums() == {
        "secret": {"found": 1, "stopped": 1, "changed": 1},
        "synergy": {"found": 1, "changed": 1},
    }


def test_one_click_counts_what_stopped_it(bob):
    with pytest.raises(ValidationError):
        send(bob, None)
    assert sums() == {
        "secret": {"found": 1, "stopped": 1},
        "merger": {"found": 1, "stopped": 1},
    }


@pytest.mark.parametrize("words", [None, "Synergy."])
def test_hints_in_suggested_words_are_nobodys_choice(bob, words):
    account, post = make_connection(bob), make_post("Our roof", caption="Synergy.")
    seen = Noticed(seen=ids("synergy") if words else frozenset())
    compose = Compose(
        connections=[account],
        key=uuid4(),
        words=None if words is None else {"": words},
        noticed=seen,
    )
    share_post(member=bob, post=post, compose=compose, now=timezone.now())
    assert sums() == {}


def test_hints_where_one_click_is_refused_count_nothing(bob):
    make_policy(HINT, {**STOP, "parameters": {"phrase": "secret", "networks": ["x"]}}, number=2)
    places = [make_connection(bob), make_connection(bob, network="x")]
    post = make_post("Our roof", caption="Synergy, a secret.")
    compose = Compose(connections=places, key=uuid4())
    share_post(member=bob, post=post, compose=compose, now=timezone.now())
    assert sums() == {"secret": {"found": 1, "stopped": 1}}


def test_the_same_click_again_counts_nothing(bob):
    account, post, key = make_connection(bob), make_post("Our roof"), uuid4()
    for _ in range(2):
        compose = Compose(connections=[account], key=key, words={"": "Synergy."})
        share_post(member=bob, post=post, compose=compose, now=timezone.now())
    assert sums() == {"synergy": {"found": 1, "kept": 1}}


def test_no_row_tells_whose_it_is():
    names = {field.name for field in RuleTally._meta.get_fields()}
    assert names == {"id", "organization", "key", "day", "is_sum", *COUNTS, *MARKS}


def test_a_count_keeps_a_mark_that_many_share_and_each_rule_has_another(bob, in_acme):
    send(bob, "Synergy.")
    row = RuleTally.objects.get()
    assert row.found_by == row.kept_by == mark_of(bob, row.key)
    assert row.taken_by == row.stopped_by == 0
    marks = {mark_of(make_member(f"Eve {number}"), row.key) for number in range(99)}
    assert 5 < len(marks) <= PLACES
    assert len({mark_of(bob, uuid4()) for _ in range(99)}) > 5


def test_a_page_is_believed_only_about_rules_that_hold_there(bob):
    elsewhere = {"parameters": {"phrase": "sun", "networks": ["x"]}}
    later = {"parameters": {"phrase": "moon", "from": "2999-01-01"}}
    old = ids("synergy")
    make_policy(HINT, elsewhere, later, number=2)
    forged = old | {str(rule.public_id) for rule in PolicyVersion.objects.current().rules.all()}
    send(bob, "Our roof.", Noticed(seen=forged, taken=forged))
    assert sums() == {"synergy": {"found": 1, "taken": 1}}


def test_a_form_carries_no_more_than_so_much():
    assert noticed_in({}) == NOTHING
    assert len(noticed_in({"seen": "x " * LONGEST}).seen) == 1


class Room:
    """Bob's composer in a browser without script."""

    def __init__(self, cast, client) -> None:
        self.cast, self.client = cast, client
        with tenant(cast.acme):
            make_policy(HINT, STOP, YES)
            self.account, self.post = make_connection(cast.bob), make_post("Our roof")
        self.url = f"/o/acme/posts/{self.post.public_id}/share/"

    def ask(self, url: str, words: str, **fields):
        values = {"words": words, "connections": [str(self.account.public_id)], **fields}
        return self.client.post(url, values | {"compose_key": str(uuid4())})


@pytest.fixture
def room(cast, sign_in) -> Room:
    return Room(cast, sign_in(cast.bob))


def carried(answer, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found
    return found[1]


def test_the_page_carries_what_was_seen_and_typing_stores_nothing(room):
    check = f"{room.url[:-6]}check/"
    seen = carried(room.ask(check, "Synergy."), "seen")
    seen = carried(room.ask(check, "A secret.", seen=seen), "seen")
    with tenant(room.cast.acme):
        assert set(seen.split()) == ids("synergy", "secret")
        assert not RuleTally.objects.exists()
    assert room.ask(room.url, "Our roof.", seen=seen).status_code == 302
    with tenant(room.cast.acme):
        assert sums() == {
            "synergy": {"found": 1, "changed": 1},
            "secret": {"found": 1, "changed": 1},
        }


def test_a_refused_page_carries_what_is_counted(room):
    refused = room.ask(room.url, "A secret with synergy.")
    assert refused.status_code == 422
    assert room.ask(room.url, "A secret.", counted=carried(refused, "counted")).status_code == 422
    with tenant(room.cast.acme):
        assert carried(refused, "counted").split() == [*ids("secret")]
        assert sums() == {"secret": {"found": 1, "stopped": 1}}
