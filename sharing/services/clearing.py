"""Asking for a yes to words that need one, giving it or not, and ending what nobody can answer.

The shares of a request are held for `Reason.APPROVAL`: whatever moves one on looks for that reason,
so a yes never sends what its member has taken back meanwhile. A request is locked before its
shares, and what is decided once stays decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from content.models import State as PostState
from policies.selectors import refusal
from sharing.clearances import (
    Asked,
    asked_of,
    check_shares,
    digest_of,
    due_by,
    in_need,
    stored_of,
)
from sharing.models import (
    REASON_LENGTH,
    Clearance,
    Reason,
    Ruling,
    Share,
    ShareQuerySet,
    State,
)
from sharing.services.going import go_on
from sharing.services.tallying import tally_approved
from tenants.audit import record
from tenants.guarding import Guard
from tenants.models import Act, Member, Notice
from tenants.notifying import forget_each, notify, notify_each
from tenants.roles import Permission
from tenants.scope import platform, tenant

AT_ONCE = 500
AT_LEAST = timedelta(hours=4)
"""How long a request waits where nobody may answer it: somebody may be about to be named."""


def approvers_but(member: Member) -> Any:
    """Return who may say yes to a member's words now: those who approve posts, not themselves."""
    people = Member.objects.active().who_may(Permission.APPROVE_POSTS).exclude(pk=member.pk)
    return people.select_related("user", "organization")


def ask_for_yes(*, shares: Sequence[Share], asked: Sequence[Asked], now: datetime) -> Clearance:
    """Ask for a yes to the words of one click, whose shares are held for it; tell who can give it.

    In the transaction that makes the shares. Raises ValidationError("nobody"): nobody can.
    """
    first = shares[0]
    member, post = first.member, first.post
    people = list(approvers_but(member))
    if not people:
        raise ValidationError(_nobody(but_you=member.may(Permission.APPROVE_POSTS)), "nobody")
    clearance: Clearance = Clearance.objects.create(
        member=member,
        post=post,
        compose_key=first.compose_key,
        found=stored_of(asked),
        asked_at=now,
        due_at=due_by(member.organization, planned=first.due_at, now=now),
    )
    for share in shares:
        share.answer_due = clearance.due_at
    tell_approvers(clearance, people, now=now)
    return clearance


def tell_approvers(
    clearance: Clearance, people: Sequence[Member], *, is_overdue: bool = False, now: datetime
) -> None:
    """Tell those who can answer that a request waits for them, or still does."""
    member = clearance.member
    here = reverse("sharing:clearances", args=[member.organization.slug])
    notify_each(
        members=people,
        kind=Notice.WORDS_ASKED,
        subject=_subjects(clearance)[is_overdue],
        params={
            "name": member.name,
            "title": clearance.post.title,
            "due": clearance.due_at.isoformat(),
            "is_overdue": is_overdue,
        },
        path=f"{here}#words-{clearance.public_id}",
        now=now,
    )


def _subjects(clearance: Clearance) -> tuple[str, str]:
    """Name the question, and the reminder of it."""
    name = clearance.public_id.hex
    return name, f"{name}, overdue"


@transaction.atomic
def approve_words(
    *, clearance: Clearance, by: Member, note: str = "", seen: str | None = None, now: datetime
) -> Clearance:
    """Say yes: the shares go out when they were meant to, or now; the exception is recorded.

    `seen` is the `digest` of what was read, None says yes to whatever it is; what was found is kept
    with the yes. Where a planned time has passed meanwhile, the owner is asked when.

    Raises PermissionDenied (one's own words, too); ValidationError: "decided" (somebody was
    quicker, or it was withdrawn), "gone" (the post or the member), "note" (too long), "forbidden"
    (the words can't go out any more), "changed" (something else is found there by now).
    """
    decided = _lock(clearance, by=by, note=note)
    shares = waiting_shares(decided).select_related("post", "member__team", "connection")
    locked = list(shares.select_for_update(of=("self",), no_key=True).order_by("pk"))
    decided.found = stored_of(_still_asked(locked, seen, now))
    _close(decided, Ruling.APPROVED, by=by, note=note, now=now)
    asking = go_on(shares=locked, now=now)
    _tell(decided, now, asks=bool(asking))
    record(Act.WORDS_APPROVED, by=by, about=decided, data=_rules_of(decided), now=now)
    tally_approved(clearance=decided, now=now)
    return decided


def _still_asked(shares: Sequence[Share], seen: str | None, now: datetime) -> list[Asked]:
    """Return what is found in the words now. Raises ValidationError("forbidden", "changed")."""
    asked = []
    for share, checked in check_shares(shares, now=now):
        asked += in_need(share.network, share.words, checked)
        if checked.blocking:
            said = _("These words can’t go out any more: send them back with a word. %(why)s")
            raise ValidationError(said % {"why": refusal(checked.blocking[0])}, "forbidden")
    if seen is not None and seen != digest_of(asked):
        said = _("Something else is found in these words by now. Read them again, then decide.")
        raise ValidationError(said, "changed")
    return asked


@transaction.atomic
def send_words_back(*, clearance: Clearance, by: Member, note: str, now: datetime) -> Clearance:
    """Say no, and why: nothing goes out, and the member can take the words up again.

    Raises as `approve_words` does, but for "forbidden" and "changed"; ValidationError("note") when
    it is missing, too.
    """
    if not note.strip():
        raise ValidationError(_("Say what has to change."), "note")
    decided = _lock(clearance, by=by, note=note)
    _close(decided, Ruling.RETURNED, by=by, note=note, now=now)
    waiting_shares(decided).update(
        state=State.CANCELLED, reason=Reason.APPROVAL, problem=decided.note, wake_at=None
    )
    _tell(decided, now)
    record(Act.WORDS_RETURNED, by=by, about=decided, data=_rules_of(decided), now=now)
    return decided


def waiting_shares(clearance: Clearance) -> ShareQuerySet:
    """Return the shares that wait for the answer to a request."""
    return _waiting_of([clearance])


def _waiting_of(requests: Sequence[Clearance]) -> ShareQuerySet:
    """Return the shares that wait for the answer to one of these, and to no other."""
    theirs = Clearance.objects.filter(
        pk__in=[one.pk for one in requests],
        member=OuterRef("member"),
        compose_key=OuterRef("compose_key"),
    )
    waiting: ShareQuerySet = Share.objects.held_for_yes().filter(Exists(theirs))
    return waiting


def still_waiting() -> Exists:
    """Return whether any share waits for the answer to a request, as a condition on requests."""
    held = Share.objects.held_for_yes()
    return Exists(held.filter(member=OuterRef("member"), compose_key=OuterRef("compose_key")))


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
    """End requests whose post or member has gone, and overdue ones that nobody is left to answer,
    in every organization; return how many.
    """
    with platform():
        rows = Clearance.everyone.open().order_by("organization_id")
        organizations = list(rows.values_list("organization_id", flat=True).distinct())
    ended = 0
    for organization_id in organizations:
        with Guard("clearing", organization=organization_id), tenant(organization_id):
            ended += _end_unanswerable(now) + _end_unheard(now)
    return ended


def _end_unanswerable(now: datetime) -> int:
    """End, in scope, what can't be answered, and what has nothing left to answer."""
    answerable = Clearance.objects.waiting().filter(still_waiting())
    gone = Clearance.objects.open().exclude(pk__in=answerable.values("pk"))
    locked = gone.select_for_update(of=("self",), no_key=True, skip_locked=True)
    rows = list(locked.select_related("member").order_by("pk")[:AT_ONCE])
    left = [one for one in rows if one.member.left_at is not None]
    others = [one for one in rows if one.member.left_at is None]
    for some, reason, problem in (
        (left, Reason.MEMBER, _("The membership has ended.")),
        (others, Reason.POST, _post_gone()),
    ):
        ended = {"state": State.CANCELLED, "reason": reason, "problem": problem}
        _waiting_of(some).update(**ended, wake_at=None)
    return end_requests(rows, now)


def _end_unheard(now: datetime) -> int:
    """End, in scope, what nobody but its member may answer: they are told, and its words kept.

    Not before it is overdue and was asked `AT_LEAST` ago: curators change, and whoever comes next
    can answer what waits. Words held by a rule that ends go on when it does.
    """
    people = Member.objects.active().who_may(Permission.APPROVE_POSTS)
    approvers = list(people.order_by("pk").values_list("pk", flat=True)[:2])
    if len(approvers) > 1:
        return 0
    waiting = Clearance.objects.waiting().filter(still_waiting())
    unheard = waiting.filter(due_at__lte=now, asked_at__lte=now - AT_LEAST)
    if approvers:
        unheard = unheard.filter(member__in=approvers)
    locked = unheard.select_for_update(of=("self",), no_key=True, skip_locked=True)
    related = locked.select_related("post", "member__organization", "member__user")
    rows = list(related.order_by("pk")[:AT_ONCE])
    _waiting_of(rows).update(reason=Reason.POLICY, problem=_nobody(but_you=bool(approvers)))
    ended = end_requests(rows, now)
    for one in rows:
        one.ruling = Ruling.ENDED
        _tell(one, now)
    return ended


def _nobody(*, but_you: bool) -> str:
    if but_you:
        return _(
            "Nobody but you may say yes to words here. Write it without what needs a yes, or ask"
            " an admin to make a colleague a curator."
        )
    return _(
        "Nobody may say yes to words here now. Write it without what needs a yes, or ask an admin"
        " to make a colleague a curator."
    )


def end_requests(requests: Sequence[Clearance], now: datetime) -> int:
    """Note that nobody has to answer these any more, in scope and under their locks; return of how
    many. One that is decided stays so, as does one that a share still waits for.
    """
    rows = Clearance.objects.open().filter(pk__in=[one.pk for one in requests])
    ended = int(rows.exclude(still_waiting()).update(ruling=Ruling.ENDED, decided_at=now))
    _forget_asking([one for one in requests if one.pk in _over(requests)])
    return ended


def _over(requests: Sequence[Clearance]) -> set[int]:
    over = Clearance.objects.filter(pk__in=[one.pk for one in requests]).exclude(ruling=Ruling.OPEN)
    return set(over.values_list("pk", flat=True))


def _post_gone() -> str:
    return _("The post was withdrawn before anybody answered. Nothing went out.")


def _lock(clearance: Clearance, *, by: Member, note: str) -> Clearance:
    """Return a request that may be decided, locked. Raises as `approve_words` does."""
    by.require(Permission.APPROVE_POSTS)
    if len(_plain(note)) > REASON_LENGTH:
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
    return locked


def _plain(note: str) -> str:
    return " ".join(note.split())


def _close(
    clearance: Clearance,
    ruling: Ruling,
    *,
    now: datetime,
    by: Member | None = None,
    note: str = "",
) -> None:
    clearance.ruling, clearance.note = ruling, _plain(note)
    clearance.decided_by, clearance.decided_at = by, now
    clearance.save(update_fields=["ruling", "note", "found", "decided_by", "decided_at"])
    _forget_asking([clearance])


def _forget_asking(requests: Sequence[Clearance]) -> None:
    """Let go of what anybody was told of these: nobody has to answer any more."""
    subjects = [subject for one in requests for subject in _subjects(one)]
    forget_each(kind=Notice.WORDS_ASKED, subjects=subjects)
    forget_each(kind=Notice.WORDS_DECIDED, subjects=[_subjects(one)[True] for one in requests])


def tell_overdue(clearance: Clearance, people: Sequence[Member], *, now: datetime) -> None:
    """Tell those who can answer, and whoever asked, that nobody has answered in time."""
    tell_approvers(clearance, people, is_overdue=True, now=now)
    _tell(clearance, now)


def _tell(clearance: Clearance, now: datetime, *, asks: bool = False) -> None:
    """Tell whoever asked what came of it, or that nothing has yet; whether a share of it `asks`."""
    is_overdue = clearance.ruling == Ruling.OPEN
    notify(
        member=clearance.member,
        kind=Notice.WORDS_DECIDED,
        subject=_subjects(clearance)[is_overdue],
        params={
            "title": clearance.post.title,
            "is_yes": clearance.ruling == Ruling.APPROVED,
            "is_overdue": is_overdue,
            "is_unheard": clearance.ruling == Ruling.ENDED,
            "asks": asks,
            "note": clearance.note,
        },
        path=reverse("sharing:shares", args=[clearance.member.organization.slug]),
        now=now,
    )


def _rules_of(clearance: Clearance) -> dict[str, Any]:
    rules = list(dict.fromkeys(one.rule for one in asked_of(clearance)))
    return {"member": str(clearance.member.public_id), "rules": rules}
