"""Small pictures that are really pictures."""

from __future__ import annotations

from io import BytesIO
from random import Random

from PIL import Image


def image(
    kind: str = "JPEG", size: tuple[int, int] = (64, 48), colour: str | int = "#a8482a"
) -> bytes:
    """A picture of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def noise(at_least: int) -> bytes:
    """A picture that does not get smaller than so many bytes."""
    side = int((at_least / 3) ** 0.5) + 1
    data = Random(7).randbytes(side * side * 3)
    out = BytesIO()
    Image.frombytes("RGB", (side, side), data).save(out, "PNG", compress_level=0)
    return out.getvalue()
