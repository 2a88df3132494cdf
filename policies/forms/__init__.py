"""The policy editor: an introduction, rows of pairs, of words, of disclosures and of names.

Rows are added and taken away by the server, so the page works without script: the rows as posted
become what the next page shows (`Written`). A row left blank is no row.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.forms.rows import ROW_SETS
from policies.forms.written import KINDS_OF, Written
from policies.services import PairDraft, RuleDraft

__all__ = ["Editor", "PolicyForm", "Written"]


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


class Editor:
    """The forms of the page, showing what is `written`, or bound to `data` to be published."""

    def __init__(self, written: Written, data: Any = None) -> None:
        top = {"intro": written.intro, "started_from": written.started_from}
        self.form = PolicyForm(initial=top) if data is None else PolicyForm(data)
        self.parts = {part: _rows(part, written, data) for part in ROW_SETS}
        self.pairs, self.rules = self.parts["pairs"], self.parts["rules"]
        self.disclosures, self.names = self.parts["disclosures"], self.parts["names"]
        self._focus(written.focus)

    def is_valid(self) -> bool:
        """Tell whether it can be published, as far as forms know."""
        checked = [form.is_valid() for form in (self.form, *self.parts.values())]
        return all(checked)  # each one looked at, so that all errors show at once

    def drafts(self) -> tuple[list[PairDraft], list[RuleDraft]]:
        """Return what is to be published."""
        filled = self.pairs.filled()
        places = {row: place for place, (row, _form) in enumerate(filled)}
        return (
            [form.draft() for _row, form in filled],
            [form.draft(places) for part in KINDS_OF for _row, form in self.parts[part].filled()],
        )

    def refuse(self, error: ValidationError, number: int) -> None:
        """Show why it was not published; the next try starts from version `number`."""
        self.form.add_error(None, error)
        self.form.data = {**dict(self.form.data.items()), "started_from": str(number)}

    def _focus(self, name: str) -> None:
        for row in (row for rows in self.parts.values() for row in rows if name):
            for bound in row:
                if bound.html_name == name:
                    bound.field.widget.attrs["autofocus"] = True


def _rows(part: str, written: Written, data: Any) -> Any:
    kwargs = {"clauses": written.clauses()} if part in KINDS_OF else {}
    if data is None:
        return ROW_SETS[part](initial=written.rows(part), prefix=part, form_kwargs=kwargs)
    return ROW_SETS[part](data, prefix=part, form_kwargs=kwargs)
