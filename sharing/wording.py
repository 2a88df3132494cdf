"""What a share's state means, in plain words: what happened, what was kept, what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypedDict

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sharing.assisted import OFFERED_FOR
from sharing.models import Reason, Share, State, Timing
from sharing.times import when
from tenants.zones import known_zone, zone_of

SOON = timedelta(minutes=1)
"""How long before it is due a planned share is as good as going out."""
LOOKED_FOR = timedelta(minutes=10)
"""How long a page keeps looking again for what changes by itself."""
ATTEMPTS = 5


@dataclass(frozen=True)
class Waiting:
    """Why a share that is not finished waits: one sentence, and until when (UTC), if that is known.

    `code` is stable: a `Reason`, or "time", "undo", "turn", "pause", "publishing", "making_sure",
    "by_hand".
    """

    code: str
    text: str
    until: datetime | None = None


class Acts(TypedDict, total=False):
    """Acts that a wording offers together."""

    may_cancel: bool
    may_move: bool
    may_post_now: bool
    is_planned: bool


@dataclass(frozen=True)
class Wording:
    """A state for people. `tone` is one of good, warn, bad, info; acts are offered as buttons."""

    tone: str
    headline: str
    detail: str = ""
    may_undo: bool = False
    may_cancel: bool = False
    may_retry: bool = False
    may_delete: bool = False
    may_finish: bool = False
    """Whether the member can finish it by hand, or say that they did."""
    may_dismiss: bool = False
    may_reopen: bool = False
    may_move: bool = False
    """Whether another time can be chosen."""
    may_post_now: bool = False
    is_planned: bool = False
    """Whether it waits for a time the member chose."""
    asks: bool = False
    asks_removal: bool = False
    """Whether the member is asked to delete it themselves."""
    is_moving: bool = False
    """Whether it changes by itself soon, so a page should look again."""
    waiting: Waiting | None = None


def describe(share: Share, *, now: datetime, pause: str = "") -> Wording:
    """Say where a share is; `pause` is why sharing is paused, "" when it is not."""
    if pause and share.state in {State.SCHEDULED, State.OFFERED}:
        return _paused(share, now, pause)
    if share.state == State.SCHEDULED and share.connection_id is None:
        said = _planned_by_hand(share, now)
    else:
        said = _BY_STATE[State(share.state)](share, now)
    return replace(said, waiting=_why(share, said, now))


def _why(share: Share, said: Wording, now: datetime) -> Waiting | None:
    """Answer "why is this waiting?" for every share that is not finished."""
    state, until = State(share.state), _ahead(share.wake_at, now)
    code, text = _CODES.get(state, ""), said.detail
    if state == State.PUBLISHING:
        text = _("It is being sent just now.")
    elif state == State.SCHEDULED and (said.is_planned or said.may_undo or not share.reason):
        return _waits_for_its_time(share, said, until)
    elif state == State.HELD:
        until = _ahead(share.answer_due, now) if share.reason == Reason.APPROVAL else None
    return Waiting(share.reason or code, text, until) if code else None


def _waits_for_its_time(share: Share, said: Wording, until: datetime | None) -> Waiting:
    if share.connection_id is not None and not said.is_planned and not said.may_undo:
        return Waiting("turn", said.detail)
    text = " ".join(part for part in (f"{said.headline}.", said.detail) if part)
    return Waiting("undo" if said.may_undo else "time", text, until or share.due_at)


def _ahead(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at > now else None


def _at(share: Share, now: datetime) -> str:
    """Say when it is looked at again ("today 14:20")."""
    at = _ahead(share.wake_at, now)
    return when(at, now=now) if at is not None and at - now > SOON else _("in a moment")


def _paused(share: Share, now: datetime, pause: str) -> Wording:
    """Say what a share that would go out, or be finished, waits for."""
    if share.state == State.OFFERED:
        detail = _("Sharing is paused, so please don’t post it yet: %(reason)s") % {"reason": pause}
        offered = replace(_offered(share, now), tone="warn", detail=detail)
        return replace(offered, waiting=Waiting("pause", detail))
    if share.timing != Timing.NOW and share.due_at - now > SOON:
        planned = describe(share, now=now)
        said = _("Sharing is paused now. Should it still be then, this waits.")
        why = planned.waiting and replace(planned.waiting, text=f"{planned.waiting.text} {said}")
        return replace(planned, detail=f"{planned.detail} {said}".strip(), waiting=why)
    waiting = Waiting("pause", _("Sharing is paused: %(reason)s") % {"reason": pause})
    headline = _("Waiting for the end of the pause")
    return Wording("warn", headline, pause, may_cancel=True, may_move=True, waiting=waiting)


def _scheduled(share: Share, now: datetime) -> Wording:
    waiting = _waiting(share, now)
    if waiting is not None:
        return waiting
    if share.reason == Reason.SPREAD and share.due_at > now:
        said = _("Goes out %(when)s") % {"when": when(share.due_at, now=now)}
        detail = _("Spread, so that together it doesn’t look like a campaign of robots.")
        acts: Acts = {"may_cancel": True, "may_move": True, "is_planned": True}
        return Wording("info", said, detail, **acts)
    if share.timing != Timing.NOW and share.due_at - now > SOON:
        said = _("Goes out %(when)s") % {"when": when(share.due_at, now=now)}
        acts = {"may_cancel": True, "may_move": True, "is_planned": True}
        return Wording("info", said, _chosen_elsewhere(share), **acts)
    if now < share.due_at:
        return Wording("info", _("Going out in a moment"), may_undo=True, is_moving=True)
    detail = _("Others go first for a moment. It goes out by itself.")
    return Wording("info", _("Waiting for its turn"), detail, may_cancel=True, is_moving=True)


def _waiting(share: Share, now: datetime) -> Wording | None:
    """Say what a share waits for besides its time; None for nothing."""
    words = {"problem": share.problem, "when": _at(share, now)}
    is_soon = share.wake_at is None or share.wake_at - now < LOOKED_FOR
    if share.reason in {Reason.QUOTA, Reason.BREAKER, Reason.WORKING}:
        headline, detail = _network_waits(share.reason)
        tone = "info" if share.reason == Reason.WORKING else "warn"
        said = (detail % words).strip()
        return Wording(tone, headline, said, may_cancel=True, is_moving=is_soon)
    if share.reason == Reason.BUDGET:
        return Wording("warn", _("Waiting for the budget"), share.problem, may_cancel=True)
    if share.reason == Reason.BACKOFF:
        detail = _("%(problem)s We try again %(when)s: attempt %(next)s of %(most)s.")
        detail %= words | {"next": share.attempts_used + 1, "most": ATTEMPTS}
        headline = _("Trying again soon")
        return Wording("warn", headline, detail, may_cancel=True, is_moving=is_soon)
    return None


def _network_waits(reason: str) -> tuple[str, str]:
    """Say what at the network is waited for, and how it goes on."""
    if reason == Reason.QUOTA:
        detail = _("%(problem)s It goes out by itself %(when)s.")
        return _("Waiting for the network’s limit"), detail
    if reason == Reason.WORKING:
        detail = _("%(problem)s It goes out by itself; we look again %(when)s.")
        return _("The network works on the file"), detail
    detail = _("%(problem)s Nothing is lost. We try again %(when)s.")
    return _("Waiting for the network"), detail


def _chosen_elsewhere(share: Share) -> str:
    """Name the clock a time was chosen on when it is not the one the pages show."""
    if not share.zone or share.zone == timezone.get_current_timezone_name():
        return ""
    chosen = {"time": share.wall_time[-5:], "zone": share.zone}
    return _("Chosen as %(time)s in %(zone)s.") % chosen


def late_question(share: Share, *, now: datetime) -> str:
    """Ask what to do with a share whose time has passed too long ago to post it unasked."""
    said = _("It was meant for %(when)s. Post it now, choose another time, or leave it?")
    return said % {"when": when(share.due_at, now=now)}


def late_problem(share: Share, *, now: datetime) -> str:
    """Ask the same on the clock on which its time was chosen."""
    with timezone.override(known_zone(share.zone) or zone_of(share.member)):
        return late_question(share, now=now)


def _publishing(share: Share, now: datetime) -> Wording:
    del share, now
    return Wording("info", _("Publishing"), is_moving=True)


def _to_be_deleted(share: Share) -> Wording:
    detail = _("%(why)s Please delete your post, and tell us.") % {"why": share.problem}
    can_be = bool(share.remote_id)
    return Wording("warn", _("Please delete it"), detail, asks_removal=True, may_delete=can_be)


def _published(share: Share, now: datetime) -> Wording:
    del now
    if share.reason == Reason.RECALL:
        return _to_be_deleted(share)
    detail = _("Confirmed by you.") if share.is_confirmed_by_member else ""
    return Wording("good", _("Live"), detail, may_delete=bool(share.remote_id))


def _unconfirmed(share: Share, now: datetime) -> Wording:
    del now
    if share.reason == Reason.ASK:
        return Wording("warn", _("Is it there?"), share.problem, asks=True)
    return Wording(
        "info",
        _("Making sure"),
        _("The network did not answer clearly. We look whether it is there before anything else."),
        is_moving=True,
    )


def _held(share: Share, now: datetime) -> Wording:
    if share.reason == Reason.LATE:
        acts: Acts = {"may_cancel": True, "may_move": True, "may_post_now": True}
        headline = _("Too late to go out unasked")
        return Wording("warn", headline, late_question(share, now=now), **acts)
    if share.reason == Reason.SPREAD:
        acts = {"may_cancel": True, "may_move": True, "may_post_now": True}
        return Wording("warn", _("Many share this just now"), share.problem, **acts)
    if share.reason == Reason.APPROVAL:
        acts = {"may_cancel": True, "is_planned": True}
        is_overdue = share.answer_due is not None and share.answer_due <= now
        headline = _("Waits for a yes, overdue") if is_overdue else _("Waits for a yes")
        return Wording("info", headline, _asks_for_yes(share, now), **acts)
    if share.reason == Reason.CHORUS:
        detail = _("%(problem)s Take another suggestion, or finish it by hand.")
        said = detail % {"problem": share.problem}
        return Wording("warn", _("Others said this first"), said, may_cancel=True)
    return Wording("warn", _("Held, nothing is lost"), share.problem, may_cancel=True)


def _asks_for_yes(share: Share, now: datetime) -> str:
    """Say who reads the words, by when, and what comes of it."""
    due = share.answer_due
    if due is None:
        return _("Somebody who approves posts reads your words. After a yes they go out.")
    if due > now:
        said = _("Whoever approves posts is to answer %(when)s. After a yes it goes out.")
        return said % {"when": when(due, now=now)}
    said = _(
        "An answer was needed %(when)s, and those who can give one are reminded."
        " Nothing has gone out: ask them, write it anew, or take it back."
    )
    return said % {"when": when(due, now=now)}


def _failed(share: Share, now: datetime) -> Wording:
    del now
    detail = share.problem
    if share.reason == Reason.BACKOFF:  # its own words say that it is tried again
        said = _("We tried %(count)s times. The last time we were told: “%(problem)s”")
        detail = said % {"count": share.attempts_used, "problem": share.problem}
    return Wording("bad", _("It did not go out"), detail, may_cancel=True, may_retry=True)


def _cancelled(share: Share, now: datetime) -> Wording:
    del now
    if share.reason == Reason.APPROVAL:
        return Wording("warn", _("Sent back"), share.problem)
    return Wording("info", _("Taken back"), share.problem)


def _recalled(share: Share, now: datetime) -> Wording:
    del now
    link = _("Its link still leads to the story.")
    return Wording("info", _("Deleted from the network"), f"{share.problem} {link}".strip())


def _planned_by_hand(share: Share, now: datetime) -> Wording:
    detail = _("When it is time, it is yours to finish.")
    if share.due_at - now <= SOON:
        return Wording("info", _("Planned"), detail, may_cancel=True)
    said = _("Planned for %(when)s") % {"when": when(share.due_at, now=now)}
    return Wording("info", said, detail, may_cancel=True, may_move=True, is_planned=True)


def _offered(share: Share, now: datetime) -> Wording:
    del now
    detail = _("It is not posted until you post it yourself.")
    if share.wake_at is not None:
        day = date_format(timezone.localtime(share.wake_at), "MONTH_DAY_FORMAT")
        detail = _("%(said)s It waits for you until %(day)s.") % {"said": detail, "day": day}
    return Wording("info", _("Yours to finish"), detail, may_finish=True, may_dismiss=True)


def _self_reported(share: Share, now: datetime) -> Wording:
    if share.reason == Reason.RECALL:
        return _to_be_deleted(share)
    detail = _("You told us; we can’t see it ourselves.")
    return Wording("good", _("Posted by you"), detail, may_reopen=_is_fresh(share, now))


def _dismissed(share: Share, now: datetime) -> Wording:
    return Wording("info", _("Not now"), may_reopen=_is_fresh(share, now))


def _is_fresh(share: Share, now: datetime) -> bool:
    return now < (share.reported_at or share.due_at) + OFFERED_FOR


def _lapsed(share: Share, now: datetime) -> Wording:
    del share, now
    detail = _("It waited two weeks for you. We did not hear that you posted it.")
    return Wording("info", _("Lapsed"), detail, may_finish=True)


_CODES = {
    State.SCHEDULED: "turn",
    State.PUBLISHING: "publishing",
    State.UNCONFIRMED: "making_sure",
    State.HELD: "held",
    State.OFFERED: "by_hand",
}
_BY_STATE = {
    State.SCHEDULED: _scheduled,
    State.PUBLISHING: _publishing,
    State.PUBLISHED: _published,
    State.UNCONFIRMED: _unconfirmed,
    State.HELD: _held,
    State.FAILED: _failed,
    State.CANCELLED: _cancelled,
    State.RECALLED: _recalled,
    State.OFFERED: _offered,
    State.SELF_REPORTED: _self_reported,
    State.DISMISSED: _dismissed,
    State.LAPSED: _lapsed,
}
