"""From a member's words to the exact text that is sent."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.encoding import iri_to_uri

from sharing.models.clicks import ALPHABET, CODE_LENGTH
from tenants.models import Member, Organization

PLACE = "{link}"


def short_address(code: str, host: str) -> str:
    """Return the public address of a short link, at the organization's own `host` if it has one."""
    return f"https://{host}/s/{code}" if host else f"{settings.BASE_URL}/s/{code}"


def code_for(*, member: Member, key: uuid.UUID, place: str) -> str:
    """Return the code of the link that a click will make: the composer shows the very address.

    Sealed with our key, so that nobody can choose or guess one: about 60 bits of it.
    """
    named = f"{member.organization_id}:{member.pk}:{key}:{place}"
    number = int.from_bytes(salted_hmac("sharing.link", named, algorithm="sha256").digest())
    code = ""
    for _ in range(CODE_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        code += ALPHABET[digit]
    return code


def compose_text(words: str, address: str) -> str:
    """Return the words with the link in its place: where `{link}` stands, else below.

    Of a post without a link, the words alone (`address=""`).
    """
    words = words.strip()
    if not address:
        return words.replace(PLACE, "").strip()
    if PLACE in words:
        first, *rest = words.split(PLACE)
        return first + address + "".join(rest)
    return f"{words}\n\n{address}" if words else address


UTM = {"utm_source": "{network}", "utm_medium": "social", "utm_campaign": "advocacy"}
"""The tags of organizations that have not chosen their own."""


def tags_of(organization: Organization, *, network: str) -> dict[str, str]:
    """Return the UTM tags of an organization's links to a network."""
    chosen = {name: getattr(organization, name) or usual for name, usual in UTM.items()}
    return {name: text.replace("{network}", network) for name, text in chosen.items()}


def tagged(url: str, *, tags: Mapping[str, str]) -> str:
    """Return the post's address with UTM tags; tags that are there already are kept as they are."""
    parts = urlsplit(url)
    present = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    missing = urlencode({name: value for name, value in tags.items() if name not in present})
    # What is there stays as it is, to the letter: signed addresses break when rewritten.
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, missing]))))


def web_address(url: str) -> str:
    """Return an address a network gave us if a page may link to it, else ""."""
    return url if url.startswith(("https://", "http://")) else ""


def as_uri(url: str) -> str:
    """Return an address in ASCII, as a header needs it; what is encoded already stays."""
    parts = urlsplit(url)
    try:
        host = parts.netloc.encode("idna").decode()
    except UnicodeError:
        host = parts.netloc
    return iri_to_uri(urlunsplit(parts._replace(netloc=host)))
