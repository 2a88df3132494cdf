"""`manage.py networks`: how networks are doing, pausing one, letting it go on."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sharing.network_states import NetworkState, network_states
from sharing.services.operating import pause_network, try_network

BY = "manage.py"


class Command(BaseCommand):
    """The same as the page for operators, for those at a shell."""

    help = (
        "Shows how networks are doing. `pause NETWORK --why …` lets nothing go there, `try NETWORK`"
        " ends a pause and has one share try what is broken. Times are UTC."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take an act and a network, or neither."""
        parser.add_argument("act", nargs="?", choices=["show", "pause", "try"], default="show")
        parser.add_argument("network", nargs="?", default="")
        parser.add_argument("--why", default="", help="for everybody whose shares wait")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, then show how things are."""
        key, now = options["network"], timezone.now()
        try:
            if options["act"] == "pause":
                pause_network(network_key=key, why=options["why"], by=BY, now=now)
            elif options["act"] == "try":
                woken = try_network(network_key=key, by=BY, now=now)
                self.stdout.write(f"Woke {woken} shares.")
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        for state in network_states(now=now):
            self.stdout.write(_line(state))


def _line(state: NetworkState) -> str:
    parts = [f"{state.label} {state.host}".strip(), state.passage]
    if state.since and not state.is_free:
        parts.append(f"since {state.since:%Y-%m-%d %H:%M}")
    if state.until:
        parts.append(f"tries at {state.until:%H:%M:%S}")
    if state.shut_until:
        parts.append(f"limit used up until {state.shut_until:%Y-%m-%d %H:%M}")
    if state.allowed is not None:
        parts.append(f"{state.remaining} of {state.allowed} calls left")
    return "  ".join([*parts, state.problem] if state.problem else parts)
