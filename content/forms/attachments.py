"""A video or document in a form: the one a post has, or one that was just sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.attached import attachments_on, usable_attachments
from content.attachments.uses import (
    ENDINGS,
    LONGEST_TITLE,
    MAX_DOCUMENT_BYTES,
    TAKEN_BY,
    max_video_bytes,
)
from content.models import Asset, AssetKind, AssetState, Post
from content.problems import attachment_problem
from content.selectors import ShownPicture, renditions_of
from content.services.attachments import AttachmentDetails
from tenants.models import Member

PREFIX = "attachment"


class AttachmentForm(forms.Form):
    """What a person says of a video or document."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("Title"),
        help_text=_("Readers see it."),
        max_length=LONGEST_TITLE,
        required=False,
    )
    alt = forms.CharField(
        label=_("Describe it"),
        help_text=_("What is to be seen and heard? For people who can’t."),
        max_length=1500,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        required=False,
    )
    remove = forms.BooleanField(label=_("Take it off"), required=False)

    def __init__(
        self,
        asset: Asset,
        data: Mapping[str, Any] | None = None,
        *,
        shown: ShownPicture | None = None,
    ) -> None:
        initial = {"id": asset.public_id, "title": asset.title, "alt": asset.alt}
        super().__init__(data, prefix=PREFIX, initial=initial)
        self.asset, self.shown = asset, shown
        if asset.kind == AssetKind.DOCUMENT:
            del self.fields["alt"]

    @property
    def is_ready(self) -> bool:
        """Tell whether it can go out."""
        return bool(self.asset.state == AssetState.READY)

    @property
    def is_refused(self) -> bool:
        """Tell whether it can't be used."""
        return bool(self.asset.state == AssetState.REFUSED)

    @property
    def problem(self) -> str:
        """Say why it can't be used."""
        return attachment_problem(self.asset.problem)

    @property
    def taken_by(self) -> str:
        """Name the networks where it goes out as it is."""
        names = dict(settings.NETWORK_CHOICES)
        taken = [str(names[key]) for key in TAKEN_BY[self.asset.mime_type] if key in names]
        return ", ".join(taken)

    def details(self) -> AttachmentDetails:
        """Return what was said; what is not in the form stays as it is."""
        said, asset = self.cleaned_data, self.asset
        has_title = self.add_prefix("title") in self.data
        has_alt = self.add_prefix("alt") in self.data
        return AttachmentDetails(
            title=said["title"] if has_title else asset.title,
            alt=said.get("alt", "") if has_alt else asset.alt,
        )

    def is_news(self) -> bool:
        """Tell whether something else is said than is stored."""
        return self.details() != AttachmentDetails(self.asset.title, self.asset.alt)


class Attached:
    """The attachment of a form: a post's own, or that in what was sent; at most one."""

    accepts = ",".join([*ENDINGS, *(f".{ending}" for ending in ENDINGS.values())])

    def __init__(
        self, member: Member, *, post: Post | None = None, data: Mapping[str, Any] | None = None
    ) -> None:
        if data is None:
            assets = attachments_on(post) if post else []
        else:
            assets = usable_attachments(member, post, _ids(data))
        self.problems: list[tuple[str, str]] = []
        """What is wrong with a file that was sent: (name, why)."""
        self.form: AttachmentForm | None = None
        for asset in assets[:1]:
            shown = renditions_of([asset], "thumb").get(asset.pk)
            self.form = AttachmentForm(asset, data, shown=shown)

    @property
    def video_mb(self) -> int:
        """Return the most MB of a video."""
        return max_video_bytes() // 1_000_000

    @property
    def document_mb(self) -> int:
        """Return the most MB of a document."""
        return MAX_DOCUMENT_BYTES // 1_000_000

    def add(self, asset: Asset) -> None:
        """Put one in that has just come, in place of another."""
        form = AttachmentForm(asset, {})
        form.data = {form.add_prefix(name): form.initial.get(name, "") for name in form.fields}
        self.form = form

    def is_valid(self) -> bool:
        """Tell whether all that was said can be read."""
        return self.form is None or self.form.is_valid()

    def chosen(self) -> tuple[Asset, ...]:
        """Return what stays."""
        if self.form is None or self.form.cleaned_data["remove"]:
            return ()
        return (self.form.asset,)

    def ask_for_words(self) -> None:
        """Say at a video without a description that it needs one."""
        form = self.form
        if form is not None and "alt" in form.fields and not form.cleaned_data.get("alt"):
            form.add_error("alt", _("Describe it for people who can’t see it."))

    def refuse(self, name: str | None, why: Iterable[str]) -> None:
        """Keep in mind what was wrong with a file of this name."""
        self.problems.append((name or gettext("A file"), " ".join(why)))


def _ids(data: Mapping[str, Any]) -> list[UUID]:
    try:
        return [UUID(str(data.get(f"{PREFIX}-id", "")))]
    except ValueError:
        return []
