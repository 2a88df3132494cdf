"""What no version may say: a don't without its do, a ban without a reason, a rule in vain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.contents import Contents, PairDraft, RuleDraft
from policies.rules.base import RuleSpec
from policies.rules.check import validate_rule
from policies.services.checking_parts import check_day, check_parts
from policies.services.checking_shown import check_shown
from tenants.ids import read_id
from tenants.models import Member


def check_contents(contents: Contents) -> None:
    """Refuse what is not fair, finished or not.

    Raises `ValidationError`: `do` (a don't without its do), `reason` (a don't or rule without one),
    `duplicate` (the same rule twice), `kind`, `clause`, `owner` (a member that is not here),
    `review_on`, or the codes of `check_parts`, `check_shown` and of a rule's kind.
    """
    _check_pairs(contents.pairs)
    _check_rules(contents.rules, len(contents.pairs))
    for line in contents.kept:
        check_day(line.review_on, "review_on")
    check_parts(contents)
    check_shown(contents)
    _check_people(contents)


def check_finished(contents: Contents) -> None:
    """Refuse also what says nothing yet. Raises `ValidationError`: `empty`, or as above."""
    if not contents.pairs:
        raise ValidationError(_("Say at least one thing that people may do."), code="empty")
    check_contents(contents)


def _check_pairs(pairs: Sequence[PairDraft]) -> None:
    for pair in pairs:
        if not pair.do.strip():
            message = _("“%(dont)s” needs what to do instead.")
            raise ValidationError(message, code="do", params={"dont": pair.dont})
        if pair.dont and not pair.reason.strip():
            message = _("“%(dont)s” needs its reason.")
            raise ValidationError(message, code="reason", params={"dont": pair.dont})


def _check_rules(rules: Sequence[RuleDraft], pair_count: int) -> None:
    seen: list[tuple[str, Mapping[str, Any]]] = []
    for rule in rules:
        validate_rule(
            RuleSpec(
                public_id="",
                kind=rule.kind,
                severity=rule.severity,
                parameters=rule.parameters,
                reason=rule.reason,
                suggestion=rule.suggestion,
            )
        )
        if not rule.reason.strip():
            raise ValidationError(_("Each rule needs its reason."), code="reason")
        if rule.clause is not None and not 0 <= rule.clause < pair_count:
            raise ValidationError(_("A rule belongs to a line that is not there."), code="clause")
        if (rule.kind, rule.parameters) in seen:
            raise ValidationError(_("The same rule is there twice."), code="duplicate")
        seen.append((rule.kind, rule.parameters))


def _check_people(contents: Contents) -> None:
    ids = {read_id(one) for one in contents.people}
    if None in ids or Member.objects.filter(public_id__in=ids).count() != len(ids):
        raise ValidationError(_("Choose a member of this organization."), code="owner")
