"""Apps at networks are broken in turn; the doctor says so, and says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from advocacy.ops.doctor import CHECKS
from advocacy.ops.doctor.finding import Level
from sharing.services.connecting import redirect_uri
from tenants.scope import tenant
from tests.factories import make_own_app
from tests.networks.linkedin_playground import app_at
from tests.playground.server import Playground
from tests.sharing.x_stage import configure

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def found(name: str) -> tuple[list[Level], str]:
    findings = CHECKS[name](NOW)
    return [one.level for one in findings], " ".join(f"{o.wrong} {o.advice}" for o in findings)


@pytest.fixture(scope="module")
def running() -> Iterator[Playground]:
    with Playground() as playground:
        yield playground


@pytest.fixture
def linkedin(running: Playground, settings) -> Playground:
    running.reset()
    settings.OUTBOUND_ALLOW = [running.host]
    app = app_at(running, redirect_uri=redirect_uri("linkedin"))
    settings.LINKEDIN_CLIENT_ID, settings.LINKEDIN_CLIENT_SECRET = app.client_id, app.client_secret
    settings.LINKEDIN_API_HOST = running.host
    return running


@pytest.fixture
def x(running: Playground, settings) -> Playground:
    running.reset()
    settings.OUTBOUND_ALLOW = [running.host]
    configure(settings, running)
    return running


def test_nothing_is_said_of_networks_without_an_app() -> None:
    assert found("network apps") == ([], "")
    assert found("LinkedIn's version") == ([], "")


def test_an_app_that_is_known_is_not_remarked_on(linkedin) -> None:
    assert found("network apps") == ([], "")


def test_xs_app_is_asked_about_too(x, settings) -> None:
    assert found("network apps") == ([], "")
    assert [one["route"] for one in x.ledger()["requests"]] == ["x.oauth.token"]
    settings.X_CLIENT_SECRET = "wrong"
    levels, said = found("network apps")
    assert levels == [Level.PROBLEM]
    assert "X does not know our app by its id and secret" in said


@pytest.mark.parametrize("action", ["error_before", "cut_before"])
def test_x_is_away(x, action) -> None:
    x.fault("x.oauth.token", action)
    levels, said = found("network apps")
    assert levels == [Level.WARNING]
    assert x.host in said


def test_own_apps_that_were_refused_are_counted(cast) -> None:
    assert found("own apps") == ([], "")
    with tenant(cast.acme):
        make_own_app(cast.alice, state="refused", client_id="known-by-sight")
        make_own_app(cast.alice, "x", state="works")
    with tenant(cast.globex):
        make_own_app(cast.mallory, state="refused")
        make_own_app(cast.mallory, "x", state="refused", removed_at=NOW)
    levels, said = found("own apps")
    assert levels == [Level.WARNING]
    assert "LinkedIn refused the own app of 2 organization(s)" in said
    assert "known-by-sight" not in said


def test_half_an_app_is_none(linkedin, settings) -> None:
    settings.LINKEDIN_CLIENT_SECRET = ""
    levels, said = found("network apps")
    assert levels == [Level.PROBLEM]
    assert "LINKEDIN_CLIENT_SECRET is missing" in said


def test_a_wrong_secret(linkedin, settings) -> None:
    settings.LINKEDIN_CLIENT_SECRET = "wrong"
    levels, said = found("network apps")
    assert levels == [Level.PROBLEM]
    assert "does not know our app" in said
    assert "wrong" not in said


@pytest.mark.parametrize("action", ["error_before", "cut_before"])
def test_a_network_that_is_away(linkedin, action) -> None:
    linkedin.fault("linkedin.oauth.token", action)
    levels, said = found("network apps")
    assert levels == [Level.WARNING]
    assert linkedin.host in said


@pytest.mark.parametrize(
    ("version", "levels"),
    [
        ("202611", []),
        ("202602", []),
        ("202601", [Level.WARNING]),
        ("202512", [Level.WARNING]),
        ("202511", [Level.PROBLEM]),
        ("202612", [Level.PROBLEM]),
        ("202613", [Level.PROBLEM]),
        ("latest", [Level.PROBLEM]),
    ],
)
def test_a_version_that_linkedin_does_not_take(linkedin, settings, version, levels) -> None:
    settings.LINKEDIN_API_VERSION = version
    assert found("LinkedIn's version")[0] == levels
