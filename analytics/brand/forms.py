"""What is typed in about the brand: one number, or a file of many."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from analytics.brand.lists import (
    PROBLEMS,
    Entry,
    LineReader,
    Row,
    read_numbers,
    row_of,
)
from analytics.models import SOURCE_LENGTH, BrandMetric
from content.models import Hashtag
from tenants.sheets import MAX_BYTES, too_large


class NumberForm(forms.Form):
    """One number; `entry` once it is valid."""

    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A day that is over, by UTC. Put a week’s number on its last day."),
    )
    metric = forms.ChoiceField(label=_("What"), choices=BrandMetric.choices)
    hashtag = forms.ChoiceField(
        label=_("Hashtag"), required=False, help_text=_("Only for mentions of a hashtag.")
    )
    value = forms.CharField(
        label=_("Number"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=SOURCE_LENGTH,
        widget=forms.TextInput({"list": "sources"}),
        help_text=_("Which tool counted it, and what it looked for."),
    )
    entry: Entry

    def __init__(self, data: Any = None, *, reader: LineReader) -> None:
        super().__init__(data)
        self.reader = reader
        tags = Hashtag.objects.order_by("-is_default", "key").values_list("key", "name")
        choices = [("", _("None")), *((key, f"#{name}") for key, name in tags)]
        fields: dict[str, Any] = self.fields
        fields["hashtag"].choices = choices

    def clean(self) -> dict[str, Any]:
        """Read it as a line of a list is read."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        entry, problems = self.reader.read(row_of(1, cleaned))
        for column, code in problems:
            self.add_error(column, ValidationError(str(PROBLEMS[code]), code))
        if entry is not None:
            self.entry = entry
        return cleaned


class NumbersForm(forms.Form):
    """The file; `rows` and `file_name` once it is valid."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Up to 1,000 numbers, each with its day, kind and source."),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".csv,text/csv,.txt,text/plain"}),
    )
    rows: list[Row]
    file_name: str

    def clean_file(self) -> Any:
        """Read the file. Raises ValidationError as `read_numbers`."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise too_large()
        self.rows, self.file_name = read_numbers(file.read()), file.name or ""
        return file
