"""Making rules for tests, and asking what they find."""

from __future__ import annotations

from policies.rules import KINDS
from policies.rules.base import RuleSpec
from policies.rules.check import check_text, compile_rules


def spec(kind, *, severity="block", suggestion="", public_id="1", **parameters):
    """Return a sound rule of a kind."""
    KINDS[kind].validate(parameters)
    return RuleSpec(public_id, kind, severity, parameters, "Why.", suggestion)


def findings(text, *rules):
    """Return what rules find in a text."""
    return check_text(text, compile_rules(rules))


def matched(text, *rules):
    """Return the words that rules find in a text."""
    return [finding.matched for finding in findings(text, *rules)]
