"""An organization's colour, made readable: words on it and words in it, in light and dark.

Contrast is WCAG 2.2's: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio (read 2026-11-22).
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable
from dataclasses import dataclass

READABLE = 4.5
SOFT = 5.6
"""Asked of words in the accent, which also stand on tints of the accent itself."""
STEP = 0.01
# The least favourable grounds that accent-coloured words stand on (`static/css/tokens.css`).
LIGHT_GROUND = "#f1ece6"
DARK_GROUND = "#3a342f"
WHITE = "#ffffff"


@dataclass(frozen=True)
class Brand:
    """Six colours: fill, words on the fill, words in the colour; each for light and for dark."""

    accent: str
    on_accent: str
    accent_ink: str
    dark_accent: str
    dark_on_accent: str
    dark_accent_ink: str


def brand(accent: str) -> Brand:
    """Make the six colours from one `#rrggbb`: the same hue, darker by light, lighter by dark."""
    light = _shade(accent, -STEP, lambda c: contrast(c, WHITE) >= READABLE)
    dark = _shade(accent, STEP, lambda c: contrast(c, DARK_GROUND) >= READABLE)
    return Brand(
        accent=light,
        on_accent=WHITE,
        accent_ink=_shade(light, -STEP, lambda c: contrast(c, LIGHT_GROUND) >= SOFT),
        dark_accent=dark,
        dark_on_accent=_shade(dark, -STEP, lambda c: contrast(c, dark) >= READABLE + 1),
        dark_accent_ink=_shade(dark, STEP, lambda c: contrast(c, DARK_GROUND) >= SOFT),
    )


@dataclass(frozen=True)
class Sample:
    """Words on a ground as the pages show them, with the contrast that they have."""

    scheme: str
    use: str
    words: str
    ground: str
    ratio: float

    @property
    def is_readable(self) -> bool:
        """Tell whether it is enough for text of any size."""
        return self.ratio >= READABLE


def samples(accent: str) -> list[Sample]:
    """Return what an accent becomes: words on it, then words in it, in light and in dark."""
    made = brand(accent)
    shown = (
        ("light", "on", made.on_accent, made.accent),
        ("light", "in", made.accent_ink, LIGHT_GROUND),
        ("dark", "on", made.dark_on_accent, made.dark_accent),
        ("dark", "in", made.dark_accent_ink, DARK_GROUND),
    )
    return [Sample(*one, contrast(one[2], one[3])) for one in shown]


def stylesheet(accent: str) -> str:
    """Return the three properties that the organization's pages set."""
    made = brand(accent)
    return (
        ":root {\n"
        f"  --accent: light-dark({made.accent}, {made.dark_accent});\n"
        f"  --on-accent: light-dark({made.on_accent}, {made.dark_on_accent});\n"
        f"  --accent-ink: light-dark({made.accent_ink}, {made.dark_accent_ink});\n"
        "}\n"
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = map(_linear, _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 (sRGB's knee)


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _shade(colour: str, step: float, is_enough: Callable[[str], bool]) -> str:
    """Move the lightness by steps until it is enough, or until white or black is reached."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    while not is_enough(colour) and 0 < lightness + step < 1:
        lightness += step
        channels = colorsys.hls_to_rgb(hue, lightness, saturation)
        colour = "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
    return colour
