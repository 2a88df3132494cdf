from __future__ import annotations

import pytest

from sharing.networks.counting import graphemes, utf8_bytes


@pytest.mark.parametrize(
    ("text", "seen", "sent"),
    [
        ("", 0, 0),
        ("Grüße", 5, 7),
        ("e\u0301", 1, 3),
        ("Z͑ͫ̓a̴l", 3, 11),
        ("日本語", 3, 9),
        ("각", 1, 3),
        ("\u1100\u1161\u11a8", 1, 9),  # the same syllable, letter by letter
        ("مرحبا", 5, 10),
        ("\u202bשלם\u202c", 5, 12),
        ("नमस्ते", 3, 18),
        ("👍🏽", 1, 8),
        ("👨‍👩‍👧‍👦", 1, 25),
        ("🇩🇪🇫🇷", 2, 16),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 1, 28),
        ("🏳️‍🌈", 1, 14),
        ("1️⃣", 1, 7),
        ("a\r\nb", 3, 4),
    ],
)
def test_what_is_seen_and_what_is_sent(text: str, seen: int, sent: int) -> None:
    assert (graphemes(text), utf8_bytes(text)) == (seen, sent)
