"""Posts with a hashtag, as Bluesky's search gives them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sharing.networks.base import NetworkError
from sharing.networks.bluesky import Bluesky
from sharing.networks.tagged import TagCount
from tests.networks.bluesky_script import Script
from tests.outbound.conftest import Serve

SINCE = datetime(2026, 11, 20, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=1)


def post(name: str, hour: float, **changes: Any) -> dict[str, Any]:
    at = (SINCE + timedelta(hours=hour)).isoformat()
    return {"uri": f"at://did:plc:a/p/{name}", "record": {"createdAt": at}, **changes}


def ask(script: Script) -> TagCount:
    return Bluesky().count_tag(script.grant(), "Roof", since=SINCE, until=UNTIL)


def test_all_pages_of_a_day_are_counted_with_the_accounts_access(serve: Serve) -> None:
    first = {"posts": [post("a", 23), post("b", 2)], "cursor": "next"}
    script = Script(searchPosts=[first, {"posts": [post("b", 2), post("c", 1)]}]).on(serve)
    assert ask(script) == TagCount(3, is_whole=True)
    asked = script.asked[0]
    assert asked.token == "access"
    assert asked.params["tag"] == ["Roof"]
    assert asked.params["since"] == ["2026-11-20T00:00:00Z"]
    assert asked.params["until"] == ["2026-11-21T00:00:00Z"]
    assert script.asked[1].params["cursor"] == ["next"]


def test_a_search_that_tells_of_more_than_it_gives_is_at_least(serve: Serve) -> None:
    script = Script(searchPosts={"posts": [post("a", 1)], "hitsTotal": 9}).on(serve)
    assert ask(script) == TagCount(1, is_whole=False)


def test_a_post_that_claims_another_day_counts_when_it_was_seen(serve: Serve) -> None:
    seen = (SINCE + timedelta(hours=5)).isoformat()
    ahead = post("a", 900, indexedAt=seen)
    strange = {"uri": "at://x", "record": "no", "indexedAt": "never"}
    script = Script(searchPosts={"posts": [ahead, strange, 7]}).on(serve)
    assert ask(script) == TagCount(1, is_whole=True)


@pytest.mark.parametrize("answer", [[], {"posts": 10**30}, {}])
def test_what_makes_no_sense_is_no_number(serve: Serve, answer: Any) -> None:
    with pytest.raises(NetworkError):
        ask(Script(searchPosts=[answer]).on(serve))
