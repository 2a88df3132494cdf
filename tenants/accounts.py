"""How django-allauth signs people in here: by password or passkey, with a second step."""

from __future__ import annotations

import base64
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants import throttling
from tenants.addresses import address_of
from tenants.recency import signed_in_recently
from tenants.sealing import Sealed, seal, unseal
from tenants.sessions import in_words
from tenants.spoken import spoken_to_person

SECOND_STEP = "second step"
"""What sealed keys of authenticator apps and seeds of recovery codes are bound to."""


class AccountAdapter(DefaultAccountAdapter):
    """Our answers to allauth's questions."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's signature)
        """Tell that nobody comes in by allauth's own form; ours is `tenants.views.sign_up`."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count an attempt before the password is looked at; refuse by a 429 page."""
        self._login_failed_rl_usage = throttling.take_turn(
            request, email=str(credentials.get("email", ""))
        )

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Forget failures once a new password was chosen from the mail."""
        throttling.forget_failures(request, email=str(credentials.get("email", "")))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Remember the device, which no stranger's failures can lock out from now on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        throttling.remember_device(request, response, email=user.email)
        return response

    def is_reauthentication_required(self, *, app: str, **_kwargs: Any) -> bool:  # noqa: ARG002 (allauth's signature)
        """Ask for the password again unless the person has just signed in."""
        return not signed_in_recently(context.request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return a link that begins with our own address, whatever the request's host says."""
        return _ours(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Return a link that begins with our own address, whatever the request's host says."""
        return _ours(super().get_email_confirmation_url(request, emailconfirmation))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where a request comes from, as all here sees it. Raises PermissionDenied."""
        address = address_of(request)
        if not address:
            raise PermissionDenied("The server does not tell where this comes from.")
        return address

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Return browser and device in words, for the mails that tell of a change."""
        return in_words(request.headers.get("User-Agent", ""))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail in the language of who reads it, else in the request's.

        Who reads it is whose account the address is, else the "user" of `context`: an address may
        be theirs from the next click on. "spoken" is the language where whoever sends knows it.
        """
        spoken, user = context.get("spoken"), context.get("user")
        if spoken is None:
            spoken = spoken_to_person(email) or (spoken_to_person(user.email) if user else "")
        with _speaking(spoken):
            super().send_mail(template_prefix, email, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell of a change to an account; browser and device are in its language too."""
        spoken = spoken_to_person(user.email)
        with _speaking(spoken):
            given = {**(context or {}), "spoken": spoken}
            super().send_notification_mail(template_prefix, user, given, email)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """Compose a mail of its plain text, and the same in our design."""
        given = {"Auto-Submitted": "auto-generated", **(headers or {})}
        mail: EmailMultiAlternatives = super().render_mail(template_prefix, email, context, given)
        mail.attach_alternative(_in_our_design(str(mail.subject), str(mail.body)), "text/html")
        return mail


class SecondFactorAdapter(DefaultMFAAdapter):
    """How second steps are kept and named."""

    error_messages: dict[str, str | Promise] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That is not right, or too old. Take the newest code and try again."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        sealed = seal(text, context=SECOND_STEP)
        return f"{sealed.key_id}:{base64.b64encode(sealed.data).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` made. Raises CannotUnseal."""
        key_id, _sep, data = encrypted_text.rpartition(":")
        return unseal(Sealed(key_id, base64.b64decode(data)), context=SECOND_STEP)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002, ARG002 (allauth's signature)
        """Return what a passkey is called until its owner says better."""
        return str(_("My passkey"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bind passkeys to our own host."""
        return {"id": urlsplit(settings.BASE_URL).hostname or "", "name": str(_("Advocacy"))}


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a mail; one that is nothing but a link becomes its button."""

    text: str

    @property
    def is_link(self) -> bool:
        """Tell whether it is an address and nothing else."""
        return self.text.startswith(("http://", "https://")) and len(self.text.split()) == 1


def _speaking(language: str) -> AbstractContextManager[None]:
    return translation.override(language) if language else nullcontext()


def _in_our_design(subject: str, body: str) -> str:
    *said, _signature = body.split("\n\n")
    paragraphs = [Paragraph(one.strip()) for one in said if one.strip()]
    context = {"subject": subject, "paragraphs": paragraphs}
    return render_to_string("account/email/message.html", context)


def _ours(url: str) -> str:
    parts = urlsplit(url)
    return f"{settings.BASE_URL}{parts.path}{'?' if parts.query else ''}{parts.query}"
