"""Telling an organization's own systems what happens: one call in a service, one row a receiver."""

from __future__ import annotations

from tenants.webhooks.emitting import emit, emit_all
from tenants.webhooks.events import EVENTS, EventType, WebhookEvent

__all__ = ["EVENTS", "EventType", "WebhookEvent", "emit", "emit_all"]
