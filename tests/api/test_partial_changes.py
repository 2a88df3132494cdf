"""A change of some fields leaves the others as somebody else has made them meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from tenants.models import Member, Organization
from tenants.rest import middleware
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.api.house import House


@pytest.fixture
def meanwhile(monkeypatch):
    """Return what lets a change happen right after a request's token was looked up."""
    found = middleware.find_token

    def arrange(model: Any, pk: int, **changes: object) -> None:
        def late(*args: Any, **kwargs: Any) -> Any:
            token = found(*args, **kwargs)
            with tenant(token.organization_id):
                model.objects.filter(pk=pk).update(**changes)
            return token

        monkeypatch.setattr(middleware, "find_token", late)

    return arrange


@pytest.mark.parametrize(
    ("path", "sent", "theirs"),
    [
        ("general", {"inviters": "everyone"}, {"name": "Their name"}),
        ("links", {"utm_source": "mine"}, {"disclosure": "#theirs"}),
        ("sharing", {"late_after_h": 3}, {"time_zone": "Asia/Tokyo"}),
    ],
)
def test_settings_that_are_not_sent_stay(acme: House, meanwhile, path, sent, theirs):
    call = caller_of(acme.member)
    meanwhile(Organization, acme.organization.pk, **theirs)
    answer = call("PATCH", f"organization/{path}", sent)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert {name: told[name] for name in (*sent, *theirs)} == {**sent, **theirs}
    with tenant(acme.organization):
        stored = Organization.objects.get()
    for name, value in theirs.items():
        assert getattr(stored, name) == value


def test_preferences_that_are_not_sent_stay(acme: House, meanwhile):
    call = caller_of(acme.member)
    meanwhile(Member, acme.member.pk, on_leaderboard=False, time_zone="Asia/Tokyo")
    told = call("PATCH", "me/preferences", {"theme": "dark"}).json()
    assert (told["theme"], told["on_leaderboard"]) == ("dark", False)
    with tenant(acme.organization):
        stored = Member.objects.get(pk=acme.member.pk)
    assert (stored.theme, stored.on_leaderboard) == ("dark", False)
    assert stored.time_zone == "Asia/Tokyo"


def test_nothing_sent_changes_nothing(acme: House):
    call = caller_of(acme.member)
    before = call.get("me/preferences")
    assert call("PATCH", "me/preferences", {}).json() == before
