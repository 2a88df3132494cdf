"""Suggested words in a form: one row each, for a network and a language, added and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from content.counting import Counted, count_words
from content.languages import LANGUAGES
from policies.rules.base import Finding
from policies.selectors import check_words

PREFIX = "captions"
EMPTY_CAPTIONS = 1
MOST_CAPTIONS = 20
LONGEST_WORDS = 3000
ADD, DROP = "add_caption", "drop_caption"
"""The buttons' names; the second one's value is the row's number."""
FIELDS = ("text", "network", "language")


class CaptionForm(forms.Form):
    """Suggested words; left empty, it is no suggestion."""

    network = forms.ChoiceField(label=_("Network"), required=False)
    language = forms.ChoiceField(label=_("Language of the words"), required=False)
    text = forms.CharField(
        label=_("Suggested words"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        network: Any = self.fields["network"]
        network.choices = [("", _("Any network")), *settings.NETWORK_CHOICES]
        language: Any = self.fields["language"]
        language.choices = [("", _("The post’s")), *LANGUAGES]


Captions = formset_factory(
    CaptionForm, extra=EMPTY_CAPTIONS, max_num=MOST_CAPTIONS, validate_max=True
)


@dataclass(frozen=True)
class CaptionRow:
    """A row as the page shows it: the words, how long they are there, what the policy says."""

    number: int
    form: forms.Form
    counts: list[Counted]
    findings: list[Finding]

    @property
    def id(self) -> str:
        """Name what changes in the page while somebody types."""
        return f"caption-{self.number}-look"

    @property
    def field(self) -> str:
        """Return the name of the field with the words."""
        return self.form.add_prefix("text")


def rows_of(
    captions: BaseFormSet[Any], *, has_link: bool, language: str, post_kind: str
) -> list[CaptionRow]:
    """Return the rows of a form, sound or not, each looked over as the composer would.

    `language` is of the rows that name none.
    """
    return [
        _row(number, form, has_link=has_link, language=language, post_kind=post_kind)
        for number, form in enumerate(captions.forms, start=1)
    ]


def _row(
    number: int, form: forms.Form, *, has_link: bool, language: str, post_kind: str
) -> CaptionRow:
    text = str(form["text"].value() or "").replace("\r\n", "\n").strip()[:LONGEST_WORDS]
    network = str(form["network"].value() or "")
    if network not in dict(settings.NETWORK_CHOICES):
        network = ""
    if not text:
        return CaptionRow(number, form, [], [])
    counts = count_words(text, network=network, has_link=has_link)
    language = str(form["language"].value() or "") or language
    checked = check_words(text, network, language=language, post_kind=post_kind)
    return CaptionRow(number, form, counts, checked.findings)


def as_they_are(captions: BaseFormSet[Any]) -> list[dict[str, str]]:
    """Return the rows as they were sent, sound or not."""
    return [{name: str(form[name].value() or "") for name in FIELDS} for form in captions.forms]
