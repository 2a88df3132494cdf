"""Words without their endings, as their language forms them.

Endings: snowballstemmer, the reference algorithms of snowballstem.org.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Any

import snowballstemmer  # type: ignore[import-untyped]  # ships no types

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""A language's code to its stemmer; words of any other language stay as they are."""
_ONE_AT_A_TIME = Lock()


def stem(word: str, language: str) -> str:
    """Return a word in small letters without its ending; "" where we know no such language."""
    name = STEMMERS.get(language.partition("-")[0])
    return _stemmed(name, word) if name else ""


@lru_cache(maxsize=50_000)
def _stemmed(name: str, word: str) -> str:
    with _ONE_AT_A_TIME:  # a stemmer keeps the word it works on
        return str(_stemmer(name).stemWord(word))


@lru_cache(maxsize=len(STEMMERS))
def _stemmer(name: str) -> Any:
    return snowballstemmer.stemmer(name)


def forget_stems() -> None:
    """Forget all stems that were worked out, to measure from the beginning."""
    _stemmed.cache_clear()
