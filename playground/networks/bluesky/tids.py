"""Timestamp identifiers. Source: https://atproto.com/specs/tid, read 2026-08-20."""

from __future__ import annotations

import re

from playground.ids import next_id
from playground.world import world

TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"


def new_tid() -> str:
    """A new one: it is now, and never the same twice."""
    millis = int(next_id(world().now())) >> 16
    number = (millis * 1000) << 10 | int(next_id(world().now())) % 1024
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))
