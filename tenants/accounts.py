"""How django-allauth signs people in here: by e-mail and password, and never by open sign-up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Our answers to allauth's questions."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's signature)
        """Tell that people come by invitation only (`tenants.views.join`)."""
        return False
