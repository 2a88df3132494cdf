"""The crisis pause: nothing leaves after it is answered, everything goes out once when it ends."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection as database
from django.utils import timezone

from sharing.assisted import target
from sharing.models import (
    Attempt,
    CrisisPause,
    Reason,
    Share,
    State,
    Timing,
)
from sharing.plans import Compose
from sharing.services.assisting import sweep_offers
from sharing.services.claiming import claim_due
from sharing.services.composing import share_post
from sharing.services.halting import hold_open
from sharing.services.pausing import pause_sharing, resume_sharing
from sharing.services.publishing import publish, publish_batch
from sharing.wording import Waiting, describe
from tenants.models import Event, Member, Notice, Notification, Organization
from tenants.roles import Role
from tenants.scope import tenant
from tests.crash.engine import wait_until
from tests.crash.queues import connect_accounts, make_queue
from tests.factories import (
    make_connection,
    make_member,
    make_post,
    make_share,
    make_user,
    make_webhook,
)
from tests.sharing.conftest import Stage
from tests.sharing.steps import at_step

WHY = "There was an accident at the Porto plant."


def pause(who: Member, reason: str = WHY) -> CrisisPause:
    with tenant(who.organization_id):
        return pause_sharing(by=who, reason=reason, now=timezone.now())


def resume(who: Member) -> CrisisPause:
    with tenant(who.organization_id):
        return resume_sharing(by=who, now=timezone.now())


def on_the_network(stage: Stage) -> int:
    return len(stage.playground.ledger()["statuses"])


def test_nothing_goes_out_while_it_lasts_and_all_of_it_once_afterwards(stage: Stage):
    share = stage.share()
    pause(stage.cast.alice)
    for _ in range(3):
        assert publish_batch(now=timezone.now()) == 0
    assert (stage.fresh(share).state, on_the_network(stage)) == (State.SCHEDULED, 0)
    resume(stage.cast.alice)
    publish_batch(now=timezone.now())
    assert (stage.fresh(share).state, on_the_network(stage)) == (State.PUBLISHED, 1)


def test_another_organization_is_not_held_back(stage: Stage):
    with tenant(stage.cast.globex):
        pause_sharing(by=stage.cast.mallory, reason=WHY, now=timezone.now())
    share = stage.share()
    publish_batch(now=timezone.now())
    assert stage.fresh(share).state == State.PUBLISHED


def test_what_a_worker_has_claimed_already_goes_back(stage: Stage):
    share = stage.share()
    [claim] = claim_due(now=timezone.now(), limit=1)
    pause(stage.cast.alice)
    publish(claim)
    back = stage.fresh(share)
    assert (back.state, back.claim, on_the_network(stage)) == (State.SCHEDULED, None, 0)
    assert claim_due(now=timezone.now() + timedelta(hours=1), limit=1) == []


def test_what_was_checked_before_is_stopped_where_the_attempt_is_written(stage: Stage):
    share = stage.share()
    with at_step("prepare", lambda: pause(stage.cast.alice)):
        publish_batch(now=timezone.now())
    assert (stage.fresh(share).state, on_the_network(stage)) == (State.SCHEDULED, 0)
    with tenant(stage.cast.acme):
        assert not Attempt.objects.exists()
        assert CrisisPause.objects.get().under_way == 0


def test_what_was_on_its_way_is_counted_and_ends_as_it_ends(stage: Stage):
    share = stage.share()
    with at_step("attempt", lambda: pause(stage.cast.alice)):
        publish_batch(now=timezone.now())
    with tenant(stage.cast.acme):
        assert CrisisPause.objects.get().under_way == 1
    assert (stage.fresh(share).state, on_the_network(stage)) == (State.PUBLISHED, 1)


def in_thread(work: Callable[[], object]) -> Callable[[], object]:
    """Let work close its own connection to the database."""

    def done() -> object:
        try:
            return work()
        finally:
            database.close()

    return done


def test_the_pause_waits_for_an_attempt_that_is_being_written(stage: Stage):
    begun, finish = threading.Event(), threading.Event()

    def write_an_attempt() -> None:
        with tenant(stage.cast.acme):
            hold_open()
            begun.set()
            assert finish.wait(5)

    with ThreadPoolExecutor(2) as pool:
        attempt = pool.submit(in_thread(write_an_attempt))
        assert begun.wait(5)
        switch = pool.submit(in_thread(lambda: pause(stage.cast.alice)))
        with pytest.raises(TimeoutError):
            switch.result(timeout=0.5)
        finish.set()
        attempt.result(timeout=5)
        switch.result(timeout=5)


def test_an_attempt_waits_for_a_pause_that_is_being_written_and_is_not_made(stage: Stage):
    share = stage.share()
    [claim] = claim_due(now=timezone.now(), limit=1)
    begun, finish = threading.Event(), threading.Event()

    def pause_slowly() -> None:
        with tenant(stage.cast.acme):
            pause_sharing(by=stage.cast.alice, reason=WHY, now=timezone.now())
            begun.set()
            assert finish.wait(5)

    with ThreadPoolExecutor(2) as pool:
        switch = pool.submit(in_thread(pause_slowly))
        assert begun.wait(5)
        worker = pool.submit(in_thread(lambda: publish(claim)))
        with pytest.raises(TimeoutError):
            worker.result(timeout=1)
        finish.set()
        switch.result(timeout=5)
        worker.result(timeout=5)
    assert (stage.fresh(share).state, on_the_network(stage)) == (State.SCHEDULED, 0)


@contextmanager
def three_workers() -> Iterator[None]:
    """Publish what is due in three threads, as workers do, inside the block."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(0.01):
            publish_batch(now=timezone.now())

    with ThreadPoolExecutor(3) as pool:
        workers = [pool.submit(in_thread(work)) for _ in range(3)]
        try:
            yield
        finally:
            stop.set()
        for worker in workers:
            worker.result()


def test_mid_launch_the_ledger_stands_still_and_then_all_go_out_once(stage: Stage):
    names = [f"launch_{number}" for number in range(20)]
    accounts = connect_accounts(stage.cast.acme, stage.playground, names)
    total = 200
    make_queue(stage.cast.acme, accounts, shares=total, due_at=timezone.now())
    with three_workers():
        wait_until(lambda: on_the_network(stage) >= 5, 60)
        paused = pause(stage.cast.alice)
        answered = on_the_network(stage)
        time.sleep(3)
        assert answered <= on_the_network(stage) <= answered + paused.under_way
        assert on_the_network(stage) < total
        resume(stage.cast.alice)
        wait_until(lambda: on_the_network(stage) >= total, 180)
    texts = Counter(one["text"] for one in stage.playground.ledger()["statuses"])
    assert (len(texts), set(texts.values())) == (total, {1})
    with tenant(stage.cast.acme):
        assert Share.objects.filter(state=State.PUBLISHED).count() == total


def test_by_hand_nothing_is_offered_until_it_ends(in_acme):
    post = make_post()
    planned = make_share(
        in_acme.bob, post, network="whatsapp", state=State.SCHEDULED, timing=Timing.SLOT
    )
    pause_sharing(by=in_acme.alice, reason=WHY, now=timezone.now())
    in_acme.bob.organization.refresh_from_db()
    [asked] = share_post(
        member=in_acme.bob,
        post=make_post(),
        compose=Compose(connections=[], by_hand=[target("linkedin")], key=post.public_id),
        now=timezone.now(),
    )
    assert asked.state == State.SCHEDULED
    assert sweep_offers(now=timezone.now()).offered == 0
    resume_sharing(by=in_acme.alice, now=timezone.now())
    soon = timezone.now() + timedelta(seconds=10)  # the five to undo are over
    assert sweep_offers(now=soon).offered == 2
    for share in (planned, asked):
        share.refresh_from_db()
        assert share.state == State.OFFERED


def test_only_curators_and_admins_may_and_a_reason_is_needed(in_acme):
    curator = make_member("Carol", Role.CURATOR)
    for member in (in_acme.bob, make_member("Max", Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            pause_sharing(by=member, reason=WHY, now=timezone.now())
        with pytest.raises(PermissionDenied):
            resume_sharing(by=member, now=timezone.now())
    for reason in ("", "  \n ", "x" * 301):
        with pytest.raises(ValidationError) as refused:
            pause_sharing(by=curator, reason=reason, now=timezone.now())
        assert refused.value.code == "reason"
    pause_sharing(by=curator, reason=f" {WHY}\n", now=timezone.now())
    assert Organization.objects.get().pause_reason == WHY
    with pytest.raises(ValidationError) as refused:
        pause_sharing(by=in_acme.alice, reason=WHY, now=timezone.now())
    assert refused.value.code == "paused"
    resume_sharing(by=in_acme.alice, now=timezone.now())
    with pytest.raises(ValidationError) as refused:
        resume_sharing(by=curator, now=timezone.now())
    assert refused.value.code == "not_paused"
    assert Organization.objects.get().pause_reason == ""
    ended = CrisisPause.objects.get()
    assert (ended.started_by, ended.ended_by) == (curator, in_acme.alice)


def test_it_is_in_the_audit_told_to_those_who_may_and_announced(in_acme):
    carol = make_member("Carol", Role.CURATOR)
    make_webhook(in_acme.alice)
    pause_sharing(by=in_acme.alice, reason=WHY, now=timezone.now())
    resume_sharing(by=carol, now=timezone.now())
    acts = Event.objects.filter(act__startswith="sharing.").order_by("pk")
    assert list(acts.values_list("act", "by")) == [
        ("sharing.paused", in_acme.alice.pk),
        ("sharing.resumed", carol.pk),
    ]
    assert WHY not in str(list(acts.values_list("data", flat=True)))
    told = Notification.objects.order_by("pk").values_list("member", "kind")
    assert list(told) == [
        (carol.pk, Notice.SHARING_PAUSED),
        (in_acme.alice.pk, Notice.SHARING_RESUMED),
    ]


def test_each_share_says_why_it_waits(in_acme):
    now = timezone.now()
    due = make_share(in_acme.bob, make_post(), make_connection(in_acme.bob), due_at=now)
    said = describe(due, now=now, pause=WHY)
    assert said.headline == "Waiting for the end of the pause"
    assert (said.detail, said.may_cancel) == (WHY, True)
    assert said.waiting == Waiting("pause", f"Sharing is paused: {WHY}")
    due.timing, due.due_at = Timing.AT, now + timedelta(days=1)
    planned = describe(due, now=now, pause=WHY)
    assert planned.headline.startswith("Goes out")
    assert "paused" in planned.detail
    assert planned.waiting is not None
    assert (planned.waiting.code, planned.waiting.until) == ("time", due.due_at)
    assert "Should it still be then" in planned.waiting.text
    due.state, due.reason = State.HELD, Reason.REAUTH
    assert "paused" not in describe(due, now=now, pause=WHY).headline
    due.state, due.reason = State.OFFERED, ""
    offered = describe(due, now=now, pause=WHY)
    assert offered.waiting == Waiting("pause", offered.detail)
    assert WHY in offered.detail


class TestPages:
    """As people meet it."""

    def test_a_curator_pauses_and_everybody_reads_why(self, cast, sign_in):
        with tenant(cast.acme):
            carol = make_member("Carol", Role.CURATOR, user=make_user("carol@acme.example"))
            Member.objects.filter(pk=carol.pk).update(roles=[Role.ADVOCATE, Role.CURATOR])
        client = sign_in(carol)
        desk = client.get("/o/acme/desk/").content.decode()
        assert 'href="/o/acme/pause/"' in desk
        empty = client.post("/o/acme/pause/", {"reason": " "})
        assert (empty.status_code, "Say why" in empty.content.decode()) == (422, True)
        assert client.post("/o/acme/pause/", {"reason": WHY}).status_code == 302
        twice = client.post("/o/acme/pause/", {"reason": WHY})
        assert twice.status_code == 422
        page = client.get("/o/acme/pause/").content.decode()
        assert "Paused by Carol" in page
        client = sign_in(cast.bob)
        for path in ("", "shares/", "calendar/", "impact/", "connections/"):
            shown = client.get(f"/o/acme/{path}").content.decode()
            assert WHY in shown, path
            assert "/o/acme/pause/" not in shown, path
        assert client.post("/o/acme/pause/end/").status_code == 403
        sign_in(carol).post("/o/acme/pause/end/")
        assert WHY not in sign_in(cast.bob).get("/o/acme/").content.decode()

    def test_one_click_says_that_it_waits_and_finishing_is_held_back(self, cast, sign_in):
        with tenant(cast.acme):
            post = make_post()
            make_connection(cast.bob)
            offered = make_share(cast.bob, make_post(), network="linkedin", state=State.OFFERED)
            pause_sharing(by=cast.alice, reason=WHY, now=timezone.now())
        client = sign_in(cast.bob)
        answer = client.post(
            f"/o/acme/posts/{post.public_id}/share-now/",
            {"compose_key": str(post.public_id)},
            headers={"HX-Request": "true"},
        ).content.decode()
        assert "Waiting for the end of the pause" in answer
        assert WHY in answer
        composer = client.get(f"/o/acme/posts/{post.public_id}/share/").content.decode()
        assert "it waits, and goes out when the pause ends" in composer
        finish = client.get(f"/o/acme/shares/{offered.public_id}/finish/").content.decode()
        assert WHY in finish
        assert "data-open" not in finish
        told = client.post(f"/o/acme/shares/{offered.public_id}/posted/", {"url": ""})
        assert told.status_code == 302
