"""Posts with a hashtag, as a server of Mastodon gives them, whatever its ids are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sharing.networks.mastodon import Mastodon
from sharing.networks.tagged import TagCount
from tests.networks.bluesky_script import Script
from tests.outbound.conftest import Serve

SINCE = datetime(2026, 11, 20, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=1)


def post(hour: float, key: str = "") -> dict[str, Any]:
    at = SINCE + timedelta(hours=hour)
    return {"id": key or str(int(at.timestamp() * 1000) << 16), "created_at": at.isoformat()}


def ask(script: Script) -> TagCount:
    return Mastodon().count_tag(script.grant(), "Roof", since=SINCE, until=UNTIL)


def cursors(script: Script) -> list[str]:
    return [asked.params.get("max_id", [""])[0] for asked in script.asked]


def test_a_busy_tag_is_read_from_the_days_end(serve: Serve) -> None:
    pages = [[post(40), post(39)], [post(23), post(2)], [post(-1)]]
    script = Script(Roof=pages).on(serve)
    assert ask(script) == TagCount(2, is_whole=True)
    end = int((UNTIL + timedelta(minutes=1)).timestamp() * 1000) << 16
    assert cursors(script) == ["", str(end), post(2)["id"]]


def test_ids_that_tell_no_moment_are_read_one_page_after_the_other(serve: Serve) -> None:
    for one, other in (("900", "899"), ("01JD0", "01JCZ"), ("A" * 18, "B" * 18), ("9" * 900, "8")):
        script = Script(Roof=[[post(40, one), post(39, other)], [post(23, "7")], []]).on(serve)
        assert ask(script) == TagCount(1, is_whole=True)
        assert cursors(script) == ["", other, "7"]


def test_a_page_that_reaches_the_day_goes_on_where_it_ends(serve: Serve) -> None:
    script = Script(Roof=[[post(40), post(23)], [post(-1)]]).on(serve)
    assert ask(script) == TagCount(1, is_whole=True)
    assert cursors(script) == ["", post(23)["id"]]
