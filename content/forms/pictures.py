"""Pictures in a form: which, in what order, described how; the same in the editor and elsewhere.

A picture is in the form while its place is: every name begins with the picture's id, so nothing
depends on lists that a browser or a kept text could lose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.models import Asset, AssetState, Post
from content.problems import picture_problem
from content.selectors import ShownPicture, pictures_on, renditions_of, usable_pictures
from content.services.pictures import MOST_PER_POST, PictureDetails
from tenants.models import Member

NEW = "new_pictures"
"""The file field's name."""
PLACE = "-place"
LAST = 99
PERCENT = {"inputmode": "numeric", "class": "ltr"}


class PictureForm(forms.Form):
    """What a person says of one picture."""

    alt = forms.CharField(
        label=_("Describe it"),
        help_text=_("What would you say about it on the phone? One sentence is enough."),
        max_length=1500,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        required=False,
    )
    focus_x = forms.IntegerField(
        label=_("From the left, %"),
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput(PERCENT),
    )
    focus_y = forms.IntegerField(
        label=_("From the top, %"),
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput(PERCENT),
    )
    place = forms.IntegerField(
        label=_("Place"),
        min_value=1,
        max_value=LAST,
        required=False,
        widget=forms.NumberInput(PERCENT),
    )
    remove = forms.BooleanField(label=_("Take this picture off"), required=False)

    def __init__(
        self,
        asset: Asset,
        data: Mapping[str, Any] | None = None,
        *,
        place: int = LAST,
        shown: ShownPicture | None = None,
    ) -> None:
        initial = {
            "alt": asset.alt,
            "focus_x": round(asset.focus_x * 100),
            "focus_y": round(asset.focus_y * 100),
            "place": place,
        }
        super().__init__(data, prefix=str(asset.public_id), initial=initial)
        self.asset, self.shown = asset, shown

    @property
    def is_ready(self) -> bool:
        """Tell whether there is something to see."""
        return self.asset.state == AssetState.READY and self.shown is not None

    @property
    def is_refused(self) -> bool:
        """Tell whether it can't be used."""
        return bool(self.asset.state == AssetState.REFUSED)

    @property
    def problem(self) -> str:
        """Say why it can't be used."""
        return picture_problem(self.asset.problem)

    def details(self) -> PictureDetails:
        """Return what was said; what is not in the form stays as it is."""
        said, asset = self.cleaned_data, self.asset
        x, y = said["focus_x"], said["focus_y"]
        return PictureDetails(
            alt=said["alt"] if self.add_prefix("alt") in self.data else asset.alt,
            focus_x=asset.focus_x if x is None else x / 100,
            focus_y=asset.focus_y if y is None else y / 100,
        )

    def is_news(self) -> bool:
        """Tell whether something else is said than is stored."""
        asset = self.asset
        return self.details() != PictureDetails(asset.alt, asset.focus_x, asset.focus_y)


class Pictures:
    """The pictures of a form: a post's own, or those in what was sent, each with its form."""

    most = MOST_PER_POST

    def __init__(
        self, member: Member, *, post: Post | None = None, data: Mapping[str, Any] | None = None
    ) -> None:
        if data is None:
            assets = pictures_on(post) if post else []
        else:
            assets = usable_pictures(member, post, _ids(data))
        self.data = data
        self.problems: list[tuple[str, str]] = []
        """What is wrong with files that were sent: (name, why)."""
        shown = renditions_of(assets, "thumb")
        self.forms = [
            PictureForm(asset, data, place=place, shown=shown.get(asset.pk))
            for place, asset in enumerate(assets, start=1)
        ]
        if data is not None:
            self.forms.sort(key=_place_of)

    def add(self, asset: Asset) -> None:
        """Put one in that has just come, at the end."""
        place = len(self.forms) + 1
        form = PictureForm(asset, MultiValueDict(), place=place)
        form.data = {form.add_prefix(name): form.initial.get(name, "") for name in form.fields}
        self.forms.append(form)

    def is_valid(self) -> bool:
        """Tell whether all that was said can be read."""
        checked = [form.is_valid() for form in self.forms]  # each of them, to say all at once
        return all(checked)

    def chosen(self) -> tuple[Asset, ...]:
        """Return the pictures that stay, in order."""
        return tuple(form.asset for form in self.forms if not form.cleaned_data["remove"])

    def ask_for_words(self) -> None:
        """Say at each picture without a description that it needs one."""
        for form in self.forms:
            if not form.cleaned_data.get("alt"):
                form.add_error("alt", _("Describe it for people who can’t see it."))

    def preview(self) -> ShownPicture | None:
        """Return the picture that a card would show."""
        first = next((form.asset for form in self.forms if form.is_ready), None)
        return renditions_of([first], "feed").get(first.pk) if first else None

    def refuse(self, name: str | None, why: Iterable[str]) -> None:
        """Keep in mind what was wrong with a file of this name."""
        self.problems.append((name or gettext("A file"), " ".join(why)))


def _ids(data: Mapping[str, Any]) -> list[UUID]:
    found = []
    for name in data:
        if name.endswith(PLACE):
            try:
                found.append(UUID(name.removesuffix(PLACE)))
            except ValueError:
                continue
    return found


def _place_of(form: PictureForm) -> int:
    text = str(form["place"].value() or "")
    return int(text) if text.isascii() and text.isdigit() else LAST
