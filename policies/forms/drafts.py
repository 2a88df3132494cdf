"""What is filled in around a draft: which document, who reviews it, what the reviewer says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.models import Kind
from policies.services.reviewing import LONGEST_NOTE
from policies.starters import Starter
from tenants.languages import LANGUAGES
from tenants.models import Member


class StartForm(forms.Form):
    """Which document to begin a draft of."""

    kind = forms.ChoiceField(label=_("Document"), choices=Kind.choices)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("The organization’s own")), *LANGUAGES], required=False
    )
    starter = forms.ChoiceField(
        label=_("Begin with"),
        choices=[("", _("What is in force")), *Starter.choices],
        required=False,
    )


class ReviewsForm(forms.Form):
    """Whether a document needs a legal review."""

    kind = forms.ChoiceField(choices=Kind.choices)
    asks_review = forms.BooleanField(required=False)


class ReviewerForm(forms.Form):
    """Whom to ask."""

    reviewer = forms.TypedChoiceField(label=_("Who reads it"))

    def __init__(self, *args: Any, people: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {str(one.public_id): one for one in people}
        field: Any = self.fields["reviewer"]
        field.choices = [(key, one.name) for key, one in known.items()]
        field.coerce = known.__getitem__


class DecisionForm(forms.Form):
    """What a reviewer says to the edition they have read."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    note = forms.CharField(
        label=_("Note"),
        help_text=_("When you send it back: what has to change."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    answer = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])

    def clean(self) -> dict[str, Any]:
        """Ask for words with a no. Raises `ValidationError`: `note`."""
        chosen = self.cleaned_data
        chosen["is_yes"] = chosen.get("answer") == "yes"
        if chosen.get("answer") == "no" and not chosen.get("note"):
            self.add_error("note", ValidationError(_("Say what has to change."), code="note"))
        return chosen
