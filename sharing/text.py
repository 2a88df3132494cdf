"""From a member's words to the exact text that is sent."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings

from sharing.models.clicks import CODE_LENGTH

PLACE = "{link}"


def short_address(code: str) -> str:
    """Return the public address of a short link."""
    return f"{settings.BASE_URL}/s/{code}"


def sample_address() -> str:
    """Return an address of exactly the length a short link will have, for previews and counts."""
    return short_address("x" * CODE_LENGTH)


def compose_text(words: str, address: str) -> str:
    """Return the words with the link in its place: where `{link}` stands, else below."""
    words = words.strip()
    if PLACE in words:
        first, *rest = words.split(PLACE)
        return first + address + "".join(rest)
    return f"{words}\n\n{address}" if words else address


def tagged(url: str, *, network: str) -> str:
    """Return the post's address with UTM tags; tags that are there already are kept as they are."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    present = {name for name, _ in query}
    ours = {"utm_source": network, "utm_medium": "social", "utm_campaign": "advocacy"}
    query += [(name, value) for name, value in ours.items() if name not in present]
    return urlunsplit(parts._replace(query=urlencode(query)))
