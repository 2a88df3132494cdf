"""The worker's entry in these tests: the product's own, and a handler that kills at a step.

An order is a file `<step>-<share>` in the folder CRASH_ORDERS whose text names a signal. The process
that logs this step of this share takes the order (one process, once) and strikes itself.
"""

from __future__ import annotations

import logging
import os
import signal
from pathlib import Path

from celery.signals import worker_process_init

from advocacy.celery import app

__all__ = ["app"]

ORDERS = Path(os.environ["CRASH_ORDERS"])


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
    (ORDERS / f"pool.{os.getpid()}").write_text(str(os.getppid()))
