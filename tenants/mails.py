"""What a letter says: composed when it is sent, from names and from what is true by then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from tenants.invitations import invitation_context
from tenants.models import Letter, Member
from tenants.spoken import spoken_at, spoken_to
from tenants.wording import put_into_words
from tenants.zones import zone_at, zone_of


@dataclass(frozen=True)
class Attachment:
    """A file that a letter brings."""

    name: str
    data: bytes
    mime: str


@dataclass(frozen=True)
class Written:
    """What a letter says: the beginning of its templates' names, what fills them, its headers, and
    the files it brings.
    """

    templates: str
    context: Mapping[str, object]
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[Attachment] = ()


Composer = Callable[[Letter, datetime], Written | None]
COMPOSERS: dict[str, Composer] = {}
"""Who composes letters of other apps, by template; filled at start-up."""

INVITATION = "invitation"
FAREWELL = "deactivated"


def compose_mail(letter: Letter, *, now: datetime) -> EmailMultiAlternatives | None:
    """Compose a letter, in scope; None when nothing is left to say: the person left, or joined."""
    member = _whom(letter)
    zone = zone_of(member) if member else zone_at(letter.organization)
    language = spoken_to(member) if member else spoken_at(letter.organization)
    with translation.override(language), timezone.override(zone):
        if letter.template == INVITATION:
            context = invitation_context(public_id=str(letter.params["invitation"]), now=now)
            return _rendered(letter, "invitation", context) if context else None
        if letter.template == FAREWELL:
            return _farewell(letter) if member else None
        if compose := COMPOSERS.get(letter.template):
            written = compose(letter, now)
            return _mail(letter, written) if written else None
        if letter.member is None or letter.member.left_at is not None:
            return None
        return _rendered(letter, "notice", _notice_context(letter))


def _whom(letter: Letter) -> Member | None:
    """Return the member a letter is for, None when it is for nobody who is one.

    A farewell is for one who left; none when the membership was given back before they were told.
    """
    if letter.template != FAREWELL:
        return letter.member
    left = Member.objects.deactivated().filter(public_id=str(letter.params["member"]))
    member: Member | None = left.select_related("organization").first()
    return member


def _farewell(letter: Letter) -> EmailMultiAlternatives:
    """Say that a membership has ended."""
    return _rendered(letter, FAREWELL, {"organization": letter.organization})


def _notice_context(letter: Letter) -> dict[str, object]:
    slug = letter.organization.slug
    return {
        "organization": letter.organization,
        "told": put_into_words(letter.template, letter.params),
        "link": f"{settings.BASE_URL}{letter.params['path']}",
        "settings_link": settings.BASE_URL + reverse("tenants:notification_settings", args=[slug]),
    }


def _rendered(letter: Letter, name: str, context: dict[str, object]) -> EmailMultiAlternatives:
    return _mail(letter, Written(f"tenants/email/{name}", context))


def _mail(letter: Letter, written: Written) -> EmailMultiAlternatives:
    context = dict(written.context)
    subject = render_to_string(f"{written.templates}_subject.txt", context)
    body = render_to_string(f"{written.templates}_message.txt", context)
    mail = EmailMultiAlternatives(
        " ".join(subject.split()),  # one line, whatever a title holds
        body,
        to=[letter.email],
        headers={
            "Message-ID": message_id(letter),
            "Auto-Submitted": "auto-generated",
            **written.headers,
        },
    )
    html = render_to_string(f"{written.templates}_message.html", context)
    mail.attach_alternative(html, "text/html")
    for file in written.attachments:
        mail.attach(file.name, file.data, file.mime)
    return mail


def message_id(letter: Letter) -> str:
    """Return the letter's Message-ID, the same for every attempt; it tells nothing of the row."""
    token = salted_hmac("tenants.letters", str(letter.pk)).hexdigest()
    return f"<{token}@{urlsplit(settings.BASE_URL).hostname}>"
