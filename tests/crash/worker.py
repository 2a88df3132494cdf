"""The worker's entry in these tests: the product's own, and a handler that kills at a step.

An order is a file `<step>-<share>` in the folder CRASH_ORDERS whose text names a signal. The
process that logs this step of this share takes the order (one process, once) and strikes itself.
"""

from __future__ import annotations

import logging
import os
import signal
from pathlib import Path

from celery.signals import worker_process_init, worker_ready

from advocacy.celery import app

__all__ = ["app"]

ORDERS = Path(os.environ["CRASH_ORDERS"])
app.conf.worker_lost_wait = 1.0  # Celery's ten seconds before it misses a dead process's task


class Strike(logging.Handler):
    """Carries out orders."""

    def emit(self, record: logging.LogRecord) -> None:
        line = record.msg
        if not isinstance(line, dict) or line.get("event") != "share.step":
            return
        order = ORDERS / f"{line['step']}-{line['share']}"
        struck = order.with_name(f"{order.name}.struck.{os.getpid()}")
        try:
            order.rename(struck)
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.Signals[struck.read_text()])


@worker_process_init.connect
def obey(**_: object) -> None:
    """Listen to our own lines, in each of the pool's processes, which tell their number."""
    logging.getLogger("sharing").addHandler(Strike())
    _tell("pool", str(os.getppid()))


@worker_ready.connect
def tell_ready(**_: object) -> None:
    """Tell that the worker consumes."""
    _tell("ready", "")


def _tell(what: str, text: str) -> None:
    half = ORDERS / f"half.{os.getpid()}"
    half.write_text(text)
    half.rename(ORDERS / f"{what}.{os.getpid()}")
