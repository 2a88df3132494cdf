"""What people fill in: to invite and join, how they like it, and what holds for everyone here."""

from __future__ import annotations

from tenants.forms.people import ROLE_HINTS, InviteForm, JoinForm, PreferencesForm
from tenants.forms.settings import (
    ColourForm,
    GeneralForm,
    LinksForm,
    SettingsForm,
    SharingSettingsForm,
)

__all__ = [
    "ROLE_HINTS",
    "ColourForm",
    "GeneralForm",
    "InviteForm",
    "JoinForm",
    "LinksForm",
    "PreferencesForm",
    "SettingsForm",
    "SharingSettingsForm",
]
