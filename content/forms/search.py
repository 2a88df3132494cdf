"""What is looked for, and what the search is narrowed by."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.languages import language_name
from content.models import Kind, Resource, Topic
from content.search.finding import languages_in_use
from content.search.labels import Chosen
from content.topics import topics_in_use
from tenants.models import Member

LONGEST_QUESTION = 200
ARTICLE = "article"
RESOURCES = [(value or ARTICLE, label) for value, label in Resource.choices]
WHEN = {"week": 7, "month": 31, "quarter": 92, "year": 366}
"""Days back, by what the address says."""
WHENS = [
    ("week", _("In the last week")),
    ("month", _("In the last month")),
    ("quarter", _("In the last three months")),
    ("year", _("In the last year")),
]


class SearchForm(forms.Form):
    """Lives in the address; what is wrong in it is said and leaves nothing out."""

    q = forms.CharField(
        label=_("Words or a name"),
        required=False,
        max_length=LONGEST_QUESTION,
        strip=False,
        widget=forms.TextInput({"type": "search", "dir": "auto"}),
    )
    topic: forms.ModelChoiceField[Topic] = forms.ModelChoiceField(
        None, label=_("Topic"), required=False, empty_label=_("Any topic"), to_field_name="slug"
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Any kind")), *Kind.choices]
    )
    resource = forms.ChoiceField(
        label=_("What it is"), required=False, choices=[("", _("Anything")), *RESOURCES]
    )
    when = forms.ChoiceField(
        label=_("When it came"), required=False, choices=[("", _("At any time")), *WHENS]
    )

    def __init__(self, data: Any, *, member: Member) -> None:
        super().__init__(data, auto_id="find_%s")
        language: Any = self.fields["language"]
        codes = [(code, language_name(code)) for code in languages_in_use()]
        language.choices = [("", _("Any language")), *codes]
        topic: Any = self.fields["topic"]
        shown = [one.pk for one in topics_in_use(member)]
        topic.queryset = Topic.objects.filter(pk__in=shown).order_by("sort_key", "id")

    @property
    def text(self) -> str:
        """Return the words, once it was validated."""
        return str(self.cleaned_data.get("q", ""))

    @property
    def narrows(self) -> list[str]:
        """Return what it is narrowed by, as people read it; nothing where all is looked at."""
        said = {name: value for name, value in self.cleaned_data.items() if value and name != "q"}
        shown: dict[str, Any] = {name: self.fields[name] for name in said}
        return [
            str(value if name == "topic" else dict(shown[name].choices).get(value, value))
            for name, value in said.items()
        ]

    def chosen(self, now: datetime) -> Chosen:
        """Return what the search is narrowed by."""
        said = self.cleaned_data
        resource, days = said.get("resource"), WHEN.get(said.get("when", ""))
        return Chosen(
            topic=said.get("topic"),
            language=said.get("language", ""),
            kind=said.get("kind", ""),
            resource=resource.replace(ARTICLE, "") if resource else None,
            since=now - timedelta(days=days) if days else None,
        )
