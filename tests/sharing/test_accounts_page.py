"""A member's accounts: their state in words, what was granted, and whether they answer now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from sharing.accounts import abilities_of, account_rows
from sharing.models import Connection, State
from sharing.networks.mastodon import Mastodon
from sharing.services.measuring import NEWS_AFTER, note_health
from sharing.services.publishing import publish_batch
from tenants.scope import tenant
from tests.factories import NOW, make_connection, make_post, make_share

PAGE = "/o/acme/connections/"
ME = "mastodon.accounts*verify*"


def text_of(response) -> str:
    return response.content.decode()


def row(member, **changes):
    make_connection(member, **{"scopes": list(Mastodon.scopes), **changes})
    return account_rows(member=member, now=NOW)[0]


@pytest.mark.parametrize(
    ("changes", "tone", "headline", "needs"),
    [
        ({}, "good", "Works", False),
        ({"state": "expired"}, "bad", "Reconnect needed", True),
        ({"problem": "Busy."}, "warn", "Did not answer well", False),
        ({"reconnect_by": NOW + timedelta(days=6, hours=1)}, "warn", "7 days left", True),
        ({"reconnect_by": NOW + timedelta(hours=2)}, "warn", "1 day left", True),
        ({"reconnect_by": NOW + timedelta(days=40)}, "good", "Works", False),
        ({"scopes": ["profile", "read", "write:statuses"]}, "good", "Works", True),
    ],
)
def test_an_account_says_how_it_is_and_whether_it_needs_one(
    in_acme, changes, tone, headline, needs
):
    shown = row(in_acme.bob, **changes)
    assert (shown.tone, shown.headline, shown.needs_member) == (tone, headline, needs)


@pytest.mark.parametrize(
    ("granted", "missing"),
    [
        (["profile", "read:statuses", "write:statuses"], ["upload pictures"]),
        (["read", "write"], []),
        (["write:statuses"], ["see who you are", "read counts", "upload pictures"]),
    ],
)
def test_what_was_granted_is_compared_with_what_we_need(granted, missing):
    abilities = abilities_of(Mastodon.scopes, granted)
    assert [ability.words for ability in abilities if not ability.is_granted] == missing


def test_disconnecting_says_how_many_shares_wait(cast, sign_in):
    with tenant(cast.acme):
        connection = make_connection(cast.bob)
        for state in (State.SCHEDULED, State.SCHEDULED, State.PUBLISHED):
            make_share(cast.bob, make_post(), connection, state=state)
    page = text_of(sign_in(cast.bob).get(PAGE))
    assert "2 shares wait to go out there; they are held until you connect again." in page


def test_the_first_account_has_its_way_open(cast, sign_in):
    client = sign_in(cast.bob)
    assert "No account yet" in text_of(client.get(PAGE))
    assert 'id="connect-mastodon" open' in text_of(client.get(PAGE))
    with tenant(cast.acme):
        make_connection(cast.bob)
    assert 'id="connect-mastodon">' in text_of(client.get(PAGE))


def check(stage, client):
    url = f"{PAGE}{stage.connection.public_id}/check/"
    return text_of(client.post(url, follow=True))


def forget_check(stage) -> None:
    with tenant(stage.cast.acme):
        Connection.objects.update(checked_at=None)


def fresh(stage) -> Connection:
    with tenant(stage.cast.acme):
        return Connection.objects.get(pk=stage.connection.pk)


def test_check_now_reads_followers_and_works_once_a_minute(stage, sign_in):
    client = sign_in(stage.cast.bob)
    forget_check(stage)
    stage.playground.account("bob", followers=777)
    assert "works." in check(stage, client)
    assert fresh(stage).followers == 777
    assert "checked within the last minute" in check(stage, client)


def test_check_now_tells_what_the_server_said_and_marks_an_ended_account(stage, sign_in):
    client = sign_in(stage.cast.bob)
    forget_check(stage)
    stage.playground.fault(ME, "refuse", status=503, times=1)
    check(stage, client)
    assert fresh(stage).problem
    assert fresh(stage).is_active
    forget_check(stage)
    stage.playground.fault(ME, "refuse", status=401, times=1)
    assert "Reconnect needed" in check(stage, client)
    assert not fresh(stage).is_active
    forget_check(stage)
    assert "works." in check(stage, client)
    assert fresh(stage).is_active


def test_anothers_account_is_not_there_to_check(stage, sign_in):
    url = f"{PAGE}{stage.connection.public_id}/check/"
    assert sign_in(stage.cast.alice).post(url).status_code == 404


def test_publishing_notes_trouble_and_that_it_is_over(stage):
    stage.playground.fault("mastodon.statuses.create", "refuse", status=503, times=1)
    stage.share()
    publish_batch(now=timezone.now())
    assert fresh(stage).problem
    again = stage.share(is_again=True)
    publish_batch(now=timezone.now())
    assert stage.fresh(again).state == State.PUBLISHED
    assert fresh(stage).problem == ""


def test_health_is_written_when_it_is_news_only(in_acme, django_assert_num_queries):
    connection = make_connection(in_acme.bob, checked_at=NOW)
    with django_assert_num_queries(0):
        note_health(connection=connection, now=NOW + NEWS_AFTER / 2)
    with django_assert_num_queries(1):
        note_health(connection=connection, problem="Busy.", now=NOW + NEWS_AFTER / 2)
    with django_assert_num_queries(1):
        note_health(connection=connection, now=NOW + NEWS_AFTER)
