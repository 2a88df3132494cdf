from __future__ import annotations

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.acceptances import Share, acceptances, export_acceptances
from analytics.missed import Missed
from policies.models import Acknowledgement, Policy, QuizQuestion
from tenants.fewest import fewest
from tenants.models import Act, Event, Member
from tenants.roles import Role
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import NOW, acknowledge, make_member, make_policy, make_team

REPORT = "/o/acme/guidelines/report/"


@pytest.fixture
def version(cast):
    """Ten people: five in sales, of whom two accepted; three in a small team, one of whom looks
    after the guidelines; Alice and Bob."""
    with tenant(cast.acme):
        made, sales, small = make_policy(), make_team("Sales"), make_team("Small")
        sellers = [make_member(f"Seller {n}", team=sales) for n in range(5)]
        for n in range(2):
            make_member(f"Other {n}", team=small)
        for member in (*sellers[:2], cast.alice):
            acknowledge(member, made)
        Policy.objects.update(owner=make_member("Kai", Role.CURATOR, team=small))
        return made


def test_small_teams_are_counted_together(cast, version):
    with tenant(cast.acme):
        found = acceptances(cast.alice)
    assert found.whole == Share("", 3, 10)
    assert found.teams == [Share("Sales", 2, 5), Share("", 1, 5)]
    assert found.readers is None


def test_names_are_for_who_looks_after_it_and_may_edit(cast, version):
    with tenant(cast.acme):
        Policy.objects.update(owner=cast.alice)
        cora = make_member("Cora", Role.CURATOR)
        assert acceptances(cora).readers is None
        readers = acceptances(cast.alice).readers
        Policy.objects.update(owner=cast.bob)  # who may not edit it
        assert acceptances(cast.bob).readers is None
        assert acceptances(cora).readers is None
        assert (
            acceptances(cast.alice).readers == readers
        )  # as an admin, while nobody looks after it
    assert [one.at is None for one in readers].count(False) == 3
    assert readers[0].at is None


def test_of_fewer_than_five_nothing_is_told(cast):
    with tenant(cast.acme):
        acknowledge(cast.alice, make_policy())
        found = acceptances(cast.alice)
    assert (found.whole, found.teams) == (None, [])


def test_without_guidelines_there_is_nothing_to_tell(in_acme):
    assert acceptances(in_acme.alice).version is None


def test_the_file_says_the_same_and_is_recorded(cast, version):
    with tenant(cast.acme):
        make_member("=1+1", team=None)
        Policy.objects.update(owner=cast.alice)
        text = export_acceptances(member=cast.alice, now=NOW)
        assert Event.objects.get(act=Act.ACCEPTANCES_EXPORTED).by == cast.alice
    rows = list(csv.reader(text.removeprefix("\ufeff").splitlines()))
    assert rows[:3] == [["team", "accepted", "people"], ["Sales", "2", "5"], ["", "1", "6"]]
    assert any(row and row[0] == "'=1+1" for row in rows)


def test_the_page_and_its_file(cast, sign_in, version):
    client = sign_in(cast.alice)
    page = client.get(REPORT).content.decode()
    assert "3 of 10 have accepted it." in page
    assert "Seller" not in page
    answer = client.post(f"{REPORT}csv/")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "Seller" not in answer.content.decode()


def test_it_costs_the_same_for_more_people(cast, version):
    with tenant(cast.acme):
        Policy.objects.update(owner=cast.alice)
        fewest()  # asked once in a scope
        with CaptureQueriesContext(connection) as few:
            acceptances(cast.alice)
        for n in range(9):
            make_member(f"More {n}", team=make_team(f"T{n}"))
        with CaptureQueriesContext(connection) as many:
            acceptances(cast.alice)
    assert len(many) == len(few)


def test_programs_page_by_name_through_who_accepted(cast, version):
    with tenant(cast.acme):
        Policy.objects.update(owner=cast.alice)
        acknowledge(make_member("Cora", Role.CURATOR), version)
        cora = Member.objects.get(name="Cora")
    alice, path = caller_of(cast.alice), "policy/acceptances/readers"
    pages, cursor = [], ""
    while cursor is not None:
        page = alice.get(f"{path}?limit=4{cursor and f'&cursor={cursor}'}")
        pages.append([one["name"] for one in page["items"]])
        cursor = page["next"]
    names = [name for page in pages for name in page]
    assert [len(page) for page in pages] == [4, 4, 3]
    assert names == sorted(names)
    done = alice.get(f"{path}?accepted=true")["items"]
    assert {one["name"] for one in done} == {"Alice", "Cora", "Seller 0", "Seller 1"}
    assert all(one["at"] for one in done)
    assert len(alice.get(f"{path}?accepted=false")["items"]) == 7
    assert "readers" not in alice.get("policy/acceptances")
    assert caller_of(cora)("GET", path).status_code == 403


def test_wrong_answers_are_told_by_question_once_five_have_passed(cast, version):
    with tenant(cast.acme):
        values = {"answers": [{"text": "A", "is_right": True}, {"text": "B", "is_right": False}]}
        QuizQuestion.objects.create(
            version=version, position=1, question="Who?", explanation="Them.", wrong=3, **values
        )
        assert acceptances(make_member("Cora", Role.CURATOR)).missed is None
        Policy.objects.update(owner=cast.alice)
        assert acceptances(cast.alice).missed == [Missed("Who?", "", None)]
        for n in range(5):
            acknowledge(make_member(f"Passed {n}"), version)
        assert acceptances(cast.alice).missed == [Missed("Who?", "", None)]
        Acknowledgement.objects.filter(member__name__startswith="Passed").update(has_passed=True)
        assert acceptances(cast.alice).missed == [Missed("Who?", "", 0)], (
            "three are fewer than five"
        )
        for wrong, told in ((4, 0), (5, 5), (9, 5), (10, 10)):
            QuizQuestion.objects.update(wrong=wrong)
            assert acceptances(cast.alice).missed == [Missed("Who?", "", told)]
        Acknowledgement.objects.filter(member__name="Passed 0").update(has_passed=False)
        assert acceptances(cast.alice).missed == [Missed("Who?", "", None)]
    assert caller_of(cast.alice).get("policy/acceptances")["missed"] == [
        {"question": "Who?", "language": "", "wrong": None}
    ]
