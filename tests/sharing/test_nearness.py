"""The nudge: colleagues have just said nearly the same on that network."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sharing.models import State
from sharing.nearness import Near, near_duplicate, similarities
from tenants.scope import tenant
from tests.factories import NOW, make_connection, make_member, make_post, make_share

WORDS = "Twelve months, one roof, no grid power for the pump line. Worth five minutes."
OWN = "I walked over that roof in January, in the rain, and believed nothing."


@pytest.fixture
def said(in_acme):
    """Let a colleague have shared words."""

    def say(words=WORDS, member=None, ago=timedelta(hours=1), **changes):
        member = member or in_acme.alice
        connection = make_connection(member)
        values = {"state": State.PUBLISHED, "created_at": NOW - ago, **changes}
        return make_share(member, make_post(), connection, words=words, **values)

    return say


def near(member, words=WORDS, network="mastodon"):
    return near_duplicate(member=member, network=network, words=words, now=NOW)


def test_counts_colleagues_not_shares_and_names_nobody(in_acme, said):
    said()
    said("TWELVE months; one roof: no grid power for the pump line. Worth five minutes!")
    said(member=make_member("Cleo"))
    found = near(in_acme.bob)
    assert found == Near(percent=100, people=2)
    assert found.said_on("Mastodon").startswith("2 colleagues have posted nearly the same on")
    assert Near(90, 1).said_on("Bluesky").startswith("A colleague has posted")


@pytest.mark.parametrize(
    "words",
    [
        f"\U0001f389 {WORDS} \U0001f389\U0001f3fd\n\nhttps://acme.example/s/abc",
        WORDS.upper().replace(" ", "\u00a0 "),
        WORDS.replace("five", "ten"),
        WORDS.replace(",", " \u2014"),
        WORDS.replace("Worth", "{link} Worth"),
    ],
)
def test_links_emoji_case_and_signs_make_nothing_ones_own(in_acme, said, words):
    said()
    assert near(in_acme.bob, words) is not None


@pytest.mark.parametrize("words", ["", "\U0001f389", f"{OWN} {WORDS}", f"{WORDS} {OWN}", OWN])
def test_a_sentence_of_ones_own_is_enough(in_acme, said, words):
    said()
    assert near(in_acme.bob, words) is None


def test_it_works_without_spaces_between_words(in_acme, said):
    japanese = "私たちの屋根は一年間ポンプラインに電力を供給しました。すべて公開されています。"
    said(japanese)
    assert near(in_acme.bob, japanese.replace("一年間", "二年間")) is not None
    assert near(in_acme.bob, f"昨日、私もその屋根に上って写真を撮りました。{japanese}") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"ago": timedelta(days=15)},
        {"ago": -timedelta(hours=1)},
        {"network": "bluesky"},
        *({"state": state} for state in (State.CANCELLED, State.FAILED, State.RECALLED)),
        *({"state": state} for state in (State.OFFERED, State.HELD, State.LAPSED)),
    ],
)
def test_what_is_old_elsewhere_or_not_out_there_does_not_count(in_acme, said, changes):
    said(**changes)
    assert near(in_acme.bob) is None


@pytest.mark.parametrize("state", [State.SCHEDULED, State.UNCONFIRMED, State.SELF_REPORTED])
def test_what_is_or_will_be_out_there_counts(in_acme, said, state):
    said(state=state)
    assert near(in_acme.bob) == Near(100, 1)


def test_ones_own_shares_and_other_organizations_do_not_count(cast):
    for organization, member in [(cast.acme, cast.bob), (cast.globex, cast.mallory)]:
        with tenant(organization):
            share = make_share(member, make_post(), make_connection(member), words=WORDS)
            assert near(member) is None
            assert share.created_at <= NOW
    with tenant(cast.acme):
        assert near(cast.bob) is None


@pytest.mark.parametrize("count", [1, 5])
def test_asks_once_whatever_there_is(in_acme, said, django_assert_num_queries, count):
    for _ in range(count):
        said()
    with django_assert_num_queries(1):
        assert near(in_acme.bob) == Near(100, 1)


def test_only_the_newest_are_compared(in_acme, said, monkeypatch):
    monkeypatch.setattr("sharing.nearness.MOST", 2)
    said(ago=timedelta(days=2))
    said(OWN)
    said(OWN)
    assert near(in_acme.bob) is None


def test_likeness_goes_from_nothing_to_all():
    assert similarities(WORDS, []) == []
    assert similarities("", [WORDS]) == [0.0]
    assert similarities(WORDS, [OWN, WORDS]) == [0.0, 100.0]
