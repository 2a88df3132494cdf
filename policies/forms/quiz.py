"""The third page of the editor: what is asked of whoever accepts the content policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.contents import QuizDraft
from policies.forms.pages import Page, TopForm
from policies.forms.rows import RowForm, row_sets
from policies.forms.written import ANSWERS, Written, changed_since
from policies.services.checking_shown import FEWEST_ANSWERS, LONGEST_ANSWER


class QuizForm(RowForm):
    """A question, its answers, which of them are right, and a sentence for those who are wrong."""

    written = ("question", "explanation", *(f"answer-{number}" for number in ANSWERS))
    question = forms.CharField(label=_("Question"), max_length=300)
    explanation = forms.CharField(
        label=_("Explanation"),
        help_text=_("Shown to those who are wrong. They try again at once."),
        max_length=500,
    )
    line = forms.ChoiceField(label=_("The line it is about"), required=False)

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["line"]
        choices.choices = [("", _("No line in particular")), *lines]
        for number in ANSWERS:
            self.fields[f"answer-{number}"] = forms.CharField(
                label=_("Answer %(number)s") % {"number": number},
                max_length=LONGEST_ANSWER,
                required=number <= FEWEST_ANSWERS,
            )
            label = _("Answer %(number)s is right") % {"number": number}
            self.fields[f"right-{number}"] = forms.BooleanField(label=label, required=False)

    @property
    def answers(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The answers, each with its box."""
        return [(self[f"answer-{number}"], self[f"right-{number}"]) for number in ANSWERS]

    def clean(self) -> None:
        """Ask for a right answer that is written. Raises `ValidationError`: `quiz_answers`."""
        said = self.cleaned_data
        if not any(said.get(f"right-{one}") and said.get(f"answer-{one}") for one in ANSWERS):
            message = _("Mark at least one answer that is right.")
            self.add_error("right-1", ValidationError(message, code="quiz_answers"))

    def draft(self) -> QuizDraft:
        """Return the question; answers that are left blank are none."""
        said = self.cleaned_data
        answers = [
            {"text": said[f"answer-{one}"], "is_right": said[f"right-{one}"]}
            for one in ANSWERS
            if said[f"answer-{one}"]
        ]
        line = int(said["line"]) if said["line"] else None
        return QuizDraft(said["question"], answers, said["explanation"], line)


class QuizPage(Page):
    """What is asked; without a question, nobody is asked anything."""

    form_class = TopForm
    row_sets = row_sets({"quiz": QuizForm})

    def __init__(self, written: Written, data: Any = None, **more: Any) -> None:
        pairs = more["contents"].pairs
        lines = [(str(place), pair.dont or pair.do) for place, pair in enumerate(pairs)]
        super().__init__(written, data, choices={"quiz": {"lines": lines}}, **more)

    def changes(self) -> dict[str, Any]:
        """Return the questions, if they were changed here."""
        said = {"quiz": tuple(form.draft() for _row, form in self.parts["quiz"].filled())}
        return changed_since(self.form.cleaned_data["seen"], said)
