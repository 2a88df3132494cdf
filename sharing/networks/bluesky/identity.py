"""Whose account it is and where it lives: from what a member types to the server to call.

A handle leads to a DID, the DID to a document that names the handle and the server (PDS); both
directions have to agree before anything secret is sent anywhere.
Source: atproto.com/specs/{handle,did}, read 2026-08-20.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

import outbound
from sharing.networks.base import Kind
from sharing.networks.bluesky.calls import Call, query, send
from sharing.networks.bluesky.errors import unclear
from sharing.networks.bluesky.identifiers import is_did, is_handle
from sharing.networks.wire import Answered

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_PROFILE = re.compile(r"(?:https?://)?[^/\s]+/profile/(?P<name>[^/?#\s]+)(?:[/?#].*)?")
_BARE = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,16}[a-z0-9])")
_USUAL = "bsky.social"
_ENTRYWAY = "bsky.social"
"""Signs in for the accounts of all of Bluesky's own servers."""


@dataclass(frozen=True)
class Home:
    """An account and the server it lives on. `did` is "" where only the server can tell."""

    host: str
    name: str
    did: str = ""


def read_name(typed: str, *, has_host: bool) -> str:
    """Read a handle (lower case) or DID out of a handle, a bare name or a profile's address.

    A bare name is one of bsky.social, unless a server is named too. Raises
    ValidationError("identifier").
    """
    name = _INVISIBLE.sub("", typed).strip()
    profile = _PROFILE.fullmatch(name)
    name = unquote(profile["name"]) if profile else name.removeprefix("at://").rstrip("/")
    name = name.removeprefix("@").removesuffix(".")
    if is_did(name) and name.startswith(("did:plc:", "did:web:")):
        return name
    name = name.lower()
    if is_handle(name):
        return name
    if _BARE.fullmatch(name) and not has_host:
        return f"{name}.{_USUAL}"
    if "@" in name:
        text = _("Enter your handle, for example ann.bsky.social, not an email address.")
    else:
        text = _("We can't read a handle in that. One looks like ann.bsky.social.")
    raise ValidationError(text, "identifier")


def read_host(typed: str) -> str:
    """Read a server's host, "" for none. Raises ValidationError("host")."""
    text = _INVISIBLE.sub("", typed).strip().lower()
    if not text:
        return ""
    host = (text.partition("://")[2] if "://" in text else text).partition("/")[0]
    if outbound.is_allowed(host):
        return host
    host = host.removesuffix(":443").removesuffix(".")
    if not is_handle(host):
        text = _("We can't read a server in that. Its name looks like pds.example.com.")
        raise ValidationError(text, "host")
    return host


def find_home(name: str, host: str, *, directory: str, appview: str) -> Home:
    """Find where an account lives. A server that our operator allow-listed is taken at its word.

    Raises ValidationError("identifier" or "host") and NetworkError.
    """
    if host and outbound.is_allowed(host):
        return Home(host, name)
    did = name if is_did(name) else _resolve(name, host or appview)
    document = _document(did, directory)
    if not is_did(name) and f"at://{name}" not in _also_known_as(document):
        text = _("%(name)s leads to an account that goes by another handle. Enter that one.")
        raise ValidationError(text, "identifier", {"name": name})
    home = _server(document)
    if host and host not in {home, _ENTRYWAY}:
        text = _("This account lives on %(home)s, not there. Leave the server out: we find it.")
        raise ValidationError(text, "host", {"home": home})
    return Home(home, name, did)


def _resolve(handle: str, host: str) -> str:
    did = resolve_handle(handle, host)
    if did is None:
        text = _("There is no account %(name)s. Check the spelling.")
        raise ValidationError(text, "identifier", {"name": handle})
    return did


def resolve_handle(handle: str, host: str, *, token: str = "") -> str | None:
    """Ask a server for the DID of a handle; None when it knows nobody by it."""
    asked = query(host, "com.atproto.identity.resolveHandle", ("handle", handle), token=token)
    try:
        found = send(asked)
    except Answered as error:
        if error.kind is not Kind.PERMANENT:
            raise
        return None
    did = found.get("did") if isinstance(found, dict) else None
    if not isinstance(did, str) or not is_did(did):
        raise unclear(host)
    return did


def _document(did: str, directory: str) -> dict[str, Any]:
    method, rest = did.split(":", 2)[1:]
    host, path = (directory, f"/{did}")
    if method == "web":
        host, path = unquote(rest).lower(), "/.well-known/did.json"
        if not _is_server(host):
            raise _unlisted()
    try:
        found = send(Call("GET", host, path))
    except Answered as error:
        if error.kind is not Kind.PERMANENT:
            raise
        raise _unlisted() from error
    if not isinstance(found, dict) or found.get("id") != did:
        raise unclear(host)
    return found


def _unlisted() -> ValidationError:
    return ValidationError(_("This account is not listed, or no longer."), "identifier")


def _also_known_as(document: dict[str, Any]) -> list[str]:
    names = document.get("alsoKnownAs")
    return [str(name).lower() for name in names] if isinstance(names, list) else []


def _server(document: dict[str, Any]) -> str:
    """Read the host of the account's server out of its document. Raises ValidationError."""
    services = document.get("service")
    for service in services if isinstance(services, list) else []:
        if isinstance(service, dict) and str(service.get("id")).endswith("#atproto_pds"):
            endpoint = service.get("serviceEndpoint")
            parts = urlsplit(endpoint if isinstance(endpoint, str) else "")
            host = parts.netloc.lower()
            if outbound.origin(host) == f"{parts.scheme}://{host}" and _is_server(host):
                return host
    text = _("This account names no server that we can connect to.")
    raise ValidationError(text, "identifier")


def _is_server(host: str) -> bool:
    return outbound.is_allowed(host) or is_handle(host)
