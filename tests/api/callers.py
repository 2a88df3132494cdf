"""Calling the API as a member: `Caller` holds a token and speaks JSON."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tenants.models import Member
from tenants.scope import tenant
from tenants.services.tokens import make_token
from tenants.token_scopes import Scope


class Caller:
    """A program with a member's token."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.client = Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        """Call an address below /api/v1/; headers with underscores for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {} if data is None else {"data": data, "content_type": "application/json"}
        return self.client.generic(
            method.upper(),
            f"/api/v1/{path}",
            headers={"Authorization": f"Bearer {self.text}", **named},
            **_packed(sent),
        )

    def get(self, path: str, **headers: str) -> Any:
        """Read; the answer has to be a good one."""
        response = self("GET", path, **headers)
        assert response.status_code == 200, response.content
        return response.json()

    def attach(self, name: str, content: bytes) -> Any:
        """Send a video or document as a form does."""
        return self.client.post(
            "/api/v1/attachments",
            {"attachment": SimpleUploadedFile(name, content)},
            headers={"Authorization": f"Bearer {self.text}"},
        )

    def keep(self, name: str, content: bytes) -> Any:
        """Send a file for the library as a form does."""
        return self.client.post(
            "/api/v1/library",
            {"file_of_library": SimpleUploadedFile(name, content)},
            headers={"Authorization": f"Bearer {self.text}"},
        )

    def illustrate(self, name: str, content: bytes) -> Any:
        """Send a picture for the guidelines as a form does."""
        return self.client.post(
            "/api/v1/policy/pictures",
            {"file": SimpleUploadedFile(name, content)},
            headers={"Authorization": f"Bearer {self.text}"},
        )

    def upload(self, name: str, content: bytes, **headers: str) -> Any:
        """Send a picture as a form does."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(
            "/api/v1/pictures",
            {"file": SimpleUploadedFile(name, content)},
            headers={"Authorization": f"Bearer {self.text}", **named},
        )


def _packed(sent: dict[str, Any]) -> dict[str, Any]:
    return {**sent, "data": json.dumps(sent["data"])} if sent else {}


def caller_of(member: Member, *scopes: Scope) -> Caller:
    """Return a program of a member's; without scopes it has all of them."""
    with tenant(member.organization_id):
        _token, text = make_token(
            member=member,
            name="Test",
            scopes=scopes or Scope.values,
            days=30,
            now=timezone.now(),
        )
    return Caller(text)
