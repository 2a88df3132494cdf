"""What a member does with their own shares: undo, cancel, retry, answer, delete."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from content.models import Post
from sharing.models import Attempt, AttemptOutcome, Connection, Inferred, Reason, Share, State
from sharing.networks import network
from sharing.networks.base import Grant
from sharing.services.activity import touch_day
from sharing.services.announcing import announce_share
from sharing.services.answering import note_deleted
from sharing.services.claiming import count_share
from sharing.services.clearing import request_of, withdraw_if_done
from sharing.services.grants import NoGrant, open_grant
from sharing.services.refreshing import with_fresh_grant
from sharing.services.retracting import delete_again
from sharing.services.spending import wake_the_next
from sharing.terms import require_room
from tenants.scope import tenant
from tenants.wakeups import wake_on_commit


def _move(
    share: Share, *states: State, to: State, because: Reason | None = None, **changes: object
) -> None:
    """Compare-and-swap from one of `states`, and one reason. Raises ValidationError("too_late")."""
    found = Share.objects.filter(pk=share.pk, state__in=states)
    if because is not None:
        found = found.filter(reason=because)
    if not found.update(state=to, **changes):
        raise ValidationError(
            _("It has moved on already. The page shows how it is now."), "too_late"
        )
    count_share(to)


@transaction.atomic
def cancel_share(*, share: Share, now: datetime) -> None:
    """Take a share back before a worker has it (undo), or for good when it is held or failed.

    With the last share that waits for a yes the request for it is withdrawn.
    """
    clearance = request_of(share)
    _move(
        share,
        State.SCHEDULED,
        State.HELD,
        State.FAILED,
        to=State.CANCELLED,
        wake_at=None,
        reason="",
    )
    if clearance is not None:
        withdraw_if_done(clearance=clearance, now=now)


def retry_share(*, share: Share, now: datetime) -> None:
    """Queue a failed or held share again, from its first attempt; it is meant for now.

    Raises ValidationError: "too_late"; "limit": others have used up the post's shares meanwhile;
    "asked": it waits for somebody's yes.
    """
    if share.state == State.HELD and share.reason == Reason.APPROVAL:
        said = _("Somebody has to say yes to its words first. Then it goes out by itself.")
        raise ValidationError(said, "asked")
    if share.post.share_limit is not None:
        locked = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=share.post_id)
        require_room(locked, 1, instead_of=share)
    _move(
        share,
        State.FAILED,
        State.HELD,
        to=State.SCHEDULED,
        due_at=now,
        wake_at=now,
        attempts_used=0,
        reason="",
        problem="",
    )
    wake_on_commit("sharing.tasks.publish_due")


def answer_share(*, share: Share, is_there: bool, now: datetime) -> None:
    """Take the member's word on a share that can't be read back: live, or failed with a retry."""
    if share.reason != Reason.ASK:
        raise ValidationError(_("We are still finding out ourselves."), "not_asked")
    outcome = AttemptOutcome.ACCEPTED if is_there else AttemptOutcome.REFUSED
    if is_there:
        _move(
            share,
            State.UNCONFIRMED,
            because=Reason.ASK,
            to=State.PUBLISHED,
            is_confirmed_by_member=True,
            published_at=share.due_at,
            reason="",
            problem="",
        )
        wake_on_commit("sharing.tasks.settle_unsure")
    else:
        _move(
            share,
            State.UNCONFIRMED,
            because=Reason.ASK,
            to=State.FAILED,
            reason=Reason.REFUSED,
            problem=_("You told us it is not there."),
        )
        announce_share(share_id=share.pk, now=now)
    Attempt.objects.filter(
        share=share, outcome__in=[AttemptOutcome.OPEN, AttemptOutcome.UNKNOWN]
    ).update(outcome=outcome, kind=Inferred.MEMBER, finished_at=now)
    if not is_there:
        wake_the_next(network_key=share.network, now=now)


def grant_to_delete(*, share: Share) -> Grant:
    """Return, in scope, what deleting the live post needs. Raises ValidationError."""
    if share.state != State.PUBLISHED or not share.remote_id or share.connection is None:
        raise ValidationError(_("Only a share that is live can be deleted there."), "not_live")
    try:
        return open_grant(share.connection)
    except NoGrant:
        message = _("Connect the account again, or delete the post on the network itself.")
        raise ValidationError(message, "no_connection") from None


def delete_from_network(*, organization_id: int, share: Share, grant: Grant, now: datetime) -> None:
    """Delete the live post (outside any scope), then note it. Raises NetworkError."""
    with_fresh_grant(
        lambda fresh: network(share.network).delete(fresh, share.remote_id),
        grant,
        network_key=share.network,
        organization_id=organization_id,
        connection_id=share.connection_id,
    )
    with tenant(organization_id):
        _move(share, State.PUBLISHED, to=State.RECALLED, recalled_at=now, measure_at=None)
        note_deleted(share=share, now=now)
        touch_day(day=now.date(), now=now)
        announce_share(share_id=share.pk, now=now)


def release_held(*, connection: Connection, now: datetime) -> int:
    """Queue again what waited for this account, ask about what was unsure, delete what must go."""
    released = Share.objects.filter(
        connection=connection, state=State.HELD, reason=Reason.REAUTH
    ).update(state=State.SCHEDULED, wake_at=Greatest("due_at", now), reason="", problem="")
    Share.objects.filter(connection=connection, state=State.UNCONFIRMED, reason=Reason.ASK).update(
        wake_at=now, reason="", problem=""
    )
    delete_again(connection=connection, now=now)
    wake_on_commit("sharing.tasks.publish_due")
    return int(released)
