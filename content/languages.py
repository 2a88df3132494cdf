"""The languages a post can be in, by their own names."""

from __future__ import annotations

from django.conf.locale import LANG_INFO

from content.search.words import STEMMERS

CODES = sorted({*STEMMERS, "bg", "bn", "he", "hr", "ja", "ko", "sk", "sl", "th", "uk", "vi"})
LANGUAGES = [
    (code, str(LANG_INFO[code]["name_local"]).capitalize()) for code in CODES if code in LANG_INFO
]
"""(code, own name) of each."""


def language_name(code: str) -> str:
    """Return a language's own name, or its code where it has none here."""
    return dict(LANGUAGES).get(code, code)
