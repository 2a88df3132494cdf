"""What is chosen on the pages of numbers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from analytics.receipts import LONGEST, Wanted
from content.models import Post
from sharing.api.shapes import KEYS
from sharing.assisted import label_of

OFFERED = 100
USUAL = timedelta(days=89)
FIRST = date(2000, 1, 1)


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class ReceiptsForm(forms.Form):
    """Which receipts to take away."""

    since = forms.DateField(label=_("From"), validators=[MinValueValidator(FIRST)], widget=_day())
    until = forms.DateField(label=_("To"), validators=[MinValueValidator(FIRST)], widget=_day())
    network = forms.ChoiceField(label=_("Network"), required=False)
    post = forms.UUIDField(label=_("Post"), required=False, widget=forms.Select())

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"since": today - USUAL, "until": today})
        fields: dict[str, Any] = self.fields
        names = [(key, label_of(key)) for key in KEYS]
        fields["network"].choices = [("", _("Every network")), *names]
        posts = Post.objects.exclude(approved_at=None).order_by("-approved_at", "-pk")
        titles = list(posts.values_list("public_id", "title")[:OFFERED])
        fields["post"].widget.choices = [("", _("Every post")), *titles]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that is none, or too long for one file."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", ValidationError(_("This is before the first day."), "period"))
        elif since and until and until - since >= LONGEST:
            message = _("Choose a year at most; take a longer time in several files.")
            self.add_error("until", ValidationError(message, "period"))
        return cleaned

    def wanted(self) -> Wanted:
        """Return what was chosen."""
        said = self.cleaned_data
        return Wanted(said["since"], said["until"], said["post"], said["network"])
