"""The form of one rule, made of what its kind says it takes, and of where it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from policies.contents import Contents, RuleDraft
from policies.forms.rows import RuleRow
from policies.marks import place_of
from policies.models import Severity
from policies.rule_lines import line_choices, team_names
from policies.rules import KINDS
from policies.rules.base import RuleSpec
from policies.rules.conditions import TAKES, moment_of
from policies.rules.describing import Parameter, Sort
from policies.writers import keeper_choices

LONGEST_LINE, FEW_LINES = 110, 4
CONDITION = "where"
"""Begins the names of fields that say where a rule holds; `OWN` those of its kind."""
OWN = "what"


class DayInput(forms.DateInput):
    """A day to choose; a moment, with its time and zone, to be written."""

    input_type = "date"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what is drawn."""
        context = super().get_context(name, value, attrs)
        if value and "T" in str(value):
            context["widget"]["type"] = "text"
        return context


class DayField(forms.CharField):
    """A day, or a moment with its zone, as rules keep it."""

    widget = DayInput

    def validate(self, value: Any) -> None:
        """Raise `ValidationError`: `required`, `moment`."""
        super().validate(value)
        if value:
            moment_of(value)


class KindForm(RuleRow):
    """A rule of a kind; `rule` is the one that is changed, None for a new one.

    `teams` are those of the organization, `clauses` the lines it can belong to, by their marks.
    """

    suggestion = forms.CharField(label=_("What to write instead"), max_length=200, required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        rule: RuleDraft | None = None,
        line: str = "",
        teams: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        made, self.kind, self.rule = KINDS[kind], kind, rule
        self._takes = {f"{OWN}-{each.name}": each for each in made.takes}
        self._takes |= {f"{CONDITION}-{each.name}": each for each in TAKES}
        super().__init__(*args, initial=self._initial(line), **kwargs)
        for name, each in self._takes.items():
            options = teams.items() if each.name == "teams" else each.options()
            self.fields[name] = _field(each, _options(each, list(options), self.initial[name]))
        self.written = tuple(name for name in self._takes if name.startswith(OWN))
        places = {code: name for name, each in self._takes.items() for code in each.codes}
        own = {code: name for name in self.written for code in self._takes[name].codes}
        if made.is_replaced and (not made.suggests or self.initial["suggestion"]):
            own["suggestion"] = "suggestion"
        else:
            del self.fields["suggestion"]
        self.error_places = places | own

    @property
    def own(self) -> list[forms.BoundField]:
        """The fields of what the kind takes."""
        return [self[name] for name in self.written]

    @property
    def where(self) -> list[forms.BoundField]:
        """The fields of where it holds."""
        return [self[name] for name in self._takes if name.startswith(CONDITION)]

    @property
    def is_somewhere(self) -> bool:
        """Tell whether anything is said of where it holds, or wrong with it."""
        return any(bound.value() or bound.errors for bound in self.where)

    def parameters(self) -> dict[str, Any]:
        """Return what was written as the kind takes it; what was not changed, to the letter."""
        said: dict[str, Any] = {}
        had = self.rule.parameters if self.rule else {}
        for name, each in self._takes.items():
            written = self.cleaned_data.get(name)
            if self.rule and _same(each, each.shown(had), written):
                said |= {key: had[key] for key in each.stored if key in had}
            else:
                said |= each.taken(written)
        return said

    def spec(self) -> RuleSpec | None:
        """Return the rule to be tried, maybe without its reason yet; None while it is not sound."""
        asked = {*self._takes, "severity", "suggestion", NON_FIELD_ERRORS}
        if self.errors.keys() & asked:
            return None
        return RuleSpec(
            public_id="",
            kind=self.kind,
            severity=self.cleaned_data["severity"],
            parameters=self.parameters(),
            reason="",
        )

    def refuse(self, error: ValidationError) -> None:
        """Show why it was not stored, where it belongs."""
        place = "clause" if error.code == "clause" else self.error_places.get(error.code or "")
        self.add_error(place, error)

    def _initial(self, line: str) -> dict[str, Any]:
        rule = self.rule
        if rule is None:
            new = {name: each.initial for name, each in self._takes.items()}
            return {**new, "severity": Severity.HINT.value, "suggestion": ""}
        shown = {name: each.shown(rule.parameters) for name, each in self._takes.items()}
        kept = ("reason", "suggestion", "severity", "owner", "review_on")
        return {**shown, **{name: getattr(rule, name) for name in kept}, "clause": line}


def form_of(
    contents: Contents, asked: Mapping[str, str], data: Any = None
) -> tuple[KindForm | None, bool]:
    """Return the form of the rule, or of the kind, that an address asks for.

    None where it asks for neither. Told with it: whether the rule is gone by now.
    """
    mark, kind = asked.get("rule", ""), asked.get("kind", "")
    place = place_of(contents.rules, mark) if mark else None
    rule = None if place is None else contents.rules[place]
    kind = rule.kind if rule else kind
    if kind not in KINDS:
        return None, False
    choices = line_choices(contents)
    line = choices[rule.clause][0] if rule and rule.clause is not None else ""
    form = KindForm(
        data,
        kind=kind,
        rule=rule,
        line=line,
        teams=team_names(),
        clauses=choices,
        keepers=keeper_choices(),
    )
    return form, bool(mark) and rule is None


def _same(each: Parameter, shown: Any, written: Any) -> bool:
    if each.sort is Sort.LINES:
        return bool(str(shown).split() == str(written or "").split())
    if each.sort is Sort.CHOICES:
        return sorted(shown) == sorted(written or [])
    return str(shown).strip() == ("" if written is None else str(written))


def _options(each: Parameter, options: list[tuple[str, Any]], chosen: Any) -> list[tuple[str, Any]]:
    """Return the options, with what was chosen once and is none any more."""
    known = {key for key, _label in options}
    gone = [one for one in chosen or [] if one not in known] if each.sort is Sort.CHOICES else []
    label = _("A team that is gone")
    return options + [(one, label if each.name == "teams" else one) for one in gone]


def _field(each: Parameter, options: Sequence[tuple[str, Any]]) -> forms.Field:
    said: dict[str, Any] = {
        "label": each.label,
        "help_text": each.hint,
        "required": each.is_required,
    }
    return _MADE[each.sort](each, options, said)


_MADE: dict[Sort, Callable[[Parameter, Sequence[tuple[str, Any]], dict[str, Any]], forms.Field]] = {
    Sort.TEXT: lambda each, _options, said: forms.CharField(max_length=each.most, **said),
    Sort.LINES: lambda each, _options, said: forms.CharField(
        widget=forms.Textarea({"rows": FEW_LINES}),
        max_length=(each.most or 1) * LONGEST_LINE,
        **said,
    ),
    Sort.NUMBER: lambda each, _options, said: forms.IntegerField(
        min_value=each.least, max_value=each.most, **said
    ),
    Sort.CHOICE: lambda _each, options, said: forms.ChoiceField(
        choices=options, widget=forms.RadioSelect, **said
    ),
    Sort.CHOICES: lambda _each, options, said: forms.MultipleChoiceField(
        choices=options, widget=forms.CheckboxSelectMultiple, **said
    ),
    Sort.DAY: lambda _each, _options, said: DayField(max_length=40, **said),
    Sort.FORMS: lambda _each, options, said: forms.ChoiceField(
        choices=[("", _("As it is written")), *options], **said
    ),
}
