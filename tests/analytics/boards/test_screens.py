"""Screens without signing in: who is on them, and for how long."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from analytics.boards.models import BoardScreen
from analytics.boards.screens import MOST, end_screen, make_screen, screen_address
from analytics.rollup import roll_up
from tenants.models import Act, Event, Member
from tenants.scope import tenant
from tests.analytics.events import live_share
from tests.factories import make_member


@pytest.fixture
def path(cast) -> str:
    """Let Ann Smith, Otter 27 and Bob share; return the path of a screen's link."""
    now = timezone.now()
    with tenant(cast.acme):
        live_share(make_member("Ann Smith", on_screen=True), now)
        live_share(make_member("Dan Dare", pseudonym="Otter 27", on_screen=True), now)
        live_share(make_member("Eve Hidden", on_screen=True, on_leaderboard=False), now)
        live_share(cast.bob, now)
        screen = make_screen(by=cast.alice, days=30, now=now)
        address = screen_address(cast.acme, screen)
    roll_up(now=now)
    return "/screens/" + address.partition("/screens/")[2]


def test_shows_first_names_of_those_who_agreed_alone(path, cast):
    answer = Client().get(path)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["Refresh"] == "300"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Ann" in text
    assert "Otter 27" in text
    for hidden in ("Smith", "Dan", "Dare", "Eve", "Bob", "Alice"):
        assert hidden not in text
    assert "<nav" not in text
    with tenant(cast.acme):
        for member in Member.objects.all():
            assert str(member.public_id) not in text


def test_who_takes_the_consent_back_is_gone_with_the_next_look(path, cast):
    with tenant(cast.acme):
        Member.objects.filter(name="Ann Smith").update(on_screen=False)
    assert "Ann" not in Client().get(path).content.decode()


def test_a_link_ends_when_an_admin_says_or_its_time_is_over(path, cast):
    with tenant(cast.acme):
        screen = BoardScreen.objects.get()
        screen.expires_at = timezone.now() - timedelta(seconds=1)
        screen.save()
    assert Client().get(path).status_code == 404
    with tenant(cast.acme):
        screen.expires_at = timezone.now() + timedelta(days=1)
        screen.save()
        assert Client().get(path).status_code == 200
        end_screen(screen=screen, by=cast.alice, now=timezone.now())
        acts = Event.objects.filter(act__startswith="boards.").order_by("pk")
        assert [one.act for one in acts] == [Act.SCREEN_MADE, Act.SCREEN_ENDED]
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "acme:x:y", "a" * 400])
def test_what_we_did_not_sign_opens_nothing(db, token):
    assert Client().get(f"/screens/{token}/").status_code == 404


def test_a_link_opens_its_own_organization_alone(path, cast):
    with tenant(cast.globex):
        assert not BoardScreen.objects.exists()
        foreign = BoardScreen(public_id=uuid4())
        other = screen_address(cast.globex, foreign)
    assert Client().get("/screens/" + other.partition("/screens/")[2]).status_code == 404
    text = Client().get(path).content.decode()
    assert "Acme" in text
    assert "Globex" not in text


def test_links_are_made_by_admins_and_not_without_end(in_acme):
    now = timezone.now()
    with pytest.raises(PermissionDenied):
        make_screen(by=in_acme.bob, days=30, now=now)
    with pytest.raises(ValidationError):
        make_screen(by=in_acme.alice, days=366, now=now)
    for _ in range(MOST):
        make_screen(by=in_acme.alice, days=30, now=now)
    with pytest.raises(ValidationError) as caught:
        make_screen(by=in_acme.alice, days=30, now=now)
    assert caught.value.code == "many"


def test_the_settings_make_and_end_links_and_set_the_cap(cast, sign_in):
    client = sign_in(cast.alice)
    path = "/o/acme/settings/leaderboard/"
    assert client.post(path, {"act": "screen", "days": "30"}).status_code == 302
    assert client.post(path, {"act": "screen", "days": "3000"}).status_code == 422
    assert client.post(path, {"act": "cap", "most": "99"}).status_code == 422
    assert client.post(path, {"act": "cap", "most": "3"}).status_code == 302
    text = client.get(path).content.decode()
    assert "/screens/" in text
    assert 'value="3"' in text
    with tenant(cast.acme):
        screen = BoardScreen.objects.get()
    assert client.post(f"{path}{screen.public_id}/end/").status_code == 302
    assert "/screens/" not in client.get(path).content.decode()
