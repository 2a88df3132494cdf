"""The languages a post can be in: those that people can say they read."""

from __future__ import annotations

from tenants.languages import LANGUAGES, language_name

__all__ = ["LANGUAGES", "known_language", "language_name"]


def known_language(code: str) -> str:
    """Return the language of a code as others write it ("pl-PL", "EN_us"), "" for none we have."""
    base = code.strip().replace("_", "-").partition("-")[0].lower()
    return base if base in dict(LANGUAGES) else ""
