"""A plain client of Bluesky's XRPC, written from its documentation."""

from __future__ import annotations

from typing import Any

import requests

from tests.playground.server import Playground

POST = "app.bsky.feed.post"
KEY = "3kznmn7xqxl22"


class Bluesky:
    """Somebody signed in with an app password."""

    def __init__(self, playground: Playground, username: str = "nora") -> None:
        self.url = playground.url
        playground.account(username)
        known = playground.app_password(username)
        self.did, self.handle, self.password = known["did"], known["handle"], known["app_password"]
        words = {"identifier": self.handle, "password": self.password}
        self.session = self.act("com.atproto.server.createSession", words, token="").json()

    @property
    def access(self) -> str:
        return str(self.session["accessJwt"])

    @property
    def refresh(self) -> str:
        return str(self.session["refreshJwt"])

    def act(
        self, nsid: str, body: Any = None, *, token: str | None = None, **values: Any
    ) -> requests.Response:
        """Call a procedure, signed in unless another token is named ("" for none)."""
        return self._call("POST", nsid, token, json=body, **values)

    def ask(self, nsid: str, *, token: str | None = None, **params: Any) -> requests.Response:
        """Call a query."""
        return self._call("GET", nsid, token, params=params)

    def put(self, record: Any = None, rkey: str = KEY, **values: Any) -> requests.Response:
        """Write a post that must not be there with other contents."""
        place = {"repo": self.did, "collection": POST, "rkey": rkey, "swapRecord": None}
        words = place | {"record": record or post()} | values
        return self.act("com.atproto.repo.putRecord", words)

    def upload(self, data: bytes, mime: str = "image/jpeg") -> Any:
        """Upload a file; returns the blob."""
        answer = self._call(
            "POST", "com.atproto.repo.uploadBlob", None, data=data, headers={"Content-Type": mime}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["blob"]

    def _call(self, method: str, nsid: str, token: str | None, **values: Any) -> requests.Response:
        wanted = self.access if token is None else token
        headers = values.pop("headers", {}) | (
            {"Authorization": f"Bearer {wanted}"} if wanted else {}
        )
        url = f"{self.url}/xrpc/{nsid}"
        return requests.request(method, url, headers=headers, timeout=10, **values)


def post(text: str = "Two new roles in Leipzig", **fields: Any) -> dict[str, Any]:
    """A post's record."""
    made = {"$type": POST, "text": text, "createdAt": "2026-11-26T10:00:00.000Z"}
    return {**made, **fields}


def marked(text: str, part: str, **feature: str) -> dict[str, Any]:
    """A post in which one part is a facet."""
    start = text.encode().index(part.encode())
    index = {"byteStart": start, "byteEnd": start + len(part.encode())}
    kind = {"uri": "link", "tag": "tag", "did": "mention"}[next(iter(feature))]
    features = [{"$type": f"app.bsky.richtext.facet#{kind}", **feature}]
    return post(text, facets=[{"index": index, "features": features}])


def images(*blobs: Any, alt: str = "A red door") -> dict[str, Any]:
    """An embed of pictures."""
    shown = [{"image": blob, "alt": alt} for blob in blobs]
    return {"$type": "app.bsky.embed.images", "images": shown}


def external(**fields: Any) -> dict[str, Any]:
    """An embed of a link."""
    known = {"uri": "https://a.example/x", "title": "Jobs", "description": "Join us"}
    return {"$type": "app.bsky.embed.external", "external": known | fields}


def error(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]
