"""Forms of the desk: asking for approval, answering, notes, dates, many posts at once, filters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.desk.listing import Choices, Filters
from content.languages import LANGUAGES
from content.models import DeskSettings, Field, Steps, Topic, TopicReview
from content.services.approving import LONGEST_WORDS
from content.services.bulk import BulkKind, Chosen
from content.services.noting import LONGEST_NOTE, LONGEST_QUOTE
from tenants.models import Member
from tenants.roles import Role

WALL = "%Y-%m-%dT%H:%M"
LAST_MINUTE = time(23, 59)
DIGITS = 9
"""Of a number that a column can hold, whatever it is."""


class WallField(forms.DateTimeField):
    """A moment on the reader's clock."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format=WALL)
        super().__init__(**{"widget": widget, **kwargs})


class SubmitForm(forms.Form):
    """Until when an approval is needed, if that matters."""

    due_at = WallField(
        label=_("Needed by"),
        help_text=_("If it matters. Who is asked is reminded a day before."),
        required=False,
    )


class SendBackForm(forms.Form):
    """What has to change."""

    words = forms.CharField(
        label=_("What has to change"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 3}),
    )


class NoteForm(forms.Form):
    """A note, and where it stands."""

    field = forms.ChoiceField(
        label=_("Where"), choices=[("", _("On all of it")), *Field.choices], required=False
    )
    quote = forms.CharField(
        label=_("The words it is about"),
        help_text=_("Mark them in the text, or copy them here; leave it empty for the whole text."),
        max_length=LONGEST_QUOTE,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    start = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your note"), max_length=LONGEST_NOTE, widget=forms.Textarea({"rows": 3})
    )


class AnswerForm(forms.Form):
    """An answer to a note."""

    text = forms.CharField(
        label=_("Your answer"), max_length=LONGEST_NOTE, widget=forms.Textarea({"rows": 2})
    )


class EmbargoForm(forms.Form):
    """From when a post is offered."""

    wall = WallField(
        label=_("Not before"),
        help_text=_("Empty: as soon as it is approved."),
        required=False,
    )


class BulkForm(forms.Form):
    """What to do with the chosen posts."""

    act = forms.ChoiceField(label=_("With those chosen"), choices=BulkKind.choices)
    topic: forms.ModelChoiceField[Topic] = forms.ModelChoiceField(
        None, label=_("Topic"), required=False, to_field_name="slug", empty_label=_("Choose one")
    )
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self, *args: Any, offered: Sequence[tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        """Take the topics that are `offered`, where the page has read them already."""
        super().__init__(*args, **kwargs)
        topics: Any = self.fields["topic"]
        topics.queryset = Topic.objects.order_by("sort_key")
        if offered is not None:
            topics.choices = [("", topics.empty_label), *offered]

    def moment(self) -> datetime | None:
        """Return the moment that the day stands for: its end, or its start to look again."""
        day = self.cleaned_data["day"]
        if day is None:
            return None
        at = time() if self.cleaned_data["act"] == BulkKind.REVIEW else LAST_MINUTE
        return timezone.make_aware(datetime.combine(day, at))


def read_chosen(values: list[str]) -> list[Chosen]:
    """Read which posts were chosen, each as "id:version"; what is neither is left out."""
    found = []
    for value in values:
        public_id, _colon, version = value.partition(":")
        is_number = version.isascii() and version.isdigit() and len(version) <= DIGITS
        try:
            found.append(Chosen(UUID(public_id), int(version) if is_number else None))
        except ValueError:
            continue
    return found


class FilterForm(forms.Form):
    """What the desk's list is narrowed by."""

    state = forms.CharField(widget=forms.HiddenInput, required=False)
    q = forms.CharField(
        label=_("Search"), required=False, widget=forms.TextInput({"type": "search"})
    )
    author = forms.ChoiceField(label=_("Author"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)

    def __init__(self, filters: Filters, choices: Choices) -> None:
        super().__init__(initial=vars(filters))
        for name, offered in (
            ("author", choices.authors),
            ("topic", choices.topics),
            ("language", LANGUAGES),
            ("source", choices.sources),
        ):
            field: Any = self.fields[name]
            field.choices = [("", _("Any")), *offered]


class ApprovalForm(forms.Form):
    """How many approve a post, and the mix aimed at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    steps = forms.TypedChoiceField(
        label=_("Who approves a post"),
        choices=Steps.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    company = forms.IntegerField(
        label=_("Company, in percent"), min_value=0, max_value=100, required=False
    )
    industry = forms.IntegerField(
        label=_("Industry, in percent"), min_value=0, max_value=100, required=False
    )
    culture = forms.IntegerField(
        label=_("Culture, in percent"), min_value=0, max_value=100, required=False
    )

    @classmethod
    def of(cls, held: DeskSettings) -> ApprovalForm:
        """Return the form as things are stored."""
        names = ("version", "steps", "company", "industry", "culture")
        return cls(initial={name: getattr(held, name) for name in names})


class ReviewersForm(forms.Form):
    """Whose yes posts about a topic need as well."""

    topic: forms.ModelChoiceField[Topic] = forms.ModelChoiceField(
        None, label=_("Topic"), to_field_name="slug", empty_label=_("Choose one")
    )
    members: forms.ModelMultipleChoiceField[Member] = forms.ModelMultipleChoiceField(
        None,
        label=_("People"),
        help_text=_("One of them has to say yes. Leave all empty for no review."),
        required=False,
        to_field_name="public_id",
        widget=forms.SelectMultiple({"size": 8}),
    )
    roles = forms.MultipleChoiceField(
        label=_("Or anybody who is"),
        choices=[one for one in Role.choices if one[0] != Role.ADVOCATE.value],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics: Any = self.fields["topic"]
        topics.queryset = Topic.objects.order_by("sort_key")
        members: Any = self.fields["members"]
        members.queryset = Member.objects.active().order_by("sort_key", "pk")

    @classmethod
    def of(cls, topic: Topic) -> ReviewersForm:
        """Return the form as a topic's reviewers are stored."""
        reviews = TopicReview.objects.filter(topic=topic).select_related("member")
        members = [str(one.member.public_id) for one in reviews if one.member]
        roles = [one.role for one in reviews if one.role]
        return cls(initial={"topic": topic.slug, "members": members, "roles": roles})


class AwayForm(forms.Form):
    """From when to when one is away, and who is asked as well."""

    stand_in: forms.ModelChoiceField[Member] = forms.ModelChoiceField(
        None,
        label=_("Who is asked as well"),
        help_text=_("You are still asked too, for when you look in."),
        to_field_name="public_id",
        empty_label=_("Choose somebody"),
    )
    starts_at = WallField(label=_("Away from"))
    ends_at = WallField(label=_("Back on"))

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["stand_in"]
        rows = Member.objects.active().exclude(pk=member.pk).order_by("sort_key", "pk")
        people.queryset = rows
