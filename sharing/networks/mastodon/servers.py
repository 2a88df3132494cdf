"""What a server says about itself: its scopes and its limits."""

from __future__ import annotations

from typing import Any

from sharing.networks.base import (
    Kind,
    Limits,
    NetworkError,
)
from sharing.networks.mastodon.calls import Call, send
from sharing.networks.mastodon.errors import not_mastodon
from sharing.networks.wire import Answered

_CHARACTERS = 500
_CHARACTERS_PER_URL = 23
# What servers that don't say take at least (Mastodon before 3.4.2).
_PICTURES = 4
_PICTURE_BYTES = 8 * 1024 * 1024
_PICTURE_PIXELS = 16_777_216
_MP4 = "video/mp4"
_ALT_CHARACTERS = 1500


def choose_scopes(host: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Pick the narrowest scopes this server knows (`scopes_supported`, Mastodon 4.3 and later).

    `profile` replaces `read:accounts` where it exists; servers with broad scopes alone are asked
    for those; servers that say nothing get the granular ones every Mastodon since 2.4.3 knows.
    """
    known = _scopes_supported(host)
    if not known:
        return tuple(scope for scope in wanted if scope != "profile")
    surplus = "read:accounts" if "profile" in known else "profile"
    chosen = (_narrowest(scope, known) for scope in wanted if scope != surplus)
    return tuple(dict.fromkeys(chosen))


def _narrowest(scope: str, known: set[str]) -> str:
    broad = scope.partition(":")[0]
    return broad if scope not in known and broad in known else scope


def _scopes_supported(host: str) -> set[str]:
    try:
        found = send(Call("GET", host, "/.well-known/oauth-authorization-server"))
    except NetworkError as error:
        if error.kind is not Kind.PERMANENT:
            raise
        return set()
    scopes = found.get("scopes_supported") if isinstance(found, dict) else None
    return (
        {scope for scope in scopes if isinstance(scope, str)} if isinstance(scopes, list) else set()
    )


def read_limits(host: str) -> Limits:
    """Read the limits, from the newer endpoint or the older one. Raises NetworkError."""
    for path in ("/api/v2/instance", "/api/v1/instance"):
        try:
            found = send(Call("GET", host, path))
        except Answered as error:
            if error.kind is not Kind.PERMANENT:
                raise
            continue
        if isinstance(found, dict) and _is_instance(found):
            return _limits(found)
    raise not_mastodon(host)


def usual_limits() -> Limits:
    """Return the limits of a server that states none."""
    return _limits({})


def _is_instance(found: dict[str, Any]) -> bool:
    return isinstance(found.get("version"), str) and bool(found.get("domain") or found.get("uri"))


def _limits(found: dict[str, Any]) -> Limits:
    values, media = _configured(found, "statuses"), _configured(found, "media_attachments")
    stated = _number(values.get("max_characters")) or _number(found.get("max_toot_chars"))
    per_url = _number(values.get("characters_reserved_per_url"))
    pictures = _number(values.get("max_media_attachments"))
    return Limits(
        max_characters=stated or _CHARACTERS,
        # 0 is how some compatible servers say that links count in full.
        characters_per_url=_CHARACTERS_PER_URL if per_url is None else per_url or None,
        max_pictures=_PICTURES if pictures is None else pictures,
        max_picture_bytes=_number(media.get("image_size_limit")) or _PICTURE_BYTES,
        max_picture_pixels=_number(media.get("image_matrix_limit")) or _PICTURE_PIXELS,
        max_alt_characters=_number(media.get("description_limit")) or _ALT_CHARACTERS,
        max_video_bytes=_number(media.get("video_size_limit")) if _takes_video(media) else None,
        max_video_pixels=_number(media.get("video_matrix_limit")) or None,
    )


def _takes_video(media: dict[str, Any]) -> bool:
    """Tell whether the server says that it takes MP4; several compatible ones take none."""
    types = media.get("supported_mime_types")
    return isinstance(types, list) and _MP4 in types


def _configured(found: dict[str, Any], name: str) -> dict[str, Any]:
    configuration = found.get("configuration")
    values = configuration.get(name) if isinstance(configuration, dict) else None
    return values if isinstance(values, dict) else {}


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
