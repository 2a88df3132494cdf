"""The checker: rules as data, compiled, run on plain text. Deterministic; no I/O, no database.

`check.check_text(text, rules)` is the one entry. A new kind of rule is one module here and one
line in `KINDS`.
"""

from __future__ import annotations

from policies.rules.banned_phrase import BannedPhrase
from policies.rules.base import Kind
from policies.rules.brand_spelling import BrandSpelling
from policies.rules.claim import Claim
from policies.rules.count import Count
from policies.rules.hashtags import Hashtags
from policies.rules.link_domains import LinkDomains
from policies.rules.pattern import Pattern
from policies.rules.personal_data import PersonalData
from policies.rules.profanity import Profanity
from policies.rules.required_disclosure import RequiredDisclosure
from policies.rules.shouting import Shouting
from policies.rules.word_lists import BannedTopic, CodeName, Competitor

_ALL: tuple[Kind, ...] = (
    BannedPhrase(),
    RequiredDisclosure(),
    BrandSpelling(),
    BannedTopic(),
    Hashtags(),
    LinkDomains(),
    CodeName(),
    Profanity(),
    Claim(),
    Competitor(),
    PersonalData(),
    Shouting(),
    Count(),
    Pattern(),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
"""Every kind of rule, by the name that rules are stored under."""
