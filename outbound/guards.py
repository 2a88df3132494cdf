"""Objections that upper layers may register, so that this package needs to import none of them."""

from __future__ import annotations

from collections.abc import Callable

Guard = Callable[[], None]

_guards: list[Guard] = []


def guard(check: Guard) -> Guard:
    """Register `check`, called before every request; it raises when nothing may be sent now.

    What it raises reaches the caller unchanged. Registering twice counts once; usable as decorator.
    """
    if check not in _guards:
        _guards.append(check)
    return check


def unguard(check: Guard) -> None:
    """Take a registered guard back."""
    _guards.remove(check)


def ask_guards() -> None:
    """Give every registered guard the chance to object."""
    for check in _guards:
        check()
