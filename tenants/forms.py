"""What people fill in to invite, to join and to say how they like it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tenants.languages import LANGUAGES
from tenants.models import PSEUDONYM_LENGTH, Document, Member, Team, Theme
from tenants.naming import suggest_slug
from tenants.pseudonyms import suggest_pseudonym
from tenants.roles import Role
from tenants.services.signing_up import documents_to_accept
from tenants.services.teams import TEAM_NAME_LENGTH
from tenants.services.tokens import NAME_LENGTH
from tenants.spoken import spoken_choices
from tenants.token_scopes import Scope
from tenants.zones import zone_choices

ROLE_HINTS = {
    Role.CHAMPION: _("Champion: cheers a team on"),
    Role.MANAGER: _("Manager: sees the dashboard"),
    Role.CONTRIBUTOR: _("Contributor: proposes posts"),
    Role.CURATOR: _("Curator: approves posts, writes the guidelines"),
    Role.ADMIN: _("Admin: everything, also members and settings"),
}

ACCEPT = {
    Document.TERMS: _("I accept the terms of use."),
    Document.PRIVACY: _("I have read the privacy notice."),
}


class ColleagueForm(forms.Form):
    """Whom to invite, as a member who is no admin."""

    email = forms.EmailField(
        label=_("Work e-mail"), widget=forms.EmailInput({"autocomplete": "off"})
    )


class InviteForm(forms.Form):
    """Whom to invite, as what, into which team."""

    email = forms.EmailField(
        label=_("Work e-mail"), widget=forms.EmailInput({"autocomplete": "off"})
    )
    roles = forms.MultipleChoiceField(
        label=_("What else they do"),
        help_text=_("Everyone reads and shares. Leave all empty for just that."),
        choices=[(role.value, hint) for role, hint in ROLE_HINTS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        None, label=_("Team"), required=False, empty_label=_("No team")
    )
    new_team = forms.CharField(
        label=_("Or a new team"),
        help_text=_("Its name, if the team is not in the list yet."),
        max_length=TEAM_NAME_LENGTH,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team: Any = self.fields["team"]
        team.to_field_name = "public_id"
        team.queryset = Team.objects.current()


class AccountForm(forms.Form):
    """The form of a new account: it asks to accept the documents that this instance has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for document, url in documents_to_accept().items():
            link = format_html('<a href="{}" rel="noopener">{}</a>', url, _("Read it"))
            self.fields[document] = forms.BooleanField(
                label=ACCEPT[Document(document)], help_text=link
            )

    def consents(self) -> dict[str, str]:
        """Return the version of each document that was accepted."""
        accepted = (d for d in documents_to_accept() if self.cleaned_data.get(d))
        return dict.fromkeys(accepted, settings.TERMS_VERSION)


class JoinForm(AccountForm):
    """Who a new person is; the address is the invitation's."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As your colleagues know you."),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 10 characters. Three or four plain words are good."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class SignUpForm(AccountForm):
    """Who opens an organization, and what it is called."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As your colleagues know you."),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Work e-mail"),
        help_text=_("We send a link to it. You sign in with this address."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 10 characters. Three or four plain words are good."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}, render_value=True),
    )
    organization_name = forms.CharField(
        label=_("Organization"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    slug = forms.CharField(
        label=_("Its address here"),
        help_text=_(
            "Small letters, digits and hyphens. Leave it empty, and we make it of the name."
        ),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )

    def clean(self) -> dict[str, Any]:
        """Propose a slug of the organization's name where none is given."""
        given = super().clean() or {}
        if not given.get("slug") and "slug" not in self.errors:
            given["slug"] = suggest_slug(given.get("organization_name", "")) or "organization"
        return given


class UnlockForm(forms.Form):
    """The password of a sign-up that was begun in another browser."""

    password = forms.CharField(
        label=_("The password you chose"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class PreferencesForm(forms.Form):
    """How the pages look to a member, what they read, and whether the leaderboard shows them."""

    theme = forms.ChoiceField(
        label=_("Theme"), choices=Theme.choices, widget=forms.RadioSelect, required=False
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Your slots, your calendar and all times are on this clock."),
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Pages and mails are in it."),
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you read"),
        help_text=_(
            "Posts in these come first, and those for readers of another language stay away. "
            "Choose none to go by the organization’s."
        ),
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    on_leaderboard = forms.BooleanField(
        label=_("Show me on the leaderboard"),
        help_text=_("You always see your own place. Others see you only while this is on."),
        required=False,
    )
    pseudonym = forms.CharField(
        label=_("Your name there"),
        help_text=_(
            "Empty, it is your own. Under another one your team and picture are not shown either."
        ),
        max_length=PSEUDONYM_LENGTH,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    on_screen = forms.BooleanField(
        label=_("Show me on screens in the office too"),
        help_text=_(
            "Your first name, or your name there, where everybody who passes by can read it."
        ),
        required=False,
    )

    @classmethod
    def of(cls, member: Member, *, theme: str) -> PreferencesForm:
        """Return the form as it stands for a member on this device."""
        form = cls(
            initial={
                "theme": theme,
                "on_leaderboard": member.is_on_board,
                "pseudonym": member.pseudonym or _offered(member),
                "on_screen": member.on_screen,
                "time_zone": member.time_zone,
                "language": member.language,
                "languages": member.languages,
            }
        )
        if len(settings.LANGUAGES) > 1:
            spoken: Any = form.fields["language"]
            spoken.choices = spoken_choices(member.organization)
        else:
            del form.fields["language"]
        field: Any = form.fields["time_zone"]
        theirs = _("The organization’s: %(zone)s") % {"zone": member.organization.time_zone}
        field.choices = [("", theirs), *zone_choices(member.time_zone)]
        return form


def _offered(member: Member) -> str:
    """Return the pseudonym that stands there unasked: where these are usual and none was chosen."""
    asks = member.organization.privacy_mode and not member.on_leaderboard
    return suggest_pseudonym() if asks else ""


class TokenForm(forms.Form):
    """What a token is for, what it may do, and for how long."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("Where you will use it, for example “Slack bot”."),
        max_length=NAME_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        help_text=_("Only what it needs. It can never do more than you can."),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what it may be used for.")},
    )
    days = forms.ChoiceField(
        label=_("How long it lasts"),
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("A year"))],
        initial=90,
        widget=forms.RadioSelect,
    )
