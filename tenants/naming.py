"""Sort keys: the database compares by code point, so names are folded once, when stored."""

from __future__ import annotations

import unicodedata


def sort_key(name: str) -> str:
    """Return a name without accents and case, for ordering ("Łukasz Żak" → "lukasz zak")."""
    bare = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
    kept = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(kept.casefold().split())
