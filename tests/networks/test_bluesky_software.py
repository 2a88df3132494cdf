"""Bluesky's own software does here what the adapter and the playground are measured against."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import psutil  # type: ignore[import-untyped]  # ships no types
import pytest
import requests

from tests.networks.bluesky_software import (
    POST,
    BlueskyAccount,
    BlueskySoftware,
    eventually,
)
from tests.networks.proxy import DroppingProxy

RKEY = "3kznmn7xqxl22"


def make_post(text: str = "Two new roles in Leipzig") -> dict[str, object]:
    return {"$type": POST, "text": text, "createdAt": "2026-11-26T10:00:00.000Z"}


def test_an_account_has_an_app_password_that_signs_in(
    bluesky_pds: BlueskySoftware, bluesky_account: BlueskyAccount
) -> None:
    assert re.fullmatch(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}", bluesky_account.app_password)
    words = {"identifier": bluesky_account.handle, "password": bluesky_account.app_password}
    session = bluesky_pds.act("com.atproto.server.createSession", words)
    assert (session["did"], session["handle"]) == (bluesky_account.did, bluesky_account.handle)


def test_the_directory_knows_the_account(
    bluesky_pds: BlueskySoftware, bluesky_account: BlueskyAccount
) -> None:
    document = requests.get(f"{bluesky_pds.plc}/{bluesky_account.did}", timeout=10).json()
    assert document["alsoKnownAs"] == [f"at://{bluesky_account.handle}"]
    server = document["service"][0]
    assert (server["id"], server["serviceEndpoint"]) == ("#atproto_pds", bluesky_pds.pds)


def test_a_record_put_twice_and_at_once_is_there_once(
    bluesky_pds: BlueskySoftware, bluesky_account: BlueskyAccount
) -> None:
    with ThreadPoolExecutor(8) as pool:
        puts = list(
            pool.map(lambda _: bluesky_pds.put(bluesky_account, RKEY, make_post()), range(8))
        )
    assert len({(put["uri"], put["cid"]) for put in puts}) == 1
    assert sum("commit" in put for put in puts) == 1
    assert [one["uri"] for one in bluesky_pds.records(bluesky_account.did)] == [puts[0]["uri"]]


def test_other_words_under_the_same_name_are_refused(
    bluesky_pds: BlueskySoftware, bluesky_account: BlueskyAccount
) -> None:
    bluesky_pds.put(bluesky_account, RKEY, make_post())
    with pytest.raises(requests.HTTPError, match=r"400.*InvalidSwap"):
        bluesky_pds.put(bluesky_account, RKEY, make_post("Three new roles"))


def test_a_reply_dropped_on_the_way_back_leaves_the_record(
    bluesky_pds: BlueskySoftware, bluesky_account: BlueskyAccount
) -> None:
    words = {"repo": bluesky_account.did, "collection": POST, "rkey": RKEY, "record": make_post()}
    headers = {"Authorization": f"Bearer {bluesky_account.access}"}
    with DroppingProxy(bluesky_pds.host) as proxy:
        proxy.drops = True
        with pytest.raises(requests.ConnectionError):
            requests.post(
                f"{proxy.url}/xrpc/com.atproto.repo.putRecord",
                json=words,
                headers=headers,
                timeout=10,
            )
    assert len(bluesky_pds.records(bluesky_account.did)) == 1


def test_reactions_are_counted(bluesky_network: BlueskySoftware) -> None:
    ada, grace = bluesky_network.account("ada"), bluesky_network.account("grace")
    uri = bluesky_network.put(ada, RKEY, make_post())["uri"]
    bluesky_network.react(uri, grace)
    names = ("likeCount", "repostCount", "replyCount", "quoteCount")
    seen = eventually(
        lambda: [(bluesky_network.post(uri, ada) or {}).get(name) for name in names],
        lambda counts: counts == [1, 1, 1, 1],
    )
    assert seen == [1, 1, 1, 1]


def test_it_listens_on_this_machine_alone(bluesky_network: BlueskySoftware) -> None:
    connections = psutil.Process(bluesky_network.pid).net_connections("inet")
    heard = {one.laddr.ip for one in connections if one.status == psutil.CONN_LISTEN}
    assert heard == {"127.0.0.1"}
