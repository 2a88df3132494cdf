"""Boards by hand: names of one's choice, executives, caps, parts, movement."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.boards.caps import cap_on, set_cap
from analytics.boards.models import ShareCap
from analytics.boards.people import has_executives, leaderboard_people
from analytics.boards.reading import EXECUTIVES, PEOPLE, TEAMS, Asked, two_boards
from analytics.boards.slices import find_slice, slices_for
from analytics.models import Fact, Period, PeriodTotal
from analytics.periods import Span
from analytics.rollup import rebuild, roll_up
from content.models import Campaign, Hashtag, Post
from tenants.models import Act, Event, Member, Organization
from tenants.scope import tenant
from tenants.services.preferences import set_preferences
from tenants.services.privacy import set_executive
from tests.analytics.events import MONDAY, at, click, live_share
from tests.api.callers import caller_of
from tests.factories import make_campaign, make_hashtag, make_member, make_post, make_team

WEEK = Span(Period.WEEK, MONDAY.date())
EVENING = at(6, 20)


def share(member: Member, times: int, *, day: int = 1, post=None, **more) -> None:
    for _ in range(times):
        live_share(member, at(day), post or make_post(), **more)


def fill() -> None:
    roll_up(now=EVENING, since=MONDAY - timedelta(days=40))


def listed(
    member: Member, *, span: Span = WEEK, executives: bool = False, metric="shares_confirmed"
):
    board = leaderboard_people(
        span=span, metric=metric, member=member, executives=executives, now=at(6)
    )
    return [(one.place, one.name, one.value) for one in board.places]


@pytest.fixture
def people(in_acme) -> dict[str, Member]:
    """Let Ann share three times, Bea twice, Bob once; the week before Bea led and Ann had none."""
    found = {"bob": in_acme.bob, "alice": in_acme.alice}
    for name, count in (("Ann", 3), ("Bea", 2)):
        found[name.lower()] = make_member(f"{name} Smith", team=make_team(name))
        share(found[name.lower()], count)
    share(found["bea"], 4, day=-6)
    share(in_acme.bob, 1, day=-6)
    share(in_acme.bob, 1)
    fill()
    return found


def test_a_pseudonym_stands_everywhere_for_name_team_and_picture(people):
    set_preferences(member=people["ann"], pseudonym="Otter 27")
    board = leaderboard_people(
        span=WEEK, metric="shares_confirmed", member=people["bea"], now=at(6)
    )
    first, second = board.places[:2]
    assert (first.name, first.about) == ("Otter 27", "")
    assert str(people["ann"].public_id) not in first.seed
    assert (second.name, second.about) == ("You", "Bea")
    assert board.words == "1 share more and you are level with Otter 27."
    own = leaderboard_people(span=WEEK, metric="shares_confirmed", member=people["ann"], now=at(6))
    assert (own.places[0].name, own.places[0].about) == ("You", "as Otter 27")


@pytest.mark.parametrize(
    "name", ["Bea Smith", "béa  SMITH", "Smith, Bea", "bea-smith", "—", "x" * 41]
)
def test_nobody_takes_the_name_of_somebody_else(people, name):
    with pytest.raises(ValidationError) as caught:
        set_preferences(member=people["ann"], pseudonym=name)
    assert caught.value.code == "pseudonym"


def test_nobody_takes_the_pseudonym_of_somebody_else(people):
    set_preferences(member=people["ann"], pseudonym="Otter 27")
    with pytest.raises(ValidationError):
        set_preferences(member=people["bea"], pseudonym="ötter27")
    set_preferences(member=people["ann"], pseudonym="Otter 27")  # one's own again
    set_preferences(member=people["ann"], pseudonym="")
    set_preferences(member=people["bea"], pseudonym="Otter 27")


def test_of_very_many_places_wait_a_while_but_nobody_stays_who_said_no(people, monkeypatch):
    monkeypatch.setattr("analytics.boards.people.LISTED", 1)
    monkeypatch.setattr("analytics.selectors.remembered.MANY", 1)
    monkeypatch.setattr("analytics.selectors.remembered.PAUSE", timedelta(minutes=1))

    def seen(minute):
        board = leaderboard_people(
            span=WEEK, metric="shares_confirmed", member=people["bob"], now=at(6, 9, minute)
        )
        return [one.name for one in board.places], board.own.place

    assert seen(0) == (["Ann Smith"], 3)
    set_preferences(member=people["ann"], on_leaderboard=False)
    assert seen(1) == (["Bea Smith"], 3)
    assert seen(9) == (["Bea Smith"], 2)


def test_executives_stand_among_themselves(people, in_acme):
    set_executive(member=people["ann"], is_executive=True, by=in_acme.alice, now=EVENING)
    assert Event.objects.get(act=Act.EXECUTIVE_SET).data == {"is_on": True}
    assert listed(people["bea"]) == [(1, "You", 2), (2, "Bob", 1)]
    assert listed(people["bea"], executives=True) == [(1, "Ann Smith", 3)]
    assert listed(people["ann"], executives=True) == [(1, "You", 3)]
    for member, executives in ((people["bea"], True), (people["ann"], False)):
        board = leaderboard_people(
            span=WEEK, metric="shares_confirmed", member=member, executives=executives, now=at(6)
        )
        assert (board.own, board.words) == (None, "")
    Member.objects.filter(pk=people["ann"].pk).update(on_leaderboard=False)
    assert listed(people["bea"], executives=True) == []
    with pytest.raises(PermissionDenied):
        set_executive(member=people["bea"], is_executive=True, by=in_acme.bob, now=EVENING)


def test_an_executive_under_another_name_stands_among_everybody(people, parts, in_acme):
    set_preferences(member=people["bea"], pseudonym="Otter 27")
    before = listed(in_acme.alice)
    set_executive(member=people["bea"], is_executive=True, by=in_acme.alice, now=EVENING)
    assert listed(in_acme.alice) == before
    assert "Otter 27" in [name for _place, name, _value in before]
    assert listed(in_acme.alice, executives=True) == []
    assert not has_executives(in_acme.acme)
    assert listed(people["bea"])[0][1] == "You"
    whole, apart = (of(in_acme.alice, parts["hashtag"], who=who)[0] for who in (PEOPLE, EXECUTIVES))
    assert [one.name for one in whole.places] == ["Otter 27"]
    assert apart.places == []


def test_says_how_places_moved(people):
    board = leaderboard_people(
        span=WEEK, metric="shares_confirmed", member=people["bob"], now=at(6)
    )
    said = {one.name: (one.place, one.movement) for one in board.places}
    assert said == {"Ann Smith": (1, "new"), "Bea Smith": (2, "down 1"), "You": (3, "down 1")}
    before = leaderboard_people(
        span=WEEK.previous, metric="shares_confirmed", member=people["bob"], now=at(6)
    )
    assert [one.movement for one in before.places] == ["", ""]  # before that there was nobody
    Member.objects.filter(pk=people["bea"].pk).update(on_leaderboard=False)
    board = leaderboard_people(
        span=WEEK, metric="shares_confirmed", member=people["bob"], now=at(6)
    )
    assert [(one.name, one.movement) for one in board.places] == [
        ("Ann Smith", "new"),
        ("You", "down 1"),
    ]


def counted() -> dict[tuple[str, str, str], int]:
    rows = PeriodTotal.objects.filter(metric="shares_counted")
    return {(one.period, str(one.starts_on), f"{one.subject} {one.key}"): one.value for one in rows}


def test_a_daily_cap_counts_for_effort_alone_and_from_its_day_on(in_acme):
    team = make_team("Roof")
    ann = make_member("Ann", team=team)
    ShareCap.objects.create(since=at(1).date(), most=2)
    share(ann, 5, day=0, team=team)
    share(ann, 5, day=1, team=team)
    share(ann, 1, day=2, team=team)
    fill()
    assert listed(in_acme.bob) == [(1, "Ann", 5 + 2 + 1)]
    total = PeriodTotal.objects.get(
        metric="shares_confirmed", subject="member", key=str(ann.pk), period=Period.WEEK
    )
    assert total.value == 11
    share(ann, 1, day=1, team=team)  # one more of a day that is full changes nothing
    share(ann, 4, day=2, team=team)
    fill()
    assert listed(in_acme.bob) == [(1, "Ann", 5 + 2 + 2)]
    step_by_step = counted()
    assert step_by_step[Period.WEEK, str(MONDAY.date()), f"team {team.pk}"] == 9
    rebuild(organization=in_acme.acme, now=EVENING)
    assert counted() == step_by_step


def test_a_cap_holds_from_tomorrow_and_never_for_what_has_been(in_acme):
    set_cap(by=in_acme.alice, most=3, now=at(1))
    assert [cap_on(at(day).date()) for day in (0, 1, 2, 9)] == [None, None, 3, 3]
    set_cap(by=in_acme.alice, most=4, now=at(1))  # on second thoughts, the same day
    set_cap(by=in_acme.alice, most=4, now=at(3))
    set_cap(by=in_acme.alice, most=None, now=at(5))
    assert [cap_on(at(day).date()) for day in (2, 5, 6)] == [4, 4, None]
    said = Event.objects.filter(act=Act.CAP_SET).order_by("pk")
    assert [one.data["most"] for one in said] == [3, 4, 0]
    with pytest.raises(ValidationError):
        set_cap(by=in_acme.alice, most=51, now=at(1))
    with pytest.raises(PermissionDenied):
        set_cap(by=in_acme.bob, most=3, now=at(1))


@pytest.fixture
def parts(people, in_acme) -> dict[str, str]:
    """Let Bob share in a campaign twice, and Bea on Bluesky once and with a hashtag three times."""
    tag = make_hashtag("OurRoof")
    campaign = make_campaign(in_acme.alice, starts_on=at(-7).date(), ends_on=at(7).date())
    share(in_acme.bob, 2, post=make_post(campaign=campaign))
    share(people["bea"], 3, post=make_post(required_hashtags=["OurRoof"]))
    live_share(people["bea"], at(2), network="bluesky")
    for number in range(4):
        off = make_member(f"Off {number}", on_leaderboard=False)
        for network in ("bluesky", "mastodon"):
            live_share(off, at(2), network=network)
    fill()
    return {
        "campaign": f"campaign:{campaign.public_id}",
        "hashtag": f"hashtag:{tag.public_id}",
        "network": "network:bluesky",
    }


def test_a_network_is_offered_of_weeks_and_months_alone(people, parts):
    for period, is_offered in ((Period.MONTH, True), (Period.QUARTER, False)):
        kinds = slices_for(people["ann"], Span.around(period, MONDAY.date()), at(6))
        assert bool(kinds[0].slices) == is_offered


def test_a_campaign_is_offered_once_it_has_begun_where_the_organization_is(people, in_acme):
    campaign = make_campaign(in_acme.alice, starts_on=at(6).date())
    ann = people["ann"]
    ann.organization.time_zone = "America/New_York"
    offered = [slices_for(ann, WEEK, at(6, hour))[1].slices for hour in (2, 6)]
    assert [[one.label for one in slices] for slices in offered] == [[], [campaign.name]]


def of(member: Member, code: str, **more):
    found = find_slice(code, slices_for(member, WEEK, at(6)))
    return two_boards(span=WEEK, member=member, asked=Asked(of=found, **more), now=at(6))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("campaign", [(1, "Bob", 2)]),
        ("hashtag", [(1, "Bea Smith", 3)]),
        ("network", [(1, "Bea Smith", 1)]),
    ],
)
def test_a_board_can_be_of_a_part(people, parts, kind, expected):
    effort, reach = of(people["ann"], parts[kind])
    assert [(one.place, one.name, one.value) for one in effort.places] == expected
    assert effort.computed
    assert effort.words == "Share one post and you are on the board."
    assert reach.places == []


def test_a_part_has_opt_outs_executives_and_ones_own_place(people, parts, in_acme):
    share(people["ann"], 4, post=make_post(campaign=Campaign.objects.get()))
    click(live_share(in_acme.bob, at(1), make_post(campaign=Campaign.objects.get())), at(1))
    fill()
    effort, reach = of(in_acme.bob, parts["campaign"])
    assert [(one.place, one.name, one.value) for one in effort.places] == [
        (1, "Ann Smith", 4),
        (2, "You", 3),
    ]
    assert effort.words == "1 share more and you are level with Ann Smith."
    assert [(one.name, one.value) for one in reach.places] == [("You", 1)]
    Member.objects.filter(pk=people["ann"].pk).update(on_leaderboard=False)
    assert [one.name for one in of(in_acme.bob, parts["campaign"])[0].places] == ["You"]
    assert of(people["ann"], parts["campaign"])[0].own.place == 1
    Member.objects.filter(pk=people["ann"].pk).update(on_leaderboard=None, is_executive=True)
    assert [one.name for one in of(in_acme.bob, parts["campaign"])[0].places] == ["You"]
    apart = of(in_acme.bob, parts["campaign"], who=EXECUTIVES)[0]
    assert [(one.name, one.value) for one in apart.places] == [("Ann Smith", 4)]


def test_a_part_has_the_cap_too(people, parts):
    ShareCap.objects.create(since=at(0).date(), most=2)
    effort, _reach = of(people["ann"], parts["hashtag"])
    assert [one.value for one in effort.places] == [2]


def test_no_part_is_offered_that_is_for_few(people, parts):
    Post.objects.filter(campaign__isnull=False).update(for_roles=["admin"])
    codes = [one.code for kind in slices_for(people["ann"], WEEK, at(6)) for one in kind.slices]
    assert parts["campaign"] not in codes
    assert parts["hashtag"] in codes


def codes(member: Member) -> set[str]:
    return {one.code for kind in slices_for(member, WEEK, at(6)) for one in kind.slices}


def test_no_network_is_offered_that_few_share_to(people, parts, in_acme):
    assert parts["network"] in codes(people["ann"])
    Organization.objects.filter(pk=in_acme.acme.pk).update(fewest=6)
    with tenant(in_acme.acme):
        assert parts["network"] not in codes(people["ann"])


def test_no_network_is_offered_that_tells_what_few_do_on_another(people, parts):
    """Whose number in all is known minus that on the others is theirs on X."""
    live_share(people["bea"], at(2), network="x")
    fill()
    offered = codes(people["ann"])
    assert "network:mastodon" in offered  # seven share there
    assert not {"network:x", parts["network"]} & offered  # and five here


@pytest.mark.parametrize(
    ("audience", "is_offered"),
    [
        ({"for_roles": ["admin"]}, False),  # Alice alone
        ({"for_languages": ["pl"]}, False),  # nobody
        ({"for_languages": ["en"]}, True),  # everybody
    ],
)
def test_no_hashtag_is_offered_whose_posts_are_for_few(people, parts, audience, is_offered):
    Post.objects.filter(required_hashtags=["OurRoof"]).update(**audience)
    assert (parts["hashtag"] in codes(people["ann"])) == is_offered
    make_post(required_hashtags=["OurRoof"])
    assert parts["hashtag"] in codes(people["ann"])


def test_a_hashtag_of_a_campaign_for_few_is_not_offered_to_anybody(people, parts, in_acme):
    tag = Hashtag.objects.get(name="OurRoof")
    campaign = make_campaign(
        in_acme.alice, name="Few", hashtag=tag, starts_on=at(-99).date(), ends_on=at(-90).date()
    )
    make_post(campaign=campaign, for_roles=["admin"])
    assert parts["hashtag"] not in codes(people["ann"])


def test_teams_are_told_per_active_member_with_their_movement(in_acme):
    teams = {name: make_team(name) for name in ("Big", "Field")}
    for name, team in teams.items():
        for number in range(5 if name == "Big" else 6):
            make_member(f"{name} {number}", team=team)
    for number in range(5):
        make_member(f"Rest {number}")
    first = {name: Member.objects.filter(team=team).first() for name, team in teams.items()}
    left = Member.objects.filter(team=teams["Field"]).last()
    Member.objects.filter(pk=left.pk).update(left_at=at(0))
    share(first["Big"], 5, day=-6, team=teams["Big"])
    share(first["Field"], 10, day=1, team=teams["Field"])
    share(first["Big"], 5, day=1, team=teams["Big"])
    fill()
    effort, _reach = two_boards(span=WEEK, member=in_acme.bob, asked=Asked(who=TEAMS), now=at(6))
    assert [(one.name, one.value, one.movement) for one in effort.places] == [
        ("Field", 2, "new"),
        ("Big", 1, "down 1"),
    ]


def told(reader: Member) -> dict[str, float]:
    """Return what the board of teams tells, by name."""
    effort, _reach = two_boards(span=WEEK, member=reader, asked=Asked(who=TEAMS), now=at(6))
    return {one.name: one.value for one in effort.places}


@pytest.fixture
def six(in_acme) -> list[Member]:
    """Let six of one team share, and leave five of no team."""
    team = make_team("Six")
    people = [make_member(f"Six {number}", team=team) for number in range(6)]
    for number, member in enumerate(people):
        share(member, 2 + number, team=team)
    for number in range(5):
        make_member(f"Rest {number}")
    fill()
    return people


@pytest.mark.parametrize(
    "said", [{"on_leaderboard": False}, {"pseudonym": "Otter 27", "pseudonym_key": "otter27"}]
)
def test_nobody_off_the_board_is_found_by_taking_the_others_from_their_team(six, in_acme, said):
    assert told(in_acme.bob)["Six"] == 4.5
    Member.objects.filter(pk=six[5].pk).update(**said)
    by_name = {name: value for _place, name, value in listed(in_acme.bob)}
    assert sum(by_name.get(one.name, 0) for one in six) == 27 - 7
    assert "Six" not in told(in_acme.bob)  # 27 - 20 would be what the sixth did
    Member.objects.filter(pk__in=[one.pk for one in six[:4]]).update(on_leaderboard=False)
    assert told(in_acme.bob)["Six"] == 4.5  # what is left is of five


def test_nor_is_who_has_left(six, in_acme):
    Member.objects.filter(pk=six[5].pk).update(left_at=at(2))
    assert "Six" not in told(in_acme.bob)
    PeriodTotal.objects.filter(subject="member", key=str(six[5].pk)).delete()
    assert "Six" in told(in_acme.bob)


def test_two_organizations_see_nothing_of_each_other(people, cast):
    with tenant(cast.globex):
        ShareCap.objects.create(since=at(0).date(), most=1)
        assert listed(cast.mallory) == []
        set_preferences(member=cast.mallory, pseudonym="Ann Smith")  # nobody of theirs
    assert listed(people["bob"])[0] == (1, "Ann Smith", 3)


def cost(member: Member, asked: Asked) -> int:
    with CaptureQueriesContext(connection) as captured:
        two_boards(span=WEEK, member=member, asked=asked, now=at(6))
    return len(captured)


def test_boards_cost_the_same_number_of_queries_at_two_sizes(people, parts):
    part = find_slice(parts["campaign"], slices_for(people["bob"], WEEK, at(6)))
    ways = [Asked(), Asked(of=part), Asked(who=EXECUTIVES)]
    share(make_member("Exec", is_executive=True), 1)
    fill()
    few = [cost(people["bob"], one) for one in ways]
    post = make_post(campaign=Campaign.objects.get())
    for number in range(25):
        share(make_member(f"More {number}", is_executive=number % 2 == 0), 2, post=post)
    fill()
    assert Fact.objects.count() > 25
    assert [cost(people["bob"], one) for one in ways] == few


def test_programs_narrow_a_board_as_the_page_does(people, parts, cast):
    board = "leaderboard?period=week&on=2026-W47"
    call = caller_of(cast.alice)
    told = call.get(board)
    assert (told["of"], told["executives"]) == ("", False)
    assert set(parts.values()) <= {one["of"] for one in told["parts"]}
    narrowed = call.get(f"{board}&of={parts['hashtag']}")
    effort, _reach = narrowed["boards"]
    assert narrowed["of"] == parts["hashtag"]
    assert [(one["place"], one["name"], one["value"]) for one in effort["places"]] == [(1, "", 3)]
    assert call("GET", f"{board}&of=network:nowhere").status_code == 404
    assert call.get(f"{board}&who=teams")["parts"] == told["parts"]
    mallory = caller_of(cast.mallory)
    assert mallory("GET", f"{board}&of={parts['hashtag']}").status_code == 404


def test_programs_read_the_board_of_executives_without_names(people, cast):
    with tenant(cast.acme):
        Member.objects.filter(pk=people["ann"].pk).update(is_executive=True)
    told = caller_of(cast.alice).get("leaderboard?period=week&on=2026-W47&who=executives")
    effort, _reach = told["boards"]
    assert (told["who"], told["executives"]) == ("executives", True)
    assert [(one["name"], one["value"]) for one in effort["places"]] == [("", 3)]
