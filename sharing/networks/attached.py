"""What goes with a post in the place of pictures, as plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

NOT_ATTACHED = frozenset(
    {
        "no_video_here",
        "no_document_here",
        "attachment_type",
        "attachment_too_big",
        "attachment_too_small",
        "video_too_short",
        "video_too_long",
        "video_too_large",
        "document_too_long",
    }
)
"""Codes of an attachment that a network does not take: without it the share can go out."""


@dataclass(frozen=True)
class Attachment:
    """One video or document as it would be sent: the file itself, opened only to be streamed.

    `kind` is "video" (a moving GIF is one) or "document"; `digest` the SHA-256 of its bytes in hex.
    `title` is what readers see; `alt` says what is to be seen in a video. Measures are 0 and
    `duration_ms` and `pages` None where they are not known or there are none.
    """

    kind: str
    digest: str
    mime_type: str
    size_bytes: int
    title: str
    alt: str
    open: Callable[[], IO[bytes]] = field(repr=False, compare=False)
    width: int = 0
    height: int = 0
    duration_ms: int | None = None
    pages: int | None = None


@dataclass(frozen=True)
class Takes:
    """What a network takes of one kind of attachment. Bytes, milliseconds, pixels."""

    kind: str
    mime_types: frozenset[str]
    max_bytes: int
    min_bytes: int = 0
    min_ms: int = 0
    max_ms: int | None = None
    max_pages: int | None = None
    max_size: tuple[int, int] | None = None
    """Width and height of a video."""
    max_pixels: int | None = None
    """Width × height of a video."""
    max_ratio: float | None = None
    """How many times longer one side of a video may be."""
