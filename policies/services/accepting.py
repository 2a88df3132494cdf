"""Accepting a version."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from policies.models import Acknowledgement, PolicyVersion, QuizQuestion, Way
from tenants.models import Member


def acknowledge_policy(
    *,
    member: Member,
    version: PolicyVersion,
    language: str = "",
    way: str = Way.PAGE,
    has_passed: bool = False,
    now: datetime,
) -> Acknowledgement:
    """Record that a member accepted the version in force; a second time changes nothing.

    `language` is that of the translation they read, "" for none; `has_passed` tells that they
    answered what it asks. Raises `ValidationError`: `outdated` when a newer version is in force,
    `quiz` when it asks something that was not answered.
    """
    check_current(version)
    if not has_passed and QuizQuestion.objects.filter(version=version).exists():
        raise ValidationError(_("Answer the questions first, please."), code="quiz")
    accepted: Acknowledgement
    accepted, _made = Acknowledgement.objects.get_or_create(
        member=member,
        version=version,
        defaults={"at": now, "language": language, "way": way, "has_passed": has_passed},
    )
    return accepted


def check_current(version: PolicyVersion) -> None:
    """Refuse to accept what is no longer in force. Raises `ValidationError`: `outdated`."""
    current = PolicyVersion.objects.current()
    if current is None or current.pk != version.pk:
        message = _("The guidelines were changed meanwhile. Please read the new ones.")
        raise ValidationError(message, code="outdated")
