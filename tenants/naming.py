"""Names and addresses as they are stored.

The database compares by code point, so names are folded once, when stored.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

NAME_LENGTH = 120
HIDDEN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories of what no name holds: controls, line separators, unassigned."""


def sort_key(name: str) -> str:
    """Return a name without accents and case, for ordering ("Łukasz Żak" → "lukasz zak")."""
    bare = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
    kept = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(kept.casefold().split())


def clean_name(name: str, *, code: str = "name") -> str:
    """Return a person's name as it is stored. Raises ValidationError of `code`."""
    name = " ".join(name.split())
    if not sort_key(name) or max(len(name), len(sort_key(name))) > NAME_LENGTH:
        raise ValidationError(_("Tell us your name, in up to 120 characters."), code=code)
    return name


def tidy_name(text: str) -> str:
    """Return a name on one line, without what can't be seen, cut where a column ends; maybe ""."""
    seen = "".join(" " if unicodedata.category(c) in HIDDEN else c for c in text)
    return " ".join(seen.split())[:NAME_LENGTH].strip()


def suggest_slug(name: str) -> str:
    """Return a slug made of a name ("Łukasz & Söhne GmbH" → "lukasz-sohne-gmbh"), maybe ""."""
    return re.sub(r"[^a-z0-9]+", "-", sort_key(name))[:40].strip("-")


def clean_email(email: str) -> str:
    """Return an address as it is stored. Raises ValidationError("email")."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(
            _("This is not an e-mail address. Write it like name@company.example."), code="email"
        ) from None
    return email
