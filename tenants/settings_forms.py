"""The settings of an organization; each form knows from which version of them it was filled in."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from tenants.models import FEWEST, MOST_FEWEST, Domain, Inviters, Organization
from tenants.services.organizations import MOST_LATE_H
from tenants.services.settings import LONGEST_DISCLOSURE, LONGEST_UTM
from tenants.zones import zone_choices


class SettingsForm(forms.Form):
    """Some of an organization's settings; `names` are fields of the model."""

    names: ClassVar[tuple[str, ...]] = ()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        values = {name: getattr(organization, name) for name in self.names}
        kwargs.setdefault("initial", {**values, "version": organization.settings_version})
        super().__init__(*args, **kwargs)
        self.organization = organization

    def show_newer(self, now_stored: Organization) -> None:
        """Keep what was typed, say what is stored by now, and let the next save go over it."""
        data: Any = self.data
        posted = data.copy()
        posted[self.add_prefix("version")] = now_stored.settings_version
        self.data = posted
        said = _("Somebody has changed these settings since you opened the page.")
        kept = _("What you typed is still here, and nothing of it is stored yet.")
        self.add_error(None, [said, kept, *self._told(now_stored), _("Save again to use yours.")])

    def _told(self, now_stored: Organization) -> list[str]:
        return [
            _("“%(field)s” is now: %(value)s")
            % {"field": self.fields[name].label, "value": _shown(now_stored, name)}
            for name in self.names
            if self.cleaned_data.get(name) != getattr(now_stored, name)
        ]


def _shown(organization: Organization, name: str) -> object:
    value = getattr(organization, name)
    named = getattr(organization, f"get_{name}_display", None)
    return (named() if named else localize(value)) or _("empty")


class GeneralForm(SettingsForm):
    """Name, address, language, who may invite, whether posts take comments."""

    names = ("name", "slug", "language", "inviters", "takes_comments")
    name = forms.CharField(label=_("Name"), max_length=120)
    slug = forms.CharField(
        label=_("Address"),
        help_text=_(
            "The part after /o/ in the address of your pages. Old addresses lead to the new one"
            " for good; short links and calendars are not touched."
        ),
        max_length=40,
        widget=forms.TextInput({"class": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of our mails, and of the pages for everyone who has not chosen another."),
        required=False,
    )
    inviters = forms.ChoiceField(
        label=_("Who may invite people"),
        help_text=_("Only admins invite people to be more than advocates."),
        choices=Inviters.choices,
        widget=forms.RadioSelect,
    )
    takes_comments = forms.BooleanField(
        label=_("Colleagues may comment on posts"),
        help_text=_("Off, nobody sees comments anywhere. They are kept, and come back with it."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        usual = dict(settings.LANGUAGES).get(settings.LANGUAGE_CODE, settings.LANGUAGE_CODE)
        ours = _("The usual one: %(language)s") % {"language": usual}
        language.choices = [("", ours), *settings.LANGUAGES]


class ColourForm(SettingsForm):
    """The organization's colour."""

    names = ("accent",)
    accent = forms.CharField(
        label=_("Your colour"),
        help_text=_("Buttons, links and charts take it. We make it darker or lighter to be read."),
        max_length=7,
        widget=forms.TextInput(
            {
                "type": "color",
                "hx-get": "?",
                "hx-trigger": "input delay:120ms",
                "hx-target": "#preview",
                "hx-swap": "outerHTML",
            }
        ),
    )


class SharingSettingsForm(SettingsForm):
    """The organization's clock, when late is too late, and its hours."""

    names = ("time_zone", "late_after_h", "spread_from", "spread_until")
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("For everyone who has not chosen their own."),
    )
    late_after_h = forms.IntegerField(
        label=_("Hours after which a late share asks first"),
        help_text=_("After an outage nothing older goes out by itself: the member is asked."),
        min_value=1,
        max_value=MOST_LATE_H,
    )
    spread_from = forms.TimeField(
        label=_("Spread over the day from"),
        help_text=_("On each member’s own clock."),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    spread_until = forms.TimeField(
        label=_("Until"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone: Any = self.fields["time_zone"]
        zone.choices = zone_choices(self.organization.time_zone)


class PrivacyForm(SettingsForm):
    """Whether boards are by choice alone, and of how few people nothing is told."""

    names = ("privacy_mode", "fewest")
    privacy_mode = forms.BooleanField(
        label=_("Privacy mode"),
        help_text=_(
            "Nobody is on the leaderboard who did not say so, and a name of one’s choice is usual"
            " there. When you turn it on, everybody is asked anew."
        ),
        required=False,
    )
    fewest = forms.IntegerField(
        label=_("Fewest people that numbers are told of"),
        help_text=_("From 5 to 20. It holds for what is left over beside a group as well."),
        min_value=FEWEST,
        max_value=MOST_FEWEST,
    )


def _tag(label: Any, usual: str, said: Any = "") -> forms.CharField:
    widget = forms.TextInput({"class": "ltr", "placeholder": usual, "autocapitalize": "none"})
    return forms.CharField(
        label=label, help_text=said, max_length=LONGEST_UTM, required=False, widget=widget
    )


class LinksForm(SettingsForm):
    """What every share's link carries, and what people here usually disclose."""

    names = ("link_host", "utm_source", "utm_medium", "utm_campaign", "disclosure")
    link_host = forms.ChoiceField(
        label=_("Short links begin with"),
        help_text=_(
            "Add a domain of your own under Domains, and prove it. Links that are out stay."
        ),
        required=False,
    )
    utm_source = _tag(
        "utm_source", "{network}", _("{network} becomes the network’s name. Empty is as shown.")
    )
    utm_medium = _tag("utm_medium", "social")
    utm_campaign = _tag("utm_campaign", "advocacy")
    disclosure = forms.CharField(
        label=_("How people here say that they work for you"),
        help_text=_(
            "For instance “I work at Acme”. Where your guidelines ask for it and it is missing, the"
            " composer offers these words with one click."
        ),
        max_length=LONGEST_DISCLOSURE,
        required=False,
    )

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, organization=organization, **kwargs)
        host: Any = self.fields["link_host"]
        own = Domain.objects.for_links().proved().order_by("name").values_list("name", flat=True)
        ours = urlsplit(settings.BASE_URL).netloc
        host.choices = [("", ours), *((name, name) for name in own)]
