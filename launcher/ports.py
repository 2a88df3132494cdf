"""The three TCP ports of a development run. Another is never chosen silently."""

from __future__ import annotations

import argparse
import os
import socket
from dataclasses import dataclass

from launcher.console import Trouble

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Ports:
    """Where the product, the playground and its mail catcher answer, on loopback only."""

    web: int = 8000
    playground: int = 8090
    smtp: int = 1025

    @property
    def address(self) -> str:
        """The product's address as a person types it."""
        return f"http://localhost:{self.web}"

    @property
    def playground_address(self) -> str:
        """The playground's address, which the product calls too."""
        return f"http://localhost:{self.playground}"

    def settings(self) -> dict[str, str]:
        """Return what the product must know of them; the playground may be called, nothing else."""
        return {
            "BASE_URL": self.address,
            "PLAYGROUND_URL": self.playground_address,
            "OUTBOUND_ALLOW": f"localhost:{self.playground},{LOOPBACK}:{self.playground}",
            "EMAIL_URL": f"smtp://localhost:{self.smtp}",
            # The playground takes any keys once the demonstration has registered them there.
            "X_CLIENT_ID": "advocacy-x",
            "X_CLIENT_SECRET": "playground",
            "X_API_HOST": f"localhost:{self.playground}",
            "LINKEDIN_API_HOST": f"localhost:{self.playground}",
            "LINKEDIN_CLIENT_ID": "advocacy-here",
            "LINKEDIN_CLIENT_SECRET": "only-for-development",
        }

    def check_free(self) -> None:
        """Raise Trouble, naming the option to use, when a port is taken."""
        options = {"--port": self.web, "--playground-port": self.playground}
        for option, port in {**options, "--smtp-port": self.smtp}.items():
            reason = _refusal(port)
            if reason:
                raise Trouble(
                    f"Port {port} {reason}: end the program that uses it, "
                    f"or choose another with `./dev run {option} {port + 1}`."
                )


def read_ports(arguments: list[str]) -> Ports:
    """Read the options of `./dev run`; PORT, PLAYGROUND_PORT and SMTP_PORT are their defaults."""
    parser = argparse.ArgumentParser(prog="./dev run", allow_abbrev=False)
    usual = Ports()
    for option, port in (
        ("--port", usual.web),
        ("--playground-port", usual.playground),
        ("--smtp-port", usual.smtp),
    ):
        name = option[2:].replace("-", "_")
        parser.add_argument(option, type=int, default=os.environ.get(name.upper()) or port)
    chosen = parser.parse_args(arguments)
    ports = Ports(chosen.port, chosen.playground_port, chosen.smtp_port)
    numbers = (ports.web, ports.playground, ports.smtp)
    if len(set(numbers)) != len(numbers) or not all(0 < number < 2**16 for number in numbers):
        raise Trouble(f"The ports must be three different numbers below 65536, not {numbers}.")
    return ports


def _refusal(port: int) -> str | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError:
            return "is reserved for root"
        except OSError:
            return "is taken"
    return None
