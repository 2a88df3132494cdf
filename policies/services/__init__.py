"""Every write to the documents, one module an act; the common ones stand here by name."""

from __future__ import annotations

from policies.contents import PairDraft, RuleDraft
from policies.services.accepting import acknowledge_policy
from policies.services.publishing import publish_policy

__all__ = ["PairDraft", "RuleDraft", "acknowledge_policy", "publish_policy"]
