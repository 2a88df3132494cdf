"""What pictures are made into: one table of uses, and the limits of what is accepted.

A use is a name with its measures. Those named after a network are what is sent there: its key is
the name, so that a share finds its rendition without knowing pixels. An animation is shown by its
first picture everywhere: not every network keeps it moving, and readers can ask for less motion.
"""

from __future__ import annotations

from dataclasses import dataclass

JPEG, PNG = "image/jpeg", "image/png"
ACCEPTED = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/heic": "HEIF",
}
"""Types that may be uploaded, found by content, and the one reader that each is given to."""

MAX_BYTES = 20_000_000
"""Most bytes of an upload; receiving stops to keep them beyond."""
MAX_PIXELS = 50_000_000
"""Most width × height: the largest cameras of phones. Decoding takes up to 8 bytes for each."""


UNUSABLE, LOCKED, ACTIVE, TOO_LONG = 65, 66, 67, 68
"""How the process that decodes ends when its reader can't use a file (EX_DATAERR); when a document
is under a password, holds a program, or has too many pages."""


@dataclass(frozen=True)
class Use:
    """How a picture is made ready for one use. It is never made larger than it is.

    `edge` is the most pixels of the longer side; a `crop` (width, height) cuts to that shape
    around the focal point. `types` in order of preference: PNG only for what is transparent.
    """

    name: str
    edge: int
    max_bytes: int
    crop: tuple[int, int] | None = None
    types: tuple[str, ...] = (PNG, JPEG)


USES = (
    Use("thumb", 320, 100_000),
    Use("preview", 1200, 600_000),
    Use("feed", 1200, 400_000, crop=(1200, 675)),
    Use("card", 1200, 900_000, crop=(1200, 630), types=(JPEG,)),
    Use("save", 2048, 8_000_000, types=(JPEG,)),
    # The network takes 2,000,000 bytes; nobody counts on its last.
    Use("bluesky", 2000, 1_900_000),
    Use("mastodon", 2048, 8_000_000),
    Use("x", 2048, 4_900_000),
    Use("linkedin", 2048, 8_000_000),
)
"""In the order they are made: first what the person who waits sees."""

LOGO = (Use("logo", 512, 300_000),)
"""What an organization's logo is made into."""
PAGE = tuple(use for use in USES if use.name in {"thumb", "preview", "feed"})
"""What the first page of a document is made into, to be shown by us alone."""
GUIDELINE = (Use("guideline", 1200, 400_000),)
"""What a picture in the guidelines is made into."""
SETS = {"post": USES, "logo": LOGO, "page": PAGE, "guideline": GUIDELINE}
FACTS = "facts"
"""The file in which the process that opens a document says how many pages it has."""

OWN = frozenset({"thumb", "preview", "feed", "card", "save"})
"""Uses of ours; all others are keys of networks."""
LONGEST_EDGE = max(use.edge for use in USES)
CROPPED = tuple(use for use in USES if use.crop)


def fitting(width: int, height: int, edge: int) -> tuple[int, int]:
    """Return the measures of a picture made to fit a longest side, never larger than it is."""
    scale = min(1.0, edge / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def crop_box(
    size: tuple[int, int], shape: tuple[int, int], focus: tuple[float, float]
) -> tuple[int, int, int, int]:
    """Return (left, top, right, bottom): the largest piece of that shape nearest the focus."""
    width, height = size
    scale = min(width / shape[0], height / shape[1])
    wide, high = max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale))
    left = round(min(max(focus[0] * width - wide / 2, 0), width - wide))
    top = round(min(max(focus[1] * height - high / 2, 0), height - high))
    return left, top, left + wide, top + high
