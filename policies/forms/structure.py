"""The second page of the editor: situations, questions, who speaks, what is secret, a few texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.contents import FactDraft, QuestionDraft, SituationDraft, SpeakerDraft
from policies.forms.pages import Page, TopForm
from policies.forms.rows import RowForm, row_sets
from policies.forms.written import FIELDS, Written, changed_since
from policies.models import LONGEST_QUESTION, Kind, SectionKind, SituationKind, Strictness

LINES = forms.Textarea({"rows": 3})
SECTIONS: dict[str, tuple[SectionKind, ...]] = {
    Kind.CONTENT: (
        SectionKind.TONE,
        SectionKind.FREQUENCY,
        SectionKind.REPLYING,
        SectionKind.PERSONAL,
        SectionKind.PERMANENCE,
        SectionKind.SAFETY,
        SectionKind.TOOLS,
        SectionKind.COMPANY,
    ),
    Kind.STYLE: (SectionKind.TONE, SectionKind.LOGO, SectionKind.VISUALS, SectionKind.HASHTAGS),
}
"""Which texts each document asks for."""


class PersonRow(RowForm):
    """A row that may name a member."""

    person: ClassVar[str]

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields[self.person]
        choices.choices = [("", _("Nobody in particular")), *people]


class SituationForm(PersonRow):
    """A situation, and what to do in it."""

    written = ("title", "do", "dont", "reason", "reply", "handover_label", "handover_url")
    person = "tell"
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("What do I do when…"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=SituationKind.choices, initial=SituationKind.OTHER
    )
    do = forms.CharField(label=_("What to do"), max_length=2000, widget=LINES)
    dont = forms.CharField(label=_("What not to do"), max_length=1000, widget=LINES, required=False)
    reason = forms.CharField(label=_("Why not"), max_length=400, required=False)
    reply = forms.CharField(
        label=_("A reply to copy"), max_length=1000, widget=LINES, required=False
    )
    handover_label = forms.CharField(
        label=_("Where to send people"), max_length=120, required=False
    )
    handover_url = forms.URLField(
        label=_("Its address"), max_length=500, required=False, assume_scheme="https"
    )
    tell = forms.ChoiceField(label=_("Who to tell"), required=False)

    def clean(self) -> None:
        """Ask for the reason of a don't. Raises `ValidationError`: `reason`, `handover`."""
        said = self.cleaned_data
        if said.get("dont") and not said.get("reason"):
            message = _("Say why. People keep to what they understand.")
            self.add_error("reason", ValidationError(message, code="reason"))
        if bool(said.get("handover_label")) != bool(said.get("handover_url")):
            message = _("Write where people are sent, and its address, or neither.")
            self.add_error("handover_label", ValidationError(message, code="handover"))

    def draft(self) -> SituationDraft:
        """Return the situation."""
        key = self.cleaned_data["key"]
        said = {name: self.cleaned_data[name] for name in FIELDS["situations"]}
        return SituationDraft(**{**said, "key": str(key) if key else ""})


class QuestionForm(RowForm):
    """A question with its answer."""

    written = FIELDS["questions"]
    question = forms.CharField(label=_("Question"), max_length=LONGEST_QUESTION)
    answer = forms.CharField(label=_("Answer"), max_length=2000, widget=LINES)

    def draft(self) -> QuestionDraft:
        """Return the question."""
        return QuestionDraft(**{name: self.cleaned_data[name] for name in self.written})


class SpeakerForm(PersonRow):
    """Who may speak about what."""

    written = ("who", "about")
    person = "member"
    who = forms.CharField(label=_("Who"), help_text=_("A person or a team"), max_length=200)
    about = forms.CharField(label=_("May speak about"), max_length=300)
    needs_training = forms.BooleanField(label=_("After a training"), required=False)
    member = forms.ChoiceField(label=_("Where it is one person"), required=False)

    def draft(self) -> SpeakerDraft:
        """Return who may speak."""
        return SpeakerDraft(**{name: self.cleaned_data[name] for name in FIELDS["speakers"]})


class FactForm(RowForm):
    """What is confidential, and why."""

    written = ("what", "reason")
    what = forms.CharField(label=_("What is confidential"), max_length=300)
    reason = forms.CharField(label=_("Why"), max_length=400)
    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )

    def draft(self) -> FactDraft:
        """Return the fact."""
        day = self.cleaned_data["until"]
        said = (self.cleaned_data["what"], self.cleaned_data["reason"])
        return FactDraft(*said, until=day.isoformat() if day else "")


class StructureForm(TopForm):
    """Who answers customers, and a few texts."""

    strictness = forms.ChoiceField(
        label=_("Who answers customers"),
        help_text=_(
            "Strict: answers are alike and nobody is left alone with an angry person, but people"
            " wait longer and sound less like people. Relaxed: quick and warm answers, but each"
            " person needs a training, and some will say too much."
        ),
        choices=[("", _("Not said")), *Strictness.choices],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in SectionKind:
            self.fields[f"section-{kind.value}"] = forms.CharField(
                label=kind.label,
                max_length=5000,
                required=False,
                widget=forms.Textarea({"rows": 4}),
            )


class StructurePage(Page):
    """All that a document says besides its lines; `kind` is the document's."""

    form_class = StructureForm
    row_sets = row_sets(
        {
            "situations": SituationForm,
            "questions": QuestionForm,
            "speakers": SpeakerForm,
            "facts": FactForm,
        }
    )

    def __init__(
        self,
        written: Written,
        data: Any = None,
        *,
        kind: str,
        people: Sequence[tuple[str, str]],
        **more: Any,
    ) -> None:
        named: Mapping[str, Any] = {"people": people}
        choices = {"situations": named, "speakers": named}
        super().__init__(written, data, choices=choices, **more)
        self.kind = kind

    @property
    def sections(self) -> list[forms.BoundField]:
        """The texts that this document asks for, and others that it has."""
        asked = [kind.value for kind in SECTIONS[self.kind]]
        names = [*asked, *(kind for kind in self.contents.sections if kind not in asked)]
        return [self.form[f"section-{kind}"] for kind in names]

    def changes(self) -> dict[str, Any]:
        """Return the parts of the document that were changed here."""
        said: dict[str, Any] = {
            part: tuple(form.draft() for _row, form in rows.filled())
            for part, rows in self.parts.items()
        }
        texts = {kind: self.form.cleaned_data[f"section-{kind}"] for kind in SectionKind.values}
        said["sections"] = {kind: text for kind, text in texts.items() if text}
        said["strictness"] = self.form.cleaned_data["strictness"]
        return changed_since(self.form.cleaned_data["seen"], said)
