"""The documents of an organization, with what is in force and what is being written of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from policies.models import OPEN, Draft, DraftState, Kind, Policy, PolicyVersion
from tenants.languages import language_name

MOST_DRAFTS = 200
"""Newest drafts that are shown, of all documents together."""


@dataclass(frozen=True)
class Shelved:
    """A document in one language: its version in force, its open draft, those put aside."""

    policy: Policy
    version: PolicyVersion | None
    open: Draft | None
    aside: list[Draft]

    @property
    def language(self) -> str:
        """Return its language by its own name."""
        if not self.policy.language:
            return _("The organization’s own language")
        return language_name(self.policy.language)


def shelf() -> list[Shelved]:
    """Return all documents, in three queries; the two of the organization's language always."""
    stored = {(one.kind, one.language): one for one in Policy.objects.select_related("owner")}
    for kind in Kind.values:
        stored.setdefault((kind, ""), Policy(kind=kind))
    newest = PolicyVersion.objects.newest().select_related("published_by")
    versions = {one.policy_id: one for one in newest}
    states = [*OPEN, DraftState.ASIDE]
    drafts = Draft.objects.filter(state__in=states).select_related("changed_by")
    by_policy: dict[int, list[Draft]] = {}
    for draft in drafts.defer("contents", "edited").order_by("-changed_at", "pk")[:MOST_DRAFTS]:
        by_policy.setdefault(draft.policy_id, []).append(draft)
    return [
        Shelved(
            policy,
            versions.get(policy.pk),
            next((one for one in by_policy.get(policy.pk, []) if one.is_open), None),
            [one for one in by_policy.get(policy.pk, []) if not one.is_open],
        )
        for _key, policy in sorted(stored.items())
    ]
