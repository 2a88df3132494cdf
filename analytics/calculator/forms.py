"""What a visitor assumes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from analytics.calculator.estimate import (
    GUESSES,
    PERCENT,
    RATES,
    USUAL,
    USUAL_EMPLOYEES,
    Assumptions,
)
from analytics.wording import whole

MOST_EMPLOYEES = 3_000_000
"""About as many as the largest employers of the world have."""
MOST_SHARES = 300
"""Ten a day."""
MOST_FOLLOWERS = 1_000_000
"""On average: single people have more, not each who shares."""
MOST = dict.fromkeys(RATES, PERCENT) | {
    "shares_per_sharer": MOST_SHARES,
    "avg_followers": MOST_FOLLOWERS,
}
TOO_MUCH = dict.fromkeys(
    RATES, _("That would be more than all of them: write %(most)s at most.")
) | {
    "employees": _("The largest employers have about %(most)s people: write that at most."),
    "shares_per_sharer": _("That is more than ten a day for each: write %(most)s at most."),
    "avg_followers": _(
        "Some have more followers, but not each who shares: write %(most)s at most, on average."
    ),
}
"""What is said of a number that can't be, by assumption."""
LABELS = {
    "adoption_rate": _("Who takes part, in percent of all who are invited"),
    "share_rate": _("Who shares in a month, in percent of those who take part"),
    "shares_per_sharer": _("Shares in a month, for each who shares"),
    "avg_followers": _("Followers of each who shares"),
    "view_rate": _("Who sees a post, in percent of the followers"),
}
ORIGINS = {
    "adoption_rate": _("94 % is what one vendor says of its own programme. Yours is likely lower."),
    "share_rate": _("64 % is what one vendor says of its own programme. Yours is likely lower."),
    "shares_per_sharer": _("Our guess: about one a week."),
    "avg_followers": _("Our guess. Count each account on its own."),
    "view_rate": _("Our guess: networks show a post to a part of the followers only."),
}
GUESS_LABELS = {"low": _("Low"), "mid": _("Middle"), "high": _("High")}


class CalculatorForm(forms.Form):
    """One number of people, and three guesses for each assumption: `<assumption>_<guess>`."""

    employees = forms.IntegerField(
        label=_("People who work with you"),
        min_value=1,
        max_value=MOST_EMPLOYEES,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial=usual())
        self.fields["employees"].error_messages["max_value"] = _too_much(
            "employees", MOST_EMPLOYEES
        )
        for name, label in LABELS.items():
            for guess in GUESSES:
                self.fields[f"{name}_{guess}"] = forms.FloatField(
                    label=f"{label}: {GUESS_LABELS[guess]}",
                    min_value=0,
                    max_value=MOST[name],
                    error_messages={"max_value": _too_much(name, MOST[name])},
                    widget=forms.NumberInput({"inputmode": "decimal", "step": "any"}),
                )

    def clean(self) -> dict[str, Any]:
        """Refuse guesses that do not rise from low to high."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in LABELS:
            told = [
                value for guess in GUESSES if (value := cleaned.get(f"{name}_{guess}")) is not None
            ]
            if len(told) == len(GUESSES) and told != sorted(told):
                message = _("Low, middle and high have to rise, or be the same.")
                self.add_error(f"{name}_mid", ValidationError(message, "order"))
        return cleaned

    def rows(self) -> Iterator[tuple[str, str, str, Sequence[tuple[str, forms.BoundField]]]]:
        """Yield for each assumption its name in the formula, its label, where the usual comes
        from, and (guess, field).
        """
        for name, label in LABELS.items():
            fields = [(str(GUESS_LABELS[guess]), self[f"{name}_{guess}"]) for guess in GUESSES]
            yield name, str(label), str(ORIGINS[name]), fields

    def guesses(self) -> dict[str, Assumptions]:
        """Return what was filled in, by low, mid and high."""
        return {
            guess: Assumptions(
                employees=self.cleaned_data["employees"],
                **{
                    name: self.cleaned_data[f"{name}_{guess}"] / (PERCENT if name in RATES else 1)
                    for name in LABELS
                },
            )
            for guess in GUESSES
        }


def usual() -> dict[str, float]:
    """Return what stands in the form before anything is changed."""
    told = {
        f"{name}_{guess}": value
        for name, values in USUAL.items()
        for guess, value in zip(GUESSES, values, strict=True)
    }
    return {"employees": USUAL_EMPLOYEES, **told}


def _too_much(name: str, most: int) -> str:
    """Return what is said of an assumption over `most`, in the reader's language."""
    return str(TOO_MUCH[name] % {"most": whole(most)})
