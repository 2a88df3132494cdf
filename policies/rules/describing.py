"""What a kind of rule takes, described once: forms, the API and the docs are made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

Option = tuple[str, Any]
ONE_A_LINE = _("One on each line.")
TOLD = 3
"""How many words of a list a sentence names."""


class Sort(StrEnum):
    """What is filled in."""

    TEXT = "text"
    LINES = "lines"
    """A list of texts, one on each line."""
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    DAY = "day"
    """A day, or a moment with its zone."""
    FORMS = "forms"
    """The language in whose forms words are found: `forms` and `language` in one."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a kind, as people fill it in.

    `options` are asked for when it is shown. `least` and `most` bound a number, the characters of
    a text or the entries of a list. `initial` is what a new rule begins with. At it stand the
    kind's refusals of these `codes`. One that `is_always` there is stored also when it is empty.
    """

    name: str
    label: Promise
    sort: Sort = Sort.LINES
    hint: Promise | str = ""
    options: Callable[[], Sequence[Option]] = field(default=tuple)
    is_required: bool = False
    is_always: bool = False
    least: int = 0
    most: int | None = None
    initial: Any = None
    codes: frozenset[str] = frozenset()

    @property
    def stored(self) -> tuple[str, ...]:
        """The names it is stored under."""
        return ("forms", self.name) if self.sort is Sort.FORMS else (self.name,)

    def shown(self, parameters: Mapping[str, Any]) -> Any:
        """Return what a form shows of sound parameters: a text, or a list of choices."""
        value = parameters.get(self.name)
        if self.sort is Sort.CHOICES:
            return list(value or [])
        if self.sort is Sort.LINES:
            return "\n".join(value or [])
        if self.sort is Sort.FORMS and not parameters.get("forms"):
            return ""
        return "" if value is None else str(value)

    def taken(self, written: Any) -> dict[str, Any]:
        """Return the parameters that were written in a form; none where nothing was."""
        value = written
        if self.sort is Sort.LINES:
            value = [line.strip() for line in (written or "").splitlines() if line.strip()]
        if value in ("", None, []) and not self.is_always:
            return {}
        if self.sort is Sort.FORMS:
            return {"forms": True, self.name: value}
        return {self.name: value}


def listed(words: Iterable[str], last: Promise | None = None) -> str:
    """Return words as a sentence names them: the first few, and how many more there are."""
    named = [f"“{word}”" for word in words]
    more = len(named) - TOLD
    if more > 0:
        said = ngettext("%(count)s more", "%(count)s more", more) % {"count": more}
        named = [*named[:TOLD], said]
    return get_text_list(named, str(last or gettext("and")))


def chosen(parameter: Parameter, values: Iterable[str]) -> str:
    """Return the names of what was chosen as a sentence has them."""
    names = {key: str(label) for key, label in parameter.options()}
    return get_text_list([names.get(value, value) for value in values], gettext("and"))
