"""An example call of every endpoint: the tests of roles, scopes and organizations go by them."""

from __future__ import annotations

from tests.api.examples import library, numbers, organization, shares

EXAMPLES = {
    **organization.EXAMPLES,
    **library.EXAMPLES,
    **shares.EXAMPLES,
    **numbers.EXAMPLES,
}
