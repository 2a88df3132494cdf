"""The organization's receipts: no names, nothing that leads to one, small groups not told apart."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import timedelta

import pytest

from analytics.receipts import COLUMNS, Wanted, receipts_csv
from sharing.models import Attempt, State
from tenants.models import Event
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import NOW, make_connection, make_member, make_post, make_share, make_user

DAY = NOW.date()
PAGE = "/o/acme/settings/receipts/"


def out(post, count, network="mastodon", **changes):
    """Let so many people share a post."""
    for number in range(count):
        member = make_member(f"Person {number}", user=make_user())
        account = make_connection(member, network=network)
        values = {"state": State.PUBLISHED, "network": network, "published_at": NOW, **changes}
        share = make_share(member, post, account, **values)
        digest = hashlib.sha256(str(share.pk).encode()).hexdigest()
        values = {"started_at": NOW, "outcome": "accepted", "sent": "x", "digest": digest}
        Attempt.objects.create(share=share, number=1, **values)


def rows(cast, **changes):
    wanted = Wanted(**{"since": DAY - timedelta(days=9), "until": DAY, **changes})
    text = "".join(receipts_csv(organization=cast.acme, wanted=wanted)).lstrip("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_line_says_what_went_out_and_names_nobody(cast):
    with tenant(cast.acme):
        post = make_post("@Roof")
        out(post, 5, disclosure="#ad")
    found = rows(cast)
    assert list(found[0]) == COLUMNS
    assert {(one["post"], one["post_id"], one["network"]) for one in found} == {
        ("'@Roof", str(post.public_id), "mastodon")
    }
    assert {(one["day"], one["how"], one["is_disclosed"]) for one in found} == {
        (DAY.isoformat(), "network", "yes")
    }
    hashes = [one["sha256"] for one in found]
    assert hashes == sorted(hashes)
    assert len(set(hashes)) == 5
    told = str(found)
    for secret in ("Person", "social.example", "/s/", "T0"):
        assert secret not in told


def test_fewer_than_five_are_not_told_apart(cast):
    with tenant(cast.acme):
        big, small, other = (make_post(name) for name in ("Big", "Small", "Other"))
        out(big, 6)
        out(small, 3)
        out(other, 2, network="bluesky")
    found = [(one["post"], one["network"]) for one in rows(cast)]
    assert sorted(found) == [("", "")] * 5 + [("Big", "mastodon")] * 6


def test_where_even_all_together_are_too_few_nothing_is_told(cast):
    with tenant(cast.acme):
        out(make_post("Small"), 4)
    assert rows(cast) == []


def test_one_person_of_many_posts_is_still_one(cast):
    with tenant(cast.acme):
        for number in range(9):
            make_share(
                cast.bob,
                make_post(f"P{number}"),
                make_connection(cast.bob),
                state=State.PUBLISHED,
            )
    assert rows(cast) == []


def test_a_small_rest_is_not_found_by_asking_for_a_post(cast):
    with tenant(cast.acme):
        big, small = make_post("Big"), make_post("Small")
        out(big, 6)
        out(small, 2)
    assert rows(cast, post=small.public_id) == []
    assert {one["post"] for one in rows(cast)} == {""}  # the big one keeps the rest company


def test_nor_by_asking_for_a_post_and_for_a_network(cast):
    with tenant(cast.acme):
        for network, people in (("mastodon", 1), ("bluesky", 2), ("linkedin", 3)):
            out(make_post("Asked"), people, network=network)
            out(make_post("Beside"), 4, network=network)
        asked = make_post("Both")
        out(asked, 1)
        out(asked, 5, network="bluesky")
    assert len(rows(cast)) == 24
    assert {one["network"] for one in rows(cast, post=asked.public_id)} == {"bluesky"}
    assert rows(cast, network="mastodon") == []


def test_days_networks_and_organizations_narrow(cast):
    with tenant(cast.acme):
        post = make_post("Roof")
        out(post, 5)
        out(post, 5, network="bluesky")
        out(post, 5, published_at=NOW - timedelta(days=30))
        out(post, 5, state=State.SCHEDULED, published_at=None)
    with tenant(cast.globex):
        out(make_post("Theirs"), 5)
    assert len(rows(cast)) == 10
    assert {one["network"] for one in rows(cast, network="bluesky")} == {"bluesky"}
    assert len(rows(cast, since=DAY - timedelta(days=40))) == 15


def test_admins_download_it_and_the_audit_knows(cast, sign_in):
    with tenant(cast.acme):
        out(make_post("Roof"), 5)
    client = sign_in(cast.alice)
    assert client.get(PAGE).status_code == 200
    answer = client.post(PAGE, {"since": str(DAY), "until": str(DAY)})
    assert b"".join(answer.streaming_content).decode().count("Roof") == 5
    with tenant(cast.acme):
        event = Event.objects.get(act="receipts.exported")
    assert event.data == {"since": str(DAY), "until": str(DAY), "network": ""}


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "2026-11-02", "until": "2026-11-01"},
        {"since": "2024-01-01", "until": "2026-11-01"},
        {"since": "", "until": "2026-11-01"},
        {"since": "2026-11-01", "until": "2026-11-02", "network": "nowhere"},
        {"since": "2026-11-01", "until": "2026-11-02", "post": "x"},
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_noted(cast, sign_in, asked):
    assert sign_in(cast.alice).post(PAGE, asked).status_code == 422
    with tenant(cast.acme):
        assert not Event.objects.filter(act="receipts.exported").exists()


@pytest.mark.parametrize("role", [Role.CURATOR, Role.MANAGER, Role.CONTRIBUTOR])
def test_nobody_else_gets_it(cast, sign_in, role):
    with tenant(cast.acme):
        member = make_member("Other", role, user=make_user("other@acme.example"))
    client = sign_in(member)
    asked = {"since": str(DAY), "until": str(DAY)}
    assert client.post(PAGE, asked).status_code == 403


@pytest.mark.parametrize("count", [5, 11])
def test_a_day_costs_the_same_whatever_was_shared(cast, django_assert_num_queries, count):
    with tenant(cast.acme):
        out(make_post("Roof"), count)
    with django_assert_num_queries(14):
        assert len(rows(cast)) == count
