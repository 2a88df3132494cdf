"""Where LinkedIn is: one host for calls, one for people and tokens, and a version of the API."""

from __future__ import annotations

from dataclasses import dataclass

import outbound

API = "api.linkedin.com"
WWW = "www.linkedin.com"


@dataclass(frozen=True)
class Site:
    """LinkedIn as a grant or an app names it by its API's host; a stand-in is both hosts in one."""

    host: str
    version: str

    def api_url(self, path: str) -> str:
        """Return the address of a call."""
        return outbound.origin(self.host) + path

    def www_url(self, path: str) -> str:
        """Return the address of a page, or of a call for tokens."""
        return outbound.origin(WWW if self.host == API else self.host) + path
