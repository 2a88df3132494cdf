"""The mail server: there, and secure. Nothing is sent, nobody signs in."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime

from django.conf import settings

from advocacy.ops.doctor.finding import Finding, problem, warning

SMTP = "django.core.mail.backends.smtp.EmailBackend"
PATIENCE_S = 5


def check_mail(_: datetime) -> list[Finding]:
    """The server of EMAIL_URL greets us, and offers what the address asks for."""
    if settings.EMAIL_BACKEND != SMTP:
        wrong = "No mail server is set: invitations and notifications reach nobody."
        return [problem(wrong, "Set EMAIL_URL, for example smtp+tls://user:password@host:587.")]
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        return _greet()
    except ssl.SSLError:
        wrong = f"The mail server at {where} has no certificate that we can trust, or no TLS."
        advice = "smtp+ssl:// speaks TLS from the start (465), smtp+tls:// asks for it (587)."
        return [problem(wrong, advice)]
    except (OSError, smtplib.SMTPException):
        wrong = f"The mail server at {where} does not answer as one."
        return [problem(wrong, "See to EMAIL_URL, the firewall, and the server itself.")]


def _greet() -> list[Finding]:
    context = ssl.create_default_context()
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    if settings.EMAIL_USE_SSL:
        with smtplib.SMTP_SSL(host, port, timeout=PATIENCE_S, context=context) as server:
            server.ehlo()
        return []
    with smtplib.SMTP(host, port, timeout=PATIENCE_S) as server:
        server.ehlo()
        if settings.EMAIL_USE_TLS:
            if not server.has_extn("starttls"):
                wrong = "EMAIL_URL asks for TLS, which the mail server does not offer."
                return [problem(wrong, "Use smtp+ssl:// with its TLS port, or another server.")]
            server.starttls(context=context)
            server.ehlo()
        elif settings.EMAIL_HOST_PASSWORD:
            wrong = "The mail password travels unencrypted."
            return [warning(wrong, "Use smtp+tls:// or smtp+ssl:// in EMAIL_URL.")]
    return []
