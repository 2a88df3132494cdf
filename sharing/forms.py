"""Forms of sharing: shape and wording only; rules live in the services."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from content.forms import Pictures
from content.models import Asset, Post
from sharing.assisted import TARGETS, Target, chosen, label_of
from sharing.budgets import BudgetRow
from sharing.models import REASON_LENGTH, Connection, Mention, Timing
from sharing.noticed import COUNTED, noticed_in, written
from sharing.own_apps import OwnAppRow
from sharing.plans import Compose, When
from sharing.selectors import active_connections
from sharing.services.mentioning import LONGEST, MentionDraft
from sharing.services.own_apps import LONGEST_ID, LONGEST_SECRET
from tenants.models import Member

LONGEST_WORDS = 10_000
_NO_WORDS = _("Write a few words, or start from the suggested ones.")
_INCOMPLETE = dict.fromkeys(
    ("required", "invalid"), _("That did not arrive completely. Press Share once more.")
)


def _handle() -> forms.TextInput:
    return forms.TextInput({"class": "ltr", "autocapitalize": "none", "spellcheck": "false"})


class ComposeForm(forms.Form):
    """A member's own words, for all networks or for one, where they go, with what, and when."""

    words = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST_WORDS,
        strip=False,  # the page marks places in the text as it was typed
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _NO_WORDS},
    )
    connections: forms.ModelMultipleChoiceField[Connection] = forms.ModelMultipleChoiceField(
        label=_("Where"),
        queryset=None,
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    by_hand = forms.MultipleChoiceField(
        label=_("Where you finish it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    pictures: forms.ModelMultipleChoiceField[Asset] = forms.ModelMultipleChoiceField(
        label=_("Pictures"),
        queryset=None,
        to_field_name="public_id",
        required=False,
        error_messages={
            "invalid_choice": _("One of the pictures is gone. The others are kept."),
            "invalid_pk_value": _("One of the pictures is gone. The others are kept."),
        },
    )
    chooses_pictures = forms.BooleanField(required=False, widget=forms.HiddenInput)
    timing = forms.ChoiceField(
        choices=Timing.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose when it goes out.")},
    )
    wall_time = forms.CharField(label=_("Date and time"), max_length=19, required=False)
    zone = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    compose_key = forms.UUIDField(widget=forms.HiddenInput, error_messages=_INCOMPLETE)
    is_again = forms.BooleanField(required=False, widget=forms.HiddenInput)
    asks_approval = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, member: Member, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = active_connections(member)
        fields: dict[str, Any] = self.fields
        accounts = Connection.objects.active().filter(member=member)
        fields["connections"].queryset = accounts.order_by("network", "handle", "id")
        fields["by_hand"].choices = [(one.key, one.label) for one in TARGETS]
        fields["pictures"].queryset = Asset.objects.offered_with(post)
        self.own_pictures = Pictures(member, data=self.data)
        networks = dict.fromkeys([one.network for one in own] + [one.key for one in TARGETS])
        self.networks = list(networks)
        for key in self.networks:
            fields[f"words_{key}"] = forms.CharField(
                label=_("Words for %(network)s") % {"network": label_of(key)},
                max_length=LONGEST_WORDS,
                strip=False,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        if post.is_caption_locked:
            for name in ("words", *(f"words_{key}" for key in self.networks)):
                fields[name].widget.attrs["readonly"] = True

    def sent(self, name: str) -> list[str]:
        """Return every value that came under a name."""
        values: list[str] = self.data.getlist(name) if isinstance(self.data, QueryDict) else []
        return values

    def clean(self) -> dict[str, Any]:
        """Say aloud what is wrong with a hidden field, and let the page carry a sound one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "words" in cleaned and not cleaned["words"].strip():
            self.add_error("words", ValidationError(_NO_WORDS, "required"))
        if "compose_key" in self.errors:
            self.add_error(None, self.errors["compose_key"].as_data()[0])
            self._carry("compose_key", str(uuid.uuid4()))
        if not self.own_pictures.is_valid():
            self.add_error("pictures", _("Look at your pictures below: something is missing."))
        if not cleaned.get("connections") and not cleaned.get("by_hand"):
            self.add_error("connections", _("Choose at least one account to share to."))
        return cleaned

    def note_counted(self, rules: frozenset[str]) -> None:
        """Let the page carry that these rules are counted."""
        self._carry(COUNTED, written(noticed_in(self.data).counted | rules))

    def _carry(self, name: str, value: str) -> None:
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data[name] = value

    def compose(self) -> Compose:
        """Return what the form asks for, as far as it is sound: the composer looks at that too."""
        given = self.cleaned_data
        words = {"": self._words("words")}
        words |= {key: self._words(f"words_{key}") for key in self.networks}
        by_hand = chosen(given.get("by_hand") or [])
        return Compose(
            connections=list(given.get("connections") or []),
            by_hand=by_hand,
            key=given.get("compose_key") or uuid.uuid4(),
            words=words,
            pictures=self._pictures(),
            when=When(given.get("timing", ""), given.get("wall_time", ""), given.get("zone", "")),
            is_again=bool(given.get("is_again")),
            asks_approval=bool(given.get("asks_approval")),
            noticed=noticed_in(self.data),
        )

    def _words(self, name: str) -> str:
        """Return the words of a field as they were typed; of what is too long, the beginning."""
        typed: str = self.data.get(name, "")
        return typed.replace("\r\n", "\n")[:LONGEST_WORDS]

    def _pictures(self) -> list[Asset] | None:
        """Return the chosen pictures in the form's order, the member's own last."""
        if not self.cleaned_data.get("chooses_pictures"):
            return None
        order = {value: place for place, value in enumerate(self.sent("pictures"))}
        offered = list(self.cleaned_data.get("pictures") or [])
        offered.sort(key=lambda asset: order.get(str(asset.public_id), 0))
        own = self.own_pictures.chosen() if self.own_pictures.is_valid() else ()
        return list(dict.fromkeys([*offered, *own]))


class OneClickForm(forms.Form):
    """The button on a card: suggested words, every connected account."""

    compose_key = forms.UUIDField(error_messages=_INCOMPLETE)


class ReportForm(forms.Form):
    """The member's word that they posted it, with the address of the post if they like."""

    url = forms.CharField(
        label=_("Address of your post"),
        max_length=2000,
        required=False,
        help_text=_("With it, your list leads to the post. It is fine to leave it out."),
        widget=forms.TextInput(attrs={"type": "url", "inputmode": "url", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, place: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not place.has_post_address:
            del self.fields["url"]


class AssistedForm(forms.Form):
    """Where a member wants to finish posts themselves."""

    networks = forms.MultipleChoiceField(
        required=False, choices=[(place.key, place.label) for place in TARGETS]
    )


class ConnectForm(forms.Form):
    """Where the member's account lives."""

    server = forms.CharField(
        label=_("Your server"),
        max_length=255,
        help_text=_("The part after the second @ in your handle, for example social.example."),
        error_messages={"required": _("Name your server, for example social.example.")},
    )

    def __init__(self, *args: Any, asks_host: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["server"].required = asks_host


class BudgetForm(forms.Form):
    """What a network's posts may cost in a month, in US dollars."""

    monthly = forms.DecimalField(
        label=_("Most per month, in US dollars"),
        help_text=_("0 turns posting off."),
        min_value=0,
        max_digits=9,
        decimal_places=2,
        error_messages={"required": _("Enter an amount. 0 turns posting off.")},
    )

    def __init__(self, data: QueryDict | None, *, row: BudgetRow) -> None:
        initial = {"monthly": f"{Decimal(row.monthly_mills) / 1000:.2f}"}
        super().__init__(data, initial=initial, auto_id=f"id_%s_{row.key}")


class PauseForm(forms.Form):
    """Why a network is paused, for everybody whose shares wait."""

    why = forms.CharField(
        label=_("Reason for a pause: everybody whose shares wait will read it"),
        max_length=200,
        error_messages={"required": _("Say why: everybody whose shares wait will read it.")},
    )


class OwnAppForm(forms.Form):
    """An app that the organization registered at a network: its two values, and what it may ask."""

    client_id = forms.CharField(
        label=_("Client ID"),
        max_length=LONGEST_ID,
        widget=forms.TextInput(
            {"class": "ltr", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter the app’s client ID.")},
    )
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=LONGEST_SECRET,
        required=False,
        widget=forms.PasswordInput({"class": "ltr", "autocomplete": "off"}),
        error_messages={"required": _("Enter the secret that belongs to this id.")},
    )
    is_approved = forms.BooleanField(
        label=_("LinkedIn has approved our app for the counts of members’ posts"),
        required=False,
        help_text=_(
            "Product “Community Management API”. Tick it only once it is granted: asked for it"
            " before, LinkedIn lets nobody connect."
        ),
    )

    def __init__(self, data: QueryDict | None, *, row: OwnAppRow) -> None:
        app = row.app
        initial = {"client_id": app.client_id, "is_approved": app.is_approved} if app else {}
        super().__init__(data, initial=initial)
        self.fields["client_secret"].required = app is None
        if app is not None:
            hint = _("We never show it. Leave it empty to keep the one we have.")
            self.fields["client_secret"].help_text = hint
        if not row.takes_approval:
            del self.fields["is_approved"]


class MentionForm(forms.Form):
    """Somebody whom members can mention."""

    name = forms.CharField(
        label=_("Name at LinkedIn"),
        max_length=LONGEST,
        help_text=_("Exactly as the page shows it: else LinkedIn shows plain text."),
        error_messages={"required": _("Write the name as its page at LinkedIn shows it.")},
    )
    urn = forms.CharField(
        label=_("Number at LinkedIn"),
        max_length=LONGEST,
        help_text=_("For example urn:li:organization:2414183, or linkedin.com/company/2414183/."),
        widget=forms.TextInput({"class": "ltr"}),
        error_messages={"required": _("Write it like urn:li:organization:2414183.")},
    )
    mastodon = forms.CharField(
        label=_("Handle at Mastodon"), max_length=LONGEST, required=False, widget=_handle()
    )
    bluesky = forms.CharField(
        label=_("Handle at Bluesky"), max_length=LONGEST, required=False, widget=_handle()
    )
    x = forms.CharField(
        label=_("Handle at X"), max_length=LONGEST, required=False, widget=_handle()
    )

    def __init__(self, data: QueryDict | None, *, mention: Mention | None = None) -> None:
        initial = {name: getattr(mention, name) for name in self.base_fields} if mention else {}
        super().__init__(data, initial=initial)

    def draft(self) -> MentionDraft:
        """Return what was typed."""
        return MentionDraft(**self.cleaned_data)


class SignInForm(forms.Form):
    """An account that is signed in to with a password made for us alone."""

    identifier = forms.CharField(
        label=_("Your handle"),
        max_length=300,
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "class": "ltr"}
        ),
        help_text=_("For example ann.bsky.social."),
        error_messages={"required": _("Enter your handle, for example ann.bsky.social.")},
    )
    password = forms.CharField(
        label=_("App password"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Not your own password: one that you make for us and can take back."),
        error_messages={"required": _("Make an app password and enter it here.")},
    )
    server = forms.CharField(
        label=_("Your server, only if you run your own"),
        max_length=255,
        required=False,
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "class": "ltr"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "sign_in_%s", **kwargs})


class MoveForm(forms.Form):
    """Another time for a share; the service says whether there is such a time."""

    offer = ""
    """The next time that exists, where clocks jump over the one that was chosen."""

    timing = forms.ChoiceField(
        label=_("When"),
        choices=[
            (Timing.AT, _("At the time below")),
            (Timing.SLOT, _("In my next free slot")),
            (Timing.SPREAD, _("Spread over the day, away from colleagues")),
        ],
        widget=forms.RadioSelect,
    )
    wall = forms.CharField(
        label=_("Day and time"),
        max_length=32,
        widget=forms.DateTimeInput({"type": "datetime-local"}),
        error_messages={"required": _("Write day and time, for example 2026-03-30T09:30.")},
    )
    zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wall"].required = self.data.get("timing", Timing.AT) == Timing.AT


class SlotForm(forms.Form):
    """A time of a day of the week."""

    weekday = forms.IntegerField(min_value=0, max_value=6, widget=forms.HiddenInput)
    at = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Choose a time, for example 09:30."),
            "invalid": _("Write the time like 09:30."),
        },
    )


class HaltForm(forms.Form):
    """Why sharing is paused, a post recalled, or words sent back: whom it concerns reads it."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": REASON_LENGTH}),
        error_messages={"required": _("Say why: people will ask.")},
    )

    def __init__(self, *args: Any, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint
