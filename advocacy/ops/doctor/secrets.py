"""The secrets: strong enough, usable, and all that the stored rows need."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from advocacy.ops.doctor.finding import Finding, problem
from advocacy.ops.work import sealed_under
from tenants.sealing import current_key_id, key_ids

SHORTEST_KEY, FEWEST_CHARACTERS = 50, 5
MAKE_KEY = 'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'


def check_debug(_: datetime) -> list[Finding]:
    """DEBUG shows code and settings to whoever meets an error."""
    if settings.DEBUG:
        wrong = "DEBUG is on: error pages show code and settings to anybody."
        return [problem(wrong, "Take DEBUG out of the environment; it is for development.")]
    return []


def check_secret_key(_: datetime) -> list[Finding]:
    """SECRET_KEY signs sessions and links: it must not be guessable."""
    key = str(settings.SECRET_KEY)
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS:
        wrong = "SECRET_KEY is short or plain: sessions and links could be forged."
        return [problem(wrong, f"Make one with: {MAKE_KEY} (everybody signs in anew).")]
    return []


def check_credential_keys(_: datetime) -> list[Finding]:
    """CREDENTIAL_KEYS can be read, and one of them seals."""
    try:
        current_key_id()
    except ImproperlyConfigured as error:
        return [problem(str(error), "See CREDENTIAL_KEYS in .env.example for its form.")]
    return []


def check_sealed_rows(_: datetime) -> list[Finding]:
    """Every stored secret names a key that is there."""
    try:
        known = key_ids()
    except ImproperlyConfigured:
        return []  # said above
    lost = Counter({key: n for key, n in sealed_under().items() if key not in known})
    return [
        problem(
            f"{count} stored secrets are sealed under the key {key!r}, which is not configured:"
            " what needs them waits.",
            f"Bring {key!r} back into CREDENTIAL_KEYS, then run `manage.py rotate_credentials`."
            " Where it is lost, members connect their accounts again, webhooks get new secrets.",
        )
        for key, count in sorted(lost.items())
    ]
