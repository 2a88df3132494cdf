"""What a member fills in about their shares by hand, a form for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from analytics.periods import utc_day
from analytics.reported.keeping import Told, tell_figures
from analytics.reported.models import MOST_VALUE, ReportedMetric
from sharing.assisted import target
from sharing.models import Share
from tenants.models import Member


class FiguresForm(forms.Form):
    """Where the post is, and what the member read there on a day."""

    url = forms.CharField(
        label=_("Address of your post"),
        max_length=2000,
        required=False,
        widget=forms.TextInput({"type": "url", "inputmode": "url", "autocomplete": "off"}),
    )
    day = forms.DateField(
        label=_("Read on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any = None, *, share: Share, now: datetime) -> None:
        self.share = share
        initial = {"url": share.remote_url, "day": utc_day(now)}
        super().__init__(data, prefix=share.public_id.hex, initial=initial)
        if not target(share.network).has_post_address:
            del self.fields["url"]
        for metric in ReportedMetric:
            self.fields[metric.value] = forms.IntegerField(
                label=metric.label, min_value=0, max_value=MOST_VALUE, required=False
            )

    @property
    def told(self) -> Told:
        """Return what it says, once it is valid."""
        said = self.cleaned_data
        figures = {
            metric.value: said[metric.value]
            for metric in ReportedMetric
            if said.get(metric.value) is not None
        }
        url = said.get("url", "")
        day: date = said["day"]
        return Told(self.share, day, figures, "" if url == self.share.remote_url else url)


def keep_all(filled: Iterable[FiguresForm], *, by: Member, now: datetime) -> int | None:
    """Keep what valid forms say, all or none; None when one of them can't be taken, and says why.

    Returns how many shares were told of.
    """
    count, is_fine = 0, True
    with transaction.atomic():
        for form in filled:
            told = form.told
            if not told.figures and not told.url:
                continue
            try:
                tell_figures(told=[told], by=by, now=now)
                count += 1
            except ValidationError as refused:
                is_fine = False
                is_of_url = refused.code in {"not_an_address", "elsewhere"}
                form.add_error("url" if is_of_url else None, refused)
        if not is_fine:
            transaction.set_rollback(True)
    return count if is_fine else None
