"""Pictures and attachments as the product hands them to a network."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from sharing.networks.attached import Attachment
from sharing.networks.base import Picture


def picture(
    data: bytes,
    alt: str = "A red door in a white wall",
    mime: str = "image/jpeg",
    *,
    focus: tuple[float, float] = (0.5, 0.5),
    path: Path | None = None,
) -> Picture:
    """A picture of these bytes; kept in a file when `path` names one."""
    width, height = Image.open(BytesIO(data)).size
    if path:
        path.write_bytes(data)
    return Picture(
        digest=sha256(data).hexdigest(),
        mime_type=mime,
        size_bytes=len(data),
        width=width,
        height=height,
        alt=alt,
        focus=focus,
        open=(lambda: path.open("rb")) if path else (lambda: BytesIO(data)),
    )


def attachment(
    data: bytes, kind: str = "video", mime: str = "video/mp4", **more: Any
) -> Attachment:
    """A video or document of these bytes."""
    about = {"title": "Our roof.mp4", "alt": "A roof is built", **more}
    if kind == "video":
        about = {"width": 640, "height": 360, "duration_ms": 5000, **about}
    return Attachment(
        kind=kind,
        digest=sha256(data).hexdigest(),
        mime_type=mime,
        size_bytes=len(data),
        open=lambda: BytesIO(data),
        **about,
    )
