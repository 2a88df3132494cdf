"""How many pictures an animated GIF has, by its blocks. Source: GIF89a, 15-27."""

from __future__ import annotations

from typing import IO

from content.attachments.uses import (
    GIF,
    MAX_GIF_BYTES,
    MAX_GIF_FRAMES,
    Facts,
    NotAttachable,
)

HEAD = 13
EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B
CONTROL = 0xF9
MOST_PIXELS = 300_000_000
"""Width × height × pictures."""
MAX_SIZE = (1280, 1080)


def read_gif(file: IO[bytes], size: int) -> Facts:
    """Return what an animation says of itself.

    Raises NotAttachable ("broken", "too_big", "too_many_frames"; "still": it does not move).
    """
    if size > MAX_GIF_BYTES:
        raise NotAttachable("too_big")
    data = file.read(size)
    width, height = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    try:
        frames, hundredths = _count(data)
    except IndexError:
        raise NotAttachable("broken") from None
    if not width or not height:
        raise NotAttachable("broken")
    if frames < 2:  # noqa: PLR2004
        raise NotAttachable("still")
    is_large = width > MAX_SIZE[0] or height > MAX_SIZE[1]
    if is_large or frames > MAX_GIF_FRAMES or width * height * frames > MOST_PIXELS:
        raise NotAttachable("too_many_frames")
    return Facts(GIF, width, height, hundredths * 10)


def _count(data: bytes) -> tuple[int, int]:
    """Return how many pictures there are and how long they take, in hundredths of a second."""
    place = HEAD + _table(data[10])
    frames = hundredths = 0
    while data[place] != TRAILER and frames <= MAX_GIF_FRAMES:
        if data[place] == EXTENSION:
            if data[place + 1] == CONTROL:
                hundredths += int.from_bytes(data[place + 4 : place + 6], "little")
            place = _past_blocks(data, place + 2)
        elif data[place] == IMAGE:
            frames += 1
            place = _past_blocks(data, place + 11 + _table(data[place + 9]))
        else:
            raise IndexError
    return frames, hundredths


def _table(packed: int) -> int:
    """Return how long the table of colours is that follows."""
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0


def _past_blocks(data: bytes, place: int) -> int:
    while data[place]:
        place += data[place] + 1
    return place + 1
