"""What employees write back, and what curators write to them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.forms.pictures import Pictures
from content.models import POLL_QUESTION_LENGTH, QUESTION_LENGTH
from content.services.commenting import LONGEST_COMMENT, LONGEST_REASON
from content.services.hearing import Alike
from content.services.polling import LONGEST, PollDraft
from content.services.suggesting import (
    LONGEST_DECLINE,
    LONGEST_IDEA,
    LONGEST_NOTE,
    LONGEST_WORDS,
)
from tenants.models import Member
from tenants.zones import zone_of

NONE_OF_THESE = "none"


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "dir": "auto"})


class CommentForm(forms.Form):
    """A comment, or an answer to one."""

    text = forms.CharField(label=_("Your comment"), max_length=LONGEST_COMMENT, widget=_words(3))


class HideForm(forms.Form):
    """Why a comment is hidden."""

    reason = forms.CharField(
        label=_("Why it is hidden"),
        help_text=_(
            "The writer reads it. They and curators still see the comment. Where it has answers, "
            "everybody else sees that one was hidden."
        ),
        max_length=LONGEST_REASON,
    )


class OnePicture(Pictures):
    """The picture of a suggestion."""

    most = 1


class SuggestionForm(forms.Form):
    """What somebody suggests; any of it is enough."""

    link = forms.URLField(
        label=_("A link"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput({"class": "ltr", "placeholder": "https://"}),
    )
    idea = forms.CharField(
        label=_("Your idea, or why it is worth sharing"),
        max_length=LONGEST_IDEA,
        required=False,
        widget=_words(3),
    )
    words = forms.CharField(
        label=_("Words that could go out"),
        help_text=_("If you have them already. They become the suggested words."),
        max_length=LONGEST_WORDS,
        required=False,
        widget=_words(3),
    )


class NoteForm(forms.Form):
    """A question about a suggestion, or its answer."""

    text = forms.CharField(label=_("Your answer"), max_length=LONGEST_NOTE, widget=_words(3))


class AskForm(NoteForm):
    """A curator's question about a suggestion."""

    text = forms.CharField(
        label=_("Ask whoever sent it"), max_length=LONGEST_NOTE, widget=_words(2)
    )


class DeclineForm(forms.Form):
    """Why it becomes no post."""

    reason = forms.CharField(
        label=_("Why not this time"),
        help_text=_("Whoever sent it reads this."),
        max_length=LONGEST_DECLINE,
        widget=_words(2),
    )


class HeardForm(forms.Form):
    """A question that a customer asked, and which of the known ones it is."""

    text = forms.CharField(
        label=_("What did the customer ask?"),
        help_text=_("As they said it, without names."),
        max_length=QUESTION_LENGTH,
        widget=_words(2),
    )
    same_as = forms.ChoiceField(
        label=_("Is it one of these?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("That one is not among them any more. Choose again.")},
    )

    def offer(self, known: list[Alike]) -> None:
        """Offer the known questions that it may be."""
        same: Any = self.fields["same_as"]
        same.choices = [
            *((str(one.question.public_id), one.question.text) for one in known),
            (NONE_OF_THESE, _("None of these: it is another question")),
        ]


class RewordForm(forms.Form):
    """A question in clearer words."""

    text = forms.CharField(
        label=_("The question, put clearly"), max_length=QUESTION_LENGTH, widget=_words(2)
    )


class CloseQuestionForm(forms.Form):
    """Why no post will answer a question."""

    reason = forms.CharField(
        label=_("Why no post will answer it"),
        help_text=_("Whoever heard the question reads this. It may be the answer itself."),
        max_length=LONGEST_DECLINE,
        widget=_words(2),
    )


class PollForm(forms.Form):
    """A poll: a question, the answers line by line, and its last day."""

    question = forms.CharField(label=_("Question"), max_length=POLL_QUESTION_LENGTH)
    options = forms.CharField(
        label=_("Answers"),
        help_text=_("2 to 8 of them, one a line."),
        max_length=2000,
        widget=_words(5),
    )
    takes_several = forms.BooleanField(label=_("People may choose several"), required=False)
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("It closes at the end of that day."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, member: Member, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone_of(member)
        today = now.astimezone(self.zone).date()
        last: Any = self.fields["last_day"]
        last.widget.attrs |= {"min": today.isoformat(), "max": (today + LONGEST).isoformat()}
        self.initial.setdefault("last_day", today + timedelta(days=7))

    def draft(self) -> PollDraft:
        """Return what was filled in."""
        said = self.cleaned_data
        after = said["last_day"] + timedelta(days=1)
        return PollDraft(
            question=said["question"],
            options=said["options"].splitlines(),
            takes_several=said["takes_several"],
            closes_at=datetime.combine(after, time(0), tzinfo=self.zone),
        )
