"""Doing something in the middle of the engine's work: at a step that it logs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class _Watcher(logging.Handler):
    def __init__(self, step: str, act: Callable[[], object]) -> None:
        super().__init__()
        self._step, self._act, self._is_done = step, act, False

    def emit(self, record: logging.LogRecord) -> None:
        said = record.msg if isinstance(record.msg, dict) else {}
        if said.get("step") == self._step and not self._is_done:
            self._is_done = True
            self._act()


@contextmanager
def at_step(step: str, act: Callable[[], object]) -> Iterator[None]:
    """Do something once, when a share first comes to a step; the engine goes on afterwards."""
    logger, watcher = logging.getLogger("sharing.publishing"), _Watcher(step, act)
    logger.addHandler(watcher)
    try:
        yield
    finally:
        logger.removeHandler(watcher)
