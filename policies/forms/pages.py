"""A page of the editor: what stands in it, its parts of rows, and what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from policies.contents import Contents
from policies.forms.written import Written


class TopForm(forms.Form):
    """What the page opened with: the version in force, the draft's edition, marks of its parts."""

    started_from = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=2000, required=False)


class Page:
    """The forms of a page, showing what is `written`, or bound to `data` to be stored.

    `contents` is what the draft says; `choices` are the keywords of each part's rows.
    """

    form_class: ClassVar[type[TopForm]]
    row_sets: ClassVar[Mapping[str, Any]]

    def __init__(
        self,
        written: Written,
        data: Any = None,
        *,
        contents: Contents,
        choices: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self.contents = contents
        names = ("started_from", "edition", "seen")
        top = written.texts | {name: getattr(written, name) for name in names}
        self.form = self.form_class(initial=top) if data is None else self.form_class(data)
        self.parts = {
            part: self._rows(part, written, data, dict(choices.get(part, {})))
            for part in self.row_sets
        }
        self._focus(written.focus)

    def is_valid(self) -> bool:
        """Tell whether it can be stored, as far as forms know."""
        checked = [form.is_valid() for form in (self.form, *self.parts.values())]
        return all(checked)  # each one looked at, so that all errors show at once

    def changes(self) -> dict[str, Any]:
        """Return the parts of the document that were changed here."""
        raise NotImplementedError

    def refuse(self, error: ValidationError, *, started_from: int, edition: int) -> None:
        """Show why it was not stored; the next try starts from what stands there now."""
        self.form.add_error(None, error)
        now = {"started_from": str(started_from), "edition": str(edition)}
        self.form.data = {**dict(self.form.data.items()), **now}

    def _rows(self, part: str, written: Written, data: Any, kwargs: dict[str, Any]) -> Any:
        rows = self.row_sets[part]
        if data is None:
            return rows(initial=written.rows(part), prefix=part, form_kwargs=kwargs)
        return rows(data, prefix=part, form_kwargs=kwargs)

    def _focus(self, name: str) -> None:
        for row in (row for rows in self.parts.values() for row in rows if name):
            for bound in row:
                if bound.html_name == name:
                    bound.field.widget.attrs["autofocus"] = True
