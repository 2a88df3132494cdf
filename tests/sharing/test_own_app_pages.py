"""The page of an own app: what is entered is checked at once, and its secret is never shown."""

from __future__ import annotations

import json

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from sharing.models import OwnApp
from sharing.services.own_apps import remove_own_app
from tenants.models import Event
from tenants.recency import KEPT_POST
from tenants.scope import tenant
from tests.sharing.own_app_stage import SECRET, bring, calls, register
from tests.tenants.test_recency import PASSWORD, let_time_pass

NETWORKS = "/o/acme/settings/networks/"
X = f"{NETWORKS}x/"
TOKEN = "x.oauth.token"


@pytest.fixture
def there(playground, settings):
    settings.X_API_HOST = playground.host
    register(playground, "x", "acme-x")
    return playground


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def enter(client, secret: str = SECRET, client_id: str = "acme-x"):
    return client.post(X, {"client_id": client_id, "client_secret": secret})


def apps(cast) -> list[tuple[str, str]]:
    with tenant(cast.acme):
        return list(OwnApp.objects.in_force().values_list("client_id", "state"))


def test_what_is_right_is_stored_and_found_to_work(cast, sign_in, there):
    answer = enter(sign_in(cast.alice))
    assert answer.headers["Location"] == NETWORKS
    assert said(answer)[0].startswith("X knows your app.")
    assert apps(cast) == [("acme-x", "works")]


def test_a_wrong_secret_is_told_at_once(cast, sign_in, there):
    answer = enter(sign_in(cast.alice), "wrong")
    assert said(answer) == ["X does not know this id with this secret. Copy both once more."]
    assert apps(cast) == [("acme-x", "refused")]
    page = sign_in(cast.alice).get(NETWORKS).content.decode()
    assert "X refused your app" in page


def test_a_network_that_is_away_leaves_it_open(cast, sign_in, there):
    there.fault(TOKEN, "cut_before")
    answer = enter(sign_in(cast.alice))
    assert "X did not tell:" in said(answer)[0]
    assert apps(cast) == [("acme-x", "untested")]
    sign_in(cast.alice).post(f"{X}check/")
    assert apps(cast) == [("acme-x", "works")]


@pytest.mark.parametrize("fields", [{}, {"client_id": "acme-x"}, {"client_id": "a b"}])
def test_what_is_missing_is_said_and_nothing_is_asked(cast, sign_in, there, fields):
    answer = sign_in(cast.alice).post(X, fields)
    assert answer.status_code == 422
    assert apps(cast) == []
    assert calls(there, TOKEN) == 0


def test_the_secret_is_kept_where_none_is_entered_and_never_shown(cast, sign_in, there, caplog):
    client = sign_in(cast.alice)
    enter(client)
    assert said(enter(client, ""))[-1].startswith("X knows your app.")
    refused = client.post(X, {"client_id": "", "client_secret": SECRET}).content.decode()
    shown = refused + "".join(client.get(page).content.decode() for page in (NETWORKS, X))
    with tenant(cast.acme):
        events = json.dumps(list(Event.objects.values("act", "data")))
        row = OwnApp.objects.get()
    assert "app.added" in events
    assert SECRET not in shown + events + caplog.text + str(vars(row)) + repr(row)


def test_another_id_with_no_secret_keeps_the_app_there_is(cast, sign_in, there):
    client = sign_in(cast.alice)
    enter(client)
    answer = enter(client, "", "acme-other")
    assert answer.status_code == 422
    assert "Enter the secret that belongs to this id." in answer.content.decode()
    assert apps(cast) == [("acme-x", "works")]


def test_it_shows_whose_app_is_used(cast, sign_in, there, settings):
    client = sign_in(cast.alice)
    assert "No app, so it is hidden" in client.get(NETWORKS).content.decode()
    settings.X_CLIENT_ID, settings.X_CLIENT_SECRET = "site", "site-secret"
    assert "This site’s app" in client.get(NETWORKS).content.decode()
    enter(client)
    assert "acme-x" in client.get(NETWORKS).content.decode()
    assert "http://localhost:8000/connect/x/callback" in client.get(X).content.decode()


def test_the_page_of_budgets_says_whose_bill_it_is(cast, sign_in, there, settings):
    settings.X_CLIENT_ID, settings.X_CLIENT_SECRET = "site", "site-secret"
    client, budgets = sign_in(cast.alice), "/o/acme/settings/budgets/"
    assert "X bills whoever runs this site" in client.get(budgets).content.decode()
    enter(client)
    assert "X bills your organization" in client.get(budgets).content.decode()


def test_acts_are_in_the_audit(cast, sign_in, there):
    client = sign_in(cast.alice)
    enter(client)
    enter(client)
    client.post(f"{X}check/")
    client.post(f"{X}remove/")
    with tenant(cast.acme):
        acts = list(Event.objects.filter(act__startswith="app.").order_by("pk").values("act"))
    found = [one["act"] for one in acts]
    assert found.count("app.added") == found.count("app.changed") == found.count("app.removed") == 1
    assert found.count("app.checked") == 3
    assert apps(cast) == []


@pytest.mark.parametrize("page", ["check/", "remove/"])
def test_without_an_own_app_there_is_nothing_to_do(cast, sign_in, there, page):
    assert sign_in(cast.alice).post(f"{X}{page}").status_code == 404
    assert sign_in(cast.alice).get(f"{NETWORKS}mastodon/").status_code == 404


def test_who_signed_in_long_ago_says_who_they_are_and_no_secret_is_kept(cast, client, there):
    cast.alice.user.set_password(PASSWORD)
    cast.alice.user.save()
    client.post("/account/login/", {"login": cast.alice.user.email, "password": PASSWORD})
    let_time_pass(client, 901)
    answer = enter(client)
    assert answer.headers["Location"].startswith("/account/reauthenticate/")
    assert client.session[KEPT_POST]["fields"] == [["client_id", "acme-x"]]
    assert SECRET not in str(dict(client.session))
    assert apps(cast) == []


def test_removing_twice_is_removing_once(cast, there):
    own = bring(cast.alice, "x", "acme-x")
    with tenant(cast.acme):
        for _again in range(2):
            remove_own_app(by=cast.alice, app=own, now=timezone.now())
        assert Event.objects.filter(act="app.removed").count() == 1
