"""Connecting LinkedIn: through the pages, against the playground's own consent form."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from sharing.models import Connection, ConnectionState, NetworkApp
from sharing.registered import registered_app
from sharing.services.connecting import disconnect, redirect_uri
from tenants.scope import tenant
from tests.networks.linkedin_playground import app_at
from tests.sharing.consenting import decide

CONNECTIONS = "/o/acme/connections/"
CONNECT = f"{CONNECTIONS}linkedin/connect/"
DAYS = timedelta(days=1)


@pytest.fixture
def linkedin(playground, settings):
    """Set LinkedIn up as an operator does, with the playground in its place."""
    app = app_at(playground, redirect_uri=redirect_uri("linkedin"))
    settings.LINKEDIN_CLIENT_ID = app.client_id
    settings.LINKEDIN_CLIENT_SECRET = app.client_secret
    settings.LINKEDIN_API_HOST = playground.host
    return app


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def connected(cast) -> list[Connection]:
    with tenant(cast.acme):
        return list(Connection.objects.order_by("pk"))


def ask(client) -> str:
    answer = client.post(CONNECT)
    assert answer.status_code == 200, answer.content.decode()
    assert b"One more step, on LinkedIn" in answer.content
    return answer.context["url"]


def test_consent_connects_the_account_for_sixty_days(cast, sign_in, linkedin):
    client = sign_in(cast.bob)
    answer = client.get(decide(ask(client)))
    assert answer.headers["Location"] == CONNECTIONS
    assert said(answer) == ["Bob is connected."]
    (made,) = connected(cast)
    assert (made.network, made.host, made.state) == ("linkedin", linkedin.host, "active")
    assert made.limits["max_characters"] == 3000
    assert made.reconnect_by is not None
    assert 59 * DAYS < made.reconnect_by - timezone.now() <= 60 * DAYS
    assert not NetworkApp.objects.exists()  # what the operator set up is nobody's to store


def test_connecting_again_renews_the_same_account_and_its_end(cast, sign_in, linkedin):
    client = sign_in(cast.bob)
    client.get(decide(ask(client)))
    with tenant(cast.acme):
        Connection.objects.update(state=ConnectionState.EXPIRED, reconnect_by=timezone.now())
    client.get(decide(ask(client)))
    (made,) = connected(cast)
    assert made.is_active
    assert made.reconnect_by is not None
    assert made.reconnect_by - timezone.now() > 59 * DAYS


def test_the_page_offers_it_and_shows_what_was_allowed(cast, sign_in, linkedin):
    client = sign_in(cast.bob)
    assert b"Connect LinkedIn" in client.get(CONNECTIONS).content
    client.get(decide(ask(client)))
    page = client.get(CONNECTIONS).content.decode()
    assert "see who you are, post and upload pictures" in page
    assert "Not allowed yet" not in page


@pytest.mark.parametrize("missing", ["LINKEDIN_CLIENT_ID", "LINKEDIN_CLIENT_SECRET"])
def test_without_both_keys_it_is_by_hand_only(cast, sign_in, linkedin, settings, missing):
    setattr(settings, missing, "")
    assert registered_app("linkedin") is None
    client = sign_in(cast.bob)
    page = client.get(CONNECTIONS).content.decode()
    assert "Connect LinkedIn" not in page
    assert 'value="linkedin"' in page  # among those that members finish themselves
    assert client.post(CONNECT).status_code == 404


def test_who_says_no_connects_nothing(cast, sign_in, linkedin):
    client = sign_in(cast.bob)
    answer = client.get(decide(ask(client), "deny"))
    assert said(answer) == ["You did not allow it, so nothing was connected."]
    assert connected(cast) == []


def test_a_permission_that_the_app_lacks_is_for_the_operator(cast, sign_in, linkedin):
    client = sign_in(cast.bob)
    back = decide(ask(client), "deny").replace(
        "user_cancelled_authorize", "unauthorized_scope_error"
    )
    assert said(client.get(back)) == [
        "LinkedIn does not give our app what it asks for. Whoever set it up must act."
    ]


def test_a_wrong_secret_is_said_and_connects_nothing(cast, sign_in, linkedin, settings):
    client = sign_in(cast.bob)
    back = decide(ask(client))
    settings.LINKEDIN_CLIENT_SECRET = "wrong"
    assert said(client.get(back)) == [
        "LinkedIn is not set up here, or not any more. Whoever set up our app has to act."
    ]
    assert connected(cast) == []


def test_a_code_works_for_one_member_alone(cast, sign_in, linkedin):
    client = sign_in(cast.bob)
    back = decide(ask(client))
    client.get(back)
    assert "too old or not started here" in said(client.get(back))[-1]
    assert len(connected(cast)) == 1


def test_disconnecting_takes_the_access_back_there(cast, sign_in, linkedin, playground):
    client = sign_in(cast.bob)
    client.get(decide(ask(client)))
    (made,) = connected(cast)
    organization_id = cast.acme.pk
    assert disconnect(organization_id=organization_id, connection=made, now=timezone.now())
    routes = [one["route"] for one in playground.ledger()["requests"]]
    assert routes[-1] == "linkedin.oauth.revoke"
