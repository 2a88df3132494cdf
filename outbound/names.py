"""Looking up what stands in a domain's records, as guarded as every other call."""

from __future__ import annotations

import dns.exception
import dns.nameserver
import dns.resolver

from outbound.errors import Unresolvable
from outbound.guards import ask_guards

PORT = 53
TIMEOUT_S = 5.0


def txt_records(name: str, *, servers: list[str], timeout_s: float = TIMEOUT_S) -> list[str]:
    """Return the TXT records of a name, none when it has none or does not exist.

    `servers` are `address` or `address:port` of resolvers; empty for the machine's own. Raises
    Unresolvable when nobody answers in time, or not for sure.
    """
    ask_guards()
    resolver = dns.resolver.Resolver(configure=not servers)
    if servers:
        resolver.nameservers = [_nameserver(server) for server in servers]
    try:
        answer = resolver.resolve(name, "TXT", lifetime=timeout_s, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError, ValueError) as error:
        raise Unresolvable(str(error)) from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _nameserver(server: str) -> dns.nameserver.Nameserver:
    """Return what `10.0.0.2`, `10.0.0.2:5300` or `[fd00::2]:5300` means."""
    host, colon, port = server.rpartition(":")
    if colon and (host.startswith("[") or ":" not in host):
        return dns.nameserver.Do53Nameserver(host.strip("[]"), int(port))
    return dns.nameserver.Do53Nameserver(server.strip("[]"), PORT)
