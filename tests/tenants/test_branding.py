from __future__ import annotations

import itertools
import re

import pytest

from tenants.branding import DARK_GROUND, LIGHT_GROUND, brand, contrast, stylesheet

STEPS = ("00", "33", "66", "99", "cc", "ff")
COLOURS = ["#" + "".join(parts) for parts in itertools.product(STEPS, repeat=3)]
LIGHT_GROUNDS = ("#ffffff", "#f9f6f2", LIGHT_GROUND)
DARK_GROUNDS = ("#211d1a", "#171412", "#2b2622", DARK_GROUND)


def mix(one, other, part):
    """Mix two colours, `part` of the first, about as `color-mix` does."""
    pairs = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * part + b * (1 - part)):02x}" for a, b in pairs)


def readable_pairs(colour):
    """Every pair of words and ground that the pages make of an organization's colour."""
    made = brand(colour)
    yield from [(made.on_accent, made.accent), (made.dark_on_accent, made.dark_accent)]
    yield made.on_accent, mix(made.accent, "#231d19", 0.86)
    yield made.dark_on_accent, mix(made.dark_accent, "#f4efe9", 0.86)
    yield from [(made.accent_ink, ground) for ground in LIGHT_GROUNDS]
    yield made.accent_ink, mix(made.accent, "#ffffff", 0.09)
    yield from [(made.dark_accent_ink, ground) for ground in DARK_GROUNDS]
    yield made.dark_accent_ink, mix(made.dark_accent, "#211d1a", 0.09)


def test_words_can_be_read_whatever_the_colour():
    pairs = [(colour, *pair) for colour in COLOURS for pair in readable_pairs(colour)]
    assert [pair for pair in pairs if contrast(*pair[1:]) < 4.5] == []


def test_a_colour_that_reads_well_stays_as_it_is():
    assert brand("#8a2f66").accent == "#8a2f66"


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_stylesheet_sets_three_properties_of_two_colours():
    sheet = stylesheet("#b4532a")
    assert re.findall(r"--[a-z-]+", sheet) == ["--accent", "--on-accent", "--accent-ink"]
    assert len(re.findall(r"#[0-9a-f]{6}\b", sheet)) == 6
