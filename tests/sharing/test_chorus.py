"""No chorus at X: colleagues' words are refused with ways out, whoever comes when."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import Caption
from sharing.chorus import listen
from sharing.models import Reason, Share, ShortLink, State
from sharing.networks import NETWORKS
from sharing.plans import Compose
from sharing.services.composing import share_post
from sharing.services.publishing import publish_batch
from sharing.wording import describe
from tenants.scope import platform, tenant
from tests.factories import make_connection, make_member, make_post, make_share, make_user
from tests.sharing.conftest import Stage
from tests.sharing.x_stage import LINK_POST, allow, configure, connect_x

ROOF = "Twelve months, one roof, no grid power for the pump line. Worth five minutes."
PUMP = "Our pump line has not seen the grid for a year, and every reading is public."
X_LIMITS = {"max_characters": 280, "characters_per_url": 23}


class House:
    """Alice and Bob on X and Mastodon, before one post with two suggestions."""

    def __init__(self, cast, captions=(ROOF, PUMP)) -> None:
        self.cast = cast
        self.post = make_post("Our roof", caption="")
        for position, text in enumerate(captions):
            Caption.objects.create(post=self.post, text=text, position=position)
        self.x = {one.pk: self.on(one) for one in (cast.alice, cast.bob)}

    def on(self, member, network="x"):
        changes = {"network": network, "host": f"{network}.example"}
        limits = X_LIMITS if network == "x" else {"max_characters": 500}
        return make_connection(member, limits=limits, **changes)

    def share(self, member, words=None, *more, **changes):
        compose = Compose(
            connections=[self.x[member.pk], *more],
            key=uuid4(),
            words=None if words is None else {"": words},
            **changes,
        )
        return share_post(member=member, post=self.post, compose=compose, now=timezone.now())


@pytest.fixture
def house(in_acme):
    return House(in_acme)


def test_only_networks_whose_rules_need_it_forbid_it():
    assert [one.key for one in NETWORKS if one.forbids_chorus] == ["x"]


@pytest.mark.parametrize("words", [ROOF, ROOF.upper() + " \U0001f389", ROOF.replace("five", "ten")])
def test_a_colleagues_words_are_refused_and_nothing_is_made(house, words):
    house.share(house.cast.alice, ROOF)
    with pytest.raises(ValidationError) as refused:
        house.share(house.cast.bob, words, house.on(house.cast.bob, "mastodon"))
    assert refused.value.code == "chorus"
    assert refused.value.messages[0].startswith("X: A colleague has posted nearly the same words")
    assert not Share.objects.filter(member=house.cast.bob).exists()


def test_ones_own_sentence_ones_own_repeat_and_other_networks_are_fine(house):
    house.share(house.cast.alice, ROOF)
    house.share(house.cast.bob, f"I was up there in January and believed nothing. {ROOF}")
    house.share(house.cast.alice, ROOF, is_again=True)
    elsewhere = replace_x(house, "mastodon")
    assert elsewhere.share(house.cast.bob, ROOF, is_again=True)[0].state == State.SCHEDULED


def replace_x(house, network):
    house.x = {one.pk: house.on(one, network) for one in (house.cast.alice, house.cast.bob)}
    return house


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"state": State.PUBLISHED}, True),
        ({"state": State.SCHEDULED}, True),
        ({"state": State.UNCONFIRMED}, True),
        ({"state": State.SELF_REPORTED, "connection": None}, True),
        ({"state": State.CANCELLED}, False),
        ({"state": State.HELD}, False),
        ({"state": State.RECALLED}, False),
        ({"state": State.PUBLISHED, "ago": timedelta(days=8)}, False),
    ],
)
def test_what_counts_is_out_there_or_waiting_within_the_window(house, changes, counts):
    changes = dict(changes)
    made = timezone.now() - changes.pop("ago", timedelta(hours=1))
    account = changes.pop("connection", house.x[house.cast.alice.pk])
    values = {"network": "x", "words": ROOF, "created_at": made, "due_at": made, **changes}
    make_share(house.cast.alice, house.post, account, **values)
    if counts:
        with pytest.raises(ValidationError):
            house.share(house.cast.bob, ROOF)
    else:
        house.share(house.cast.bob, ROOF)


def test_the_very_same_words_are_found_among_any_number(house, monkeypatch):
    house.share(house.cast.alice, ROOF)
    monkeypatch.setattr("sharing.chorus.MOST", 1)
    house.share(house.cast.alice, PUMP, is_again=True)
    with pytest.raises(ValidationError):
        house.share(house.cast.bob, ROOF)


def test_one_click_takes_a_suggestion_that_is_free(house):
    (first,) = house.share(house.cast.alice)
    (second,) = house.share(house.cast.bob)
    assert {first.words, second.words} == {ROOF, PUMP}
    Share.objects.filter(pk=second.pk).update(state=State.CANCELLED)
    house.share(house.cast.alice, second.words, is_again=True)  # Bob's own turn is used up
    with pytest.raises(ValidationError):
        house.share(house.cast.bob)


def test_one_click_holds_what_is_used_up_and_lets_the_others_go(house):
    house.share(house.cast.alice, ROOF)
    house.share(house.cast.alice, PUMP, is_again=True)
    held, other = house.share(house.cast.bob, None, house.on(house.cast.bob, "mastodon"))
    assert (held.state, held.reason, held.wake_at) == (State.HELD, Reason.CHORUS, None)
    assert other.state == State.SCHEDULED
    wording = describe(held, now=timezone.now())
    assert wording.headline == "Others said this first"
    assert wording.detail.endswith("Take another suggestion, or finish it by hand.")


def test_another_organization_says_what_it_likes(cast):
    with tenant(cast.acme):
        House(cast).share(cast.alice, ROOF)
    with tenant(cast.globex):
        account = make_connection(cast.mallory, network="x", limits=X_LIMITS)
        compose = Compose(connections=[account], key=uuid4(), words={"": ROOF})
        share_post(member=cast.mallory, post=make_post(), compose=compose, now=timezone.now())


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same_however_many_shared(house, django_assert_max_num_queries, count):
    for number in range(count):
        member = make_member(f"P{number}", user=make_user(f"p{number}@acme.example"))
        house.x[member.pk] = house.on(member)
        words = f"{number} {uuid4()} {uuid4()}"
        make_share(member, house.post, house.x[member.pk], network="x", words=words)
    with django_assert_max_num_queries(29):
        house.share(house.cast.bob, ROOF)


def test_the_very_same_words_and_the_newest_are_read_by_their_indexes(house):
    crowd(house, 3_000)
    with CaptureQueriesContext(database) as asked:
        listen(member=house.cast.bob, network_key="x", texts=[ROOF, PUMP], now=timezone.now())
    plans = []
    for query in asked.captured_queries:
        with database.cursor() as cursor:
            cursor.execute("EXPLAIN " + query["sql"])
            plans.append(str(cursor.fetchall()))
    same, newest, own = plans
    assert "sharing_share_same_words" in same
    assert "sharing_share_recent" in newest
    assert "sharing_share_same_words" in own or "sharing_share_mine" in own


def crowd(house, shares: int) -> None:
    """Let many have been at X and elsewhere for a year, and let the database know of it."""
    now = timezone.now()
    one = make_share(house.cast.alice, house.post, house.x[house.cast.alice.pk], network="x")
    fields = [field.attname for field in Share._meta.concrete_fields if not field.primary_key]
    values = {name: getattr(one, name) for name in fields}
    links = [ShortLink(url=house.post.link, created_at=now) for _ in range(shares)]
    links = ShortLink.objects.bulk_create(links)
    own = [
        {
            "public_id": uuid4(),
            "compose_key": uuid4(),
            "link_id": link.pk,
            "member_id": (house.cast.alice.pk, house.cast.bob.pk)[number % 2],
            "repeat": (one.repeat + 1 + number) % 32_000,
            "network": ("x", "mastodon", "bluesky")[number % 3],
            "words_key": f"{number:064}",
            "created_at": now - timedelta(hours=3 * number),
            "due_at": now - timedelta(hours=3 * number),
        }
        for number, link in enumerate(links)
    ]
    Share.objects.bulk_create([Share(**{**values, **changes}) for changes in own])
    with platform(), database.cursor() as cursor:
        cursor.execute("ANALYZE sharing_share")


# -- In the composer ------------------------------------------------------------------------------


@pytest.fixture
def page(cast, sign_in):
    with tenant(cast.acme):
        house = House(cast)
        house.share(cast.alice, ROOF)
    url = f"/o/acme/posts/{house.post.public_id}/share/"
    fields = {
        "words": ROOF,
        "connections": str(house.x[cast.bob.pk].public_id),
        "compose_key": str(uuid4()),
    }
    client = sign_in(cast.bob)
    return lambda **more: client.post(url, {**fields, **more})


def test_the_composer_refuses_with_three_ways_out(page):
    refused = page()
    assert refused.status_code == 422
    shown = refused.content.decode()
    for words in ("Take another suggestion", "Post it by hand", "Leave out X"):
        assert words in shown


def test_another_suggestion_is_taken_and_the_rest_is_kept(page):
    taken = page(way_out="another-x")
    form = taken.context["form"]
    assert taken.status_code == 200
    assert (form.data["words_x"], form.data["words"]) == (PUMP, ROOF)
    assert page(words_x=PUMP).status_code == 302


def test_finishing_by_hand_or_leaving_it_out_changes_where(page):
    by_hand = page(way_out="by_hand-x").context["form"]
    assert (by_hand.sent("connections"), by_hand.sent("by_hand")) == ([], ["x"])
    without = page(way_out="without-x").context["form"]
    assert (without.sent("connections"), without.sent("by_hand")) == ([], [])


@pytest.mark.parametrize("way", ["", "another", "another-mastodon", "by_hand-<b>", "x-x"])
def test_no_way_out_at_all_changes_nothing(page, way):
    answer = page(way_out=way)
    assert answer.status_code == 200
    assert answer.context["form"].data["words"] == ROOF
    assert answer.context["form"].sent("by_hand") == []


def test_where_no_suggestion_is_free_none_is_offered(page, cast):
    with tenant(cast.acme):
        make_share(cast.alice, make_post(), network="x", words=PUMP, created_at=timezone.now())
    shown = page().content.decode()
    assert "Take another suggestion" not in shown
    assert "Post it by hand" in shown


def test_what_is_held_leads_back_to_the_composer_with_its_ways_out(cast, sign_in):
    with tenant(cast.acme):
        house = House(cast)
        house.share(cast.alice, ROOF)
        house.share(cast.alice, PUMP, is_again=True)
        held, _other = house.share(cast.bob, None, house.on(cast.bob, "mastodon"))
    client = sign_in(cast.bob)
    anew = f"/o/acme/posts/{house.post.public_id}/share/?anew={held.public_id}"
    assert anew in client.get("/o/acme/shares/").content.decode()
    assert "Post it by hand" in client.get(anew).content.decode()


# -- When it goes out -----------------------------------------------------------------------------


@pytest.fixture
def x(stage: Stage, settings) -> Stage:
    configure(settings, stage.playground)
    allow(stage.cast.alice, 10 * LINK_POST)
    return replace(stage, connection=connect_x(stage.cast.bob, stage.playground, "bob_x"))


def colleague(x: Stage) -> Stage:
    with tenant(x.cast.acme):
        member = make_member("Cleo", user=make_user("cleo@acme.example"))
    account = connect_x(member, x.playground, "cleo_x")
    return replace(x, cast=replace(x.cast, bob=member), connection=account)


def slip_past(share: Share, cast, **changes) -> None:
    """Let a share wait with words that were free when it was made."""
    with tenant(cast.acme):
        Share.objects.filter(pk=share.pk).update(words=ROOF, **changes)


def test_words_that_were_taken_meanwhile_are_held_with_a_way_out(x) -> None:
    cleo = colleague(x)
    first = x.share(ROOF)
    slip_past(first, x.cast, state=State.HELD, wake_at=None)
    second = cleo.share(ROOF)
    publish_batch(now=timezone.now())
    assert cleo.fresh(second).state == State.PUBLISHED
    slip_past(first, x.cast, state=State.SCHEDULED, wake_at=timezone.now())
    publish_batch(now=timezone.now())
    first = x.fresh(first)
    assert (first.state, first.reason) == (State.HELD, Reason.CHORUS)
    assert len(x.playground.ledger()["statuses"]) == 1


def test_two_with_the_same_words_at_once_send_at_most_one(x) -> None:
    cleo = colleague(x)
    shares = [x.share(ROOF), cleo.share(PUMP)]
    slip_past(shares[1], x.cast)
    together = threading.Barrier(2)

    def work() -> None:
        try:
            together.wait(10)
            publish_batch(now=timezone.now())
        finally:
            database.close()

    with ThreadPoolExecutor(2) as pool:
        for job in [pool.submit(work) for _ in range(2)]:
            job.result(30)
    first, second = (x.fresh(share) for share in shares)
    assert first.state == State.PUBLISHED
    assert (second.state, second.reason) == (State.HELD, Reason.CHORUS)
    assert len(x.playground.ledger()["statuses"]) == 1


def test_two_who_press_share_at_once_make_one(x) -> None:
    cleo = colleague(x)
    with tenant(x.cast.acme):
        cleo = replace(cleo, post=make_post("Another"))
    together = threading.Barrier(2)

    def press(who: Stage) -> str:
        try:
            together.wait(10)
            return who.share(ROOF).state
        except ValidationError as refused:
            return str(refused.code)
        finally:
            database.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(press, [x, cleo]))
    assert said == ["chorus", State.SCHEDULED]
