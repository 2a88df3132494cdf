"""What every page says about the guidelines."""

from __future__ import annotations

from django.http import HttpRequest

from policies.selectors import Acceptance, Standing


def guidelines(request: HttpRequest) -> dict[str, Standing | None]:
    """Give templates `newer_policy` when the member accepted an older version only."""
    stands: Standing | None = getattr(request, "policy_standing", None)
    is_outdated = stands is not None and stands.state is Acceptance.OUTDATED
    return {"newer_policy": stands if is_outdated else None}
