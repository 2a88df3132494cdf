"""Where a URL leads, and whether its form alone is already refused."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from django.conf import settings

from outbound.addresses import is_public
from outbound.errors import Refused

_PORTS = {"https": 443, "http": 80}
_INSIDE = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "onion", "invalid")
"""Last parts of names that no public server has."""


@dataclass(frozen=True)
class Target:
    """One server: what is connected to and what the Host header says."""

    scheme: str
    host: str
    port: int
    is_allowed: bool
    """On the operator's allow list: may be private and plain http."""

    @property
    def authority(self) -> str:
        """Host header: the port only where it is not the scheme's own."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


def is_allowed(host: str) -> bool:
    """Whether `host:port` is on OUTBOUND_ALLOW, the only way to a private or plain-http server."""
    return host.lower() in {entry.lower() for entry in settings.OUTBOUND_ALLOW}


def origin(host: str) -> str:
    """Scheme and host of a server known by its host: plain http only when it is allow-listed."""
    return f"http://{host}" if is_allowed(host) else f"https://{host}"


def read_target(url: str) -> Target:
    """Take a URL apart. Raises Refused for anything but https without credentials to a host."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise Refused("the address can't be read") from error
    if parts.scheme not in _PORTS or not host:
        raise Refused("only web addresses can be called")
    if parts.username is not None or parts.password is not None:
        raise Refused(f"{host}: credentials in an address are not sent")
    named = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    allowed = is_allowed(named)
    if parts.scheme == "http" and not allowed:
        raise Refused(f"{host}: plain http is not used")
    return Target(parts.scheme, host, port, allowed)


def require_public_form(url: str) -> None:
    """Refuse, without asking any server, an address that can't be on the public internet.

    For addresses that are stored to be called later; the call checks where a name leads by then.
    Raises Refused, as `read_target` and for private addresses in every spelling, names of inner
    networks and names without a dot.
    """
    target = read_target(url)
    if target.is_allowed:
        return
    literal = _literal(target.host)
    if literal is not None:
        if not is_public(literal):
            raise Refused(f"{target.host}: the address is not public")
        return
    name = target.host.rstrip(".").lower()
    is_inside = any(name == last or name.endswith(f".{last}") for last in _INSIDE)
    if "." not in name or is_inside:
        raise Refused(f"{target.host}: the name is not one of the public internet")


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """Read an IP address as a resolver would: also 127.1, 0x7f000001 and 2130706433."""
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host.rstrip(".")))
    except (OSError, UnicodeEncodeError):
        return None
