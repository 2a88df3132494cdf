"""Events for people: what each is called, when it is sent and what it looks like."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tenants.webhooks.emitting import body_of
from tenants.webhooks.events import EVENTS, WebhookEvent


@dataclass(frozen=True)
class ShownEvent:
    """One type of event, for the page and for the docs."""

    kind: str
    label: str
    says: str | Promise
    example: str


def shown_events() -> list[ShownEvent]:
    """Return every type with an example of its whole body."""
    return [
        ShownEvent(kind, event_label(kind), event.says, pretty(example_of(kind)))
        for kind, event in EVENTS.items()
    ]


def event_label(kind: str) -> str:
    """Return what a type is called; the test has no type to subscribe to."""
    return str(WebhookEvent(kind).label) if kind in WebhookEvent.values else _("Test")


def example_of(kind: str) -> dict[str, Any]:
    """Return an example of a whole payload."""
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, kind)),
        "type": kind,
        "created_at": "2026-11-26T18:00:00Z",
        "organization": "acme",
        "data": dict(EVENTS[kind].example),
    }


def pretty(payload: Mapping[str, Any]) -> str:
    """Return a payload to read: the fields as they are sent, one a line."""
    return body_of(payload, indent=2)
