"""Apps at networks are broken in turn; the doctor says so, and says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from advocacy.ops.doctor import CHECKS
from advocacy.ops.doctor.finding import Level
from sharing.services.connecting import redirect_uri
from tests.networks.linkedin_playground import app_at
from tests.playground.server import Playground

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


def test_nothing_is_said_of_networks_without_an_app() -> None:
    assert found("network apps") == ([], "")
    assert found("LinkedIn's version") == ([], "")


def test_an_app_that_is_known_is_not_remarked_on(linkedin) -> None:
    assert found("network apps") == ([], "")


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
