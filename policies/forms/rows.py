"""The rows of the policy editor: a pair, words to avoid, a disclosure, a name. Blank is no row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.contents import PairDraft, RuleDraft
from policies.forms.written import MOST, PAIR_FIELDS
from policies.models import Severity
from policies.rules.base import RuleSpec
from policies.rules.check import validate_rule
from policies.rules.phrases import LONGEST_PHRASE
from policies.rules.required_disclosure import MOST_WITHIN, USUAL_WITHIN


class RowForm(forms.Form):
    """A row of the editor; blank when nothing is written in it."""

    written: tuple[str, ...]

    def has_changed(self) -> bool:
        """Tell whether anything is written in it, chosen options aside."""
        return any(str(self[name].value() or "").strip() for name in self.written)


class KeptRow(RowForm):
    """A row that somebody looks after."""

    owner = forms.ChoiceField(label=_("Who looks after it"), required=False)
    review_on = forms.DateField(
        label=_("Look at it again on"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )

    def __init__(self, *args: Any, keepers: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["owner"]
        choices.choices = [("", _("Whoever looks after the guidelines")), *keepers]

    @property
    def is_kept(self) -> bool:
        """Tell whether anything is said of who looks after it, and when."""
        return any(self[name].value() for name in ("owner", "review_on")) or any(
            name in self.errors for name in ("owner", "review_on")
        )

    def keeper(self) -> dict[str, str]:
        """Return who looks after it and when, as drafts take it."""
        day = self.cleaned_data["review_on"]
        return {
            "owner": self.cleaned_data["owner"],
            "review_on": day.isoformat() if day else "",
        }


class PairForm(KeptRow):
    """A do, maybe with its don't."""

    written = PAIR_FIELDS
    do = forms.CharField(label=_("Do"), max_length=300)
    dont = forms.CharField(label=_("Instead of"), max_length=300, required=False)
    reason = forms.CharField(label=_("Why"), max_length=400, required=False)
    was = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    """Its place among the lines when the page was opened; none for a new one."""

    def clean(self) -> None:
        """Ask for the reason of a don't. Raises `ValidationError`: `reason`."""
        if self.cleaned_data.get("dont") and not self.cleaned_data.get("reason"):
            message = _("Say why. People keep to what they understand.")
            self.add_error("reason", ValidationError(message, code="reason"))

    def draft(self) -> PairDraft:
        """Return the pair."""
        said = {name: self.cleaned_data[name] for name in PAIR_FIELDS}
        return PairDraft(**said, **self.keeper())


class RuleRow(KeptRow):
    """A rule of one kind: what all of them have."""

    kind: str
    error_places: Mapping[str, str] = {}
    """At which field to show the kind's refusals, by code; else at the first."""
    reason = forms.CharField(label=_("Why"), max_length=400)
    severity = forms.ChoiceField(
        label=_("What happens"),
        choices=[
            (Severity.HINT.value, _("A hint, people decide")),
            (Severity.APPROVAL.value, _("Somebody has to approve it")),
            (Severity.BLOCK.value, _("It can not go out")),
        ],
        initial=Severity.HINT.value,
    )
    clause = forms.ChoiceField(label=_("Belongs to"), required=False)

    def __init__(self, *args: Any, clauses: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["clause"]
        choices.choices = [("", _("No line of its own")), *clauses]

    def clean(self) -> None:
        """Refuse a rule that could not work. Raises `ValidationError` with the kind's codes."""
        first = self.written[0]
        if self.errors.keys() & {first, *self.error_places.values()}:
            return
        try:
            validate_rule(
                RuleSpec(
                    public_id="",
                    kind=self.kind,
                    severity=Severity.HINT,
                    parameters=self.parameters(),
                    reason="",
                    suggestion=self.cleaned_data.get("suggestion", ""),
                )
            )
        except ValidationError as refused:
            self.add_error(self.error_places.get(refused.code or "", first), refused)

    def parameters(self) -> dict[str, Any]:
        """Return what was written as the kind takes it."""
        raise NotImplementedError

    def draft(self, places: Mapping[str, int]) -> RuleDraft:
        """Return the rule; `places` tells which pair is in which row."""
        chosen = self.cleaned_data
        return RuleDraft(
            parameters=self.parameters(),
            reason=chosen["reason"],
            suggestion=chosen.get("suggestion", ""),
            severity=chosen["severity"],
            kind=self.kind,
            clause=places.get(chosen["clause"]),
            **self.keeper(),
        )


class RuleForm(RuleRow):
    """A phrase to avoid."""

    kind = "banned_phrase"
    error_places: Mapping[str, str] = {"suggestion": "suggestion"}
    written = ("phrase", "suggestion", "reason")
    phrase = forms.CharField(label=_("Words to avoid"), max_length=LONGEST_PHRASE)
    suggestion = forms.CharField(label=_("What to write instead"), max_length=200, required=False)

    def parameters(self) -> dict[str, Any]:
        """Return the phrase."""
        return {"phrase": self.cleaned_data["phrase"]}


class DisclosureForm(RuleRow):
    """What has to be said near the start."""

    kind = "required_disclosure"
    error_places: Mapping[str, str] = {"within": "within"}
    written = ("phrases", "reason")
    phrases = forms.CharField(
        label=_("What has to be said"),
        help_text=_("One way to say it on each line. The first is offered with one click."),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
    )
    within = forms.IntegerField(
        label=_("Within how many characters"),
        help_text=_("From the start. Networks fold what comes later."),
        initial=USUAL_WITHIN,
        min_value=1,
        max_value=MOST_WITHIN,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in settings.NETWORK_CHOICES:
            self.fields[f"on-{key}"] = forms.BooleanField(label=label, required=False)

    @property
    def network_boxes(self) -> list[forms.BoundField]:
        """The boxes of the networks it is for; none ticked is all."""
        return [self[f"on-{key}"] for key, _label in settings.NETWORK_CHOICES]

    def parameters(self) -> dict[str, Any]:
        """Return the phrases, the networks and how near the start."""
        chosen = self.cleaned_data
        networks = [key for key, _label in settings.NETWORK_CHOICES if chosen[f"on-{key}"]]
        return {
            "phrases": _lines(chosen["phrases"]),
            "networks": networks,
            "within": chosen["within"],
        }


class NameForm(RuleRow):
    """A name of ours and how it is not written."""

    kind = "brand_spelling"
    error_places: Mapping[str, str] = {"right": "wrong"}
    written = ("term", "wrong", "reason")
    term = forms.CharField(label=_("The name as it is written"), max_length=LONGEST_PHRASE)
    wrong = forms.CharField(
        label=_("Not like this"),
        help_text=_("One on each line. Another case of the name is found anyway."),
        widget=forms.Textarea({"rows": 2}),
        max_length=2100,
        required=False,
    )

    def parameters(self) -> dict[str, Any]:
        """Return the name and its wrong spellings."""
        return {"term": self.cleaned_data["term"], "wrong": _lines(self.cleaned_data["wrong"])}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class RowSet(forms.BaseFormSet):  # type: ignore[type-arg]  # takes none at run time
    """Rows in order; any of them may be blank."""

    def initial_form_count(self) -> int:
        """Return 0 for what was posted, so that a row emptied there counts as blank."""
        return 0 if self.is_bound else super().initial_form_count()

    def filled(self) -> list[tuple[str, Any]]:
        """Return the rows with something in them, each with its place."""
        return [(str(i), form) for i, form in enumerate(self.forms) if form.has_changed()]


def row_sets(rows: Mapping[str, type[RowForm]]) -> dict[str, Any]:
    """Return the sets of rows of a page, by the names of its parts."""
    return {
        part: forms.formset_factory(
            form,
            formset=RowSet,
            extra=0,
            max_num=MOST[part],
            absolute_max=MOST[part],
            validate_max=True,
        )
        for part, form in rows.items()
    }


ROW_SETS = row_sets(
    {"pairs": PairForm, "rules": RuleForm, "disclosures": DisclosureForm, "names": NameForm}
)
