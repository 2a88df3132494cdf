"""What tells of a person, and has no place in public.

Parameters: `{"find": ["email", "phone", "iban"], "except": ["press@acme.com", "acme.com"]}`; `find`
names patterns of `SORTS`, `except` the values that are public anyway, or the domain of addresses.
Where a number has a checksum, only those that pass are found. Digits count in any script, also full
width, with gaps or zero-width characters between them. The finding never repeats the whole value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.rules.base import MOST_HITS, Checker, Group, Hit, Kind, Place, RuleSpec
from policies.rules.describing import Parameter, Sort, chosen
from policies.rules.folding import fold
from policies.rules.phrases import LONGEST_PHRASE
from policies.rules.private_values import SORTS, Searched, in_ascii
from policies.rules.reading import Reading

MOST_EXCEPTIONS = 50
_SHOWN = 2
_Asked = tuple[RuleSpec, frozenset[str]]


class PersonalData(Kind):
    """Finds values of the sorts that rules name."""

    name = "personal_data"
    label = _("Personal data")
    group = Group.PRIVATE
    purpose = _("Keep numbers and addresses of people out of public posts.")
    example = _("A phone number, a bank account, a payment card")
    takes = (
        Parameter(
            "find",
            _("What to find"),
            Sort.CHOICES,
            options=lambda: [(name, sort.label) for name, sort in SORTS.items()],
            is_required=True,
            initial=["email", "phone", "iban", "card"],
            codes=frozenset({"sort"}),
        ),
        Parameter(
            "except",
            _("What is public anyway"),
            hint=_("One on each line: press@acme.com, or a whole domain, acme.com."),
            most=MOST_EXCEPTIONS,
            codes=frozenset({"exceptions"}),
        ),
    )

    def tells(self, parameters: Mapping[str, Any], /) -> str:
        """Name what is found."""
        return gettext("Finds %(what)s.") % {"what": chosen(self.takes[0], parameters["find"])}

    def check(self, parameters: dict[str, Any]) -> None:
        """Raise `ValidationError`: `parameters`, `sort` (none we know), `exceptions`."""
        if not {"find"} <= set(parameters) <= {"find", "except"}:
            message = _("Personal data has what to find, and maybe exceptions.")
            raise ValidationError(message, code="parameters")
        find, spared = parameters["find"], parameters.get("except", [])
        if not all(_are_texts(each) for each in (find, spared)):
            raise ValidationError(_("Both are lists of texts."), code="parameters")
        if not find or not set(find) <= SORTS.keys():
            message = _("Choose what to find: %(sorts)s.")
            raise ValidationError(message, code="sort", params={"sorts": ", ".join(SORTS)})
        if len(spared) > MOST_EXCEPTIONS or any(
            not any(map(str.isalnum, _plain(each))) or len(each) > LONGEST_PHRASE for each in spared
        ):
            message = _("Write up to %(count)s exceptions.")
            raise ValidationError(message, code="exceptions", params={"count": MOST_EXCEPTIONS})

    def compile(self, specs: Sequence[RuleSpec], /) -> Checker:
        """Return the checker of all sorts that are asked for."""
        wanted: dict[str, list[_Asked]] = {}
        for spec in specs:
            plain = [*map(_plain, spec.parameters.get("except", []))]
            for name in spec.parameters["find"]:
                spared = frozenset(map(SORTS[name].bare, plain))
                wanted.setdefault(name, []).append((spec, spared))
        return _DataChecker(wanted)


@dataclass(frozen=True)
class _DataChecker:
    wanted: dict[str, list[_Asked]]

    def __call__(self, reading: Reading, _places: Sequence[Place], /) -> Iterator[Hit]:
        searched = Searched(in_ascii(reading.folded.text))
        told = Counter[str]()
        for name, asked in self.wanted.items():
            sort = SORTS[name]
            says = gettext("This looks like %(what)s.") % {"what": sort.label}
            left = _left(asked, told)
            for start, end in sort.find(searched) if left else ():
                value = sort.bare(searched.text[start:end])
                shown = f"{searched.text[start : start + _SHOWN]}…"
                place = reading.place(start, end)
                for spec in _against(left, value):
                    told[spec.public_id] += 1
                    yield Hit(spec, *place, says=says, shown=shown)
                left = _left(left, told)
                if not left:
                    break


def _left(asked: list[_Asked], told: Counter[str]) -> list[_Asked]:
    """Return the rules that have not been told often enough."""
    return [one for one in asked if told[one[0].public_id] < MOST_HITS]


def _against(asked: list[_Asked], value: str) -> Iterator[RuleSpec]:
    """Return the rules that don't spare a value, or the domain it is at."""
    domain = value.rpartition("@")[2]
    return (spec for spec, spared in asked if value not in spared and domain not in spared)


def _plain(written: str) -> str:
    return in_ascii(fold(written.strip()).text)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
