"""What static files say beside themselves: as little as will do, for a page has sixty of them."""

from __future__ import annotations

from wsgiref.headers import Headers


def shut_file(headers: Headers, path: str, url: str) -> None:
    """Let a file that is opened by itself, as a drawing can be, load and run nothing."""
    del path, url
    headers["Content-Security-Policy"] = "default-src 'none'"
