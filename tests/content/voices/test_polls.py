from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from content.models import Ballot, Poll, PollOption
from content.services.polling import PollDraft, close_poll, remove_poll, start_poll, vote
from content.voices.polls import poll_for, polls_page, shown_polls
from tenants.models import Event, Organization
from tenants.scope import tenant
from tests.factories import LATER, NOW, make_member, make_poll

WEEK = NOW + timedelta(days=7)
SOON = NOW + timedelta(minutes=1)


def refused(code, act, **said):
    with pytest.raises(ValidationError) as error:
        act(now=NOW, **said)
    assert error.value.code == code


def choices(poll):
    return list(poll.options.order_by("position"))


def seen(poll, member, now=SOON):
    poll.refresh_from_db()
    return shown_polls([poll], member, now)[0]


def test_a_poll_asks_with_two_to_eight_answers(in_acme):
    draft = PollDraft(" Tea  or coffee? ", ["Tea", "", " Coffee "], WEEK)
    poll = start_poll(by=in_acme.alice, draft=draft, now=NOW)
    assert (poll.question, [one.text for one in choices(poll)]) == (
        "Tea or coffee?",
        ["Tea", "Coffee"],
    )
    assert [event.act for event in Event.objects.all()] == ["poll.started"]


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (PollDraft("", ["a", "b"], WEEK), "question"),
        (PollDraft("q" * 201, ["a", "b"], WEEK), "question"),
        (PollDraft("Q?", ["a", " "], WEEK), "options"),
        (PollDraft("Q?", list("abcdefghi"), WEEK), "options"),
        (PollDraft("Q?", ["Tea", "tea"], WEEK), "options"),
        (PollDraft("Q?", ["a", "b" * 101], WEEK), "options"),
        (PollDraft("Q?", ["a", "b"], NOW), "closes_at"),
        (PollDraft("Q?", ["a", "b"], NOW + timedelta(days=400)), "closes_at"),
    ],
)
def test_what_can_not_be_asked_is_refused(in_acme, draft, code):
    refused(code, start_poll, by=in_acme.alice, draft=draft)


def test_only_curators_start_close_and_remove(in_acme):
    poll, bob = make_poll(in_acme.alice), in_acme.bob
    for act in (
        lambda: start_poll(by=bob, draft=PollDraft("Q?", ["a", "b"], WEEK), now=NOW),
        lambda: close_poll(poll=poll, by=bob, now=NOW),
        lambda: remove_poll(poll=poll, by=bob, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_one_votes_once_and_nothing_says_for_what(in_acme):
    poll, bob = make_poll(in_acme.alice), in_acme.bob
    yes, no = choices(poll)
    vote(poll=poll, member=bob, options=[yes], now=NOW)
    refused("voted", vote, poll=poll, member=bob, options=[no])
    assert [one.votes for one in choices(poll)] == [1, 0]
    columns = {field.name for field in Ballot._meta.get_fields()}
    assert columns == {"id", "organization", "poll", "member"}


def test_one_answer_is_one_and_several_are_taken_where_asked_for(in_acme):
    poll = make_poll(in_acme.alice)
    both, strange = choices(poll), choices(make_poll(in_acme.alice))
    for options in ([], both, strange[:1]):
        refused("options", vote, poll=poll, member=in_acme.bob, options=options)
    several = make_poll(in_acme.alice, takes_several=True)
    vote(poll=several, member=in_acme.bob, options=choices(several), now=NOW)
    assert ([one.votes for one in choices(several)], several.voters) == ([1, 1], 1)


def test_results_are_shown_after_voting_from_five_votes_on(in_acme):
    poll = make_poll(in_acme.alice)
    voters = [make_member() for _number in range(5)]
    for number, member in enumerate(voters):
        assert not seen(poll, voters[0]).has_results, number
        vote(poll=poll, member=member, options=[choices(poll)[number % 2]], now=NOW)
    told = seen(poll, voters[0])
    assert [(one.votes, one.part) for one in told.options] == [(3, 60), (2, 40)]
    hidden = seen(poll, in_acme.alice)
    assert (hidden.has_results, {one.votes for one in hidden.options}) == (False, {None})


def test_results_are_added_to_in_fives_so_that_no_single_vote_shows(in_acme):
    poll, first = make_poll(in_acme.alice), make_member()
    shown = []
    for number in range(11):
        voter = make_member() if number else first
        vote(poll=poll, member=voter, options=[choices(poll)[number % 2]], now=NOW)
        shown.append([one.votes for one in seen(poll, first).options])
    assert shown == [[None, None]] * 4 + [[3, 2]] * 5 + [[5, 5]] * 2
    close_poll(poll=poll, by=in_acme.alice, now=NOW + timedelta(minutes=1))
    assert [one.part for one in seen(poll, in_acme.bob).options] == [50, 50]


def test_results_are_shown_of_as_many_as_the_organization_chose(in_acme):
    poll, first = make_poll(in_acme.alice), make_member()
    for number in range(5):
        voter = make_member() if number else first
        vote(poll=poll, member=voter, options=choices(poll)[:1], now=NOW)
    assert seen(poll, first).has_results
    Organization.objects.filter(pk=in_acme.acme.pk).update(fewest=6)
    with tenant(in_acme.acme):  # asked for once in a scope
        hidden = seen(poll, first)
        assert (hidden.has_results, hidden.fewest, hidden.missing) == (False, 6, 6)
        vote(poll=poll, member=make_member(), options=choices(poll)[:1], now=NOW)
        # the sixth alone would show what it was for: it waits for five others
        assert (seen(poll, first).has_results, seen(poll, first).missing) == (False, 5)
        for _number in range(5):
            vote(poll=poll, member=make_member(), options=choices(poll)[:1], now=NOW)
        assert [one.votes for one in seen(poll, first).options] == [11, 0]


def test_results_that_were_shown_before_stay_shown(in_acme):
    polls = [make_poll(in_acme.alice, voters=voters) for voters in (7, 4)]
    PollOption.objects.filter(position=0).update(votes=3)
    node = ("content", "0017_answers_counted_together")
    then = MigrationExecutor(connection).loader.project_state(node).apps
    import_module(".".join((node[0], "migrations", node[1]))).show_what_was_shown(then, None)
    has = {poll.voters: seen(poll, in_acme.bob, WEEK) for poll in polls}
    assert [(one.votes, one.part) for one in has[7].options] == [(3, 43), (0, 0)]
    assert not has[4].has_results


def test_the_page_says_whose_votes_are_shown(cast, sign_in):
    with tenant(cast.acme):
        poll = make_poll(cast.alice, closes_at=LATER)
        for member in [cast.bob, *(make_member() for _number in range(6))]:
            vote(poll=poll, member=member, options=choices(poll)[:1], now=NOW)
    html = sign_in(cast.bob).get(f"/o/acme/polls/{poll.public_id}/").content.decode()
    assert "7 people have voted" in html
    assert "the votes of 5 are shown" in html


def test_a_closed_poll_takes_no_vote_and_shows_its_results_to_all(in_acme):
    poll = make_poll(in_acme.alice, voters=5, shown_voters=5)
    PollOption.objects.filter(poll=poll).update(shown_votes=5)
    close_poll(poll=poll, by=in_acme.alice, now=NOW + timedelta(minutes=1))
    with pytest.raises(ValidationError):
        vote(poll=poll, member=in_acme.bob, options=choices(poll)[:1], now=SOON)
    refused_again = seen(poll, in_acme.bob)
    assert refused_again.has_results
    with pytest.raises(ValidationError):
        close_poll(poll=poll, by=in_acme.alice, now=SOON)


def test_the_feed_asks_until_one_has_voted(cast, sign_in):
    with tenant(cast.acme):
        poll = make_poll(cast.alice, question="Tea or coffee?", closes_at=LATER)
        (yes, _no) = choices(poll)
    client = sign_in(cast.bob)
    assert "Tea or coffee?" in client.get("/o/acme/").content.decode()
    page = f"/o/acme/polls/{poll.public_id}/"
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"option": yes.public_id}).url == page
    assert "Tea or coffee?" not in client.get("/o/acme/").content.decode()
    assert "Tea or coffee?" in client.get("/o/acme/polls/").content.decode()
    assert client.post(page, {"option": yes.public_id}).status_code == 422


def test_the_feed_asks_what_closes_first(in_acme):
    late, soon = make_poll(in_acme.alice), make_poll(in_acme.alice, closes_at=SOON)
    make_poll(in_acme.alice, closes_at=NOW)
    asked = poll_for(in_acme.bob, NOW)
    assert asked is not None
    assert asked.poll == soon
    vote(poll=soon, member=in_acme.bob, options=choices(soon)[:1], now=NOW)
    asked = poll_for(in_acme.bob, NOW)
    assert asked is not None
    assert asked.poll == late


@pytest.mark.parametrize("size", [2, 9])
def test_the_list_takes_four_queries(in_acme, django_assert_num_queries, size):
    for _number in range(size):
        make_poll(in_acme.alice)
    with django_assert_num_queries(4):
        page = polls_page(member=in_acme.bob, now=NOW)
    assert len(page.polls) == size


def test_the_form_closes_at_the_end_of_a_day_and_begins_with_ours(cast, sign_in):
    client = sign_in(cast.alice)
    start = client.get("/o/acme/polls/new/?like=motivation").content.decode()
    assert "What would make you share more of our stories?" in start
    with tenant(cast.acme):
        cast.acme.time_zone = "Asia/Kathmandu"
        cast.acme.save()
    day = (timezone.now() + timedelta(days=3)).date()
    said = {"question": "Tea?", "options": "Yes\r\nNo\r\n", "last_day": day.isoformat()}
    assert client.post("/o/acme/polls/new/", said).status_code == 302
    with tenant(cast.acme):
        closes = Poll.objects.get().closes_at
    assert f"{closes:%H:%M}" == "18:15"


def test_what_the_form_refuses_stays_written(cast, sign_in):
    client = sign_in(cast.alice)
    answer = client.post("/o/acme/polls/new/", {"question": "Tea?", "options": "Only one"})
    assert answer.status_code == 422
    assert "Only one" in answer.content.decode()


def test_removing_takes_the_votes_along(in_acme):
    poll = make_poll(in_acme.alice)
    vote(poll=poll, member=in_acme.bob, options=choices(poll)[:1], now=NOW)
    remove_poll(poll=poll, by=in_acme.alice, now=NOW)
    assert not Poll.objects.exists()
    assert not Ballot.objects.exists()
    assert Event.objects.get().data == {"voters": 1}


@pytest.mark.django_db(transaction=True)
def test_of_two_votes_of_one_member_at_once_one_counts(make_cast):
    cast = make_cast()
    with tenant(cast.acme):
        poll = make_poll(cast.alice)
        options = choices(poll)

    def cast_vote(option):
        try:
            with tenant(cast.acme):
                vote(poll=poll, member=cast.bob, options=[option], now=NOW)
        except ValidationError as error:
            return error.code
        else:
            return "counted"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(cast_vote, options)) == ["counted", "voted"]
    with tenant(cast.acme):
        assert sum(one.votes for one in choices(poll)) == 1
