"""A source: where it is found, and what becomes of what it brings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.intake import DEFAULT_A_DAY, DEFAULT_DAYS, LONGEST_DAYS, MOST_A_DAY, Mode, Source
from content.models import Topic
from content.services.sources import TITLE_LENGTH, URL_LENGTH, SourceDraft
from tenants.models import Member
from tenants.roles import Permission


class FindForm(forms.Form):
    """The address of a site or of a feed."""

    address = forms.CharField(
        label=_("Address of a site or a feed"),
        help_text=_("For instance news.example.com. We look for its feeds."),
        max_length=URL_LENGTH,
        widget=forms.TextInput({"class": "ltr", "inputmode": "url", "autocomplete": "off"}),
    )


class SourceForm(forms.Form):
    """What becomes of what a source brings."""

    url = forms.CharField(max_length=URL_LENGTH, widget=forms.HiddenInput)
    kind = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Name"), max_length=TITLE_LENGTH)
    mode = forms.ChoiceField(
        label=_("What becomes of its posts"), choices=Mode.choices, widget=forms.RadioSelect
    )
    daily_cap = forms.IntegerField(
        label=_("Posts a day, at most"), min_value=1, max_value=MOST_A_DAY
    )
    keeps_days = forms.IntegerField(
        label=_("Days until they expire"),
        help_text=_("Then they go into the archive. Empty: they stay."),
        min_value=1,
        max_value=LONGEST_DAYS,
        required=False,
    )
    topics: forms.ModelMultipleChoiceField[Topic] = forms.ModelMultipleChoiceField(
        None, label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, member: Member, *args: Any, source: Source | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["topics"].to_field_name = "slug"
        kept = source.topics.all() if source else ()
        fields["topics"].queryset = Topic.objects.to_choose(member, kept).by_name()
        if source is not None:
            del self.fields["url"], self.fields["kind"]
        if not member.may(Permission.APPROVE_POSTS):
            fields["mode"].choices = [(Mode.DRAFT.value, Mode.DRAFT.label)]

    def draft(self) -> SourceDraft:
        """Return what was filled in."""
        said = self.cleaned_data
        return SourceDraft(
            title=said["title"],
            topics=tuple(said["topics"]),
            mode=said["mode"],
            daily_cap=said["daily_cap"],
            keeps_days=said["keeps_days"],
        )


def first_values(url: str, title: str, kind: str) -> dict[str, Any]:
    """Return what the form of a new source says at first."""
    return {
        "url": url,
        "title": title[:TITLE_LENGTH],
        "kind": kind,
        "mode": Mode.DRAFT.value,
        "daily_cap": DEFAULT_A_DAY,
        "keeps_days": DEFAULT_DAYS,
    }


def values_of(source: Source) -> dict[str, Any]:
    """Return what the form says of a source."""
    return {
        "title": source.title,
        "mode": source.mode,
        "daily_cap": source.daily_cap,
        "keeps_days": source.keeps_days,
        "topics": [topic.slug for topic in source.topics.order_by("sort_key", "id")],
    }
