"""From what a member types to the host of a server."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

import outbound

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_LAST_LABEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
_INSIDE = {
    *("arpa", "corp", "home", "i2p", "internal", "intranet", "invalid", "lan", "local"),
    *("localdomain", "localhost", "onion", "private"),
}
_LONGEST = 253


def host_from(typed: str) -> str:
    """Read the host out of `@ann@social.example`, a profile's address or a bare host.

    A port is kept only for `host:port` on the operator's allow list; IP addresses likewise.
    Raises ValidationError: "empty", "unreadable", "ip", "single_label", "private", "port".
    """
    authority = _authority(typed.strip())
    if outbound.is_allowed(authority):
        return authority
    host, colon, port = authority.partition(":")
    host = host.removesuffix(".")
    _refuse_addresses(authority, host)
    if colon and port != "443":
        raise ValidationError(
            _("Leave out the port: we only connect to servers in their usual place."), code="port"
        )
    _refuse_names(host)
    return host


def _authority(typed: str) -> str:
    """Cut away what stands around the host: scheme, path, and the name before the last @."""
    if not typed.strip("@/ "):
        raise ValidationError(
            _("Enter your server, for example social.example or @you@social.example."), code="empty"
        )
    if len(typed.split()) > 1:  # urlsplit would glue a line break's two sides together
        raise _unreadable()
    rest = typed.partition("://")[2] if "://" in typed else typed.removeprefix("acct:")
    try:
        authority = urlsplit(f"//{rest}").netloc
        user, at, authority = authority.rpartition("@")
        if at and ":" in user:  # a password: not something to guess about
            raise _unreadable()
        if authority.startswith("["):
            return authority.lower()
        host, colon, port = authority.partition(":")
        ascii_host = idna.encode(host, uts46=True).decode() if not host.isascii() else host
    except ValueError:  # idna's errors, and brackets that do not match
        raise _unreadable() from None
    return f"{ascii_host}{colon}{port}".lower()


def _refuse_addresses(authority: str, host: str) -> None:
    """Refuse whatever a resolver would take as a number: dotted, decimal, hexadecimal, IPv6."""
    last = host.rpartition(".")[2]
    if authority.count(":") > 1 or re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last):
        raise ValidationError(
            _("Enter the server's name, for example social.example, not its number."), code="ip"
        )


def _refuse_names(host: str) -> None:
    labels = host.split(".")
    if not all(map(_LABEL.fullmatch, labels)) or len(host) > _LONGEST:
        raise _unreadable()
    if labels[-1] in _INSIDE:
        raise ValidationError(
            _("“%(host)s” is a private name: other servers can't be reached by it."),
            code="private",
            params={"host": host},
        )
    if len(labels) == 1:
        raise ValidationError(
            _("“%(host)s” is not a whole server name. It needs an ending, like social.example."),
            code="single_label",
            params={"host": host},
        )
    if not _LAST_LABEL.fullmatch(labels[-1]):
        raise _unreadable()


def _unreadable() -> ValidationError:
    return ValidationError(
        _("We can't read a server in that. Try the part after the last @ of your address."),
        code="unreadable",
    )
