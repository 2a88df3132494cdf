"""What somebody fills in who needs help, and who helps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from content.concerns.models import REPLY_TITLE_LENGTH, Urgency
from content.concerns.services import LONGEST_LINK, LONGEST_NOTE, LONGEST_WORDS
from policies.models import LONGEST_QUESTION
from policies.writers import writers
from tenants.models import Member

URGENCIES = [
    (Urgency.NOW.value, _("Now: it is happening, or somebody could come to harm")),
    (Urgency.TODAY.value, _("Today: it can wait some hours")),
    (Urgency.WHENEVER.value, _("When you can: it can wait some days")),
]


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "dir": "auto"})


class ConcernForm(forms.Form):
    """A concern: a link, a screenshot or words are enough."""

    words = forms.CharField(
        label=_("What happened?"),
        help_text=_("A sentence is enough."),
        max_length=LONGEST_WORDS,
        required=False,
        widget=_words(3),
    )
    link = forms.URLField(
        label=_("The link to it"),
        max_length=LONGEST_LINK,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput({"class": "ltr", "placeholder": "https://"}),
    )
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=URGENCIES,
        initial=Urgency.TODAY.value,
        widget=forms.RadioSelect,
    )
    network = forms.ChoiceField(
        label=_("Where is it?"),
        choices=[("", _("Somewhere else, or not sure")), *settings.NETWORK_CHOICES],
        required=False,
    )
    situation = forms.UUIDField(required=False, widget=forms.HiddenInput)


class OfferForm(forms.Form):
    """A question and its answer, for everybody."""

    question = forms.CharField(
        label=_("Question"),
        help_text=_("So that nobody can tell who asked."),
        max_length=LONGEST_QUESTION,
        widget=_words(2),
    )
    answer = forms.CharField(label=_("Answer"), max_length=LONGEST_NOTE, widget=_words(5))


class QuestionForm(forms.Form):
    """A question to whoever runs the programme."""

    words = forms.CharField(label=_("Your question"), max_length=LONGEST_WORDS, widget=_words(4))


class LeadForm(forms.Form):
    """Who runs the programme."""

    lead = forms.ChoiceField(
        label=_("Who leads the programme"),
        help_text=_("Named beside the guidelines; questions go to them. A curator or an admin."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in writers()}
        chosen: Any = self.fields["lead"]
        named = [(key, one.name) for key, one in self.people.items()]
        chosen.choices = [("", _("Nobody in particular")), *named]

    def clean_lead(self) -> Member | None:
        """Return the member, None for nobody."""
        return self.people.get(self.cleaned_data["lead"])


class NoteForm(forms.Form):
    """What somebody says in a thread."""

    text = forms.CharField(label=_("Your answer"), max_length=LONGEST_NOTE, widget=_words(3))


class OutcomeForm(forms.Form):
    """What came of a concern."""

    outcome = forms.CharField(
        label=_("What came of it"),
        help_text=_("Whoever raised it reads this, and can open it again."),
        max_length=LONGEST_NOTE,
        widget=_words(2),
    )


class ReplyForm(forms.Form):
    """A standard reply."""

    title = forms.CharField(
        label=_("When to use it"),
        help_text=_("“Somebody wants their money back”, for example."),
        max_length=REPLY_TITLE_LENGTH,
    )
    text = forms.CharField(label=_("The reply"), max_length=LONGEST_NOTE, widget=_words(4))


class HandOverForm(forms.Form):
    """Who looks after it from now on: anybody who may, but whoever raised it."""

    to = forms.ChoiceField(label=_("Who looks after it"))

    def __init__(self, *args: Any, sender: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = (one for one in writers() if one.pk != sender.pk)
        self.people = {str(one.public_id): one for one in others}
        chosen: Any = self.fields["to"]
        chosen.choices = [(key, one.name) for key, one in self.people.items()]

    def clean_to(self) -> Member:
        """Return the member."""
        return self.people[self.cleaned_data["to"]]
