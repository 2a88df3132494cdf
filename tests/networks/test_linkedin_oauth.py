"""Consent, tokens and their end, against a server that is strict about every part of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.utils import timezone

from sharing.networks.base import (
    App,
    Grant,
    Kind,
    TokenExpired,
)
from sharing.networks.linkedin import LinkedIn
from tests.networks.linkedin_playground import ANALYTICS, REDIRECT, SCOPES, VERSION, app_at
from tests.networks.test_mastodon_conformance import kind_of
from tests.playground.server import Playground

DAY = timedelta(days=1)
LINKEDIN = LinkedIn(version=VERSION)


@pytest.fixture
def app(playground: Playground) -> App:
    playground.account("ada", "Ada Lovelace", 3)
    return app_at(playground)


def answer(app: App, decision: str = "approve") -> dict[str, str]:
    """Answer the consent page as Ada in a browser; returns what comes back to us."""
    consent = LINKEDIN.begin(app, redirect_uri=REDIRECT, state="signed")
    assert consent.code_verifier is None
    asked = requests.get(consent.url, allow_redirects=False, timeout=10)
    parts = urlsplit(consent.url)
    if asked.status_code == 200:
        fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
        fields |= {"decision": decision, "username": "ada"}
        url = f"{parts.scheme}://{parts.netloc}{parts.path}"
        asked = requests.post(url, data=fields, allow_redirects=False, timeout=10)
    back = asked.headers["Location"]
    assert back.startswith(REDIRECT)
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}


def complete(app: App, code: str, redirect_uri: str = REDIRECT) -> Grant:
    return LINKEDIN.complete(app, redirect_uri=redirect_uri, code=code, code_verifier=None)


def connected(app: App) -> Grant:
    return complete(app, answer(app)["code"])


def ends_in(grant: Grant) -> timedelta:
    assert grant.consent_ends_at is not None
    return grant.consent_ends_at - timezone.now()


def later(playground: Playground, days: int) -> None:
    playground.settings(clock_offset_s=days * 86400)


def test_the_consent_gives_access_for_sixty_days(app: App) -> None:
    back = answer(app)
    assert back["state"] == "signed"
    grant = complete(app, back["code"])
    assert (grant.host, set(grant.scopes)) == (app.host, set(SCOPES))
    assert (grant.refresh_token, grant.expires_at) == (None, None)
    assert timedelta(days=59) < ends_in(grant) <= timedelta(days=60)
    profile = LINKEDIN.profile(grant)
    assert profile.account_id == grant.account_id
    assert (profile.handle, profile.display_name) == ("Ada Lovelace", "Ada Lovelace")
    assert profile.followers is None
    assert profile.url.startswith("http")


def test_the_same_member_is_another_one_to_another_app(playground: Playground, app: App) -> None:
    known = {"network": "linkedin", "client_id": "other", "client_secret": "s"}
    about = {"redirect_uris": [REDIRECT], "scopes": list(SCOPES)}
    playground.control("POST", "apps", known | about)
    other = App(playground.host, "other", "s", SCOPES)
    assert connected(other).account_id != connected(app).account_id


def test_a_member_who_cancels_comes_back_without_a_code(app: App) -> None:
    back = answer(app, "deny")
    assert (back["error"], back["state"]) == ("user_cancelled_authorize", "signed")
    assert "code" not in back


def test_analytics_are_asked_for_only_where_the_app_was_approved(
    playground: Playground, app: App
) -> None:
    approved = replace(app, scopes=(*app.scopes, *LINKEDIN.approved_scopes))
    assert answer(approved)["error"] == "unauthorized_scope_error"
    app_at(playground, more=(ANALYTICS,))
    assert ANALYTICS in complete(app, answer(approved)["code"]).scopes


@pytest.mark.parametrize("wrong", ["code", "used", "redirect", "stale"])
def test_a_refused_code_means_connecting_again(playground: Playground, app: App, wrong) -> None:
    code, redirect_uri = answer(app)["code"], REDIRECT
    if wrong == "code":
        code = "nonsense"
    elif wrong == "used":
        complete(app, code)
    elif wrong == "redirect":
        redirect_uri = f"{REDIRECT}/"
    else:
        playground.settings(clock_offset_s=1801)
    assert kind_of(lambda: complete(app, code, redirect_uri))[0] is Kind.REAUTH


def test_a_wrong_secret_is_for_the_operator(app: App) -> None:
    code = answer(app)["code"]
    other = replace(app, client_secret="wrong")
    assert kind_of(lambda: complete(other, code))[0] is Kind.OPERATOR


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_in_trouble_is_asked_again(playground: Playground, app: App, status) -> None:
    code = answer(app)["code"]
    playground.fault("linkedin.oauth.token", "error_before", status=status)
    assert kind_of(lambda: complete(app, code))[0] is Kind.RETRY


def test_an_address_that_is_not_ours_is_never_sent_a_code(playground: Playground, app: App) -> None:
    consent = LINKEDIN.begin(app, redirect_uri="https://evil.example/", state="s")
    asked = requests.get(consent.url, allow_redirects=False, timeout=10)
    assert asked.status_code == 400
    assert "Location" not in asked.headers


def test_access_that_was_taken_back_means_connecting_again(app: App) -> None:
    grant = connected(app)
    LINKEDIN.revoke(app, grant)
    LINKEDIN.revoke(app, grant)
    assert kind_of(lambda: LINKEDIN.profile(grant))[0] is Kind.REAUTH


def test_access_ends_after_sixty_days(playground: Playground, app: App) -> None:
    grant = connected(app)
    later(playground, 61)
    assert kind_of(lambda: LINKEDIN.profile(grant))[0] is Kind.REAUTH
    assert kind_of(lambda: LINKEDIN.refresh(grant, app))[0] is Kind.REAUTH


def test_where_linkedin_lets_us_access_is_renewed(playground: Playground, app: App) -> None:
    playground.settings(linkedin_refresh_tokens=True)
    grant = connected(app)
    assert grant.expires_at is not None
    assert timedelta(days=59) < grant.expires_at - timezone.now() <= timedelta(days=60)
    assert timedelta(days=364) < ends_in(grant) <= timedelta(days=365)
    later(playground, 61)
    with pytest.raises(TokenExpired):
        LINKEDIN.profile(grant)
    fresh = LINKEDIN.refresh(grant, app)
    assert LINKEDIN.profile(fresh).account_id == grant.account_id
    assert fresh.refresh_token == grant.refresh_token
    assert timedelta(days=303) < ends_in(fresh) <= timedelta(days=304)


@pytest.mark.parametrize(
    ("days", "fault", "kind"),
    [
        (366, {}, Kind.REAUTH),
        (61, {"action": "error_before", "status": 503}, Kind.RETRY),
        (61, {"action": "cut_before"}, Kind.RETRY),
        (
            61,
            {"action": "refuse", "status": 401, "body": {"error": "invalid_client"}},
            Kind.OPERATOR,
        ),
    ],
)
def test_only_linkedins_word_ends_a_consent(
    playground: Playground, app: App, days, fault, kind
) -> None:
    playground.settings(linkedin_refresh_tokens=True)
    grant = connected(app)
    later(playground, days)
    if fault:
        playground.fault("linkedin.oauth.token", **fault)
    assert kind_of(lambda: LINKEDIN.refresh(grant, app))[0] is kind


def test_no_secret_shows_when_values_are_printed(app: App) -> None:
    grant = connected(app)
    shown = f"{app} {grant}"
    assert app.client_secret not in shown
    assert grant.access_token not in shown
