"""A plain client of Mastodon's API, written from its documentation."""

from __future__ import annotations

from typing import Any

import requests


class Client:
    """Sends requests with one token, or none."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url = url
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **params: Any) -> requests.Response:
        return self.send("GET", path, params=params)

    def send(self, method: str, path: str, **values: Any) -> requests.Response:
        headers = self.headers | values.pop("headers", {})
        timeout = values.pop("timeout", 10)
        return requests.request(
            method, f"{self.url}{path}", headers=headers, timeout=timeout, **values
        )

    def post(self, text: str, key: str = "", timeout: float = 10, **fields: Any) -> Any:
        """Post a status; returns the response."""
        headers = {"Idempotency-Key": key} if key else {}
        body = {"status": text, **fields}
        return self.send("POST", "/api/v1/statuses", json=body, headers=headers, timeout=timeout)

    def posted(self, text: str, **fields: Any) -> str:
        """Post a status that must be accepted; returns its id."""
        answer = self.post(text, **fields)
        assert answer.status_code == 200, answer.text
        return answer.json()["id"]

    def upload(self, data: bytes, mime: str = "image/jpeg", **fields: str) -> requests.Response:
        """Upload a picture."""
        files = {"file": ("picture", data, mime)}
        return self.send("POST", "/api/v2/media", files=files, data=fields)
