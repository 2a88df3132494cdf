"""A month's budget: refused before the call, each accepted post counted once, refusals never."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection as database
from django.utils import timezone

from sharing.drafts import draft_of
from sharing.models import Attempt, Budget, Charge, NetworkGate, RateGate, Reason, Share, State
from sharing.services.acting import answer_share
from sharing.services.holding import recheck_held
from sharing.services.publishing import publish_batch
from sharing.services.settling import settle_batch
from sharing.services.spending import charge, month_of, next_month, set_budget
from sharing.wording import describe
from tenants.models import Event
from tenants.scope import tenant
from tests.factories import make_member, make_post, make_user
from tests.sharing.conftest import Stage
from tests.sharing.x_stage import LINK_POST, allow, configure, connect_x


@pytest.fixture
def x(stage: Stage, settings) -> Stage:
    """Give the stage with Bob on X."""
    configure(settings, stage.playground)
    return replace(stage, connection=connect_x(stage.cast.bob, stage.playground, "bob_x"))


def spent(stage: Stage) -> int:
    with tenant(stage.cast.acme):
        return Charge.objects.spent("x", month_of(stage.cast.acme, timezone.now()))


def another(stage: Stage) -> Stage:
    with tenant(stage.cast.acme):
        return replace(stage, post=make_post())


def posts(stage: Stage) -> int:
    return len(stage.playground.ledger("bob_x")["statuses"])


def publish(stage: Stage, *shares: Share) -> list[Share]:
    publish_batch(now=timezone.now())
    return [stage.fresh(share) for share in shares]


def test_a_post_is_paid_for_once(x) -> None:
    allow(x.cast.alice, 3 * LINK_POST)
    (share,) = publish(x, x.share())
    assert (share.state, spent(x), posts(x)) == (State.PUBLISHED, LINK_POST, 1)


@pytest.mark.parametrize("is_set", [True, False], ids=["zero", "never set"])
def test_without_a_budget_nothing_is_sent_and_it_says_why(x, is_set) -> None:
    if is_set:
        allow(x.cast.alice, 0)
    (share,) = publish(x, x.share())
    assert (share.state, share.reason) == (State.HELD, Reason.BUDGET)
    assert describe(share, now=timezone.now()).detail.startswith(
        "Posting to X is switched off here."
    )
    assert (spent(x), posts(x)) == (0, 0)
    recheck_held(now=timezone.now())
    assert x.fresh(share).state == State.HELD
    allow(x.cast.alice, LINK_POST)
    (share,) = publish(x, share)
    assert (share.state, spent(x), posts(x)) == (State.PUBLISHED, LINK_POST, 1)


def test_a_spent_budget_waits_for_the_next_month_and_says_so(x) -> None:
    allow(x.cast.alice, LINK_POST + 10)
    publish(x, x.share())
    (share,) = publish(x, another(x).share())
    assert (share.state, share.reason) == (State.SCHEDULED, Reason.BUDGET)
    assert share.wake_at == next_month(x.cast.acme, timezone.now())
    wording = describe(share, now=timezone.now())
    assert wording.headline == "Waiting for the budget"
    assert "budget for X is used up. The next begins on" in wording.detail
    assert (spent(x), posts(x)) == (LINK_POST, 1)
    allow(x.cast.alice, 2 * LINK_POST)
    (share,) = publish(x, share)
    assert (share.state, spent(x), posts(x)) == (State.PUBLISHED, 2 * LINK_POST, 2)


def test_a_budget_below_one_post_is_told_apart(x) -> None:
    allow(x.cast.alice, LINK_POST - 1)
    (share,) = publish(x, x.share())
    assert (share.state, share.reason) == (State.SCHEDULED, Reason.BUDGET)
    assert "smaller than one post costs" in share.problem
    assert x.playground.ledger("bob_x")["statuses"] == []


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ("refuse", {"status": 403}),
        ("rate_limit", {}),
        ("refuse", {"status": 402, "body": {"title": "CreditsDepleted", "type": "x/credits"}}),
    ],
)
def test_a_refused_post_costs_nothing(x, action, values) -> None:
    allow(x.cast.alice, LINK_POST)
    x.playground.fault("x.tweets.create", action, **values)
    publish(x, x.share())
    assert (spent(x), posts(x)) == (0, 0)
    open_gates(x)
    (share,) = publish(x, another(x).share())
    assert (share.state, spent(x)) == (State.PUBLISHED, LINK_POST)


def open_gates(stage: Stage) -> None:
    """Let what X said be over: its wait has ended, our app is taken again."""
    NetworkGate.objects.all().delete()
    with tenant(stage.cast.acme):
        RateGate.objects.all().delete()


def test_a_refusal_lets_the_next_one_have_its_money(x) -> None:
    allow(x.cast.alice, LINK_POST)
    with tenant(x.cast.acme):
        waiting = x.share()
        Share.objects.filter(pk=waiting.pk).update(
            reason=Reason.BUDGET, wake_at=timezone.now() + timedelta(days=9)
        )
    x.playground.fault("x.tweets.create", "refuse", status=403)
    publish(x, another(x).share())
    (share,) = publish(x, waiting)
    assert (share.state, spent(x)) == (State.PUBLISHED, LINK_POST)


def test_a_members_word_that_it_is_not_there_lets_the_next_one_have_its_money(x) -> None:
    allow(x.cast.alice, LINK_POST)
    doubtful, waiting = x.share(), another(x).share()
    with tenant(x.cast.acme):
        attempt = Attempt.objects.create(share=doubtful, number=1, started_at=timezone.now())
        charge(attempt=attempt, share=doubtful, draft=draft_of(doubtful), now=timezone.now())
        asks = {"state": State.UNCONFIRMED, "reason": Reason.ASK, "wake_at": None}
        Share.objects.filter(pk=doubtful.pk).update(**asks)
    (waiting,) = publish(x, waiting)
    assert (waiting.state, waiting.reason) == (State.SCHEDULED, Reason.BUDGET)
    with tenant(x.cast.acme):
        doubtful = Share.objects.get(pk=doubtful.pk)
        answer_share(share=doubtful, is_there=False, now=timezone.now())
    (waiting,) = publish(x, waiting)
    assert (waiting.state, spent(x)) == (State.PUBLISHED, LINK_POST)


@pytest.mark.parametrize(("action", "costs"), [("cut_after", True), ("cut_before", False)])
def test_a_lost_reply_is_one_post_at_one_price(x, action, costs) -> None:
    allow(x.cast.alice, 5 * LINK_POST)
    x.playground.fault("x.tweets.create", action)
    (share,) = publish(x, x.share())
    assert (share.state, spent(x)) == (State.UNCONFIRMED, LINK_POST)
    deadline = timezone.now() + timedelta(seconds=20)
    while share.state == State.UNCONFIRMED and timezone.now() < deadline:
        settle_batch(now=timezone.now())
        share = x.fresh(share)
    if not costs:
        assert (share.state, spent(x)) == (State.SCHEDULED, 0)
        with tenant(x.cast.acme):
            Share.objects.filter(pk=share.pk).update(wake_at=timezone.now())
        (share,) = publish(x, share)
    assert (share.state, spent(x), posts(x)) == (State.PUBLISHED, LINK_POST, 1)


def test_two_workers_never_spend_the_same_money(x) -> None:
    """Four people, money for two posts, four workers at once."""
    allow(x.cast.alice, 2 * LINK_POST)
    shares = [x.share()]
    for number in range(3):
        with tenant(x.cast.acme):
            member = make_member(f"Person {number}", user=make_user(f"p{number}@acme.example"))
        connection = connect_x(member, x.playground, f"person_{number}")
        cast = replace(x.cast, bob=member)
        shares.append(replace(x, cast=cast, connection=connection).share(str(uuid4())))
    together = threading.Barrier(4)

    def work() -> None:
        try:
            together.wait(10)
            publish_batch(now=timezone.now())
        finally:
            database.close()

    with ThreadPoolExecutor(4) as pool:
        for job in [pool.submit(work) for _ in range(4)]:
            job.result(30)
    states = sorted(x.fresh(share).state for share in shares)
    assert states == sorted([State.PUBLISHED] * 2 + [State.SCHEDULED] * 2)
    assert spent(x) == 2 * LINK_POST
    assert len(x.playground.ledger()["statuses"]) == 2


def test_a_free_network_asks_for_no_budget(stage) -> None:
    (share,) = publish(stage, stage.share())
    assert share.state == State.PUBLISHED
    with tenant(stage.cast.acme):
        assert not Charge.objects.exists()


# -- Setting it -----------------------------------------------------------------------------------


def test_an_admin_sets_it_and_the_audit_knows(in_acme) -> None:
    now = timezone.now()
    set_budget(by=in_acme.alice, network_key="x", monthly_mills=5000, now=now)
    set_budget(by=in_acme.alice, network_key="x", monthly_mills=7000, now=now)
    assert Budget.objects.get().monthly_mills == 7000
    events = Event.objects.filter(act="budget.set").order_by("pk")
    assert [event.data["monthly_mills"] for event in events] == [5000, 7000]


@pytest.mark.parametrize(
    ("key", "mills", "code"),
    [("mastodon", 10, "no_price"), ("x", -1, "monthly"), ("x", 10**10, "monthly")],
)
def test_what_makes_no_sense_is_refused(in_acme, key, mills, code) -> None:
    with pytest.raises(ValidationError) as refused:
        set_budget(by=in_acme.alice, network_key=key, monthly_mills=mills, now=timezone.now())
    assert refused.value.code == code


def test_nobody_else_sets_it(in_acme) -> None:
    with pytest.raises(PermissionDenied):
        set_budget(by=in_acme.bob, network_key="x", monthly_mills=10, now=timezone.now())


def test_a_month_is_the_organizations_own(in_acme) -> None:
    acme = in_acme.acme
    acme.time_zone = "Pacific/Auckland"
    eve = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
    assert month_of(acme, eve) == date(2027, 1, 1)
    assert next_month(acme, eve).astimezone(UTC) == datetime(2027, 1, 31, 11, 0, tzinfo=UTC)


PAGE = "/o/acme/settings/budgets/"


def test_the_page_shows_what_was_spent_and_saves(cast, sign_in, settings) -> None:
    settings.X_CLIENT_ID, settings.X_CLIENT_SECRET = "id", "secret"
    client = sign_in(cast.alice)
    first = client.get(PAGE)
    assert "Posting to X is off" in first.content.decode()
    saved = client.post(PAGE, {"network": "x", "monthly": "25.50"}, follow=True)
    assert "$0.00 of $25.50" in saved.content.decode()
    with tenant(cast.acme):
        assert Budget.objects.get().monthly_mills == 25_500
    with tenant(cast.globex):
        assert not Budget.objects.exists()


@pytest.mark.parametrize("typed", ["", "-1", "1.001", "much", "99999999"])
def test_what_is_no_amount_is_refused_on_the_page(cast, sign_in, settings, typed) -> None:
    settings.X_CLIENT_ID, settings.X_CLIENT_SECRET = "id", "secret"
    answer = sign_in(cast.alice).post(PAGE, {"network": "x", "monthly": typed})
    assert answer.status_code == 422
    with tenant(cast.acme):
        assert not Budget.objects.exists()


def test_a_network_that_is_not_set_up_has_no_budget(cast, sign_in, settings) -> None:
    settings.X_CLIENT_ID = ""
    client = sign_in(cast.alice)
    assert "Nothing costs money here" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"network": "x", "monthly": "1"}).status_code == 404
