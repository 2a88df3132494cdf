"""Which addresses are the public internet, and how names become addresses."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from outbound.errors import Refused, Unresolvable

Resolver = Callable[[str, int], Sequence[str]]
"""Host and port to addresses, best first; raises OSError when there are none."""

# Not (or not in every supported Python) known to `ipaddress` as special.
# https://www.iana.org/assignments/iana-ipv4-special-registry, read 2026-11-22.
_SHUT = [
    ip_network(text)
    for text in ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "240.0.0.0/4", "3fff::/20")
]
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether anybody on the internet could be meant: global, unicast, hiding no other address."""
    if isinstance(address, IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return is_public(inner)
        if address not in _GLOBAL_UNICAST or address.teredo is not None:
            return False
    shut = any(address.version == net.version and address in net for net in _SHUT)
    return address.is_global and not (address.is_multicast or address.is_reserved or shut)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """Find the IPv4 address that a router on the way would really be talking to."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the operating system, which bounds the time itself."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolve(
    host: str, port: int, *, resolver: Resolver, may_be_private: bool
) -> list[IPv4Address | IPv6Address]:
    """Resolve once; the caller connects to these addresses and never to the name.

    Raises Unresolvable, and Refused when even one of the addresses is not public: a name that
    points inside and outside at once is an attack or a mistake.
    """
    try:
        addresses = [ip_address(text) for text in resolver(host, port)]
    except (OSError, ValueError) as error:  # ValueError: labels too long, not encodable
        raise Unresolvable(f"{host}: the name could not be resolved") from error
    if not addresses:
        raise Unresolvable(f"{host}: the name has no address")
    if not may_be_private and not all(map(is_public, addresses)):
        raise Refused(f"{host}: the name leads to an address that is not public")
    return addresses
