"""What the launcher says, and the one kind of failure it words for people."""

from __future__ import annotations

import os
import sys

COLOURS = (36, 32, 33, 35, 34, 31)


class Trouble(Exception):
    """Something the person at the keyboard can put right; its message is one clear sentence."""


def say(text: str) -> None:
    """Print a line at once. A closed output (`./dev run | head`) must not break an ordered stop."""
    try:
        print(text, flush=True)
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def label(name: str, index: int) -> str:
    """The prefix of a process's lines, coloured on a terminal only."""
    text = f"{name:<10} │ "
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\x1b[{COLOURS[index % len(COLOURS)]}m{text}\x1b[0m"
