"""Names of the AT Protocol, by its own vectors: `NETWORK_SPECS` names the folder with them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sharing.networks.bluesky import identifiers as names

KINDS: dict[str, Callable[[str], Any]] = {
    "tid": names.is_tid,
    "recordkey": names.is_record_key,
    "handle": names.is_handle,
    "did": names.is_did,
    "datetime": names.read_moment,
}


def vectors(kind: str, verdict: str) -> list[str]:
    folder = os.environ.get("NETWORK_SPECS")
    if not folder:
        pytest.skip("NETWORK_SPECS names no folder with the networks' specifications")
    path = Path(folder) / "bluesky" / "interop" / "syntax.json"
    found: list[str] = json.loads(path.read_text())[kind][verdict]
    assert found
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_protocol_calls_valid_is_taken(kind: str) -> None:
    assert [text for text in vectors(kind, "valid") if not KINDS[kind](text)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_protocol_calls_invalid_is_refused(kind: str) -> None:
    assert [text for text in vectors(kind, "invalid") if KINDS[kind](text)] == []


@pytest.mark.parametrize("check", KINDS.values(), ids=KINDS)
def test_a_line_break_at_the_end_is_no_part_of_a_name(check) -> None:
    for text in ("3jzfcijpj2z2a", "ann.example", "did:plc:abc", "1985-04-12T23:20:50.123Z"):
        assert not check(f"{text}\n")


AT = datetime(2026, 11, 26, 9, 30, 15, 123456, tzinfo=UTC)


def test_a_timestamp_identifier_gives_its_moment_back() -> None:
    tid = names.make_tid(AT, 1023)
    assert names.is_tid(tid)
    assert names.read_tid(tid) == (AT, 1023)


def test_timestamp_identifiers_sort_by_time_and_then_by_clock() -> None:
    later = AT.replace(microsecond=123457)
    made = [names.make_tid(AT, 0), names.make_tid(AT, 1), names.make_tid(later, 0)]
    assert made == sorted(made)
    assert len(set(made)) == 3


def test_a_known_timestamp_identifier_is_read() -> None:
    moment, clock_id = names.read_tid("3jzfcijpj2z2a")
    assert moment == datetime(2023, 6, 30, 15, 3, 1, 887007, tzinfo=UTC)
    assert names.make_tid(moment, clock_id) == "3jzfcijpj2z2a"


@pytest.mark.parametrize("text", ["", "3jzfcijpj2z21", "kjzfcijpj2z2a"])
def test_what_is_no_timestamp_identifier_can_not_be_read(text: str) -> None:
    with pytest.raises(ValueError, match="timestamp"):
        names.read_tid(text)


def test_a_moment_is_written_in_utc_with_milliseconds() -> None:
    assert names.write_moment(AT) == "2026-11-26T09:30:15.123Z"
    assert names.write_moment(AT.replace(microsecond=0)) == "2026-11-26T09:30:15.000Z"
    written = datetime.fromisoformat("2026-11-26T10:30:15.5+01:00")
    assert names.write_moment(written) == "2026-11-26T09:30:15.500Z"


@pytest.mark.parametrize("found", [None, 5, "2026-02-30T00:00:00Z", "2026-11-26T24:00:00.1Z"])
def test_what_is_no_moment_is_none(found) -> None:
    assert names.read_moment(found) is None


@pytest.mark.parametrize(
    "uri",
    ["", "at://did:plc:a", "at://did:plc:a/app.bsky.feed.post/", "at://ann.example/a.b.c/x",
     "https://did:plc:a/app.bsky.feed.post/x", "at://did:plc:a/app.bsky.feed.post/x/y"],
)  # fmt: skip
def test_other_addresses_name_no_record(uri: str) -> None:
    assert names.read_uri(uri) is None


def test_a_record_address_is_read_as_it_was_written() -> None:
    uri = names.write_uri("did:plc:a", "app.bsky.feed.post", "3jzfcijpj2z2a")
    assert uri == "at://did:plc:a/app.bsky.feed.post/3jzfcijpj2z2a"
    assert names.read_uri(uri) == ("did:plc:a", "app.bsky.feed.post", "3jzfcijpj2z2a")
