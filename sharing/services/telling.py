"""What of a share's life its member is told, and when an account needs them.

Told where the truth is written, in the same scope and after it. A notice that can't be written is
logged and lost: it must never undo what it is about.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sharing.assisted import label_of
from sharing.models import Connection, ConnectionState, Reason, Share, State, Timing
from tenants.letters import withdraw_letters
from tenants.models import Member, Notice
from tenants.notifying import mark_seen, notify

log = structlog.get_logger("sharing.telling")

WATCHED_FOR = timedelta(minutes=5)
"""So long after the click a member is taken to watch a share go live; then nothing is told."""
NOTICES: dict[str, Notice] = {
    State.PUBLISHED: Notice.SHARE_LIVE,
    State.FAILED: Notice.SHARE_FAILED,
    State.HELD: Notice.SHARE_HELD,
    State.OFFERED: Notice.SHARE_OFFERED,
}
ENDINGS = frozenset({State.FAILED, State.HELD, State.UNCONFIRMED, State.OFFERED})


def tell_of_share(*, share_id: int, now: datetime) -> None:
    """Tell the member of a share's state as it is now, if it is one to tell of. In scope."""
    share = Share.objects.select_related("organization", "post", "member__user", "connection").get(
        pk=share_id
    )
    kind = notice_for(share, now=now)
    if kind is None:
        return
    params = {
        "title": share.post.title,
        "network": label_of(share.network, is_by_hand=share.connection_id is None),
        "handle": share.connection.handle if share.connection else "",
        "problem": _problem(share),
    }
    here = reverse("sharing:shares", args=[share.organization.slug])
    _tell(
        member=share.member,
        kind=kind,
        subject=_subject(share, kind, now),
        params=params,
        path=f"{here}#share-{share.key}",
        now=now,
    )


def notice_for(share: Share, *, now: datetime) -> Notice | None:
    """Return which notice a share's state is worth, None when the member knows or need not."""
    is_asked = share.reason in {Reason.ASK, Reason.LATE, Reason.CHORUS}
    if is_asked and share.state in {State.HELD, State.UNCONFIRMED}:
        return Notice.SHARE_ASKS
    if share.state == State.PUBLISHED and _was_watched(share, now):
        return None
    if share.state == State.OFFERED and _was_watched(share, now):
        return None
    return NOTICES.get(share.state)


def tell_of_recall(*, share_id: int, reason: str, now: datetime) -> None:
    """Tell the member that their share was deleted for a recall, or ask them to delete it."""
    share = Share.objects.select_related("organization", "post", "member__user").get(pk=share_id)
    is_gone = share.state == State.RECALLED
    slug = share.organization.slug
    there = reverse("sharing:shares", args=[slug]) + f"#share-{share.key}"
    asked = reverse("sharing:recalled", args=[slug, share.public_id])
    _tell(
        member=share.member,
        kind=Notice.SHARE_RECALLED if is_gone else Notice.RECALL_ASKS,
        subject=f"{share.public_id.hex} recall",
        params={
            "title": share.post.title,
            "network": label_of(share.network, is_by_hand=share.connection_id is None),
            "reason": reason,
        },
        path=there if is_gone else asked,
        now=now,
    )


def _was_watched(share: Share, now: datetime) -> bool:
    """Tell whether the member saw it happen: they said so, or had only just pressed Share."""
    if share.is_confirmed_by_member:
        return True
    return share.timing == Timing.NOW and now - share.created_at < WATCHED_FOR


def _subject(share: Share, kind: Notice, now: datetime) -> str:
    """Name what happened, so that the same is told once and the next time again.

    What an operator has to mend is tried again each minute: that is told once.
    """
    once = kind in {Notice.SHARE_LIVE, Notice.SHARE_OFFERED} or share.reason == Reason.OPERATOR
    name = share.public_id.hex
    return f"{name} {share.reason}" if once else f"{name} {now:%Y%m%dT%H%M%S}"


def _problem(share: Share) -> str:
    if share.reason == Reason.POLICY:  # its sentence quotes the member's words
        return _("The guidelines have changed since you wrote it.")
    return share.problem


def tell_reconnect(*, connection: Connection, now: datetime) -> None:
    """Tell the member that a network no longer lets us post for them. In scope."""
    subject = f"{connection.public_id.hex} {now:%Y%m%dT%H%M%S}"
    tell_of_connection(connection=connection, subject=subject, params={}, now=now)


def tell_app_changed(*, connection: Connection, now: datetime) -> None:
    """Tell the member, once, that the organization's app has gone, by which it was connected.

    In scope; nothing is told of an account that has been disconnected or connected again.
    """
    if connection.own_app_id is not None and connection.state == ConnectionState.EXPIRED:
        subject = f"{connection.public_id.hex} app {connection.own_app_id}"
        tell_of_connection(connection=connection, subject=subject, params={}, now=now)


def tell_of_connection(
    *, connection: Connection, subject: str, params: dict[str, object], now: datetime
) -> None:
    """Tell the member that an account ends or has ended; `params` say by when. In scope."""
    found = Connection.objects.select_related("organization", "member__user").get(pk=connection.pk)
    named = {"network": found.network_label, "handle": found.handle, **params}
    here = reverse("sharing:connections", args=[found.organization.slug])
    _tell(
        member=found.member,
        kind=Notice.CONNECTION_ENDS,
        subject=subject,
        params=named,
        path=here,
        now=now,
    )


def forget_ending(*, connection: Connection, now: datetime) -> None:
    """Take back what was said of an account's end: it is connected again. In scope."""
    about, kind = connection.public_id.hex, Notice.CONNECTION_ENDS
    withdraw_letters(member=connection.member, template=kind.value, about=about)
    mark_seen(member=connection.member, kind=kind, about=about, now=now)


def _tell(
    *,
    member: Member,
    kind: Notice,
    subject: str,
    params: dict[str, object],
    path: str,
    now: datetime,
) -> None:
    if member.left_at is not None:
        return
    try:
        with transaction.atomic():
            notify(member=member, kind=kind, subject=subject, params=params, path=path, now=now)
    except DatabaseError:
        log.exception("notice.lost", organization=member.organization_id, kind=kind.value)
