"""Connecting an account: through the pages, against the playground's own consent form."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.core import signing
from django.test import Client
from django.utils import timezone

from sharing.models import Connection, ConnectionState, Credential, NetworkApp, Reason, State
from sharing.services.grants import open_grant
from sharing.services.pending import STATE_SALT
from tenants.models import Member
from tenants.scope import tenant
from tests.factories import make_member, make_post, make_share
from tests.playground.client import Client as Visitor
from tests.sharing.consenting import ask, decide

CONNECTIONS = "/o/acme/connections/"
NOT_STARTED = "This sign-in was too old or not started here. Please connect once more."


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def connected(cast, organization=None) -> list[Connection]:
    with tenant(organization or cast.acme):
        return list(Connection.objects.order_by("pk"))


def test_consent_connects_the_account(cast, sign_in, playground):
    client = sign_in(cast.bob)
    answer = client.get(decide(ask(client, playground)))
    assert answer.headers["Location"] == CONNECTIONS
    assert said(answer) == [f"@bob@{playground.host} is connected."]
    made = connected(cast)[0]
    assert (made.member_id, made.state) == (cast.bob.pk, "active")
    assert made.limits["max_characters"] == 500
    with tenant(cast.acme):
        token = open_grant(made).access_token
    assert Visitor(playground.url, token).get("/api/v1/accounts/verify_credentials").ok


def test_a_second_consent_renews_the_same_connection(cast, sign_in, playground):
    client = sign_in(cast.bob)
    for _ in range(2):
        client.get(decide(ask(client, playground)))
    assert len(connected(cast)) == 1
    assert NetworkApp.objects.count() == 1


def test_htmx_is_sent_to_the_consent_page(cast, sign_in, playground):
    url = "/o/acme/connections/mastodon/connect/"
    answer = sign_in(cast.bob).post(
        url, {"server": playground.host}, headers={"HX-Request": "true"}
    )
    assert answer.headers["HX-Redirect"].startswith(f"{playground.url}/oauth/authorize?")


def test_refused_consent_connects_nothing_and_says_so(cast, sign_in, playground):
    client = sign_in(cast.bob)
    answer = client.get(decide(ask(client, playground), decision="deny"))
    assert said(answer) == ["You did not allow it, so nothing was connected."]
    assert connected(cast) == []


def test_the_way_back_works_once(cast, sign_in, playground):
    client = sign_in(cast.bob)
    back = decide(ask(client, playground))
    client.get(back)
    assert NOT_STARTED in said(client.get(back))


def test_the_way_back_is_open_for_ten_minutes(cast, sign_in, playground):
    client = sign_in(cast.bob)
    back = decide(ask(client, playground))
    at = timezone.now() + timedelta(minutes=10, seconds=2)
    with mock.patch("django.core.signing.time.time", return_value=at.timestamp()):
        assert said(client.get(back)) == [NOT_STARTED]
    assert connected(cast) == []


@pytest.mark.parametrize("state", ["", "forged", "{}:x:y", None])
def test_a_forged_state_is_refused(cast, sign_in, playground, state):
    client = sign_in(cast.bob)
    path, _, query = decide(ask(client, playground)).partition("?")
    values = {name: value[0] for name, value in parse_qs(query).items()}
    values["state"] = state or signing.dumps({"n": "guess", "u": cast.bob.user_id}, salt=STATE_SALT)
    assert said(client.get(f"{path}?{urlencode(values)}")) == [NOT_STARTED]
    assert connected(cast) == []


def test_another_person_can_not_use_the_way_back(cast, sign_in, playground):
    back = decide(ask(sign_in(cast.bob), playground))
    other = Client()
    other.force_login(cast.alice.user)
    assert said(other.get(back)) == [NOT_STARTED]
    assert connected(cast) == []


def test_nor_can_another_browser_of_the_same_person(cast, sign_in, playground):
    back = decide(ask(sign_in(cast.bob), playground))
    other = Client()
    other.force_login(cast.bob.user)
    assert said(other.get(back)) == [NOT_STARTED]


def test_nor_can_a_state_come_back_to_a_consent_begun_later(cast, sign_in, playground):
    """A code smuggled in from elsewhere must not end up in the session's own consent."""
    client = sign_in(cast.bob)
    first = decide(ask(client, playground))
    ask(client, playground)
    assert said(client.get(first)) == [NOT_STARTED]


def test_without_a_session_the_way_back_leads_to_sign_in(cast, sign_in, playground):
    back = decide(ask(sign_in(cast.bob), playground))
    answer = Client().get(back)
    assert answer.headers["Location"].startswith("/account/login/")
    assert connected(cast) == []


def test_another_networks_address_is_refused(cast, sign_in, playground):
    client = sign_in(cast.bob)
    back = decide(ask(client, playground)).replace("/mastodon/", "/linkedin/")
    assert said(client.get(back)) == [NOT_STARTED]
    answer = client.post("/o/acme/connections/linkedin/connect/", {"server": playground.host})
    assert answer.status_code == 404


def test_who_left_meanwhile_connects_nothing(cast, sign_in, playground):
    client = sign_in(cast.bob)
    back = decide(ask(client, playground))
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(left_at=timezone.now())
    assert client.get(back).status_code == 404
    assert connected(cast) == []


def test_two_organizations_of_one_person_do_not_mix(cast, sign_in, playground):
    with tenant(cast.globex):
        make_member("Bob", user=cast.bob.user)
    client = sign_in(cast.bob)
    answer = client.get(decide(ask(client, playground, "globex")))
    assert answer.headers["Location"] == "/o/globex/connections/"
    assert connected(cast) == []
    there = connected(cast, cast.globex)[0]
    client.get(decide(ask(client, playground)))
    assert len(connected(cast)) == len(connected(cast, cast.globex)) == 1
    assert client.post(f"{CONNECTIONS}{there.public_id}/disconnect/").status_code == 404


def test_reconnecting_lets_out_what_waited(cast, sign_in, playground):
    client = sign_in(cast.bob)
    client.get(decide(ask(client, playground)))
    with tenant(cast.acme):
        connection = Connection.objects.get()
        share = make_share(
            cast.bob, make_post(), connection, state=State.HELD, reason=Reason.REAUTH, wake_at=None
        )
        Connection.objects.update(state=ConnectionState.EXPIRED)
    assert "Reconnect needed" in client.get(CONNECTIONS).content.decode()
    client.get(decide(ask(client, playground)))
    with tenant(cast.acme):
        share.refresh_from_db()
        assert (share.state, share.reason) == (State.SCHEDULED, "")
        assert Connection.objects.get().state == ConnectionState.ACTIVE


def test_a_server_that_forgot_our_app_gets_a_new_one(cast, sign_in, playground):
    client = sign_in(cast.bob)
    url = ask(client, playground)
    back = decide(url)
    playground.reset()
    assert "has forgotten our app. Connect again." in said(client.get(back))[0]
    assert not NetworkApp.objects.exists()
    client.get(decide(ask(client, playground)))
    assert len(connected(cast)) == 1


def test_limits_are_read_anew_after_a_day_and_kept_when_that_fails(cast, sign_in, playground):
    client = sign_in(cast.bob)
    ask(client, playground)
    NetworkApp.objects.update(limits_read_at=timezone.now() - timedelta(hours=25))
    with playground.faulty("mastodon.instance*", "refuse", status=503):
        ask(client, playground)
    playground.settings(max_characters=640)
    ask(client, playground)
    assert NetworkApp.objects.get().limits["max_characters"] == 640


def test_disconnecting_revokes_there_and_deletes_here(cast, sign_in, playground):
    client = sign_in(cast.bob)
    client.get(decide(ask(client, playground)))
    connection = connected(cast)[0]
    with tenant(cast.acme):
        token = open_grant(connection).access_token
    answer = client.post(f"{CONNECTIONS}{connection.public_id}/disconnect/")
    assert said(answer)[-1] == f"@bob@{playground.host} is disconnected."
    visit = Visitor(playground.url, token).get("/api/v1/accounts/verify_credentials")
    assert visit.status_code == 401
    with tenant(cast.acme):
        assert not Credential.objects.exists()
        assert Connection.objects.get().disconnected_at


def test_a_registration_nobody_can_read_is_said_and_breaks_nothing(cast, sign_in, playground):
    client = sign_in(cast.bob)
    client.get(decide(ask(client, playground)))
    NetworkApp.objects.update(secret_key_id="lost")
    answer = client.post("/o/acme/connections/mastodon/connect/", {"server": playground.host})
    assert "its key is missing" in answer.context["form"].errors["server"][0]
    client.post(f"{CONNECTIONS}{connected(cast)[0].public_id}/disconnect/")
    assert connected(cast)[0].state == ConnectionState.DISCONNECTED


@pytest.mark.parametrize("obstacle", ["no answer", "lost key"])
def test_disconnecting_always_works_here(cast, sign_in, playground, settings, obstacle):
    client = sign_in(cast.bob)
    client.get(decide(ask(client, playground)))
    connection = connected(cast)[0]
    if obstacle == "no answer":
        playground.fault("mastodon.oauth*revoke", "cut_before")
    else:
        with tenant(cast.acme):
            Credential.objects.update(key_id="lost")
    answer = client.post(f"{CONNECTIONS}{connection.public_id}/disconnect/")
    with tenant(cast.acme):
        assert not Credential.objects.exists()
        assert Connection.objects.get().state == ConnectionState.DISCONNECTED
    told = "is disconnected here, but its server did not answer" in said(answer)[-1]
    assert told is (obstacle == "no answer")


def test_the_callback_names_no_page_elsewhere(cast, sign_in, playground):
    client = sign_in(cast.bob)
    back = decide(ask(client, playground)) + "&next=https://evil.example/&redirect_uri=//evil"
    assert urlsplit(client.get(back).headers["Location"]).netloc == ""
