"""Ids as large networks make them: long, growing with time, never twice."""

from __future__ import annotations

import threading
from datetime import datetime

_lock = threading.Lock()
_last = 0


def next_id(now: datetime) -> str:
    """Return a new decimal id, greater than every earlier one of this process.

    Milliseconds shifted by 16 bits, as Mastodon does: more than 2^53, so that a client which
    reads ids as numbers is found out.
    """
    global _last  # noqa: PLW0603 - one counter for the process
    with _lock:
        _last = max(_last + 1, int(now.timestamp() * 1000) << 16)
        return str(_last)
