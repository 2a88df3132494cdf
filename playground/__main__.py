"""``python -m playground``: start the pretend network from the command line."""

from __future__ import annotations

import argparse
import sqlite3
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from playground.server import Address, run
from playground.store import Store
from playground.world import build


def main(arguments: list[str] | None = None) -> int:
    """Run until stopped; returns the exit code, 1 when it could not start."""
    options = _options(arguments)
    try:
        web = Address(options.host, options.port).bind()
        mail = Address(options.host, options.smtp_port).bind()
    except OSError as error:
        return _sorry(
            f"The playground cannot listen on {options.host}, ports {options.port} (web) and"
            f" {options.smtp_port} (mail): {error.strerror}. Stop what uses them, or choose others"
            " with --port and --smtp-port."
        )
    try:
        store = Store(options.state)
    except (OSError, sqlite3.Error) as error:
        return _sorry(f"The playground cannot keep its ledger in {options.state}: {error}.")
    host = f"[{options.host}]" if ":" in options.host else options.host
    line = (
        f"Playground ready on http://{host}:{web.getsockname()[1]}/"
        f" (mail on {host}:{mail.getsockname()[1]})"
    )
    run(build(store, _clock, options.public_url), web, mail, lambda: _say(line))
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="playground", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090, help="web; 0 takes a free one")
    parser.add_argument("--smtp-port", type=int, default=1025, help="mail; 0 takes a free one")
    parser.add_argument("--state", type=Path, default=Path("var/playground.sqlite3"))
    parser.add_argument("--public-url", default="", help="the address browsers use, if another")
    return parser.parse_args(arguments)


def _clock() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _sorry(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
