"""The health page: what it counts, what it says to do, and that it names nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from redis.exceptions import RedisError

from advocacy.health import engine
from advocacy.health.lines import Line, span, worst
from advocacy.health.reading import health_of
from sharing.models import Budget, ConnectionState, NetworkGate, Passage, Reason, State
from tenants.models import Letter, LetterState, Webhook, WebhookState
from tenants.scope import tenant
from tests.factories import (
    make_connection,
    make_member,
    make_own_app,
    make_post,
    make_share,
    make_webhook,
)

HEALTH = "/o/acme/health/"


@pytest.fixture(autouse=True)
def alive(monkeypatch) -> dict[str, float | None]:
    """Let clock and worker have been heard of a moment ago."""
    ages: dict[str, float | None] = {"beat": 1.0, "publish": 2.0, "default": 3.0}
    monkeypatch.setattr(engine, "beat_age_s", lambda _now: ages["beat"])
    monkeypatch.setattr(
        engine, "worker_ages_s", lambda _now: {one: ages[one] for one in ("publish", "default")}
    )
    return ages


def lines_of(organization, now=None) -> dict[str, Line]:
    with tenant(organization):
        sections = health_of(organization=organization, now=now or timezone.now())
    return {line.key: line for section in sections for line in section.lines}


def share(cast, state: State, reason: str = "", **changes) -> None:
    with tenant(cast.acme):
        account = make_connection(cast.bob)
        make_share(cast.bob, make_post(""), account, state=state, reason=reason, **changes)


def test_an_organization_that_is_well(cast):
    found = lines_of(cast.acme)
    assert {line.tone for line in found.values()} <= {"good", "info"}
    assert found["accounts"].number == 0


@pytest.mark.parametrize(
    ("who", "age", "tone"),
    [
        ("beat", None, "bad"),
        ("beat", 61.0, "bad"),
        ("publish", None, "bad"),
        ("publish", 59.0, "good"),
        ("default", 61.0, "bad"),
    ],
)
def test_who_was_not_heard_of_is_told(cast, alive, who, age, tone):
    alive[who] = age
    found = lines_of(cast.acme)
    line = found["beat" if who == "beat" else f"workers_{who}"]
    assert line.tone == tone
    assert bool(line.advice) is (tone == "bad")
    others = {"beat", "workers_publish", "workers_default"} - {line.key}
    assert {found[key].tone for key in others} == {"good"}


def test_a_broker_that_is_away_breaks_no_page(cast, sign_in, monkeypatch):
    def away(_now):
        raise RedisError

    monkeypatch.setattr(engine, "beat_age_s", away)
    page = sign_in(cast.alice).get(HEALTH)
    assert page.status_code == 200
    assert b"The broker does not answer" in page.content


@pytest.mark.parametrize(
    ("seconds", "tone"), [(1, "good"), (59, "good"), (61, "warn"), (599, "warn"), (601, "bad")]
)
def test_the_age_of_the_oldest_share_that_is_due(cast, seconds, tone):
    now = timezone.now()
    due = {"due_at": now, "wake_at": now - timedelta(seconds=seconds)}
    share(cast, State.SCHEDULED, **due)
    share(cast, State.SCHEDULED, due_at=now, wake_at=now + timedelta(hours=1))
    line = lines_of(cast.acme, now)["due"]
    assert (line.tone, line.number) == (tone, 1)
    assert lines_of(cast.acme, now)["waiting"].number == 2


def test_a_pause_is_told_and_what_waits_for_its_end_is_nobodys_fault(cast, sign_in):
    long_ago = timezone.now() - timedelta(hours=3)
    share(cast, State.SCHEDULED, due_at=long_ago, wake_at=long_ago)
    assert lines_of(cast.acme)["due"].tone == "bad"
    cast.acme.pause_reason = "A flood in our plant."
    found = lines_of(cast.acme)
    assert (found["due"].tone, found["due"].number) == ("info", 1)
    assert found["due"].said == "1 is due and waits for the end of the pause."
    assert (found["pause"].tone, found["pause"].url) == ("warn", "/o/acme/pause/")
    assert "A flood in our plant." in found["pause"].said


def test_what_needs_somebody_stands_at_the_top(cast, sign_in):
    client = sign_in(cast.alice)
    assert "All is well" in client.get(HEALTH).content.decode()
    share(cast, State.HELD, Reason.OPERATOR)
    page = client.get(HEALTH).content.decode()
    assert '<a class="link" href="#shares">Held: an app at a network is refused</a>' in page


def test_what_is_told_apart_is_counted_once(cast):
    for reason in ("", Reason.QUOTA, Reason.SPREAD, Reason.BREAKER):
        share(cast, State.SCHEDULED, reason, wake_at=None)
    found = lines_of(cast.acme)
    assert found["waiting"].number == 1
    told = [found[f"waiting_{one}"].said for one in ("quota", "spread", "breaker")]
    assert told == [
        "1 share waits for a network’s limit.",
        "1 share goes out a little after a colleague’s.",
        "1 share waits for a network that does not work now.",
    ]


@pytest.mark.parametrize(
    ("state", "reason", "key", "tone"),
    [
        (State.HELD, Reason.REAUTH, "held_reauth", "warn"),
        (State.HELD, Reason.OPERATOR, "held_operator", "bad"),
        (State.HELD, Reason.POLICY, "held_policy", "info"),
        (State.HELD, Reason.CHORUS, "held_chorus", "info"),
        (State.HELD, Reason.SPREAD, "held_spread", "info"),
        (State.HELD, "of the future", "held_of the future", "warn"),
        (State.SCHEDULED, Reason.QUOTA, "waiting_quota", "info"),
        (State.SCHEDULED, Reason.BUDGET, "waiting_budget", "warn"),
        (State.SCHEDULED, Reason.BACKOFF, "waiting_backoff", "info"),
        (State.UNCONFIRMED, "", "unsure", "info"),
        (State.UNCONFIRMED, Reason.ASK, "asked", "warn"),
    ],
)
def test_why_shares_are_not_live(cast, state, reason, key, tone):
    assert key not in lines_of(cast.acme)
    share(cast, state, reason, wake_at=None)
    line = lines_of(cast.acme)[key]
    assert (line.tone, line.number) == (tone, 1)
    assert line.advice


def test_accounts_by_network_and_state(cast):
    with tenant(cast.acme):
        make_connection(cast.bob)
        make_connection(cast.bob, problem="It did not answer.")
        make_connection(cast.bob, state=ConnectionState.DISCONNECTED)
        make_connection(cast.bob, network="x", state=ConnectionState.EXPIRED)
    found = lines_of(cast.acme)
    assert found["accounts_mastodon"].said == "2 accounts connected · 1 did not answer well"
    assert found["accounts_x"].said == "0 accounts connected · 1 has to be connected again"
    assert found["accounts_x"].tone == "warn"


@pytest.mark.parametrize(
    ("state", "tone"), [("works", "good"), ("untested", "warn"), ("refused", "bad")]
)
def test_how_an_own_app_stands(cast, state, tone):
    with tenant(cast.acme):
        make_own_app(cast.alice, state=state, problem="Not known." if state == "refused" else "")
    line = lines_of(cast.acme)["app_linkedin"]
    assert (line.tone, line.url) == (tone, "/o/acme/settings/networks/")


def test_what_is_spent_of_a_budget(cast, settings):
    settings.X_CLIENT_ID, settings.X_CLIENT_SECRET = "id", "secret"
    assert lines_of(cast.acme)["budget_x"].tone == "info"
    with tenant(cast.acme):
        Budget.objects.create(network="x", monthly_mills=25_000, changed_at=timezone.now())
    line = lines_of(cast.acme)["budget_x"]
    assert (line.tone, line.said) == ("good", "$0.00 of $25.00 this month.")


def gate(**changes) -> None:
    place = {"network": "linkedin", "host": "api.linkedin.com", "app": ""}
    NetworkGate.objects.create(**place | changes)


def test_a_networks_times_are_on_the_readers_clock_and_its_two_apps_are_told_apart(cast):
    now = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    with tenant(cast.acme):
        app = make_own_app(cast.alice)
        for own in (None, app):
            make_connection(cast.bob, network="linkedin", host="api.linkedin.com", own_app=own)
    gate(closed_until=now + timedelta(hours=1))
    allowed = {"allowed": 100, "remaining": 1, "resets_at": now + timedelta(hours=2)}
    gate(app=str(app.pk), **allowed)
    with timezone.override("Europe/Berlin"):
        found = lines_of(cast.acme, now)
    key = "network:linkedin:api.linkedin.com"
    assert found[key].said == "Its limit is used up until today 01:30."
    own = found[f"{key}:own"]
    assert own.title == "LinkedIn (api.linkedin.com), through your own app"
    assert (own.said, own.tone) == ("1 of 100 calls are left until today 02:30.", "warn")


def test_a_network_that_is_left_alone_or_paused(cast):
    now = timezone.now()
    with tenant(cast.acme):
        make_connection(cast.bob, network="linkedin", host="api.linkedin.com")
    gate(passage=Passage.BROKEN, since=now, probe_at=now, problem="It has a problem.")
    line = lines_of(cast.acme, now)["network:linkedin:api.linkedin.com"]
    assert line.said == "We leave it alone for now: It has a problem."
    assert line.advice == "Shares wait, and one tries in a moment. Nothing is lost."
    gate(host="", passage=Passage.PAUSED, since=now, problem="LinkedIn is paused here: Prices.")
    line = lines_of(cast.acme, now)["network:linkedin:"]
    assert (line.said, line.tone) == ("LinkedIn is paused here: Prices.", "bad")


def test_a_mail_that_is_about_to_leave_has_not_left(cast):
    with tenant(cast.acme):
        letter(LetterState.WAITING, timedelta(minutes=1), wake_at=timezone.now())
    assert lines_of(cast.acme)["mails"].said == "1 is about to leave."


def letter(state: LetterState, age: timedelta, **changes) -> None:
    now = timezone.now()
    Letter.objects.create(
        email=f"{state}{age}@x.example",
        template="x",
        subject="x",
        state=state,
        created_at=now - age,
        **changes,
    )


def test_mails_that_fail_or_wait(cast):
    minutes = timedelta(minutes=1)
    with tenant(cast.acme):
        letter(LetterState.FAILED, timedelta(days=8))
    assert lines_of(cast.acme)["mails"].tone == "good"  # long ago
    with tenant(cast.acme):
        letter(LetterState.FAILED, minutes)
    assert (lines_of(cast.acme)["mails"].tone, lines_of(cast.acme)["mails"].number) == ("warn", 1)
    with tenant(cast.acme):
        letter(LetterState.WAITING, 11 * minutes, wake_at=timezone.now() - 11 * minutes)
    assert lines_of(cast.acme)["mails"].tone == "bad"


def test_webhooks_that_do_not_arrive(cast):
    assert "webhooks" not in lines_of(cast.acme)
    with tenant(cast.acme):
        webhook = make_webhook(cast.alice)
    assert lines_of(cast.acme)["webhooks"].tone == "good"
    for change, tone in (
        ({"failing_since": timezone.now()}, "warn"),
        ({"state": WebhookState.DISABLED}, "bad"),
    ):
        with tenant(cast.acme):
            Webhook.objects.filter(pk=webhook.pk).update(**change)
        assert lines_of(cast.acme)["webhooks"].tone == tone


def test_nobody_is_named_and_nothing_of_another_organization_is_counted(cast, sign_in):
    share(cast, State.HELD, Reason.REAUTH)
    with tenant(cast.globex):
        make_share(cast.mallory, make_post(""), make_connection(cast.mallory), state=State.HELD)
    page = sign_in(cast.alice).get(HEALTH).content.decode()
    assert "1 share is held." in page
    assert "2 shares are held." not in page
    main = page[page.index("<main") :]
    assert "Bob" not in main
    assert "Mallory" not in main


def queries(client) -> int:
    with CaptureQueriesContext(database) as captured:
        assert client.get(HEALTH).status_code == 200
    return len(captured)


def test_it_asks_as_often_whatever_there_is(cast, sign_in):
    client = sign_in(cast.alice)
    with tenant(cast.acme):
        make_own_app(cast.alice, "x")
        make_connection(cast.alice)
    client.get(HEALTH)
    few = queries(client)
    with tenant(cast.acme):
        for number in range(6):
            member = make_member(f"Member {number}")
            for network in ("mastodon", "linkedin", "x"):
                account = make_connection(member, network=network)
                reason = list(Reason)[number]
                held = {"state": State.HELD, "reason": reason, "network": network}
                make_share(member, make_post(""), account, **held)
            make_webhook(cast.alice)
        make_own_app(cast.alice)
    assert queries(client) == few


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 seconds"), (1, "1 second"), (120, "2 minutes"), (7200, "2 hours"), (172_800, "2 days")],
)
def test_how_long_is_said_in_one_unit(seconds, said):
    assert span(timedelta(seconds=seconds)) == said


def test_the_worst_counts():
    assert worst([]) == "good"
    assert worst(Line(tone, tone, "", "") for tone in ("good", "warn", "info")) == "warn"
