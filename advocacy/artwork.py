"""Drawn pictures for posts without one: calm, always the same for the same seed.

Six motifs in five tones. Colours are classes (`tone-1` sky to `tone-4` near, `tone-5` spark) that
`static/css/components/art.css` fills from the topic's hue, so a page needs no inline style.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT = 640, 336


class Dice:
    """Numbers that look thrown but always fall the same way for the same seed."""

    def __init__(self, seed: str) -> None:
        """Throw once; every later number is read from this throw."""
        self._bytes = hashlib.shake_128(seed.encode()).digest(256)
        self._at = 0

    def roll(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both possible."""
        value = int.from_bytes(self._bytes[self._at : self._at + 2], "big")
        self._at = (self._at + 2) % 254
        return low + value % (high - low + 1)


def _ground(tone: int) -> str:
    return f'<path class="tone-{tone}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>'


def _circle(tone: int, x: int, y: int, r: int) -> str:
    return f'<circle class="tone-{tone}" cx="{x}" cy="{y}" r="{r}"/>'


def hills(dice: Dice) -> str:
    """Draw four soft ridges and a low sun."""
    parts = [_ground(1), _circle(5, dice.roll(120, 520), dice.roll(80, 130), dice.roll(38, 60))]
    for tone, level in ((2, 170), (3, 222), (4, 274)):
        rise, shift = dice.roll(24, 56), dice.roll(-60, 60)
        start, middle = level + dice.roll(-24, 24), level + dice.roll(-20, 20)
        parts.append(
            f'<path class="tone-{tone}" d="M-40 {start}C{120 + shift} {start - rise} '
            f"{200 + shift} {middle + rise} {330 + shift} {middle}S{540 + shift} {level - rise} "
            f'680 {level}V340H-40z"/>',
        )
    return "".join(parts)


def streams(dice: Dice) -> str:
    """Draw pipes that bend together, with a few stops on them."""
    turn, gap, width = dice.roll(150, 260), dice.roll(44, 54), dice.roll(18, 26)
    low, high = dice.roll(210, 250), dice.roll(50, 90)
    parts = [_ground(4)]
    for step, tone in enumerate((3, 2, 5)):
        y, top = low - step * gap + 40, high - step * 8 + (2 - step) * gap
        parts.append(
            f'<path class="line-{tone}" stroke-width="{width}" d="M-20 {y}H{turn - 60}'
            f"C{turn + 30} {y} {turn + 20} {top} {turn + 110} {top}"
            f'S{turn + 190} {y - 40} {turn + 270} {y - 40}H660"/>',
        )
        parts.append(_circle(1, turn + 110, top, width * 3 // 4))
        parts.append(_circle(1, dice.roll(20, max(21, turn - 70)), y, width * 3 // 4))
    return "".join(parts)


def quilt(dice: Dice) -> str:
    """Draw a patchwork of quarter and full circles."""
    size = 112
    shapes = (
        "M{l} {t}h112a112 112 0 0 1-112 112z",
        "M{r} {t}v112a112 112 0 0 1-112-112z",
        "M{l} {b}v-112a112 112 0 0 1 112 112z",
        "M{r} {b}h-112a112 112 0 0 1 112-112z",
        "M{l} {m}a56 56 0 0 1 112 0a56 56 0 0 1-112 0z",
        "M{l} {t}h112v112h-112z",
    )
    parts = [_ground(1)]
    for cell in range(18):
        left, top = cell % 6 * size - 16, cell // 6 * size
        shape, tone = dice.roll(0, 7), dice.roll(2, 5)
        if shape < len(shapes):
            path = shapes[shape].format(
                l=left, r=left + size, t=top, b=top + size, m=top + size // 2
            )
            parts.append(f'<path class="tone-{tone}" d="{path}"/>')
    return "".join(parts)


def rings(dice: Dice) -> str:
    """Draw wide rings that spread from one place."""
    x, y = dice.roll(100, 540), dice.roll(230, 330)
    parts = [_ground(1)]
    for tone, radius in ((2, 330), (3, 250), (2, 176), (4, 112), (5, 52)):
        parts.append(_circle(tone, x, y, radius + dice.roll(-10, 10)))
    parts.append(_circle(5, (x + 320) % WIDTH, dice.roll(50, 110), dice.roll(12, 22)))
    return "".join(parts)


def peaks(dice: Dice) -> str:
    """Draw mountains in three distances under a full moon."""
    parts = [_ground(1), _circle(5, dice.roll(90, 550), dice.roll(64, 104), dice.roll(26, 44))]
    for tone, base, count in ((2, 120, 4), (3, 176, 3), (4, 232, 4)):
        step = 720 // count
        points = [f"-60,{HEIGHT + 4}"]
        for place in range(count + 1):
            points.append(f"{place * step - 50 + dice.roll(-24, 24)},{base + dice.roll(48, 84)}")
            points.append(f"{place * step + step // 2 - 50},{base + dice.roll(-36, 24)}")
        points.append(f"760,{HEIGHT + 4}")
        parts.append(
            f'<polygon class="tone-{tone} line-{tone}" stroke-width="8" '
            f'points="{" ".join(points)}"/>'
        )
    return "".join(parts)


def leaves(dice: Dice) -> str:
    """Draw a row of leaves on slanted stems."""
    parts = [_ground(2)]
    for row in range(4):
        for column in range(7):
            x, y = column * 104 - 20 + row % 2 * 52, row * 96 - 10
            tone = (1, 3, 4, 1, 3, 5, 4)[dice.roll(0, 6)]
            bend = "M{x} {y}c58 0 88 34 88 88c-58 0-88-34-88-88z"
            if dice.roll(0, 1):
                bend = "M{x} {b}c0-54 30-88 88-88c0 54-30 88-88 88z"
            parts.append(f'<path class="tone-{tone}" d="{bend.format(x=x, y=y, b=y + 88)}"/>')
    return "".join(parts)


MOTIFS: tuple[Callable[[Dice], str], ...] = (hills, streams, quilt, rings, peaks, leaves)


def draw(seed: str) -> SafeString:
    """Return the inside of an SVG of 640 by 336 that belongs to `seed`."""
    dice = Dice(seed)
    motif = MOTIFS[dice.roll(0, len(MOTIFS) - 1)]
    return mark_safe(motif(dice))  # noqa: S308 - nothing but numbers and our own words
