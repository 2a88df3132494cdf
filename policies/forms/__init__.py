"""The policy editor: an introduction, rows of pairs, of words, of disclosures and of names.

Rows are added and taken away by the server, so the page works without script: the rows as posted
become what the next page shows (`Written`). A row left blank is no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.contents import Contents, QuizDraft, RuleDraft
from policies.forms.pages import Page, TopForm
from policies.forms.quiz import QuizPage
from policies.forms.rows import ROW_SETS
from policies.forms.structure import StructurePage
from policies.forms.written import KINDS_OF, Written, changed_since, is_shown
from policies.rules import KINDS

__all__ = ["Editor", "PolicyForm", "QuizPage", "StructurePage", "Written"]


class PolicyForm(TopForm):
    """What stands above the pairs."""

    intro = forms.CharField(
        label=_("In a few words"),
        help_text=_("What these guidelines are for. Short is kind."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    field_order = ("intro",)


class Editor(Page):
    """The lines of a document, and what is looked for while people write."""

    form_class = PolicyForm
    row_sets = ROW_SETS

    def __init__(
        self,
        written: Written,
        data: Any = None,
        *,
        contents: Contents,
        keepers: Sequence[tuple[str, str]],
    ) -> None:
        rule = {"keepers": keepers, "clauses": written.clauses()}
        choices = {"pairs": {"keepers": keepers}, **dict.fromkeys(KINDS_OF, rule)}
        super().__init__(written, data, contents=contents, choices=choices)
        self.pairs, self.rules = self.parts["pairs"], self.parts["rules"]
        self.disclosures, self.names = self.parts["disclosures"], self.parts["names"]

    def changes(self) -> dict[str, Any]:
        """Return the parts of the document that were changed here; pairs and rules go together."""
        filled = self.pairs.filled()
        places = {row: place for place, (row, _form) in enumerate(filled)}
        pairs = tuple(form.draft() for _row, form in filled)
        rules = [
            form.draft(places) for part in KINDS_OF for _row, form in self.parts[part].filled()
        ]
        were = [form.cleaned_data["was"] for _row, form in filled]
        said = {
            "intro": self.form.cleaned_data["intro"],
            "pairs": pairs,
            "rules": (*rules, *self._others(were)),
        }
        changed = changed_since(self.form.cleaned_data["seen"], said)
        if changed.keys() & {"pairs", "rules"}:
            changed |= {"pairs": said["pairs"], "rules": said["rules"]}
        quiz = self._quiz(were)
        return changed | {"quiz": quiz} if quiz != self.contents.quiz else changed

    @property
    def kept(self) -> list[tuple[str, RuleDraft]]:
        """The rules that this page can't change, each with what people call its kind."""
        rules = (rule for rule in self.contents.rules if not is_shown(rule))
        return [(str(KINDS[rule.kind].label), rule) for rule in rules]

    def _quiz(self, were: Sequence[int | None]) -> tuple[QuizDraft, ...]:
        """Return the questions, which this page does not show, at the lines they are about."""
        places = {was: place for place, was in enumerate(were) if was is not None}
        return tuple(
            replace(one, line=None if one.line is None else places.get(one.line))
            for one in self.contents.quiz
        )

    def _others(self, were: Sequence[int | None]) -> Iterator[RuleDraft]:
        """Return the rules that this page does not show, at the lines they belong to.

        `were` tells where each line stood.
        """
        places = {was: place for place, was in enumerate(were) if was is not None}
        for _label, rule in self.kept:
            yield replace(rule, clause=None if rule.clause is None else places.get(rule.clause))
