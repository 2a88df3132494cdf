"""The life of a share by hand: offered → posted by you, not now, lapsed; and back again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from content.models import Mark
from content.models import State as PostState
from sharing.assisted import OFFERED_FOR
from sharing.models import ActivityDay, AssistedNetwork, Reason, Share, State
from sharing.selectors import assisted_targets
from sharing.services.assisting import (
    dismiss_share,
    lapse_offered,
    offer_due,
    offered_fields,
    reopen_share,
    report_share,
    set_assisted_networks,
    sweep_offers,
)
from sharing.services.claiming import claim_due
from tenants.scope import tenant
from tests.conftest import Cast
from tests.factories import NOW, make_connection, make_member, make_policy, make_post, make_share

POST_URL = "https://www.linkedin.com/posts/bob-1"
ACTS = {
    "report": lambda share: report_share(share=share, now=NOW),
    "dismiss": lambda share: dismiss_share(share=share),
    "reopen": lambda share: reopen_share(share=share, now=NOW),
}
MOVES = {
    ("offered", "report"): "self_reported",
    ("offered", "dismiss"): "dismissed",
    ("self_reported", "report"): "self_reported",
    ("self_reported", "reopen"): "offered",
    ("dismissed", "dismiss"): "dismissed",
    ("dismissed", "reopen"): "offered",
    ("lapsed", "report"): "self_reported",
}


def by_hand(cast: Cast, state: str = "offered", **changes) -> Share:
    values = {"network": "linkedin", "state": state, **changes}
    if state == State.OFFERED:
        values = {**offered_fields(now=NOW), **values}
    if state == State.SELF_REPORTED:
        values = {"reported_at": NOW, **values}
    return make_share(cast.bob, values.pop("post", None) or make_post(), **values)


def fresh(share: Share) -> Share:
    return Share.objects.get(pk=share.pk)


def touched() -> list[str]:
    return [str(day) for day in ActivityDay.objects.order_by("day").values_list("day", flat=True)]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", State)
def test_only_the_moves_there_are(in_acme: Cast, state, act):
    share = by_hand(in_acme, state, **_receipt(state))
    if (after := MOVES.get((state, act))) is not None:
        ACTS[act](share)
    else:
        with pytest.raises(ValidationError, match="moved on"):
            ACTS[act](share)
    assert fresh(share).state == (after or state)


def _receipt(state: str) -> dict[str, object]:
    return {"published_at": NOW} if state == State.PUBLISHED else {}


def test_what_a_network_posts_is_nobodys_to_report(in_acme: Cast):
    share = make_share(in_acme.bob, make_post(), make_connection(in_acme.bob), state="offered")
    for act in ACTS.values():
        with pytest.raises(ValidationError):
            act(share)


def test_a_report_counts_on_its_day_and_the_post_is_not_new_any_more(in_acme: Cast):
    share = by_hand(in_acme)
    report_share(share=share, url=POST_URL, now=NOW)
    told = fresh(share)
    assert (told.reported_at, told.remote_url, told.published_at) == (NOW, POST_URL, None)
    assert told.wake_at is None
    assert touched() == ["2026-11-18"]
    assert Mark.objects.filter(member=in_acme.bob, post=share.post).exists()


def test_said_twice_it_counts_once_and_only_completes_the_address(in_acme: Cast):
    share = by_hand(in_acme)
    report_share(share=share, now=NOW)
    report_share(share=share, url=POST_URL, now=NOW + timedelta(days=1))
    told = fresh(share)
    assert (told.reported_at, told.remote_url) == (NOW, POST_URL)
    report_share(share=share, now=NOW)
    assert fresh(share).remote_url == POST_URL
    assert touched() == ["2026-11-18"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("not an address", "not_an_address"),
        ("javascript:alert(1)", "not_an_address"),
        ("ftp://linkedin.com/posts/1", "not_an_address"),
        ("https://evil.example/linkedin.com", "elsewhere"),
        ("https://linkedin.com@evil.example/", "elsewhere"),
        ("https://linkedin.com/" + "x" * 500, "elsewhere"),
    ],
)
def test_an_address_that_is_none_of_the_posts_changes_nothing(in_acme: Cast, typed, code):
    share = by_hand(in_acme)
    with pytest.raises(ValidationError) as refused:
        report_share(share=share, url=typed, now=NOW)
    assert refused.value.code == code
    assert fresh(share).state == State.OFFERED


def test_an_address_may_come_without_its_scheme(in_acme: Cast):
    share = by_hand(in_acme)
    report_share(share=share, url="  linkedin.com/posts/1 ", now=NOW)
    assert fresh(share).remote_url == "https://linkedin.com/posts/1"


def test_a_report_taken_back_is_forgotten_and_its_day_counted_again(in_acme: Cast):
    share = by_hand(in_acme)
    report_share(share=share, url=POST_URL, now=NOW)
    later = NOW + timedelta(days=3)
    reopen_share(share=share, now=later)
    again = fresh(share)
    assert (again.state, again.reported_at, again.remote_url) == (State.OFFERED, None, "")
    assert again.wake_at == later + OFFERED_FOR
    assert ActivityDay.objects.get(day=NOW.date()).version == 2


@pytest.mark.parametrize("state", ["self_reported", "dismissed"])
def test_after_two_weeks_nothing_is_taken_back(in_acme: Cast, state):
    share = by_hand(in_acme, state)
    with pytest.raises(ValidationError, match="too long ago"):
        reopen_share(share=share, now=NOW + OFFERED_FOR)
    reopen_share(share=share, now=NOW + OFFERED_FOR - timedelta(seconds=1))


def test_it_lapses_after_two_weeks_and_not_before(cast: Cast):
    with tenant(cast.acme):
        share, reported = by_hand(cast), by_hand(cast, "self_reported", wake_at=None)
    assert lapse_offered(now=NOW + OFFERED_FOR - timedelta(seconds=1)) == 0
    assert lapse_offered(now=NOW + OFFERED_FOR) == 1
    with tenant(cast.acme):
        assert (fresh(share).state, fresh(share).wake_at) == (State.LAPSED, None)
        assert fresh(reported).state == State.SELF_REPORTED


def test_what_is_planned_is_offered_when_it_is_due(cast: Cast):
    at = NOW + timedelta(hours=2)
    with tenant(cast.acme):
        share = by_hand(cast, "scheduled", due_at=at, wake_at=at)
        with_account = make_share(cast.bob, make_post(), make_connection(cast.bob))
    assert offer_due(now=at - timedelta(seconds=1)) == 0
    assert offer_due(now=at) == 1
    with tenant(cast.acme):
        assert (fresh(share).state, fresh(share).wake_at) == (State.OFFERED, at + OFFERED_FOR)
        assert fresh(with_account).state == State.SCHEDULED


@pytest.mark.parametrize(
    ("changes", "state", "reason"),
    [
        ({"post": {"state": PostState.ARCHIVED}}, State.HELD, Reason.POST),
        ({"words": "The secret roof"}, State.HELD, Reason.POLICY),
    ],
)
def test_what_changed_since_the_click_is_read_again(cast: Cast, changes, state, reason):
    with tenant(cast.acme):
        make_policy({"parameters": {"phrase": "secret"}})
        post = make_post(**changes.pop("post", {}))
        share = by_hand(cast, "scheduled", post=post, **changes)
    assert offer_due(now=NOW) == 1
    with tenant(cast.acme):
        assert (fresh(share).state, fresh(share).reason) == (state, reason)
        assert fresh(share).problem
    assert offer_due(now=NOW) == 0


def test_nobody_who_left_is_offered_anything(cast: Cast):
    with tenant(cast.acme):
        gone = make_member("Gone", left_at=NOW)
        share = make_share(gone, make_post(), network="linkedin")
    offer_due(now=NOW)
    with tenant(cast.acme):
        assert (fresh(share).state, fresh(share).reason) == (State.CANCELLED, Reason.MEMBER)


def test_an_organizations_many_do_not_delay_anothers_one(cast: Cast):
    with tenant(cast.acme):
        many = [by_hand(cast, "scheduled", wake_at=NOW - timedelta(days=1)) for _ in range(6)]
        many += [by_hand(cast, wake_at=NOW - timedelta(days=1)) for _ in range(6)]
    with tenant(cast.globex):
        planned = make_share(cast.mallory, make_post(), network="x")
        waiting = make_share(cast.mallory, make_post(), network="x", state="offered")
    swept = sweep_offers(now=NOW, limit=4)
    assert (swept.offered, swept.lapsed) == (4, 4)
    with tenant(cast.globex):
        assert (fresh(planned).state, fresh(waiting).state) == (State.OFFERED, State.LAPSED)
    with tenant(cast.acme):
        assert sum(fresh(share).state == State.OFFERED for share in many) == 3 + 3


def test_work_by_hand_does_not_stand_in_the_way_of_accounts(cast: Cast):
    """The claim looks at the first few due shares of an organization; these are none of them."""
    with tenant(cast.acme):
        for _ in range(30):
            by_hand(cast, "scheduled", wake_at=NOW - timedelta(days=1))
        share = make_share(cast.bob, make_post(), make_connection(cast.bob))
    assert [claim.share_id for claim in claim_due(now=timezone.now(), limit=1)] == [share.pk]


def test_a_new_member_gets_suggestions_then_what_they_chose(in_acme: Cast):
    def offered() -> list[str]:
        return [place.key for place in assisted_targets(in_acme.bob)]

    assert offered() == ["linkedin", "whatsapp", "email"]
    set_assisted_networks(member=in_acme.bob, keys=["x", "facebook", "myspace"], now=NOW)
    assert offered() == ["facebook", "x"]
    set_assisted_networks(member=in_acme.bob, keys=["x"], now=NOW)
    assert offered() == ["x"]
    set_assisted_networks(member=in_acme.bob, keys=[], now=NOW)
    assert offered() == []
    assert [place.key for place in assisted_targets(in_acme.alice)] == [
        "linkedin",
        "whatsapp",
        "email",
    ]
    assert AssistedNetwork.objects.count() == 1
