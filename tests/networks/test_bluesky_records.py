"""What readers get is what the composer showed: read back from the real servers, byte for byte."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from django.core.exceptions import ValidationError
from django.utils import timezone

from sharing.networks.base import (
    Grant,
    Kind,
)
from sharing.networks.bluesky import Bluesky
from tests.networks.bluesky_servers import (
    PdsServer,
    draw_picture,
    kind_of,
    make_card,
    make_draft,
    make_picture,
    publish,
    sign_in,
)
from tests.networks.bluesky_software import BlueskyAccount, BlueskySoftware, eventually


@pytest.fixture
def pds(bluesky_pds: BlueskySoftware, settings) -> Iterator[PdsServer]:
    with PdsServer(bluesky_pds) as running:
        settings.OUTBOUND_ALLOW = [running.host]
        yield running


@pytest.fixture
def account(pds: PdsServer) -> BlueskyAccount:
    return pds.account()


@pytest.fixture
def grant(pds: PdsServer, account: BlueskyAccount) -> Grant:
    return sign_in(Bluesky(), pds.host, account)


def published(pds: PdsServer, grant: Grant, draft):
    """Publish it and read it back."""
    publish(Bluesky(), grant, draft)
    found = pds.records(grant.account_id)[0]["value"]
    assert found["text"] == Bluesky().show(draft).text
    return found


def blob_of(pds: PdsServer, grant: Grant, blob) -> bytes:
    where = f"{pds.software.pds}/xrpc/com.atproto.sync.getBlob"
    named = {"did": grant.account_id, "cid": blob["ref"]["$link"]}
    return requests.get(where, named, timeout=10).content


def marked(record) -> list[tuple[str, str]]:
    """Return what is marked and as what: cut out of the text by bytes, as apps do."""
    data = record["text"].encode()
    found = []
    for facet in record.get("facets", []):
        feature = dict(facet["features"][0])
        feature.pop("$type")
        part = data[facet["index"]["byteStart"] : facet["index"]["byteEnd"]]
        found.append((part.decode(), *feature.values()))
    return found


def test_pictures_arrive_as_they_were_with_their_descriptions(pds, grant) -> None:
    sizes = [(40, 30), (30, 40), (20, 20), (60, 10)]
    pictures = tuple(
        draw_picture(colour, f"A {colour} square 👩‍👩‍👧", size)
        for colour, size in zip(("teal", "red", "gold", "navy"), sizes, strict=True)
    )
    embed = published(pds, grant, make_draft(pictures=pictures))["embed"]
    assert embed["$type"] == "app.bsky.embed.images"
    assert [image["alt"] for image in embed["images"]] == [one.alt for one in pictures]
    ratios = [
        (one["aspectRatio"]["width"], one["aspectRatio"]["height"]) for one in embed["images"]
    ]
    assert ratios == sizes
    for image, picture in zip(embed["images"], pictures, strict=True):
        assert image["image"]["mimeType"] == "image/png"
        assert blob_of(pds, grant, image["image"]) == picture.open().read()


def test_a_link_card_is_sent_with_its_picture(pds, grant) -> None:
    thumb = draw_picture("gold")
    draft = make_draft("Two new roles\n{link}", card=make_card(thumb))
    record = published(pds, grant, draft)
    external = record["embed"]["external"]
    assert (external["uri"], external["title"]) == (draft.link, "Jobs at Acme")
    assert external["description"] == "Come & join us"
    assert blob_of(pds, grant, external["thumb"]) == thumb.open().read()
    assert record["text"] == "Two new roles"


def test_a_card_whose_picture_is_too_large_goes_without_it(pds, grant) -> None:
    thumb = replace(draw_picture(), size_bytes=1_000_001)
    record = published(pds, grant, make_draft(card=make_card(thumb)))
    assert "thumb" not in record["embed"]["external"]


def test_pictures_push_the_card_aside_and_the_link_stays(pds, grant) -> None:
    draft = make_draft("Two new roles\n{link}", pictures=(draw_picture(),), card=make_card())
    record = published(pds, grant, draft)
    assert record["embed"]["$type"] == "app.bsky.embed.images"
    assert [values[-1] for values in marked(record)] == [draft.link]


@pytest.mark.parametrize("before", ["", "👩‍👩‍👧‍👦 ", "日本語 ", "שלום ", "e\u0301é "])
def test_links_tags_and_people_are_marked_at_the_right_bytes(pds, account, grant, before) -> None:
    draft = make_draft(f"{before}@{account.handle}: #Zürich, {{link}} and https://acme.example/ü?")
    record = published(pds, grant, draft)
    short = record["text"].split(", ")[1].split(" and ")[0]
    assert marked(record) == [
        (f"@{account.handle}", account.did),
        ("#Zürich", "Zürich"),
        (short, draft.link),
        ("https://acme.example/ü", "https://acme.example/ü"),
    ]


def test_nobody_is_mentioned_who_is_not_there(pds, grant) -> None:
    assert marked(published(pds, grant, make_draft("Hello @nobody-at-all.test"))) == []


def test_the_language_is_told(pds, grant) -> None:
    assert published(pds, grant, make_draft(language="de"))["langs"] == ["de"]


def test_a_picture_beyond_the_limit_is_refused_by_us_and_by_the_server(pds, grant) -> None:
    small = draw_picture().open().read()
    data = small + os.urandom(2_000_001 - len(small))
    draft = make_draft(pictures=(make_picture(data, alt="A square", size=(40, 30)),))
    issues = Bluesky().check(draft, Bluesky().limits(pds.host))
    assert [issue.code for issue in issues] == ["picture_too_big"]
    assert kind_of(lambda: publish(Bluesky(), grant, draft))[0] is Kind.PERMANENT
    assert pds.records(grant.account_id) == []


# -- Finding the account's server -----------------------------------------------------------------


@pytest.fixture
def adrift(bluesky_pds: BlueskySoftware, settings) -> Bluesky:
    """Give the adapter with the directory of the test network, and no server named."""
    hosts = [bluesky_pds.host, urlsplit(bluesky_pds.plc).netloc]
    settings.OUTBOUND_ALLOW = hosts
    return Bluesky(directory=hosts[1], appview=hosts[0])


@pytest.mark.parametrize("name", ["handle", "did"])
def test_the_account_leads_to_its_server(adrift, bluesky_pds, name) -> None:
    account = bluesky_pds.account()
    grant = adrift.sign_in(
        identifier=getattr(account, name), password=account.app_password, host=""
    )
    assert (grant.host, grant.account_id) == (bluesky_pds.host, account.did)


@pytest.mark.parametrize("name", ["nobody-here.test", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"])
def test_an_account_that_is_not_there_is_said_so(adrift, name) -> None:
    with pytest.raises(ValidationError) as caught:
        adrift.sign_in(identifier=name, password="abcd-efgh-ijkl-mnop", host="")
    assert caught.value.code == "identifier"


# -- With the AppView, and with real limits -------------------------------------------------------


@pytest.fixture
def network(bluesky_network: BlueskySoftware, settings) -> BlueskySoftware:
    settings.OUTBOUND_ALLOW = [bluesky_network.host]
    return bluesky_network


def test_counts_are_what_others_did(network: BlueskySoftware) -> None:
    ada, grace = network.account("ada"), network.account("grace")
    grant = sign_in(Bluesky(), network.host, ada)
    uri = publish(Bluesky(), grant, make_draft()).remote_id
    eventually(lambda: network.post(uri, ada), bool)
    assert Bluesky().measure(grant, [uri]) == {uri: dict.fromkeys(Bluesky.metrics, 0)}
    network.react(uri, grace)
    wanted = {uri: {"reactions": 1, "comments": 1, "reshares": 2}}
    assert (
        eventually(lambda: Bluesky().measure(grant, [uri]), lambda seen: seen == wanted) == wanted
    )
    profile = Bluesky().profile(grant)
    assert (profile.followers, profile.handle) == (0, f"@{ada.handle}")


def test_counts_come_in_batches_and_leave_out_what_is_gone(network: BlueskySoftware) -> None:
    grant = sign_in(Bluesky(), network.host, network.account())
    ids = [publish(Bluesky(), grant, make_draft()).remote_id for _ in range(27)]
    Bluesky().delete(grant, ids[3])
    left = {uri: dict.fromkeys(Bluesky.metrics, 0) for uri in ids if uri != ids[3]}
    seen = eventually(lambda: Bluesky().measure(grant, ids), lambda counts: counts == left)
    assert seen == left
    assert Bluesky().measure(grant, []) == {}


def test_a_post_that_is_not_counted_yet_is_not_taken_for_gone(pds, grant) -> None:
    # Here no AppView ever answers, as when the public one is down.
    uri = publish(Bluesky(), grant, make_draft()).remote_id
    assert kind_of(lambda: Bluesky().measure(grant, [uri]))[0] is Kind.RETRY


def test_too_many_sign_ins_wait_for_the_real_limit(bluesky_packages, settings) -> None:
    with BlueskySoftware(bluesky_packages, limits=True) as strict:
        settings.OUTBOUND_ALLOW = [strict.host]
        account = strict.account()
        for _ in range(30):
            sign_in(Bluesky(), strict.host, account)
        kind, error = kind_of(lambda: sign_in(Bluesky(), strict.host, account))
    assert kind is Kind.WAIT
    assert error.retry_at
    assert timedelta(0) < error.retry_at - timezone.now() <= timedelta(minutes=5)
