"""`manage.py webhooks` writes what every event tells, from the events themselves."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from tenants.webhooks.events import EVENTS
from tenants.webhooks.showing import shown_events

PATH = settings.ROOT / "docs" / "webhooks.md"
MARK = "<!-- Below: written by `manage.py webhooks`; don't edit it by hand. -->\n"


def document() -> str:
    """Return the page: its text as it stands, then the events as they are now."""
    head = PATH.read_text(encoding="utf-8").partition(MARK)[0]
    with translation.override("en"):
        return head + MARK + "".join(_section(shown.kind) for shown in shown_events())


def _section(kind: str) -> str:
    shown = next(event for event in shown_events() if event.kind == kind)
    fields = ", ".join(f"`{name}`" for name in EVENTS[kind].fields)
    schema = json.dumps(EVENTS[kind].data_schema)
    return (
        f"\n### `{kind}`\n\n{shown.says} `data` holds {fields}.\n\n"
        f"```json\n{shown.example}\n```\n\n"
        f"JSON schema of `data`:\n\n```json\n{schema}\n```\n"
    )


class Command(BaseCommand):
    """Keep the page equal to the code; a test compares."""

    help = "Write the events in docs/webhooks.md from the code."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the page."""
        PATH.write_text(document(), encoding="utf-8")
        self.stdout.write(f"Wrote {PATH.name}.")
