"""What is typed in on the page of conversions: a goal, a site."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.conversions.models import NAME_LENGTH


class GoalForm(forms.Form):
    """A goal by its name."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput({"autocapitalize": "none", "autocomplete": "off"}),
        help_text=_("As your pages will call it, like newsletter or demo-booked."),
    )


class SiteForm(forms.Form):
    """A site by its domain."""

    host = forms.CharField(
        label=_("Domain"),
        max_length=253,
        widget=forms.TextInput({"autocapitalize": "none", "autocomplete": "off"}),
        help_text=_("Like company.example; all below it is in."),
    )
