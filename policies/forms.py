"""The policy editor: an introduction, rows of pairs, rows of phrases.

Rows are added and taken away by the server, so the page works without script: the rows as posted
become what the next page shows (`Written`). A row left blank is no row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.models import PolicyVersion, Severity
from policies.rules import KINDS
from policies.rules.phrases import LONGEST_PHRASE
from policies.selectors import document
from policies.services import PairDraft, RuleDraft

MOST_PAIRS, MOST_RULES = 40, 150
"""Rows of one page; together they stay below Django's limit of fields in a request."""

Row = dict[str, str]
PAIR_FIELDS = ("do", "dont", "reason")
RULE_FIELDS = ("phrase", "severity", "suggestion", "reason", "clause")


@dataclass(frozen=True)
class Written:
    """What stands in the editor, valid or not; `focus` is the field to go on with."""

    intro: str = ""
    started_from: str = "0"
    pairs: list[Row] = field(default_factory=list)
    rules: list[Row] = field(default_factory=list)
    focus: str = ""

    @classmethod
    def of_version(cls, version: PolicyVersion | None) -> Written:
        """Return the editor as it opens; with blank rows while there is no policy."""
        if version is None:
            return cls(pairs=[{}, {}, {}], rules=[{}, {}])
        read = document(version)
        places = {pair.pk: str(place) for place, pair in enumerate(read.pairs)}
        pairs = [{"do": p.do, "dont": p.dont, "reason": p.reason} for p in read.pairs]
        rules = [
            {
                "phrase": rule.parameters.get("phrase", ""),
                "severity": rule.severity,
                "suggestion": rule.suggestion,
                "reason": rule.reason,
                "clause": places.get(rule.pair_id or 0, ""),
            }
            for rule in read.rules
        ]
        return cls(version.intro, str(version.number), pairs, rules)

    @classmethod
    def of_post(cls, data: Mapping[str, Any]) -> Written:
        """Return what was posted, as it was posted."""
        return cls(
            str(data.get("intro", "")),
            str(data.get("started_from", "0")),
            _rows(data, "pairs", PAIR_FIELDS, MOST_PAIRS),
            _rows(data, "rules", RULE_FIELDS, MOST_RULES),
        )

    def after(self, act: str) -> Written:
        """Return it with a row more ("add pairs") or less ("remove rules 3"); else as it is."""
        match act.split():
            case ["add", "pairs"]:
                focus = f"pairs-{len(self.pairs)}-do"
                return replace(self, pairs=[*self.pairs, {}][:MOST_PAIRS], focus=focus)
            case ["add", "rules"]:
                focus = f"rules-{len(self.rules)}-phrase"
                return replace(self, rules=[*self.rules, {}][:MOST_RULES], focus=focus)
            case ["remove", "pairs", place] if place.isdecimal():
                return self._without_pair(int(place))
            case ["remove", "rules", place] if place.isdecimal():
                rules = [row for i, row in enumerate(self.rules) if i != int(place)]
                return replace(self, rules=rules, focus=f"rules-{max(int(place) - 1, 0)}-phrase")
        return self

    def _without_pair(self, gone: int) -> Written:
        pairs = [row for i, row in enumerate(self.pairs) if i != gone]
        rules = [{**row, "clause": _moved(row.get("clause", ""), gone)} for row in self.rules]
        return replace(self, pairs=pairs, rules=rules, focus=f"pairs-{max(gone - 1, 0)}-do")

    def clauses(self) -> list[tuple[str, str]]:
        """Return the pairs a phrase can belong to, by their row."""
        said = [(i, row.get("dont") or row.get("do", "")) for i, row in enumerate(self.pairs)]
        return [(str(i), text) for i, text in said if text.strip()]


def _rows(data: Mapping[str, Any], part: str, names: Sequence[str], most: int) -> list[Row]:
    total = str(data.get(f"{part}-TOTAL_FORMS", "0"))
    count = min(int(total), most) if total.isdecimal() else 0
    return [{name: str(data.get(f"{part}-{i}-{name}", "")) for name in names} for i in range(count)]


def _moved(clause: str, gone: int) -> str:
    if not clause.isdecimal() or int(clause) < gone:
        return clause
    return "" if int(clause) == gone else str(int(clause) - 1)


class RowForm(forms.Form):
    """A row of the editor; blank when nothing is written in it."""

    written: ClassVar[tuple[str, ...]]

    def has_changed(self) -> bool:
        """Tell whether anything is written in it, chosen options aside."""
        return any(str(self[name].value() or "").strip() for name in self.written)


class PairForm(RowForm):
    """A do, maybe with its don't."""

    written = PAIR_FIELDS
    do = forms.CharField(label=_("Do"), max_length=300)
    dont = forms.CharField(label=_("Instead of"), max_length=300, required=False)
    reason = forms.CharField(label=_("Why"), max_length=400, required=False)

    def clean(self) -> None:
        """Ask for the reason of a don't. Raises `ValidationError`: `reason`."""
        if self.cleaned_data.get("dont") and not self.cleaned_data.get("reason"):
            message = _("Say why. People keep to what they understand.")
            self.add_error("reason", ValidationError(message, code="reason"))

    def draft(self) -> PairDraft:
        """Return the pair."""
        return PairDraft(**{name: self.cleaned_data[name] for name in PAIR_FIELDS})


class RuleForm(RowForm):
    """A phrase to avoid."""

    written = ("phrase", "suggestion", "reason")
    phrase = forms.CharField(label=_("Words to avoid"), max_length=LONGEST_PHRASE)
    suggestion = forms.CharField(label=_("What to write instead"), max_length=200, required=False)
    reason = forms.CharField(label=_("Why"), max_length=400)
    severity = forms.ChoiceField(
        label=_("What happens"),
        choices=[
            (Severity.HINT.value, _("A hint, people decide")),
            (Severity.BLOCK.value, _("It can not go out")),
        ],
        initial=Severity.HINT.value,
    )
    clause = forms.ChoiceField(label=_("Belongs to"), required=False)

    def __init__(self, *args: Any, clauses: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["clause"]
        choices.choices = [("", _("No line of its own")), *clauses]

    def clean_phrase(self) -> str:
        """Refuse a phrase that finds nothing. Raises `ValidationError` with the kind's codes."""
        phrase: str = self.cleaned_data["phrase"]
        KINDS["banned_phrase"].validate({"phrase": phrase})
        return phrase

    def draft(self, places: Mapping[str, int]) -> RuleDraft:
        """Return the rule; `places` tells which pair is in which row."""
        chosen = self.cleaned_data
        return RuleDraft(
            parameters={"phrase": chosen["phrase"]},
            reason=chosen["reason"],
            suggestion=chosen["suggestion"],
            severity=chosen["severity"],
            clause=places.get(chosen["clause"]),
        )


class RowSet(forms.BaseFormSet):  # type: ignore[type-arg]  # takes none at run time
    """Rows in order; any of them may be blank."""

    def initial_form_count(self) -> int:
        """Return 0 for what was posted, so that a row emptied there counts as blank."""
        return 0 if self.is_bound else super().initial_form_count()

    def filled(self) -> list[tuple[str, Any]]:
        """Return the rows with something in them, each with its place."""
        return [(str(i), form) for i, form in enumerate(self.forms) if form.has_changed()]


class PolicyForm(forms.Form):
    """What stands above the pairs, and the version the editor started from."""

    intro = forms.CharField(
        label=_("In a few words"),
        help_text=_("What these guidelines are for. Short is kind."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    started_from = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def _row_set(form: type[RowForm], most: int) -> Any:
    return forms.formset_factory(
        form, formset=RowSet, extra=0, max_num=most, absolute_max=most, validate_max=True
    )


PairSet, RuleSet = _row_set(PairForm, MOST_PAIRS), _row_set(RuleForm, MOST_RULES)


class Editor:
    """The forms of the page, showing what is `written`, or bound to `data` to be published."""

    def __init__(self, written: Written, data: Any = None) -> None:
        kwargs = {"clauses": written.clauses()}
        if data is None:
            top = {"intro": written.intro, "started_from": written.started_from}
            self.form = PolicyForm(initial=top)
            self.pairs = PairSet(initial=written.pairs, prefix="pairs")
            self.rules = RuleSet(initial=written.rules, prefix="rules", form_kwargs=kwargs)
            self._focus(written.focus)
        else:
            self.form = PolicyForm(data)
            self.pairs = PairSet(data, prefix="pairs")
            self.rules = RuleSet(data, prefix="rules", form_kwargs=kwargs)

    def is_valid(self) -> bool:
        """Tell whether it can be published, as far as forms know."""
        return all([self.form.is_valid(), self.pairs.is_valid(), self.rules.is_valid()])

    def drafts(self) -> tuple[list[PairDraft], list[RuleDraft]]:
        """Return what is to be published."""
        filled = self.pairs.filled()
        places = {row: place for place, (row, _form) in enumerate(filled)}
        return (
            [form.draft() for _row, form in filled],
            [form.draft(places) for _row, form in self.rules.filled()],
        )

    def refuse(self, error: ValidationError, number: int) -> None:
        """Show why it was not published; the next try starts from version `number`."""
        self.form.add_error(None, error)
        self.form.data = {**dict(self.form.data.items()), "started_from": str(number)}

    def _focus(self, name: str) -> None:
        for row in (*self.pairs, *self.rules):
            for bound in row:
                if bound.html_name == name:
                    bound.field.widget.attrs["autofocus"] = True
