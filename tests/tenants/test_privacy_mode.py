"""Privacy mode: everybody is asked, and of how few people nothing is told is the organization's."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from analytics.boards.people import leaderboard_people
from analytics.models import Period
from analytics.periods import Span
from analytics.rollup import roll_up
from analytics.selectors.groups import groups
from tenants.announcing import tell_next
from tenants.fewest import fewest
from tenants.models import Act, Event, Member, Notice, Notification, Organization
from tenants.scope import platform, tenant
from tenants.services.preferences import set_preferences
from tenants.services.privacy import set_privacy
from tenants.wording import put_into_words
from tests.analytics.events import MONDAY, at, live_share
from tests.factories import NOW, make_member, make_team

WEEK = Span(Period.WEEK, MONDAY.date())


def turn_on(cast, *, is_on: bool = True, number: int = 5, now=NOW) -> None:
    with tenant(cast.acme):
        cast.alice.refresh_from_db()
        set_privacy(by=cast.alice, privacy_mode=is_on, fewest=number, now=now)
    while tell_next(now=now):
        pass


def names(cast, member: Member) -> list[str]:
    with tenant(cast.acme):
        reader = Member.objects.select_related("organization", "team").get(pk=member.pk)
        board = leaderboard_people(span=WEEK, metric="shares_confirmed", member=reader, now=at(6))
        return [one.name for one in board.places]


@pytest.fixture
def ann(cast) -> Member:
    """Let Ann and Bob share once each; Ann said yes to the board, Bob was never asked."""
    with tenant(cast.acme):
        member = make_member("Ann", on_leaderboard=True)
        live_share(member, at(1))
        live_share(cast.bob, at(1))
    roll_up(now=at(6), since=MONDAY)
    return member


def test_nobody_is_on_the_board_who_did_not_say_so(cast, ann):
    assert names(cast, cast.alice) == ["Ann", "Bob"]
    turn_on(cast)
    assert names(cast, cast.alice) == []
    with tenant(cast.acme):
        member = Member.objects.select_related("organization").get(pk=ann.pk)
        assert (member.on_leaderboard, member.is_on_board) == (None, False)
        set_preferences(member=member, on_leaderboard=True)
        given = member.pseudonym
    assert given
    assert names(cast, cast.alice) == [given]
    assert names(cast, ann) == ["You"]
    turn_on(cast, is_on=False)
    assert names(cast, cast.alice) == [given]


def test_who_never_answered_is_not_shown_when_the_mode_ends(cast, ann):
    turn_on(cast)
    turn_on(cast, is_on=False)
    assert names(cast, cast.alice) == []
    with tenant(cast.acme):
        member = Member.objects.select_related("organization").get(pk=cast.bob.pk)
        assert (member.on_leaderboard, member.is_on_board) == (False, False)
        set_preferences(member=member, on_leaderboard=True)
    assert names(cast, cast.alice) == ["Bob"]


def test_who_was_never_asked_stays_so_while_only_the_number_changes(cast, ann):
    turn_on(cast, is_on=False, number=8)
    assert names(cast, cast.alice) == ["Ann", "Bob"]


def heard(cast) -> list[str]:
    """Return the headlines of what Bob was told of it, the latest first."""
    with tenant(cast.acme):
        rows = Notification.objects.filter(kind=Notice.PRIVACY_SET, member=cast.bob)
        return [put_into_words(one.kind, one.params).headline for one in rows.order_by("-pk")]


def test_everybody_is_told_what_changed_and_no_more(cast, ann):
    turn_on(cast, is_on=False, number=8)
    assert heard(cast) == ["Acme tells nothing of fewer than 8 people"]
    turn_on(cast, number=8)
    turn_on(cast, number=9)
    turn_on(cast, is_on=False, number=5)
    assert heard(cast)[:3] == [
        "Acme is not in privacy mode",
        "Acme tells nothing of fewer than 9 people",
        "Acme is in privacy mode",
    ]


def test_a_no_stays_a_no(cast, ann):
    with tenant(cast.acme):
        Member.objects.filter(pk=ann.pk).update(on_leaderboard=False)
    turn_on(cast)
    turn_on(cast, is_on=False)
    with tenant(cast.acme):
        assert Member.objects.get(pk=ann.pk).on_leaderboard is False


def test_who_wants_their_own_name_says_so(cast, ann):
    turn_on(cast)
    with tenant(cast.acme):
        member = Member.objects.select_related("organization").get(pk=ann.pk)
        set_preferences(member=member, on_leaderboard=True, pseudonym="")
    assert names(cast, cast.alice) == ["Ann"]


def test_everybody_is_told_and_it_stands_in_the_audit(cast, ann):
    turn_on(cast, number=8)
    with tenant(cast.acme):
        event = Event.objects.get(act=Act.PRIVACY_SET)
        assert event.data == {"is_on": True, "fewest": 8}
        told = Notification.objects.filter(kind=Notice.PRIVACY_SET)
        assert told.count() == Member.objects.active().count()
    turn_on(cast, number=8)
    with tenant(cast.acme):
        assert Event.objects.filter(act=Act.PRIVACY_SET).count() == 1
    with tenant(cast.globex):
        assert not Notification.objects.filter(kind=Notice.PRIVACY_SET).exists()


def test_groups_and_what_is_left_over_have_as_many_as_the_organization_says(cast):
    with tenant(cast.acme):
        for name, size in (("Big", 9), ("Field", 6)):
            team = make_team(name)
            for number in range(size):
                make_member(f"{name} {number}", team=team)
        for number in range(4):
            make_member(f"Rest {number}")  # six with Alice and Bob
        assert [one.name for one in groups()] == ["Big", "Field"]
    turn_on(cast, is_on=False, number=7)
    with tenant(cast.acme):
        assert fewest() == 7
        assert [one.name for one in groups()] == ["Big"]
    turn_on(cast, is_on=False, number=13)
    with tenant(cast.acme):
        assert groups() == []
    with tenant(cast.globex):
        assert fewest() == 5


@pytest.mark.parametrize("number", [4, 21])
def test_the_number_has_bounds(cast, number):
    with tenant(cast.acme):
        with pytest.raises(ValidationError) as caught:
            set_privacy(by=cast.alice, privacy_mode=True, fewest=number, now=NOW)
        assert caught.value.code == "fewest"
        with pytest.raises(PermissionDenied):
            set_privacy(by=cast.bob, privacy_mode=True, fewest=5, now=NOW)
    with platform():
        assert not Organization.objects.get(pk=cast.acme.pk).privacy_mode


def test_the_board_asks_who_was_not_asked(cast, ann, sign_in):
    turn_on(cast)
    client = sign_in(cast.bob)
    assert "Do you want to be on the board?" in client.get("/o/acme/leaderboard/").content.decode()
    client.post("/o/acme/preferences/", {"on_leaderboard": "on", "next": "/o/acme/leaderboard/"})
    text = client.get("/o/acme/leaderboard/").content.decode()
    assert "Do you want to be on the board?" not in text
    with tenant(cast.acme):
        given = Member.objects.get(pk=cast.bob.pk).pseudonym
    assert (
        f"as {given}" in client.get("/o/acme/leaderboard/?period=week&on=2026-W47").content.decode()
    )


def test_the_settings_page_keeps_both(cast, sign_in):
    client = sign_in(cast.alice)
    path = "/o/acme/settings/privacy/"
    assert client.post(path, {"privacy_mode": "on", "fewest": "30"}).status_code == 422
    assert client.post(path, {"privacy_mode": "on", "fewest": "10"}).status_code == 302
    with platform():
        stored = Organization.objects.get(pk=cast.acme.pk)
        assert (stored.privacy_mode, stored.fewest) == (True, 10)
