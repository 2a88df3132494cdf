"""Which endpoints stand for which page, and which pages have none and why. A test holds both whole.

Names are those of addresses and operations; every page is in exactly one of the two.
"""

from __future__ import annotations

from advocacy.api.coverage.endpoints import ENDPOINTS_OF
from advocacy.api.coverage.reasons import PAGES_WITHOUT_ENDPOINT

__all__ = ["ENDPOINTS_OF", "PAGES_WITHOUT_ENDPOINT"]
