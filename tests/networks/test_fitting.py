"""Descriptions and titles that are too long: cut at a word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharing.networks.base import Draft, Limits
from sharing.networks.fitting import cut, fitted
from tests.clips import mp4
from tests.images import image
from tests.networks.pictures import attachment, picture


@pytest.mark.parametrize(
    ("text", "limit", "left"),
    [
        ("A red roof", 10, "A red roof"),
        ("A red roof", None, "A red roof"),
        ("A red roofing", 11, "A red…"),
        ("A red roof and a door", 11, "A red roof…"),
        ("A red roof and a door", 12, "A red roof…"),
        ("Rooooooooooooof", 10, "Roooooooo…"),
        ("A Rooooooooooooof", 10, "A Roooooo…"),
    ],
)
def test_it_is_cut_after_a_word(text, limit, left) -> None:
    assert cut(text, limit) == left


@given(st.text(), st.integers(2, 40))
def test_it_always_fits(text, limit) -> None:
    assert len(cut(text, limit)) <= limit


def test_pictures_and_attachments_are_fitted() -> None:
    limits = Limits(500, max_alt_characters=11)
    long = "A red roof and a door"
    draft = Draft("Look", "", pictures=(picture(image(), long), picture(image(), "A door")))
    assert [one.alt for one in fitted(draft, limits).pictures] == ["A red roof…", "A door"]
    draft = replace(draft, pictures=(), attachment=attachment(mp4(), alt=long))
    found = fitted(draft, limits).attachment
    assert found is not None
    assert found.alt == "A red roof…"
    assert fitted(draft, Limits(500)) == draft
