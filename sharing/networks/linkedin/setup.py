"""What the operator sets up once: our app at LinkedIn, and what LinkedIn lets it do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import outbound

API_VERSION = "202607"
"""What this was written against; LinkedIn takes a version for about a year."""


@dataclass(frozen=True)
class SetUp:
    """Our app at LinkedIn; without id and secret the network is hidden.

    `www` is where members consent and posts live, `api` where calls go. `has_analytics` says that
    LinkedIn approved the app for members' analytics: asked of any other, every consent fails.
    """

    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    version: str = API_VERSION
    api: str = "api.linkedin.com"
    www: str = "www.linkedin.com"
    has_analytics: bool = False

    @property
    def is_complete(self) -> bool:
        """Tell whether members can be asked for consent."""
        return bool(self.client_id and self.client_secret)

    def api_url(self, path: str) -> str:
        """Return the address of a call."""
        return outbound.origin(self.api) + path

    def www_url(self, path: str) -> str:
        """Return the address of a page, or of a call for tokens."""
        return outbound.origin(self.www) + path


Reads = Callable[[], SetUp]
"""How a network learns its set-up: when it is used, not when it is made."""
