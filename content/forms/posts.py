"""The editor's form: what a post says, whom it is for and when, and how it may be shared."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content.drafts import CaptionDraft, PostDraft
from content.forms.moments import WallTimeField
from content.languages import LANGUAGES
from content.models import TOPIC_NAME_LENGTH, Kind, Post, Resource, Topic
from content.services.drafting import read_hashtags
from content.written import MOMENTS, SWITCHES, Written, moment_in
from tenants.models import Member, Team
from tenants.roles import Role
from tenants.zones import known_zone, zone_of

NUMERIC = {"inputmode": "numeric", "class": "ltr"}
SECTIONS: dict[str, tuple[str, ...]] = {
    "more": ("body", "resource", "language", "company_post"),
    "audience": ("teams", "for_roles", "for_languages"),
    "times": (*MOMENTS, "is_evergreen"),
    "rules": ("required_hashtags", "is_caption_locked", "share_limit", "takes_comments"),
}
"""The parts of the form that are folded until somebody wants them."""


class PostForm(forms.Form):
    """The words of a post. A draft needs only its title."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    writing = forms.UUIDField(required=False, widget=forms.HiddenInput)
    zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What it asks for"),
        choices=[
            (Kind.SHARE, _("To be shared")),
            (Kind.PROMPT, _("To be told in people’s own words")),
            (Kind.INTERNAL, _("Nothing: it is for us alone and can’t be shared")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    link = forms.URLField(
        label=_("Link"),
        help_text=_("What people read after the click. What is to be shared needs one."),
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
    resource = forms.ChoiceField(
        label=_("What stands behind it"), choices=Resource.choices, required=False
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
    teams: forms.ModelMultipleChoiceField[Team] = forms.ModelMultipleChoiceField(
        None,
        label=_("Teams"),
        help_text=_("Without any, all teams."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    for_roles = forms.MultipleChoiceField(
        label=_("Roles"),
        help_text=_("Who has one of them. Without any, everyone."),
        choices=[choice for choice in Role.choices if choice[0] != Role.ADVOCATE],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    for_languages = forms.MultipleChoiceField(
        label=_("Readers of"),
        help_text=_("Who reads one of them. Without any, everyone."),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    embargo_until = WallTimeField(
        label=_("Not before"), help_text=_("Nobody but its writers sees it earlier.")
    )
    expires_at = WallTimeField(
        label=_("Ends"), help_text=_("Then it goes into the archive by itself.")
    )
    review_at = WallTimeField(
        label=_("Look at it again"), help_text=_("A curator is asked whether it still holds.")
    )
    pinned_until = WallTimeField(
        label=_("At the top until"), help_text=_("Till then it stands above the others.")
    )
    is_evergreen = forms.BooleanField(
        label=_("Evergreen"), help_text=_("It stays worth sharing."), required=False
    )
    required_hashtags = forms.CharField(
        label=_("Hashtags that belong to it"),
        help_text=_("The composer adds them, and nothing goes out without. Like #OpenDoors #Acme."),
        max_length=1100,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    is_caption_locked = forms.BooleanField(
        label=_("The words stay as they are"),
        help_text=_("Only the suggested words can be shared, unchanged."),
        required=False,
    )
    share_limit = forms.IntegerField(
        label=_("Most shares"),
        help_text=_("By all together. Leave it empty for any number."),
        required=False,
        widget=forms.NumberInput(NUMERIC),
    )
    takes_comments = forms.BooleanField(label=_("Colleagues can comment on it"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        member: Member,
        post: Post | None,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        kept = post.topics.all() if post else ()
        fields: dict[str, Any] = self.fields
        fields["language"].choices = [("", _("The organization’s")), *LANGUAGES]
        fields["topics"].to_field_name = "slug"
        fields["topics"].queryset = Topic.objects.to_choose(member, kept).by_name()
        fields["teams"].to_field_name = "public_id"
        fields["teams"].queryset = Team.objects.order_by("sort_key")
        own = zone_of(member)
        said = str((initial if data is None else data).get("zone") or "")
        self.clock = known_zone(said) or own
        """The zone its times are in."""
        self.initial["zone"] = self.clock.key
        for name in MOMENTS:
            fields[name].zone = self.clock

    def clean_kind(self) -> str:
        """Take a form without a choice as one to be shared."""
        return self.cleaned_data["kind"] or Kind.SHARE.value

    def clean_required_hashtags(self) -> list[str]:
        """Read tags with spaces or commas between them."""
        return read_hashtags(self.cleaned_data["required_hashtags"].replace(",", " ").split())

    def open_sections(self) -> set[str]:
        """Return the parts that something stands in, or is wrong with."""
        return {
            section
            for section, names in SECTIONS.items()
            if any(name in self.errors or self._is_used(name) for name in names)
        }

    def _is_used(self, name: str) -> bool:
        value = self[name].value()
        return not value if name == "takes_comments" else bool(value)

    def audience(self) -> Written:
        """Return whom it is for and when, as far as that can be read."""
        said: Written = {name: self[name].value() or [] for name in SECTIONS["audience"]}
        for name in MOMENTS:
            try:
                moment = self.fields[name].clean(self[name].value())
            except ValidationError:
                moment = None
            said[name] = moment.isoformat() if moment else None
        return said

    def draft(self, *more: Topic, captions: list[dict[str, str]]) -> PostDraft:
        """Return what was written, about the chosen topics and `more`; without files."""
        said = self.cleaned_data
        plain = ("title", "link", "why", "body", "company_post", "language", "kind", "resource")
        return PostDraft(
            **{name: said[name] for name in (*plain, *MOMENTS, *SWITCHES, "share_limit")},
            topics=(*said["topics"], *more),
            teams=tuple(said["teams"]),
            for_roles=tuple(said["for_roles"]),
            for_languages=tuple(said["for_languages"]),
            required_hashtags=tuple(said["required_hashtags"]),
            captions=tuple(
                CaptionDraft(one.get("text", ""), one.get("network", ""), one.get("language", ""))
                for one in captions
            ),
        )


def initial_of(content: Written, post: Post | None) -> dict[str, Any]:
    """Return what is written of a post as the form begins with it."""
    said = {"kind": Kind.SHARE, "takes_comments": True, **content}
    said["required_hashtags"] = " ".join(f"#{tag}" for tag in content.get("required_hashtags", []))
    said |= {name: moment_in(content, name) for name in MOMENTS}
    return {
        **said,
        "version": post.version if post else None,
        "writing": uuid.uuid4(),
    }
