"""The playground behind the face of a Bluesky server."""

from __future__ import annotations

from typing import Any

import requests

from tests.networks.bluesky_software import BlueskyAccount
from tests.playground.bluesky import Bluesky as Client
from tests.playground.server import Playground


class PlaygroundBluesky:
    """Accounts, records and faults, by the names of the methods. Faults strike once."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        self._made = 0

    @property
    def host(self) -> str:
        return self.playground.host

    def account(self, name: str = "ada") -> BlueskyAccount:
        """Make somebody with an app password."""
        self._made += 1
        who = Client(self.playground, f"{name}_{self._made}")
        return BlueskyAccount(who.did, who.handle, self.host, who.password, who.access)

    def records(self, did: str) -> list[Any]:
        """Return the records of the posts that are there: `uri` and `value` of each."""
        url = f"{self.playground.url}/xrpc/com.atproto.repo.listRecords"
        params = {"repo": did, "collection": "app.bsky.feed.post", "limit": "100"}
        return requests.get(url, params=params, timeout=10).json()["records"]

    def calls(self, nsid: str) -> int:
        """How often this was asked of the server."""
        seen = self.playground.ledger()["requests"]
        return sum(one["route"] == _route(nsid) for one in seen)

    def react(self, uri: str) -> None:
        """Like, repost and answer a post once each, as somebody else."""
        for act in (self.playground.favourite, self.playground.reblog, self.playground.reply):
            act(uri, "grace")

    def refuse(self, nsid: str, status: int, name: str = "") -> None:
        """Answer with an error instead of acting."""
        body = {"error": name, "message": "No"} if name else None
        self.playground.fault(_route(nsid), "refuse", status=status, body=body)

    def limit(self, nsid: str) -> None:
        """Answer 429, with the end of the limit in five minutes."""
        self.playground.fault(_route(nsid), "rate_limit", reset_in_s=300)

    def truncate(self, nsid: str) -> None:
        """Act, and answer 200 with half of the JSON."""
        self.playground.fault(_route(nsid), "truncate")

    def hang(self, nsid: str) -> None:
        """Answer nothing for longer than anybody waits."""
        self.playground.fault(_route(nsid), "hang", seconds=2)

    def hang_up(self, nsid: str) -> None:
        """Close the connection before the call is acted upon."""
        self.playground.fault(_route(nsid), "cut_before")

    def calm(self) -> None:
        """Behave again."""
        self.playground.clear_faults()


def _route(nsid: str) -> str:
    return f"bluesky.{'.'.join(nsid.split('.')[-2:])}"
