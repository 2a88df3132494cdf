"""The languages that people read and posts can be in, by their own names."""

from __future__ import annotations

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

CODES = [
    "ar",
    "bg",
    "bn",
    "ca",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "eu",
    "fa",
    "fi",
    "fr",
    "ga",
    "he",
    "hi",
    "hr",
    "hu",
    "hy",
    "id",
    "it",
    "ja",
    "ko",
    "lt",
    "nb",
    "ne",
    "nl",
    "pl",
    "pt",
    "ro",
    "ru",
    "sk",
    "sl",
    "sr",
    "sv",
    "ta",
    "th",
    "tr",
    "uk",
    "vi",
]
LANGUAGES = [
    (code, str(LANG_INFO[code]["name_local"]).capitalize()) for code in CODES if code in LANG_INFO
]
"""(code, own name) of each."""
MOST = 10
"""Languages that a member says they read."""


def language_name(code: str) -> str:
    """Return a language's own name, or its code where it has none here."""
    return dict(LANGUAGES).get(code, code)


def checked_languages(codes: list[str]) -> list[str]:
    """Return languages once each. Raises ValidationError("languages")."""
    if not set(codes) <= set(dict(LANGUAGES)):
        raise ValidationError(_("We don’t know this language. Choose from the list."), "languages")
    if len(set(codes)) > MOST:
        raise ValidationError(_("Choose up to ten languages."), code="languages")
    return sorted(set(codes))
