"""Whether a share may go out, as things are now: nothing here calls a network or writes.

Asked before anything is uploaded, and what others can take away once more in the transaction that
writes the attempt, under its locks.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from sharing.chorus import hold_words, is_forbidden, listen
from sharing.clearances import check_share, hold_of
from sharing.models import Connection, ConnectionState, Lane, Reason, Share, State
from sharing.networks.base import (
    Draft,
    Grant,
)
from sharing.places import place_of
from sharing.prepared import prepared_of
from sharing.services.gates import Closure, Look, closure, door_of
from sharing.services.grants import NoGrant, open_grant
from sharing.services.offering import post_problem
from sharing.services.parking import park
from sharing.services.recalling import recalled_problem
from sharing.services.spending import Obstacle, find_obstacle, foresee_obstacle
from sharing.services.waiting import ask_gates, enter, wakes_at
from sharing.terms import issue_now
from sharing.wording import late_problem
from tenants.scope import current_organization_id


class Stop(Exception):
    """The share does not go out now; `state` and `changes` say what it becomes."""

    def __init__(self, state: State, **changes: Any) -> None:
        super().__init__(state)
        self.state = state
        self.changes = changes


def may_go_out(share: Share, draft: Draft, now: datetime) -> Grant:
    """Return what to send it with, as things are now, in scope. Raises Stop."""
    _require_belonging(share)
    _stop_if_halted(share, now)
    if (problem := post_problem(share)) is not None:
        raise _hold(Reason.POST, problem)
    connection = account_of(share)
    held = hold_of(share, check_share(share, now))
    if held is not None:
        looked = {"policy_version_id": held.version_id, "wake_at": held.until}
        raise _hold(held.reason, held.problem, **looked)
    if (issue := issue_now(share)) is not None:
        raise Stop(State.FAILED, reason=Reason.REFUSED, problem=issue.message[:300])
    _ask_if_late(share, now)
    try:
        grant = open_grant(connection)
    except NoGrant:  # connecting again helps the member at once, the key all of them
        problem = _("We can't read our access to this account. Whoever runs this site has to act.")
        raise _hold(Reason.OPERATOR, problem) from None
    if len(draft.pictures) + bool(draft.attachment) < share.pictures.count():
        raise Stop(
            State.FAILED,
            reason=Reason.PICTURES,
            problem=_("A picture of it is gone. Nothing was posted; share it anew."),
        )
    issues = place_of(connection).check(draft)
    if issues:
        raise Stop(State.FAILED, reason=Reason.REFUSED, problem=issues[0].message[:300])
    _stop_if_chorus(share, now)
    _stop_if_unpaid(share, draft, now)
    return grant


def _stop_if_halted(share: Share, now: datetime) -> None:
    if share.post.recalled_at is not None:
        raise Stop(State.CANCELLED, reason=Reason.POST, problem=recalled_problem())
    if share.member.organization.pause_reason:  # back in the queue, where nobody takes it meanwhile
        raise Stop(State.SCHEDULED, wake_at=now)


def account_of(share: Share) -> Connection:
    """Return the account it goes to. Raises Stop where there is none to connect to."""
    connection = share.connection
    if connection is None or connection.state != ConnectionState.ACTIVE:
        raise _hold(Reason.REAUTH, _("The account has to be connected again first."))
    return connection


def pass_gates(share: Share, connection: Connection, draft: Draft, now: datetime) -> Look:
    """Return the look at the gates that lets it through. Raises Stop, and parks what is behind.

    Behind a limit of uploads waits only what has something to upload.
    """
    answer = ask_gates(connection, Lane.POST, now=now)
    if isinstance(answer, Closure):
        park(door_of(connection), answer, now=now)
        raise _shut(answer)
    if not prepared_of(share) and _has_files(draft):
        uploads = closure(answer, (Lane.MEDIA,), now=now)
        if uploads is not None:
            raise _shut(uploads)
    return answer


def _has_files(draft: Draft) -> bool:
    card = draft.card.picture if draft.card else None
    return bool(draft.pictures or draft.attachment or card)


def _shut(gate: Closure) -> Stop:
    """Wait until a gate opens; no attempt is counted."""
    problem, at = gate.problem[:300], wakes_at(gate)
    return Stop(State.SCHEDULED, reason=gate.reason, problem=problem, wake_at=at)


def _stop_if_chorus(share: Share, now: datetime) -> None:
    """Hold what colleagues have said since, where the network's rules forbid to repeat it."""
    if not is_forbidden(share.network):
        return
    heard = listen(
        member=share.member, network_key=share.network, texts=[share.words], now=now, share=share
    )
    issue = heard.issue(share.words)
    if issue is not None:
        raise _hold(Reason.CHORUS, issue.message)


def _stop_if_unpaid(share: Share, draft: Draft, now: datetime) -> None:
    """Stop before anything is uploaded where the network takes money and there is none."""
    obstacle = foresee_obstacle(share=share, draft=draft, now=now)
    if obstacle is not None:
        raise _unpaid(obstacle)


def _unpaid(obstacle: Obstacle) -> Stop:
    """Wait for the next month's budget; hold what is switched off."""
    if obstacle.until is None:
        return _hold(Reason.BUDGET, obstacle.problem)
    problem = obstacle.problem[:300]
    return Stop(State.SCHEDULED, reason=Reason.BUDGET, problem=problem, wake_at=obstacle.until)


def _ask_if_late(share: Share, now: datetime) -> None:
    """Hold what was meant for longer ago than the organization's window, whatever delayed it."""
    if now - share.due_at > timedelta(hours=share.member.organization.late_after_h):
        raise _hold(Reason.LATE, late_problem(share, now=now))


def _require_belonging(share: Share) -> None:
    if share.member.left_at is not None:
        raise Stop(State.CANCELLED, reason=Reason.MEMBER, problem=_("The membership has ended."))
    if share.member.organization.deletion_due_at is not None:
        raise _hold(Reason.ENDING, _("The organization is to be deleted. Nothing goes out."))


def _hold(reason: Reason, problem: str, **changes: Any) -> Stop:
    return Stop(State.HELD, reason=reason, problem=problem[:300], **changes)


def check_once_more(share: Share, draft: Draft, now: datetime) -> None:
    """Look again at what others take away, under the locks of the attempt. Raises Stop."""
    if is_forbidden(share.network):
        hold_words(organization_id=current_organization_id(), network_key=share.network)
        _stop_if_chorus(share, now)
    obstacle = find_obstacle(share=share, draft=draft, now=now)
    if obstacle is not None:
        raise _unpaid(obstacle)


def enter_gates(seen: Look, now: datetime) -> None:
    """Take a place at each gate, in the transaction of the attempt. Raises Stop."""
    shut = enter(seen, now=now)
    if shut is not None:
        raise _shut(shut)
