"""What people fill in for a webhook."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.models import DeliveryState
from tenants.webhooks.events import PING, WebhookEvent

LONGEST_URL = 500


class WebhookForm(forms.Form):
    """Where to, and what."""

    url = forms.CharField(
        label=_("Address"),
        help_text=_("Where your server listens. It begins with https://."),
        max_length=LONGEST_URL,
        widget=forms.URLInput({"class": "ltr", "autocomplete": "off", "inputmode": "url"}),
    )
    events = forms.MultipleChoiceField(
        label=_("What you want to be told"),
        choices=[(event.value, event.label) for event in WebhookEvent],
        widget=forms.CheckboxSelectMultiple,
    )


class LogForm(forms.Form):
    """The filters of the log, as they stand in the address; what can't be read narrows nothing."""

    state = forms.ChoiceField(
        label=_("How it went"), choices=[("", _("All")), *DeliveryState.choices], required=False
    )
    kind = forms.ChoiceField(
        label=_("Event"),
        choices=[("", _("All")), *WebhookEvent.choices, (PING, _("Test"))],
        required=False,
    )
