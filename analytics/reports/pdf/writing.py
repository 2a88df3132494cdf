"""Writing a dashboard out as a PDF, in a process of its own that is bounded in time and memory."""

from __future__ import annotations

import json
import subprocess
import sys

from django.conf import settings

from analytics.reports.book import Book
from analytics.reports.pdf.page import tell_page

TIMEOUT_S = 30
MOST_BYTES = 5_000_000
SAID = 500


class NotSet(Exception):
    """A PDF that could not be made within its bounds; it tells the process's last words."""


def book_pdf(book: Book) -> bytes:
    """Return a book as a PDF for paper and screens, from right to left where one reads so.

    Raises NotSet.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "analytics.reports.pdf.child"],
            cwd=settings.ROOT,
            env={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "RAYON_NUM_THREADS": "1"},
            input=json.dumps(tell_page(book)).encode(),
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise NotSet(f"took more than {TIMEOUT_S} s") from slow
    except OSError as failed:
        raise NotSet(f"did not start: {failed}") from failed
    if done.returncode != 0 or not 0 < len(done.stdout) <= MOST_BYTES:
        last = done.stderr[-SAID:].decode(errors="replace")
        raise NotSet(f"exit {done.returncode}, {len(done.stdout)} bytes: {last}")
    return done.stdout
