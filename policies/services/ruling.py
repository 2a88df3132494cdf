"""One rule of a draft: added, changed or taken out, while others change the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from policies.contents import MOST_RULES, Contents, RuleDraft, read_contents
from policies.models import Draft
from policies.rule_lines import place_of
from policies.services.drafting import Stale, lock_open, save_draft
from tenants.models import Member


@transaction.atomic
def save_rule(
    *, draft: Draft, member: Member, rule: RuleDraft, was: str = "", line: str = "", now: datetime
) -> Draft:
    """Put a rule into a draft, in the place of the one whose mark it `was`; at the end without.

    `line` is the mark of the pair it belongs to, "" for none. Who changes other rules at the same
    time loses nothing. Raises `Stale` where this one was changed or taken out meanwhile;
    `ValidationError`: `clause` (that line is gone), `many_rules`, or as `save_draft`.
    """
    draft = lock_open(draft)
    contents = read_contents(draft.contents)
    placed = replace(rule, clause=_clause(contents, line))
    rules = list(contents.rules)
    if was:
        rules[_place(contents, was)] = placed
    elif len(rules) >= MOST_RULES:
        message = _("A document has up to %(count)s rules.")
        raise ValidationError(message, code="many_rules", params={"count": MOST_RULES})
    else:
        rules.append(placed)
    return _save(draft, member, rules, now)


@transaction.atomic
def remove_rule(*, draft: Draft, member: Member, was: str, now: datetime) -> Draft:
    """Take the rule of a mark out of a draft. Raises `Stale`, or as `save_draft`."""
    draft = lock_open(draft)
    contents = read_contents(draft.contents)
    rules = list(contents.rules)
    del rules[_place(contents, was)]
    return _save(draft, member, rules, now)


def _save(draft: Draft, member: Member, rules: list[RuleDraft], now: datetime) -> Draft:
    changes = {"rules": tuple(rules)}
    return save_draft(draft=draft, member=member, changes=changes, edition=draft.edition, now=now)


def _place(contents: Contents, was: str) -> int:
    place = place_of(contents.rules, was)
    if place is None:
        raise Stale(["rules"])
    return place


def _clause(contents: Contents, line: str) -> int | None:
    if not line:
        return None
    place = place_of(contents.pairs, line)
    if place is None:
        message = _("That line was changed meanwhile. Choose the line again.")
        raise ValidationError(message, code="clause")
    return place
