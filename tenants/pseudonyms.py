"""Names to stand under on a board: suggested, compared, and never somebody else's."""

from __future__ import annotations

import secrets
from itertools import permutations

from django.core.exceptions import ValidationError
from django.db.models import CharField, F, Func, Value
from django.utils.translation import gettext_lazy as _

from tenants.models import PSEUDONYM_LENGTH, Member
from tenants.naming import sort_key, tidy_name

NOUNS = (
    _("Badger"),
    _("Beaver"),
    _("Comet"),
    _("Cricket"),
    _("Dolphin"),
    _("Firefly"),
    _("Glacier"),
    _("Hedgehog"),
    _("Heron"),
    _("Juniper"),
    _("Kingfisher"),
    _("Lantern"),
    _("Lighthouse"),
    _("Magpie"),
    _("Meadow"),
    _("Nightingale"),
    _("Otter"),
    _("Pebble"),
    _("Puffin"),
    _("Sailboat"),
    _("Seahorse"),
    _("Squirrel"),
    _("Starfish"),
    _("Tortoise"),
)
NUMBERS = 9000
FEW_WORDS = 3
TRIES = 20
BARE_NAME = Func(
    F("sort_key"),
    Value("[^[:alnum:]]"),
    Value(""),
    Value("g"),
    function="regexp_replace",
    output_field=CharField(),
)
"""A member's name as it is compared: its letters and digits."""


def suggest_pseudonym() -> str:
    """Return a name that nobody has, of this organization, in the reader's language."""
    for _try in range(TRIES):
        number = 10 + secrets.randbelow(NUMBERS)
        name = f"{secrets.choice(NOUNS)} {number}"
        if not Member.objects.filter(pseudonym_key=pseudonym_key(name)).exists():
            return name
    raise ValidationError(_("Choose a name yourself."), code="pseudonym")


def pseudonym_key(text: str) -> str:
    """Return what is compared of a name: its letters and digits, without accents and case."""
    return _bare(sort_key(text))[: 2 * PSEUDONYM_LENGTH]


def clean_pseudonym(text: str, *, member: Member) -> str:
    """Return a name as it is stored; "" where it is none.

    Raises ValidationError("pseudonym"): too long, unreadable, another's pseudonym, or the name of
    another member who is or was here, whatever the order of its words, its accents and its signs.
    """
    text = tidy_name(text)
    if not text:
        return ""
    key = pseudonym_key(text)
    if not key or max(len(text), len(sort_key(text))) > PSEUDONYM_LENGTH:
        message = _("Choose letters and digits, %(most)s characters at most.")
        raise ValidationError(message % {"most": PSEUDONYM_LENGTH}, code="pseudonym")
    others = Member.objects.exclude(pk=member.pk)
    is_anothers = others.filter(pseudonym_key=key).exists()
    named = others.annotate(bare=BARE_NAME).filter(bare__in=_orders(text))
    if is_anothers or named.exists():
        raise ValidationError(_("Somebody else here is called so."), code="pseudonym")
    return text


def _orders(text: str) -> set[str]:
    """Return a name as it is compared, its words in every order while they are few."""
    words = [word for word in map(_bare, sort_key(text).split()) if word]
    if len(words) > FEW_WORDS:
        return {"".join(words), "".join(reversed(words))}
    return {"".join(order) for order in permutations(words)}


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum())
