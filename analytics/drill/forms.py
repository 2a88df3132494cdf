"""How the lines behind a number are narrowed, as an address says it."""

from __future__ import annotations

from datetime import date
from operator import itemgetter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.drill.cutting import Narrowing
from content.models import Campaign, Topic
from content.models.posts import Kind
from sharing.api.shapes import KEYS
from sharing.assisted import label_of
from tenants.models import Member

MOST_CAMPAIGNS = 200


class NarrowForm(forms.Form):
    """Network, post, topic, campaign and kind; what an address says wrongly narrows nothing."""

    post = forms.UUIDField(required=False, widget=forms.HiddenInput)
    network = forms.ChoiceField(label=_("Network"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    kind = forms.ChoiceField(label=_("Kind of post"), choices=[("", _("All"))], required=False)

    def __init__(self, data: Any, *, member: Member, today: date) -> None:
        super().__init__(data)
        topics = Topic.objects.open_to(member).by_name()
        campaigns = Campaign.objects.visible_to(member, today).order_by("-starts_on", "-pk")
        choices: dict[str, list[tuple[str, Any]]] = {
            "network": sorted(((key, label_of(key)) for key in KEYS), key=itemgetter(1)),
            "topic": [(str(topic.public_id), topic.name) for topic in topics],
            "campaign": [(str(one.public_id), one.name) for one in campaigns[:MOST_CAMPAIGNS]],
            "kind": list(Kind.choices),
        }
        for name, known in choices.items():
            field: Any = self.fields[name]
            field.choices = [("", _("All")), *known]

    @property
    def narrowing(self) -> Narrowing:
        """Return what is asked for and can be meant."""
        self.is_valid()
        return Narrowing(**{name: str(self.cleaned_data.get(name) or "") for name in self.fields})
