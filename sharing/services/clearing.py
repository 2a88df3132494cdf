"""Asking for a yes to words that need one, giving it or not, and ending what nobody can answer.

The shares of a request are held for `Reason.APPROVAL`: whatever moves one on looks for that reason,
so a yes never sends what its member has taken back meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext as _

from content.models import State as PostState
from sharing.clearances import Asked, asked_of, due_by
from sharing.models import REASON_LENGTH, Clearance, Reason, Ruling, Share, State
from sharing.services.tallying import tally_approved
from tenants.audit import record
from tenants.models import Act, Member, Notice, Notification
from tenants.notifying import notify, notify_each
from tenants.roles import PERMISSIONS, Permission
from tenants.scope import platform, tenant
from tenants.wakeups import wake_on_commit

APPROVERS = sorted(PERMISSIONS[Permission.APPROVE_POSTS])
AT_ONCE = 500


def ask_for_yes(*, shares: Sequence[Share], asked: Sequence[Asked], now: datetime) -> Clearance:
    """Ask for a yes to the words of one click, whose shares are held for it; tell who can give it.

    In the transaction that makes the shares.
    """
    first = shares[0]
    member, post = first.member, first.post
    stored = {(one.network, one.rule, one.place): one.stored() for one in asked}
    clearance: Clearance = Clearance.objects.create(
        member=member,
        post=post,
        compose_key=first.compose_key,
        found=list(stored.values()),
        asked_at=now,
        due_at=due_by(member.organization, planned=first.due_at, now=now),
    )
    people = Member.objects.active().filter(roles__overlap=APPROVERS).exclude(pk=member.pk)
    here = reverse("sharing:clearances", args=[member.organization.slug])
    notify_each(
        members=list(people.select_related("user", "organization")),
        kind=Notice.WORDS_ASKED,
        subject=clearance.public_id.hex,
        params={"name": member.name, "title": post.title, "due": clearance.due_at.isoformat()},
        path=f"{here}#words-{clearance.public_id}",
        now=now,
    )
    return clearance


@transaction.atomic
def approve_words(*, clearance: Clearance, by: Member, note: str = "", now: datetime) -> Clearance:
    """Say yes: the shares go out when they were meant to, or now; the exception is recorded.

    Raises PermissionDenied (one's own words, too); ValidationError: "decided" (somebody was
    quicker, or it was withdrawn), "gone" (the post or the member), "note" (too long).
    """
    decided = _decide(clearance, Ruling.APPROVED, by=by, note=note, now=now)
    waiting_shares(decided).update(
        state=State.SCHEDULED,
        reason="",
        problem="",
        due_at=Greatest("due_at", now),
        wake_at=Greatest("due_at", now),
    )
    wake_on_commit("sharing.tasks.publish_due")
    wake_on_commit("sharing.tasks.sweep_offers")
    record(Act.WORDS_APPROVED, by=by, about=decided, data=_rules_of(decided), now=now)
    tally_approved(clearance=decided, now=now)
    return decided


@transaction.atomic
def send_words_back(*, clearance: Clearance, by: Member, note: str, now: datetime) -> Clearance:
    """Say no, and why: nothing goes out, and the member can take the words up again.

    Raises as `approve_words` does; ValidationError("note") when it is missing, too.
    """
    if not note.strip():
        raise ValidationError(_("Say what has to change."), "note")
    decided = _decide(clearance, Ruling.RETURNED, by=by, note=note, now=now)
    waiting_shares(decided).update(
        state=State.CANCELLED, reason=Reason.APPROVAL, problem=decided.note
    )
    record(Act.WORDS_RETURNED, by=by, about=decided, data=_rules_of(decided), now=now)
    return decided


def waiting_shares(clearance: Clearance) -> Any:
    """Return the shares that wait for the answer to a request."""
    return _waiting_of([clearance])


def _waiting_of(requests: Sequence[Clearance]) -> Any:
    return Share.objects.filter(
        member__in={one.member_id for one in requests},
        compose_key__in=[one.compose_key for one in requests],
        state=State.HELD,
        reason=Reason.APPROVAL,
    )


def request_of(share: Share) -> Clearance | None:
    """Return the open request that a share waits for, locked; None when it waits for none.

    Asked before the share is moved: whoever decides locks in the same order.
    """
    if share.reason != Reason.APPROVAL:
        return None
    found: Clearance | None = (
        Clearance.objects.open()
        .filter(member=share.member_id, compose_key=share.compose_key)
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    return found


def withdraw_if_done(*, clearance: Clearance, now: datetime) -> None:
    """End a request whose member has taken the last of its shares back."""
    if not waiting_shares(clearance).exists():
        _close(clearance, Ruling.WITHDRAWN, now=now)


def end_unanswerable(*, now: datetime) -> int:
    """End requests whose post or member has gone, in every organization; return how many."""
    with platform():
        rows = Clearance.everyone.open().order_by("organization_id")
        organizations = list(rows.values_list("organization_id", flat=True).distinct())
    ended = 0
    for organization_id in organizations:
        with tenant(organization_id):
            ended += _end_unanswerable(now)
    return ended


def _end_unanswerable(now: datetime) -> int:
    """End, in scope, what can't be answered, and what has nothing left to answer."""
    held = Share.objects.filter(
        member=OuterRef("member"),
        compose_key=OuterRef("compose_key"),
        state=State.HELD,
        reason=Reason.APPROVAL,
    )
    answerable = Clearance.objects.waiting().filter(Exists(held))
    gone = Clearance.objects.open().exclude(pk__in=answerable.values("pk"))
    locked = gone.select_for_update(of=("self",), no_key=True, skip_locked=True)
    rows = list(locked.select_related("member").order_by("pk")[:AT_ONCE])
    left = [one for one in rows if one.member.left_at is not None]
    others = [one for one in rows if one.member.left_at is None]
    for some, reason, problem in (
        (left, Reason.MEMBER, _("The membership has ended.")),
        (others, Reason.POST, _post_gone()),
    ):
        _waiting_of(some).update(state=State.CANCELLED, reason=reason, problem=problem)
    end_requests(rows, now)
    return len(rows)


def end_requests(requests: Sequence[Clearance], now: datetime) -> None:
    """Note that nobody has to answer these any more, in scope and under their locks."""
    rows = Clearance.objects.filter(pk__in=[one.pk for one in requests])
    rows.update(ruling=Ruling.ENDED, decided_at=now)
    _forget_asking(requests, now)


def _post_gone() -> str:
    return _("The post was withdrawn before anybody answered. Nothing went out.")


def _decide(
    clearance: Clearance, ruling: Ruling, *, by: Member, note: str, now: datetime
) -> Clearance:
    by.require(Permission.APPROVE_POSTS)
    note = " ".join(note.split())
    if len(note) > REASON_LENGTH:
        said = _("Use up to %(most)s characters.") % {"most": REASON_LENGTH}
        raise ValidationError(said, "note")
    rows = Clearance.objects.select_related("post", "member__organization", "member__user")
    locked: Clearance = rows.select_for_update(of=("self",), no_key=True).get(pk=clearance.pk)
    if locked.member_id == by.pk:
        raise PermissionDenied(_("Somebody else has to say yes to your own words."))
    if locked.ruling != Ruling.OPEN or not waiting_shares(locked).exists():
        raise ValidationError(_("It is decided already, or was withdrawn."), "decided")
    if (
        locked.post.state != PostState.APPROVED
        or locked.post.recalled_at is not None
        or locked.member.left_at is not None
    ):
        raise ValidationError(_("The post or the person has gone. Nothing goes out."), "gone")
    _close(locked, ruling, by=by, note=note, now=now)
    _tell(locked, now)
    return locked


def _close(
    clearance: Clearance,
    ruling: Ruling,
    *,
    now: datetime,
    by: Member | None = None,
    note: str = "",
) -> None:
    clearance.ruling, clearance.note = ruling, note
    clearance.decided_by, clearance.decided_at = by, now
    clearance.save(update_fields=["ruling", "note", "decided_by", "decided_at"])
    _forget_asking([clearance], now)


def _forget_asking(requests: Sequence[Clearance], now: datetime) -> None:
    """Let it be no news any more that somebody asks."""
    about = [one.public_id.hex for one in requests]
    told = Notification.objects.filter(kind=Notice.WORDS_ASKED, subject__in=about)
    told.unread().update(read_at=now)


def _tell(clearance: Clearance, now: datetime) -> None:
    is_yes = clearance.ruling == Ruling.APPROVED
    notify(
        member=clearance.member,
        kind=Notice.WORDS_DECIDED,
        subject=clearance.public_id.hex,
        params={"title": clearance.post.title, "is_yes": is_yes, "note": clearance.note},
        path=reverse("sharing:shares", args=[clearance.member.organization.slug]),
        now=now,
    )


def _rules_of(clearance: Clearance) -> dict[str, Any]:
    rules = list(dict.fromkeys(one.rule for one in asked_of(clearance)))
    return {"member": str(clearance.member.public_id), "rules": rules}
