"""The languages a post can be in, by their own names."""

from __future__ import annotations

from django.conf.locale import LANG_INFO

from content.search.words import STEMMERS

CODES = sorted({*STEMMERS, "bg", "bn", "he", "hr", "ja", "ko", "sk", "sl", "th", "uk", "vi"})
LANGUAGES = [
    (code, str(LANG_INFO[code]["name_local"]).capitalize()) for code in CODES if code in LANG_INFO
]
"""(code, own name) of each."""


def known_language(code: str) -> str:
    """Return the language of a code as others write it ("pl-PL", "EN_us"), "" for none we have."""
    base = code.strip().replace("_", "-").partition("-")[0].lower()
    return base if base in dict(LANGUAGES) else ""


def language_name(code: str) -> str:
    """Return a language's own name, or its code where it has none here."""
    return dict(LANGUAGES).get(code, code)
