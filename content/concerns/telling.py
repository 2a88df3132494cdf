"""Who is told of a concern: those who look after it, who is to know of it, and whoever raised it.

A notice holds no word of the concern and nobody's name, so a mail about it tells nothing, and
nothing of it stays where a person is erased.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from content.concerns.models import Concern, ConcernKind, ProgrammeLead, Urgency
from policies.answers import situation_of
from policies.models import PolicyVersion, Situation
from tenants.models import Member, Notice
from tenants.notifying import forget_notices, notify, notify_each
from tenants.roles import Permission, Role

FOR_KEEPERS = (Notice.CONCERN_URGENT, Notice.CONCERN_WAITS)


def can_keep(member: Member) -> bool:
    """Tell whether a member is here and may look after concerns."""
    return member.left_at is None and member.may(Permission.EDIT_POLICY)


def programme_lead() -> Member | None:
    """Return who runs the programme; None where nobody is named, or may look after questions no
    more. One query.
    """
    row = ProgrammeLead.objects.select_related("member__user", "member__organization").first()
    return row.member if row is not None and can_keep(row.member) else None


@dataclass(frozen=True)
class Told:
    """Who is told of a concern: `keepers`, who look after it, and who may only read it, if any."""

    keepers: Sequence[Member]
    reader: Member | None


def told_of(concern: Concern) -> Told:
    """Return who is told of a concern, never whoever raised it.

    Looks after it: who looks at it, of a question the programme lead, of a situation who is to be
    told of that, else the owner of the guidelines, else the admins. Who was told to know reads it.
    """
    current = PolicyVersion.objects.current()
    situation = situation_in(current, concern)
    chain = (
        concern.handler,
        programme_lead() if concern.kind == ConcernKind.QUESTION else None,
        situation.contact if situation else None,
        current.policy.owner if current else None,
    )
    others = [one for one in chain if one is not None and one.pk != concern.sender_id]
    keeper = next((one for one in others if can_keep(one)), None)
    reader = concern.told
    if reader is not None and (reader.left_at is not None or can_keep(reader)):
        reader = None
    return Told([keeper] if keeper else _admins(concern), reader)


def reader_of(situation: Situation | None, *, sender: Member) -> Member | None:
    """Return whom the guidelines name for a situation and who will read what `sender` raises,
    though they may not look after concerns; None for nobody.
    """
    named = situation.contact if situation else None
    return None if named is None or named.pk == sender.pk or can_keep(named) else named


def end_reading(concern: Concern) -> None:
    """Let who was told of a concern to know read it no more, and let go of what they were told."""
    reader = concern.told
    if reader is None:
        return
    for kind in FOR_KEEPERS:
        forget_notices(kind=kind, about=concern.public_id.hex, member=reader)
    concern.told = None
    concern.save(update_fields=["told"])


def _admins(concern: Concern) -> list[Member]:
    admins = Member.objects.active().with_role(Role.ADMIN).exclude(pk=concern.sender_id)
    return list(admins.select_related("user", "organization").order_by("pk"))


def situation_in(version: PolicyVersion | None, concern: Concern) -> Situation | None:
    """Return the situation that a concern is, as a version of the guidelines has it."""
    if version is None or concern.situation is None:
        return None
    return situation_of(version, concern.situation)


def tell_keepers(concern: Concern, what: str, *, but: Member, now: datetime) -> None:
    """Tell those in charge that something waits for them, and who else is to know of it; of what is
    urgent by mail, too.
    """
    told, is_urgent = told_of(concern), concern.urgency == Urgency.NOW
    keepers = [one for one in told.keepers if one.pk != but.pk]
    readers = [told.reader] if told.reader else []
    for members, name in ((keepers, "content:concern_tend"), (readers, "content:concern")):
        if members:
            notify_each(
                members=members,
                kind=Notice.CONCERN_URGENT if is_urgent else Notice.CONCERN_WAITS,
                subject=_subject(concern, what, now),
                params={"what": what, "is_urgent": is_urgent},
                path=_path(name, concern),
                now=now,
            )


def tell_sender(concern: Concern, what: str, *, by: Member, now: datetime) -> None:
    """Tell whoever raised a concern what became of it, unless they did it themselves."""
    sender = concern.sender
    if sender.pk == by.pk or sender.left_at is not None:
        return
    notify(
        member=sender,
        kind=Notice.CONCERN_MOVED,
        subject=_subject(concern, what, now),
        params={"what": what},
        path=_path("content:concern", concern),
        now=now,
    )


def forget_waiting(concern: Concern) -> None:
    """Let go of what those in charge were told, once nothing waits for them."""
    for kind in FOR_KEEPERS:
        forget_notices(kind=kind, about=concern.public_id.hex)


def forget_all(concern: Concern) -> None:
    """Let go of what anybody was told of a concern."""
    for kind in (*FOR_KEEPERS, Notice.CONCERN_MOVED):
        forget_notices(kind=kind, about=concern.public_id.hex)


def _subject(concern: Concern, what: str, now: datetime) -> str:
    return f"{concern.public_id.hex}, {what}, {now:%Y%m%dT%H%M%S}"


def _path(name: str, concern: Concern) -> str:
    return reverse(name, args=[concern.organization.slug, concern.public_id])
