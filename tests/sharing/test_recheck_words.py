"""When the guidelines change: what waits is checked again, and its owners are told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from policies.models import PolicyVersion
from sharing.models import Clearance, Reason, Ruling, Share, State
from sharing.services import rechecking
from sharing.services.publishing import publish_batch
from sharing.services.rechecking import Rechecked, recheck_words
from tenants.models import Notice, Notification
from tenants.scope import current_organization_id, tenant
from tests.factories import (
    acknowledge,
    make_connection,
    make_member,
    make_policy,
    make_post,
    make_share,
)
from tests.sharing.asking import RULE, ask

SECRET = {"parameters": {"phrase": "secret"}}
NOTHING = Rechecked()


def waiting(member, words: str = "Our secret roof.", **changes) -> Share:
    """Make a share that waits for its time."""
    due = timezone.now() + timedelta(days=2)
    values = {"due_at": due, "wake_at": due, "timing": "at", "words": words, **changes}
    return make_share(member, make_post(), make_connection(member), **values)


def sweep() -> Rechecked:
    return recheck_words(now=timezone.now())


@pytest.fixture
def planned(cast) -> Share:
    """A share of Bob's, planned under the first version, which minds nothing."""
    with tenant(cast.acme):
        return waiting(cast.bob, policy_version=make_policy())


def fresh(cast, share: Share) -> Share:
    with tenant(cast.acme):
        return Share.objects.select_related("policy_version").get(pk=share.pk)


def publish(cast, *rules, number: int) -> None:
    with tenant(cast.acme):
        make_policy(*rules, number=number)


def test_while_nothing_changes_nothing_is_looked_at(cast, planned):
    assert sweep() == NOTHING
    assert fresh(cast, planned).state == State.SCHEDULED


def test_what_is_forbidden_now_is_held_and_its_owner_told_once(cast, planned):
    with tenant(cast.acme):
        waiting(cast.bob)
    publish(cast, SECRET, number=2)
    assert sweep() == Rechecked(held=2)
    assert sweep() == NOTHING
    share = fresh(cast, planned)
    assert (share.state, share.reason, share.wake_at) == (State.HELD, Reason.POLICY, None)
    assert share.problem == (
        "The policy has changed. The policy does not allow “secret”. It is not public."
    )
    assert share.policy_version.number == 2
    with tenant(cast.acme):
        (notice,) = Notification.objects.filter(kind=Notice.WORDS_HELD)
    assert (notice.member_id, notice.path) == (cast.bob.pk, "/o/acme/shares/?held")


def test_the_notice_leads_to_what_is_held_with_a_way_to_change_it(cast, planned, sign_in):
    with tenant(cast.acme):
        other = waiting(cast.bob, "Nothing to mind.")
    publish(cast, SECRET, number=2)
    sweep()
    with tenant(cast.acme):
        acknowledge(cast.bob, planned.policy_version)
    page = sign_in(cast.bob).get("/o/acme/shares/?held").content.decode()
    assert f"?anew={planned.public_id}" in page
    assert str(other.public_id) not in page


def test_what_is_fine_waits_on_and_is_looked_at_once(cast, planned):
    publish(cast, {"parameters": {"phrase": "price"}}, number=2)
    assert sweep() == NOTHING
    share = fresh(cast, planned)
    assert (share.state, share.policy_version.number) == (State.SCHEDULED, 2)
    assert share.due_at == planned.due_at


def test_what_was_held_by_a_rule_that_is_gone_goes_out_when_it_was_meant_to(cast, planned):
    publish(cast, SECRET, number=2)
    sweep()
    publish(cast, number=3)
    assert sweep() == Rechecked(released=1)
    share = fresh(cast, planned)
    assert (share.state, share.reason, share.problem) == (State.SCHEDULED, "", "")
    assert share.wake_at == planned.due_at


def test_what_is_let_go_keeps_its_distance_where_a_chorus_is_forbidden(cast, settings):
    settings.SPREAD_GAP_S = 60
    now = timezone.now()
    with tenant(cast.acme):
        make_policy(SECRET)
        post, shares = make_post(), []
        for name in ("Mei", "Omar", "Yuki"):
            member = make_member(name)
            to = make_connection(member, network="x", host="x.example")
            held = {"state": State.HELD, "reason": Reason.POLICY, "due_at": now, "wake_at": None}
            shares.append(make_share(member, post, to, words=f"A secret of {name}.", **held))
    publish(cast, number=2)
    later = now + timedelta(hours=1)
    assert recheck_words(now=later) == Rechecked(released=3)
    due = [fresh(cast, share).wake_at for share in shares]
    assert due == [later + timedelta(minutes=number) for number in range(3)]


def test_what_is_let_go_after_its_planned_time_asks_its_owner(cast, planned):
    publish(cast, SECRET, number=2)
    sweep()
    publish(cast, number=3)
    late = planned.due_at + timedelta(hours=1)
    assert recheck_words(now=late) == NOTHING
    share = fresh(cast, planned)
    assert (share.state, share.reason, share.wake_at) == (State.HELD, Reason.LATE, None)
    assert share.policy_version.number == 3
    with tenant(cast.acme):
        (notice,) = Notification.objects.filter(kind=Notice.SHARE_ASKS)
    assert notice.member_id == cast.bob.pk
    assert recheck_words(now=late) == NOTHING


def test_what_is_held_by_another_rule_now_says_so_and_tells_nobody_again(cast, planned):
    publish(cast, SECRET, number=2)
    sweep()
    publish(cast, {"parameters": {"phrase": "roof"}}, number=3)
    assert sweep() == NOTHING
    assert "“roof”" in fresh(cast, planned).problem
    with tenant(cast.acme):
        assert Notification.objects.filter(kind=Notice.WORDS_HELD).count() == 1


def test_what_needs_a_yes_now_is_held_and_one_that_was_given_still_counts(cast):
    with tenant(cast.acme):
        make_policy(RULE)
        (approved,) = ask(cast.bob)
        Clearance.objects.update(ruling=Ruling.APPROVED, decided_at=timezone.now())
        Share.objects.update(state=State.SCHEDULED, reason="")
        unasked = waiting(cast.bob, "The merger.")
    publish(cast, RULE, number=2)
    assert sweep() == Rechecked(held=1)
    assert fresh(cast, unasked).reason == Reason.POLICY
    assert fresh(cast, approved).state == State.SCHEDULED


def asked_for(cast) -> Share:
    with tenant(cast.acme):
        make_policy(RULE)
        mine = [make_connection(cast.bob), make_connection(cast.bob)]
        shares = ask(cast.bob, "The merger under our roof.", connections=mine)
        return shares[0]


def test_a_request_goes_on_with_what_is_found_now(cast):
    share = asked_for(cast)
    roof = {**RULE, "parameters": {"phrase": "roof"}}
    publish(cast, RULE, roof, number=2)
    assert sweep() == NOTHING
    with tenant(cast.acme):
        request = Clearance.objects.get()
    assert request.ruling == Ruling.OPEN
    assert {one["matched"] for one in request.found} == {"merger", "roof"}
    assert fresh(cast, share).reason == Reason.APPROVAL


def test_a_request_that_nothing_asks_for_any_more_ends_and_all_of_it_goes_out(cast):
    share = asked_for(cast)
    publish(cast, number=2)
    assert sweep() == Rechecked(released=2, ended=1)
    with tenant(cast.acme):
        assert Clearance.objects.get().ruling == Ruling.ENDED
        assert not Notification.objects.unread().filter(kind=Notice.WORDS_ASKED).exists()
    assert fresh(cast, share).state == State.SCHEDULED


def test_of_a_request_nothing_goes_out_while_one_text_needs_a_yes(cast):
    with tenant(cast.acme):
        make_policy(RULE)
        mine = [make_connection(cast.bob), make_connection(cast.bob, network="bluesky")]
        share, fine = ask(cast.bob, connections=mine, own={"bluesky": "Our roof."})
    begins = {"phrase": "roof", "networks": ["bluesky"], "from": ENDS.isoformat()}
    publish(cast, RULE, {"parameters": begins}, number=2)
    assert sweep() == NOTHING
    assert {fresh(cast, one).reason for one in (share, fine)} == {Reason.APPROVAL}
    assert [fresh(cast, one).wake_at for one in (share, fine)] == [None, ENDS]


def test_a_request_whose_words_are_forbidden_now_ends(cast):
    share = asked_for(cast)
    publish(cast, {**RULE, "severity": "block"}, number=2)
    assert sweep() == Rechecked(held=2, ended=1)
    assert fresh(cast, share).reason == Reason.POLICY
    with tenant(cast.acme):
        assert Clearance.objects.get().ruling == Ruling.ENDED
        assert Notification.objects.filter(kind=Notice.WORDS_HELD).count() == 1


def test_a_request_does_not_end_with_a_share_of_its_click_that_goes_out(cast):
    share = asked_for(cast)
    with tenant(cast.acme):
        version = PolicyVersion.objects.get()
        Share.objects.filter(pk=share.pk).update(state=State.SCHEDULED, reason="", words="Roof.")
        Share.objects.exclude(pk=share.pk).update(policy_version=make_policy(RULE, number=2))
        Share.objects.filter(pk=share.pk).update(policy_version=version)
    sweep()
    with tenant(cast.acme):
        assert Clearance.objects.get().ruling == Ruling.OPEN


def test_a_request_is_not_ended_by_another_members_share_of_the_same_key(cast):
    asked_for(cast)
    with tenant(cast.acme):
        request = Clearance.objects.get()
        new = make_policy(RULE, number=2)
        Share.objects.update(policy_version=new)
        old = {"compose_key": request.compose_key, "policy_version": None}
        waiting(cast.alice, "Fine.", **old)
        waiting(make_member("Carla"), "The merger.", **old, state=State.HELD, reason="approval")
    sweep()
    with tenant(cast.acme):
        request.refresh_from_db()
        assert request.ruling == Ruling.OPEN
        assert {one["network"] for one in request.found} == {"mastodon"}


def test_one_organizations_failure_stops_no_other(cast, planned, monkeypatch):
    publish(cast, SECRET, number=2)
    with tenant(cast.globex):
        share = waiting(cast.mallory)
        make_policy(SECRET)

    def fail(found, *, now, check=rechecking.check_shares):
        if current_organization_id() == cast.acme.pk:
            raise RuntimeError
        return check(found, now=now)

    monkeypatch.setattr(rechecking, "check_shares", fail)
    assert sweep() == Rechecked(held=1)
    with tenant(cast.globex):
        share.refresh_from_db()
        assert share.reason == Reason.POLICY


TODAY = timezone.now().replace(microsecond=0)
ENDS = TODAY + timedelta(hours=1)


def until(rule):
    """Let a rule hold for an hour."""
    return {**rule, "parameters": {**rule["parameters"], "until": ENDS.isoformat()}}


def test_what_a_rule_held_goes_on_once_the_rule_has_ended(cast, planned):
    publish(cast, until(SECRET), number=2)
    assert sweep() == Rechecked(held=1)
    assert fresh(cast, planned).wake_at == ENDS
    assert recheck_words(now=ENDS - timedelta(minutes=1)) == NOTHING
    assert recheck_words(now=ENDS) == Rechecked(released=1)
    share = fresh(cast, planned)
    assert (share.state, share.wake_at) == (State.SCHEDULED, planned.due_at)


def test_what_other_rules_hold_stays_held_when_one_ends(cast, planned):
    publish(cast, until(SECRET), {"parameters": {"phrase": "roof"}}, number=2)
    sweep()
    assert recheck_words(now=ENDS) == NOTHING
    share = fresh(cast, planned)
    assert (share.state, share.wake_at, "“roof”" in share.problem) == (State.HELD, None, True)


def test_a_request_ends_with_the_rule_that_asked_for_it(cast):
    with tenant(cast.acme):
        make_policy(until(RULE))
        (share,) = ask(cast.bob)
        assert share.wake_at == ENDS
    assert recheck_words(now=ENDS) == Rechecked(released=1, ended=1)
    assert fresh(cast, share).state == State.SCHEDULED


def test_a_request_ends_when_a_rule_begins_to_forbid_its_words(cast):
    begins = {"phrase": "roof", "from": ENDS.isoformat()}
    elsewhere = {**begins, "networks": ["bluesky"], "from": TODAY.isoformat()}
    with tenant(cast.acme):
        make_policy(RULE, {"parameters": begins}, {"parameters": elsewhere})
        (share,) = ask(cast.bob, "The merger under our roof.")
        assert share.wake_at == ENDS
    assert recheck_words(now=ENDS - timedelta(minutes=1)) == NOTHING
    assert recheck_words(now=ENDS) == Rechecked(held=1, ended=1)
    held = fresh(cast, share)
    assert (held.reason, held.wake_at) == (Reason.POLICY, None)


def test_what_the_worker_holds_is_looked_at_again_when_the_rule_ends(stage):
    share = stage.share("Our secret roof.")
    with tenant(stage.cast.acme):
        make_policy(until(SECRET))
    publish_batch(now=timezone.now())
    held = stage.fresh(share)
    assert (held.reason, held.wake_at) == (Reason.POLICY, ENDS)


def test_an_index_finds_what_is_behind(db):
    with database.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'sharing_share_checked'")
        ((made,),) = cursor.fetchall()
    assert "(organization_id, policy_version_id) WHERE" in made


def test_another_organization_is_not_looked_at(cast, planned):
    with tenant(cast.globex):
        make_policy(SECRET)
    assert sweep() == NOTHING
    assert fresh(cast, planned).state == State.SCHEDULED


def queries(cast, shares: int, number: int) -> int:
    with tenant(cast.acme):
        for _ in range(shares):
            waiting(cast.bob, "A merger.")
            waiting(cast.alice)
        make_policy(RULE, SECRET, number=number)
    with CaptureQueriesContext(database) as captured:
        assert sweep().held == 2 * shares
    return len(captured)


def test_a_batch_costs_the_same_whatever_is_in_it(cast):
    queries(cast, 1, 1)  # compiles the rules
    assert queries(cast, 1, 2) == queries(cast, 8, 3)


def test_it_goes_on_batch_by_batch(cast, monkeypatch):
    monkeypatch.setattr(rechecking, "BATCH", 2)
    with tenant(cast.acme):
        for _ in range(5):
            waiting(cast.bob)
        make_policy(SECRET)
    assert sweep() == Rechecked(held=5)
