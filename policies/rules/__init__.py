"""The checker: rules as data, compiled, run on plain text. Deterministic; no I/O, no database.

`check.check_text(text, rules)` is the one entry. A new kind of rule is one module here and one
line in `KINDS`.
"""

from __future__ import annotations

from policies.rules.banned_phrase import BannedPhrase
from policies.rules.base import Kind
from policies.rules.brand_spelling import BrandSpelling
from policies.rules.required_disclosure import RequiredDisclosure

_ALL: tuple[Kind, ...] = (BannedPhrase(), RequiredDisclosure(), BrandSpelling())
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
"""Every kind of rule, by the name that rules are stored under."""
