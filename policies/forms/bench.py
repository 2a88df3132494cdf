"""What is filled in at the test bench: captions, and where they would go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.rules.conditions import POST_KIND_NAMES
from policies.trying import LONGEST_TEXTS, MOST_TEXTS, Place, parted
from tenants.languages import LANGUAGES
from tenants.roles import Role


class BenchForm(forms.Form):
    """Captions to try, and whose they are and where they go."""

    texts = forms.CharField(
        label=_("Captions"),
        help_text=_("Paste as many as you like, parted by lines of three dashes: ---"),
        widget=forms.Textarea({"rows": 6, "dir": "auto"}),
        max_length=LONGEST_TEXTS,
    )
    network = forms.ChoiceField(
        label=_("Network"),
        choices=[("", _("No network")), *settings.NETWORK_CHOICES],
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language of the post"),
        choices=[("", _("The organization’s own")), *LANGUAGES],
        required=False,
    )
    post_kind = forms.ChoiceField(
        label=_("Kind of post"),
        choices=list(POST_KIND_NAMES.items()),
        required=False,
        initial="share",
    )
    role = forms.ChoiceField(
        label=_("Role of whoever shares"),
        choices=Role.choices,
        required=False,
        initial=Role.ADVOCATE.value,
    )
    team = forms.ChoiceField(label=_("Team of whoever shares"), required=False)

    def __init__(self, *args: Any, teams: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.choices = [("", _("No team")), *teams.items()]

    def clean_texts(self) -> list[str]:
        """Return the captions. Raises `ValidationError`: `many`."""
        captions = parted(self.cleaned_data["texts"])
        if not 0 < len(captions) <= MOST_TEXTS:
            message = _("Up to %(count)s captions at a time.")
            raise ValidationError(message, code="many", params={"count": MOST_TEXTS})
        return captions

    def place(self) -> Place:
        """Return where they go."""
        names = ("network", "language", "post_kind", "role", "team")
        return Place(**{name: self.cleaned_data[name] for name in names})

    @property
    def places(self) -> list[forms.BoundField]:
        """The fields of where they go."""
        return [self[name] for name in self.fields if name != "texts"]
