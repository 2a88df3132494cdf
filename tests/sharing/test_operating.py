"""Whoever runs the deployment sees how networks are doing, pauses one, lets it go on."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from advocacy.ops.doctor import CHECKS
from advocacy.ops.metrics import exposition
from sharing.models import NetworkGate, Passage, RateGate, Reason, Share, State
from sharing.network_states import network_states, network_states_of_organization
from sharing.services.operating import pause_network, try_network
from sharing.services.parking import wake_forgotten
from sharing.services.publishing import publish_batch
from tenants.scope import tenant
from tests.factories import make_connection, make_post, make_share
from tests.sharing.crowd import Crowd

PAGE = "/operator/networks/"


@pytest.fixture
def operator(cast, settings, sign_in):
    """Alice runs the deployment."""
    settings.OPERATORS = ["Alice@Acme.example"]
    return sign_in(cast.alice)


def break_server(host: str = "social.example", **changes) -> NetworkGate:
    now = timezone.now()
    values = {
        "passage": Passage.BROKEN,
        "since": now,
        "probe_at": now + timedelta(minutes=1),
        "failures": 5,
        "failed_at": now,
        "problem": "It has a problem.",
    }
    return NetworkGate.objects.create(network="mastodon", host=host, **(values | changes))


@pytest.mark.parametrize("named", [[], ["bob@acme.example"], [""]])
def test_for_everybody_else_there_is_no_such_page(cast, settings, sign_in, named):
    settings.OPERATORS = named
    assert sign_in(cast.alice).get(PAGE).status_code == 404
    assert sign_in(cast.alice).post(PAGE, {"network": "x", "why": "x"}).status_code == 404
    assert not NetworkGate.objects.exists()


def test_an_address_that_is_not_proved_names_nobody(cast, operator):
    cast.alice.user.emailaddress_set.update(verified=False)
    assert operator.get(PAGE).status_code == 404


def test_it_asks_again_who_it_is(cast, operator):
    cast.alice.user.set_password("three plain words")
    cast.alice.user.save()
    operator.force_login(cast.alice.user)
    answer = operator.post(PAGE, {"network": "mastodon", "why": "x"})
    assert answer.headers["Location"].startswith("/account/reauthenticate/")
    assert not NetworkGate.objects.exists()


def test_it_says_what_is_broken_and_how_many_wait_but_not_whose(cast, operator):
    break_server()
    with tenant(cast.globex):
        account = make_connection(cast.mallory)
        post = make_post("Secret plans")
        make_share(cast.mallory, post, account, reason=Reason.BREAKER)
    page = operator.get(PAGE).content.decode()
    for said in ("social.example is left alone", "It has a problem.", "1 share waits."):
        assert said in page
    for hidden in ("Globex", "Mallory", "Secret plans"):
        assert hidden not in page


def test_a_pause_needs_a_reason(operator):
    answer = operator.post(PAGE, {"network": "mastodon", "why": " "})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    assert operator.post(PAGE, {"network": "nowhere", "why": "x"}).status_code == 404
    with pytest.raises(ValidationError, match="200"):
        pause_network(network_key="x", why="x" * 201, by="", now=timezone.now())


def test_pause_and_go_on_by_the_page(operator):
    operator.post(PAGE, {"network": "mastodon", "why": "Their upgrade"}, follow=True)
    page = operator.get(PAGE).content.decode()
    assert "Mastodon is paused here: Their upgrade" in page
    operator.post(PAGE, {"network": "mastodon"})
    assert NetworkGate.objects.get(host="").passage == Passage.FREE


def test_what_is_paused_waits_with_the_reason_and_goes_on_when_it_ends(stage):
    crowd = Crowd(stage, 2)
    shares = crowd.share()
    pause_network(network_key="mastodon", why="Their upgrade", by="", now=timezone.now())
    publish_batch(now=timezone.now())
    assert crowd.calls() == 0
    for share in crowd.fresh(shares):
        assert (share.state, share.reason) == (State.SCHEDULED, Reason.BREAKER)
        assert share.problem == "Mastodon is paused here: Their upgrade"
        assert share.attempts_used == 0
    assert try_network(network_key="mastodon", by="", now=timezone.now()) == 2
    publish_batch(now=timezone.now() + timedelta(seconds=1))
    assert {one.state for one in crowd.fresh(shares)} == {State.PUBLISHED}


def test_trying_again_lets_one_share_try(cast):
    gate = break_server()
    with tenant(cast.acme):
        share = make_share(
            cast.bob,
            make_post(),
            make_connection(cast.bob),
            reason=Reason.BREAKER,
            wake_at=timezone.now() + timedelta(hours=1),
        )
    now = timezone.now()
    try_network(network_key="mastodon", by="", now=now)
    gate.refresh_from_db()
    assert (gate.passage, gate.probe_at) == (Passage.BROKEN, now)
    with tenant(cast.acme):
        assert Share.objects.get(pk=share.pk).wake_at < now + timedelta(seconds=1)


def test_what_was_parked_as_its_gate_opened_is_woken(cast):
    gate = break_server()
    with tenant(cast.acme):
        share = make_share(
            cast.bob,
            make_post(),
            make_connection(cast.bob),
            reason=Reason.BREAKER,
            wake_at=timezone.now() + timedelta(hours=1),
        )
    assert wake_forgotten(now=timezone.now()) == 0
    NetworkGate.objects.filter(pk=gate.pk).update(passage=Passage.FREE)
    assert wake_forgotten(now=timezone.now()) == 1
    with tenant(cast.acme):
        assert Share.objects.get(pk=share.pk).wake_at < timezone.now() + timedelta(seconds=1)
    assert wake_forgotten(now=timezone.now()) == 0


def test_an_organization_sees_its_own_places_alone(cast):
    break_server("social.example")
    break_server("elsewhere.example")
    resets_at = timezone.now() + timedelta(hours=1)
    limits = {"allowed": 100, "remaining": 20, "resets_at": resets_at}
    NetworkGate.objects.filter(host="social.example").update(**limits)
    with tenant(cast.acme):
        make_connection(cast.bob)
        RateGate.objects.create(
            network="mastodon", host="social.example", used=7, resets_at=resets_at
        )
        found = network_states_of_organization(now=timezone.now())
    assert [(one.network, one.host, one.used) for one in found] == [
        ("mastodon", "", None),
        ("mastodon", "social.example", 7),
    ]
    # What the installation's app has left is other organizations' doing as well.
    assert (found[1].allowed, found[1].remaining) == (None, None)
    assert not found[1].is_nearly_used_up
    with tenant(cast.globex):
        assert network_states_of_organization(now=timezone.now()) == []


def test_a_network_that_nothing_is_wrong_with_is_free(db):
    states = network_states(now=timezone.now())
    assert {one.network for one in states} == {"mastodon", "bluesky"}
    assert all(one.is_free for one in states)


def test_the_command_does_the_same(db):
    out = StringIO()
    call_command("networks", "pause", "mastodon", why="Their upgrade", stdout=out)
    assert "Mastodon is paused here: Their upgrade" in out.getvalue()
    call_command("networks", "try", "mastodon", stdout=out)
    assert NetworkGate.objects.get().passage == Passage.FREE
    with pytest.raises(CommandError, match="There are: mastodon"):
        call_command("networks", "pause", "nowhere", why="x", stdout=out)
    with pytest.raises(CommandError, match="Say why"):
        call_command("networks", "pause", "x", stdout=out)


def test_the_doctor_and_the_metrics_tell(db):
    assert CHECKS["networks"](timezone.now()) == []
    break_server()
    (finding,) = CHECKS["networks"](timezone.now())
    assert "social.example" in finding.wrong
    assert b'advocacy_network_gates{network="mastodon",passage="broken"} 1.0' in exposition()
