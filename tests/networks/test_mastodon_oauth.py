"""The whole consent, against a server that is strict about every part of it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from sharing.networks.base import (
    App,
    AppGone,
    Consent,
    Grant,
    Kind,
)
from sharing.networks.mastodon import Mastodon
from tests.networks.test_mastodon_conformance import kind_of, make_draft, publish
from tests.playground.server import Playground

BACK = "http://127.0.0.1:1/connect/mastodon/callback"


@pytest.fixture
def app(mastodon: Mastodon, playground: Playground) -> App:
    playground.account("ada", "Ada Lovelace", 3)
    return mastodon.register(
        playground.host, redirect_uri=BACK, name="Advocacy", website="http://127.0.0.1:1"
    )


def decide(consent: Consent, decision: str = "approve") -> dict[str, str]:
    """Answer the consent page as Ada in a browser; returns what comes back to us."""
    assert requests.get(consent.url, timeout=10).status_code == 200
    parts = urlsplit(consent.url)
    fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
    fields |= {"decision": decision, "username": "ada"}
    url = f"{parts.scheme}://{parts.netloc}{parts.path}"
    answer = requests.post(url, data=fields, allow_redirects=False, timeout=10)
    assert answer.headers["Location"].startswith(BACK)
    return {k: v[0] for k, v in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def consent_and_code(mastodon: Mastodon, app: App) -> tuple[Consent, str]:
    consent = mastodon.begin(app, redirect_uri=BACK, state="signed")
    return consent, decide(consent)["code"]


def complete(mastodon: Mastodon, app: App, consent: Consent, code: str, **changes: str) -> Grant:
    verifier = consent.code_verifier or ""
    values = {"redirect_uri": BACK, "code": code, "code_verifier": verifier} | changes
    return mastodon.complete(app, **values)


def test_the_app_asks_for_no_more_than_it_needs(app: App) -> None:
    assert app.scopes == ("profile", "read:statuses", "write:statuses", "write:media")


def test_no_secret_shows_when_values_are_printed(mastodon: Mastodon, app: App) -> None:
    consent, code = consent_and_code(mastodon, app)
    grant = complete(mastodon, app, consent, code)
    shown = f"{app} {consent} {grant}"
    assert app.client_secret not in shown
    assert grant.access_token not in shown
    assert str(consent.code_verifier) not in shown


def test_consent_gives_a_grant_that_can_post(mastodon: Mastodon, app: App) -> None:
    consent = mastodon.begin(app, redirect_uri=BACK, state="signed state")
    back = decide(consent)
    assert back["state"] == "signed state"
    grant = complete(mastodon, app, consent, back["code"])
    assert grant.scopes == app.scopes
    assert (grant.expires_at, grant.refresh_token) == (None, None)
    assert mastodon.profile(grant).account_id == grant.account_id
    assert publish(mastodon, grant, make_draft()).remote_id


def test_a_denied_consent_comes_back_without_a_code(mastodon: Mastodon, app: App) -> None:
    back = decide(mastodon.begin(app, redirect_uri=BACK, state="signed"), "deny")
    assert back["error"] == "access_denied"
    assert "code" not in back


def test_a_code_works_once(mastodon: Mastodon, app: App) -> None:
    consent, code = consent_and_code(mastodon, app)
    complete(mastodon, app, consent, code)
    assert kind_of(lambda: complete(mastodon, app, consent, code))[0] is Kind.REAUTH


@pytest.mark.parametrize(
    "changes",
    [{"code": "made-up"}, {"redirect_uri": f"{BACK}/else"}, {"code_verifier": "v" * 64}],
    ids=lambda changes: next(iter(changes)),
)
def test_a_wrong_part_is_refused(mastodon: Mastodon, app: App, changes) -> None:
    consent, code = consent_and_code(mastodon, app)
    kind, _ = kind_of(lambda: complete(mastodon, app, consent, **{"code": code} | changes))
    assert kind is Kind.REAUTH


def test_another_redirect_address_gets_no_consent_page(mastodon: Mastodon, app: App) -> None:
    consent = mastodon.begin(app, redirect_uri="http://127.0.0.1:1/elsewhere", state="signed")
    assert requests.get(consent.url, timeout=10, allow_redirects=False).status_code == 400


@pytest.mark.parametrize("changes", [{"client_secret": "wrong"}, {"client_id": "forgotten"}])
def test_a_server_that_forgot_our_app_says_so(mastodon: Mastodon, app: App, changes) -> None:
    consent, code = consent_and_code(mastodon, app)
    with pytest.raises(AppGone) as caught:
        complete(mastodon, replace(app, **changes), consent, code)
    assert caught.value.kind is Kind.REAUTH


def test_a_revoked_grant_is_dead_and_may_be_revoked_again(mastodon: Mastodon, app: App) -> None:
    consent, code = consent_and_code(mastodon, app)
    grant = complete(mastodon, app, consent, code)
    mastodon.revoke(app, grant)
    mastodon.revoke(app, grant)
    assert kind_of(lambda: mastodon.profile(grant))[0] is Kind.REAUTH


@pytest.mark.parametrize(
    ("action", "kind"),
    [("error_before", Kind.RETRY), ("rate_limit", Kind.WAIT), ("truncate", Kind.RETRY)],
)
def test_trouble_while_connecting_is_told_apart_from_a_refusal(
    mastodon: Mastodon, app: App, playground: Playground, action, kind
) -> None:
    consent, code = consent_and_code(mastodon, app)
    playground.fault("mastodon.oauth.token", action)
    assert kind_of(lambda: complete(mastodon, app, consent, code))[0] is kind


def test_a_granted_scope_that_is_too_small_means_connecting_again(
    mastodon: Mastodon, app: App, playground: Playground
) -> None:
    account = playground.account("ada")
    token = playground.grant("ada", app.client_id, "profile")
    grant = Grant(playground.host, str(account["id"]), token)
    assert kind_of(lambda: publish(mastodon, grant, make_draft()))[0] is Kind.REAUTH
