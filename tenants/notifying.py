"""Telling members what concerns them: in the app, by mail, or not, as each has chosen by kind.

Telling twice is harmless: a notice is one row by member, kind and subject. Rows hold names of
things, never the words of a share and never a token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.letters import new_letter, write_letters
from tenants.models import (
    DEFAULTS,
    Letter,
    LetterState,
    Member,
    Notice,
    Notification,
    NotificationSetting,
)
from tenants.scope import tenant

AT_ONCE = 500


def notify(
    *,
    member: Member,
    kind: Notice,
    subject: str,
    params: Mapping[str, object],
    path: str,
    now: datetime,
) -> None:
    """Tell a member once where they want to be told of this kind, in scope; idempotent.

    `subject` names what happened ("share 5f…, held"), `params` fill in the sentence of
    `tenants.wording`, `path` is where it leads within the product.
    """
    in_app, by_mail = _wants(member, kind)
    if in_app:
        told = Notification(
            member=member,
            kind=kind,
            subject=subject,
            params=dict(params),
            path=path,
            created_at=now,
        )
        Notification.objects.bulk_create([told], ignore_conflicts=True)
    if by_mail:
        write_letters(letters=[_letter(member, kind, subject, {**params, "path": path}, now)])


def notify_each(
    *,
    members: Sequence[Member],
    kind: Notice,
    subject: str,
    params: Mapping[str, object],
    path: str,
    now: datetime,
) -> None:
    """Tell each of some members the same, in scope; idempotent, as `notify`.

    However many they are: one query, and one for each of the app and mail.
    """
    said = NotificationSetting.objects.filter(member__in=members, kind=kind)
    chosen = {one.member_id: (one.in_app, one.by_mail) for one in said}
    told = [
        Notification(
            member=member,
            kind=kind,
            subject=subject,
            params=dict(params),
            path=path,
            created_at=now,
        )
        for member in members
        if chosen.get(member.pk, DEFAULTS[kind])[0]
    ]
    Notification.objects.bulk_create(told, ignore_conflicts=True)
    letters = [
        _letter(member, kind, subject, {**params, "path": path}, now)
        for member in members
        if chosen.get(member.pk, DEFAULTS[kind])[1]
    ]
    write_letters(letters=letters)


def notify_all(
    *,
    organization_id: int,
    kind: Notice,
    subject: str,
    params: Mapping[str, object],
    path: str,
    now: datetime,
) -> None:
    """Tell every member, a few hundred in each of its own scopes; idempotent, as `notify`.

    For workers: a request announces (`tenants.announcing`), as this takes as long as members are
    many.
    """
    last = 0
    while True:
        with tenant(organization_id):
            members = members_after(last)
            if not members:
                return
            notify_each(
                members=members, kind=kind, subject=subject, params=params, path=path, now=now
            )
        last = members[-1].pk


def members_after(last: int, *, limit: int = AT_ONCE) -> list[Member]:
    """Return the next active members by id, in scope, with their people. One query."""
    rest = Member.objects.active().filter(pk__gt=last).select_related("user")
    return list(rest.order_by("pk")[:limit])


def _letter(
    member: Member, kind: Notice, subject: str, params: Mapping[str, object], now: datetime
) -> Letter:
    return new_letter(
        email=member.user.email,
        member=member,
        template=kind.value,
        subject=subject,
        params=params,
        now=now,
    )


def _wants(member: Member, kind: Notice) -> tuple[bool, bool]:
    chosen = NotificationSetting.objects.filter(member=member, kind=kind).first()
    return (chosen.in_app, chosen.by_mail) if chosen else DEFAULTS[kind]


def mark_read(*, notification: Notification, now: datetime) -> None:
    """Note that the member has seen it; the first time counts."""
    Notification.objects.unread().filter(pk=notification.pk).update(read_at=now)


def mark_all_read(*, member: Member, now: datetime) -> int:
    """Note that the member has seen everything; return how many were new."""
    return int(Notification.objects.of(member).unread().update(read_at=now))


def mark_seen(*, member: Member, kind: Notice, about: str, now: datetime) -> None:
    """Note that what begins with `about` is no news any more, because its cause is gone."""
    own = Notification.objects.of(member).unread()
    own.filter(kind=kind, subject__startswith=about).update(read_at=now)


def forget_notices(*, kind: Notice, about: str, member: Member | None = None) -> None:
    """Let go of what anybody, or one member, was told of this kind about what begins with `about`,
    in scope; also of the mails that wait.
    """
    theirs = {"member": member} if member is not None else {}
    Notification.objects.filter(kind=kind, subject__startswith=about, **theirs).delete()
    letters = Letter.objects.filter(template=kind.value, subject__startswith=about, **theirs)
    letters.filter(state=LetterState.WAITING).delete()


def forget_each(*, kind: Notice, subjects: Sequence[str]) -> None:
    """Let go of what anybody was told of this kind, by `subject`, as `forget_notices`."""
    Notification.objects.filter(kind=kind, subject__in=subjects).delete()
    letters = Letter.objects.filter(template=kind.value, subject__in=subjects)
    letters.filter(state=LetterState.WAITING).delete()


def set_notifications(*, member: Member, chosen: Mapping[str, tuple[bool, bool]]) -> None:
    """Store where a member wants to be told: `{kind: (in the app, by mail)}`; the rest stays.

    Raises ValidationError("kind").
    """
    if not set(chosen) <= set(Notice.values):
        raise ValidationError(_("There is no such notification."), code="kind")
    for kind, (in_app, by_mail) in chosen.items():
        NotificationSetting.objects.update_or_create(
            member=member, kind=kind, defaults={"in_app": in_app, "by_mail": by_mail}
        )
