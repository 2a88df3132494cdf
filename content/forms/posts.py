"""The editor's form: what a post says, what it is about, suggested words for each network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BaseFormSet, formset_factory
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from content.bookmarklet import Begun
from content.forms.attachments import Attached
from content.forms.pictures import Pictures
from content.languages import LANGUAGES
from content.models import TOPIC_NAME_LENGTH, Post, Topic
from content.selectors import ShownPicture, degrees_of, topics_of
from content.services import CaptionDraft, PostDraft
from tenants.models import Member

EMPTY_CAPTIONS = 2
MOST_CAPTIONS = 20


class PostForm(forms.Form):
    """The words of a post. A draft needs only its title."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=200)
    link = forms.URLField(
        label=_("Link"),
        help_text=_("What people read after the click. Needed before approval."),
        max_length=1000,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput({"class": "ltr", "placeholder": "https://"}),
    )
    why = forms.CharField(
        label=_("Why it matters"),
        help_text=_("Two lines. What does a reader gain, and what do we? Needed before approval."),
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    body = forms.CharField(
        label=_("More about it"),
        help_text=_("For colleagues who want to know more before they share."),
        max_length=20_000,
        required=False,
        widget=forms.Textarea({"rows": 6}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of the words above: it is found by them."),
        required=False,
    )
    company_post = forms.CharField(
        label=_("Your company’s post at LinkedIn"),
        help_text=_(
            "If there is one, shares at LinkedIn repost it with people’s own words. Paste the code"
            " of “Embed this post”, or its urn:li:share:… name."
        ),
        max_length=2000,
        required=False,
        widget=forms.TextInput({"class": "ltr"}),
    )
    topics: forms.ModelMultipleChoiceField[Topic] = forms.ModelMultipleChoiceField(
        None, label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_topic = forms.CharField(
        label=_("A new topic"),
        help_text=_("Its name, if it is not in the list yet."),
        max_length=TOPIC_NAME_LENGTH,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.choices = [("", _("The organization’s")), *LANGUAGES]
        topics: Any = self.fields["topics"]
        topics.to_field_name = "slug"
        topics.queryset = Topic.objects.order_by("sort_key")

    def keep_over(self, version: int) -> None:
        """Let the next save replace what someone else wrote meanwhile (`version`)."""
        data = MultiValueDict(dict(self.data.lists()))  # type: ignore[attr-defined]  # it was posted
        data["version"] = str(version)
        self.data = data


class CaptionForm(forms.Form):
    """Suggested words; left empty, it is no suggestion."""

    network = forms.ChoiceField(label=_("Network"), required=False)
    text = forms.CharField(
        label=_("Suggested words"),
        max_length=3000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        network: Any = self.fields["network"]
        network.choices = [("", _("Any network")), *settings.NETWORK_CHOICES]


Captions = formset_factory(
    CaptionForm, extra=EMPTY_CAPTIONS, max_num=MOST_CAPTIONS, validate_max=True
)


@dataclass(frozen=True)
class Preview:
    """What a card of the feed shows of what is being written."""

    title: str
    why: str
    caption: str
    topics: list[Topic]
    new_topic: str
    picture: ShownPicture | None

    @property
    def degrees(self) -> int:
        """Return the colour of the drawn picture."""
        return degrees_of(self.topics)


class Editor:
    """The post's form, its captions, its pictures or its attachment as one."""

    def __init__(
        self,
        member: Member,
        data: Mapping[str, Any] | None = None,
        post: Post | None = None,
        start: Begun | None = None,
    ) -> None:
        self.pictures = Pictures(member, post=post, data=data)
        self.attached = Attached(member, post=post, data=data)
        begun = {"title": start.title, "link": start.link} if start else {}
        self.form = PostForm(data, initial={**_initial(post), **begun})
        captions = _captions(post) if data is None else None
        if start and start.words:
            captions = [{"network": "", "text": start.words}]
        self.captions: BaseFormSet[CaptionForm] = Captions(
            data, initial=captions, prefix="captions"
        )

    @classmethod
    def of_kept_text(cls, member: Member, kept: dict[str, str], post: Post | None = None) -> Editor:
        """Return the editor with what was written when the session had ended."""
        data = MultiValueDict({name: [value] for name, value in kept.items()})
        return cls(member, data, post)

    def preview(self) -> Preview:
        """Return the words as they stand, complete or not, without a word about mistakes."""
        form, first = self.form, self.captions[0] if len(self.captions.forms) else None
        chosen = [str(slug) for slug in form["topics"].value() or []]
        return Preview(
            title=form["title"].value() or "",
            why=form["why"].value() or "",
            caption=(first["text"].value() or "") if first else "",
            topics=list(Topic.objects.filter(slug__in=chosen).order_by("sort_key", "id")),
            new_topic=form["new_topic"].value() or "",
            picture=self.pictures.preview(),
        )

    def is_valid(self) -> bool:
        """Tell whether all can be read."""
        parts = (self.form, self.captions, self.pictures, self.attached)
        checked = [part.is_valid() for part in parts]  # each of them, to say all at once
        return all(checked)

    def draft(self, *more: Topic) -> PostDraft:
        """Return what was written, about the chosen topics and `more`."""
        words = self.form.cleaned_data
        return PostDraft(
            title=words["title"],
            link=words["link"],
            why=words["why"],
            body=words["body"],
            company_post=words["company_post"],
            language=words["language"],
            topics=(*words["topics"], *more),
            captions=tuple(
                CaptionDraft(text=one.get("text", ""), network=one.get("network", ""))
                for one in self.captions.cleaned_data
            ),
            pictures=self.pictures.chosen(),
            attachment=self.attached.chosen(),
        )


def _initial(post: Post | None) -> dict[str, Any]:
    if post is None:
        return {}
    return {
        "version": post.version,
        "title": post.title,
        "link": post.link,
        "why": post.why,
        "body": post.body,
        "company_post": post.company_post,
        "language": post.language,
        "topics": [topic.slug for topic in topics_of(post)],
    }


def _captions(post: Post | None) -> list[dict[str, str]]:
    if post is None:
        return []
    captions = post.captions.order_by("position", "id")
    return [{"network": caption.network, "text": caption.text} for caption in captions]
