"""Faults on demand: what to do to which of the coming requests.

Kept in memory: a restarted playground behaves.
"""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

# Before the request is looked at, nothing is accepted; after it, the ledger has it.
BEFORE = ("refuse", "rate_limit", "error_before", "slow_before", "cut_before", "hang", "revoke")
AFTER = ("error_after", "slow_after", "cut_after", "truncate")


class BadFault(Exception):
    """A fault that does not exist or has the wrong shape; the message says which."""


@dataclass(frozen=True)
class Fault:
    """One fault.

    `route` is a pattern over route names (``mastodon.statuses.create``, ``*``); `times` how many
    requests it strikes, -1 for all; `username` limits it to one person; `seconds` how long to
    wait first (for `hang`: at most); `reset_in_s` when a 429 says the window ends.
    """

    id: int
    route: str
    action: str
    times: int = 1
    username: str | None = None
    status: int = 0
    body: Any = None
    seconds: float = 0.0
    reset_in_s: float = 60.0

    @property
    def is_before(self) -> bool:
        """Whether it strikes before anything is accepted."""
        return self.action in BEFORE


@dataclass
class _Armed:
    fault: Fault
    left: int
    struck: int = 0
    released: threading.Event = field(default_factory=threading.Event)


class Faults:
    """The faults in force."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._armed: list[_Armed] = []

    def add(self, values: dict[str, Any]) -> Fault:
        """Arm a fault.

        Raises `BadFault`.
        """
        fault = _checked(next(self._numbers), values)
        with self._lock:
            self._armed.append(_Armed(fault, fault.times))
        return fault

    def take(self, route: str, username: str | None) -> tuple[Fault, threading.Event] | None:
        """Take the first fault that fits this request, and what releases its waiting."""
        with self._lock:
            for armed in self._armed:
                if armed.left and _fits(armed.fault, route, username):
                    armed.left -= armed.left > 0
                    armed.struck += 1
                    return armed.fault, armed.released
        return None

    def all(self) -> list[dict[str, Any]]:
        """Every armed fault with how often it struck and how many times are left."""
        with self._lock:
            return [
                {**vars(armed.fault), "left": armed.left, "struck": armed.struck}
                for armed in self._armed
            ]

    def clear(self) -> None:
        """Disarm everything and let waiting requests go on."""
        with self._lock:
            armed, self._armed = self._armed, []
        for one in armed:
            one.released.set()


def _fits(fault: Fault, route: str, username: str | None) -> bool:
    if fault.username is not None and fault.username.casefold() != (username or "").casefold():
        return False
    return fnmatchcase(route, fault.route)


_TYPES: dict[str, tuple[type, ...]] = {
    "route": (str,),
    "action": (str,),
    "times": (int,),
    "username": (str, type(None)),
    "status": (int,),
    "body": (object,),
    "seconds": (int, float),
    "reset_in_s": (int, float),
}


def _checked(number: int, values: dict[str, Any]) -> Fault:
    for name, value in values.items():
        if name not in _TYPES or not isinstance(value, _TYPES[name]):
            raise BadFault(f"A fault has no {name} of {value!r}.")
    if "route" not in values or values.get("action") not in (*BEFORE, *AFTER):
        raise BadFault(f"A fault needs a route and an action: {', '.join((*BEFORE, *AFTER))}.")
    status = values.get("status", _USUAL_STATUS.get(values["action"], 0))
    return Fault(**{**values, "id": number, "status": status})


_USUAL_STATUS = {"refuse": 422, "rate_limit": 429, "error_before": 503, "error_after": 502}
