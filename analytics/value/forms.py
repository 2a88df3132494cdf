"""A price and a view rate as somebody types them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.value.keeping import Price
from analytics.value.models import SOURCE_LENGTH, RateKind
from sharing.api.shapes import KEYS
from sharing.assisted import label_of


def _since() -> forms.DateField:
    """Return the field for the day from which on something holds."""
    return forms.DateField(
        label=_("From"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("It holds from this day on, by UTC, until a later one takes its place."),
    )


class RateForm(forms.Form):
    """One price; `price` once it is valid."""

    kind = forms.ChoiceField(
        label=_("Price of"),
        choices=RateKind.choices,
        help_text=_("Most organizations price clicks alone."),
    )
    network = forms.ChoiceField(
        label=_("Network"),
        required=False,
        help_text=_("A network’s own price goes before the one for all."),
    )
    amount = forms.DecimalField(
        label=_("Amount"),
        min_value=0,
        max_digits=12,
        decimal_places=4,
        localize=True,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    currency = forms.CharField(
        label=_("Currency"),
        max_length=3,
        widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off"}),
        help_text=_("Its code, like EUR. All your prices are in one."),
    )
    starts_on = _since()
    source = forms.CharField(
        label=_("Source"),
        max_length=SOURCE_LENGTH,
        help_text=_("Where the price is from, like “our LinkedIn ads, October”."),
    )

    def __init__(self, data: Any = None, *, currency: str = "") -> None:
        super().__init__(data, initial={"currency": currency})
        fields: dict[str, Any] = self.fields
        names = [(key, label_of(key)) for key in KEYS]
        fields["network"].choices = [("", _("All networks")), *names]

    @property
    def price(self) -> Price:
        """Return what was typed."""
        return Price(**{**self.cleaned_data, "kind": RateKind(self.cleaned_data["kind"])})


class ViewRateForm(forms.Form):
    """A view rate."""

    percent = forms.DecimalField(
        label=_("Percent of the followers who see a share"),
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("As where a network tells of your own posts: impressions by followers."),
    )
    starts_on = _since()
    source = forms.CharField(
        label=_("Source"),
        max_length=SOURCE_LENGTH,
        help_text=_("Where the rate is from, like “our company page, October”."),
    )
