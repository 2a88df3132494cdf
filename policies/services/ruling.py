"""One rule of a draft, at the line it belongs to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from policies.contents import MOST_RULES, Contents, RuleDraft, read_contents
from policies.marks import place_of
from policies.models import Draft
from policies.services.drafting import lock_open
from policies.services.rowing import set_row
from tenants.models import Member


@transaction.atomic
def save_rule(
    *, draft: Draft, member: Member, rule: RuleDraft, was: str = "", line: str = "", now: datetime
) -> Draft:
    """Put a rule into a draft, in the place of the one whose mark it `was`; at the end without.

    `line` is the mark of the pair it belongs to, "" for none. Raises `ValidationError`: `clause`
    (that line is gone), `many_rules`, or as `set_row`.
    """
    contents = read_contents(lock_open(draft).contents)
    if not was and len(contents.rules) >= MOST_RULES:
        message = _("A document has up to %(count)s rules.")
        raise ValidationError(message, code="many_rules", params={"count": MOST_RULES})
    placed = replace(rule, clause=_clause(contents, line))
    return set_row(draft=draft, member=member, part="rules", row=placed, was=was, now=now)


def _clause(contents: Contents, line: str) -> int | None:
    if not line:
        return None
    place = place_of(contents.pairs, line)
    if place is None:
        message = _("That line was changed meanwhile. Choose the line again.")
        raise ValidationError(message, code="clause")
    return place
