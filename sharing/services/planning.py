"""When: moving a planned share, posting a late one now, and the slots of one's own week."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content.models import Post
from sharing.models import Reason, Share, Slot, State
from sharing.moments import Moment, now_moment, parse_timing
from tenants.models import Member
from tenants.wakeups import wake_on_commit

MOST_SLOTS = 12
"""How many slots a day of the week may have."""
WEEKDAYS = range(5)
SUNDAY = 6
AT_FIRST = time(9, 30)
WAKE_WITHIN = timedelta(minutes=1)


def reschedule_share(*, share: Share, moment: Moment, now: datetime) -> None:
    """Give a planned share, or one held because it is late or many go out, another moment.

    Compare-and-swap. Raises ValidationError("too_late"): a worker has it, or it has moved on.
    """
    waiting = Share.objects.filter(pk=share.pk)
    moved = waiting.filter(state=State.SCHEDULED) | waiting.filter(
        state=State.HELD, reason__in=[Reason.LATE, Reason.SPREAD]
    )
    if not moved.update(
        state=State.SCHEDULED,
        timing=moment.timing,
        due_at=moment.due_at,
        wake_at=moment.due_at,
        zone=moment.zone,
        wall_time=moment.wall_time,
        attempts_used=0,
        reason="",
        problem="",
    ):
        said = _("It has moved on already. The page shows how it is now.")
        raise ValidationError(said, "too_late")
    waiting.forget_prepared()
    if moment.due_at - now < WAKE_WITHIN:
        wake_on_commit("sharing.tasks.publish_due", in_s=(moment.due_at - now).total_seconds())


def move_share(
    *, share: Share, timing: str, now: datetime, wall: str = "", zone: str = ""
) -> Moment:
    """Let a member choose another time for their share; returns it.

    Raises ValidationError as `parse_timing` and `reschedule_share` do.
    """
    member = _lock(share)
    post = Post.objects.get(pk=share.post_id)
    moment = parse_timing(timing, member=member, post=post, now=now, wall=wall, zone=zone)
    reschedule_share(share=share, moment=moment, now=now)
    return moment


def post_now(*, share: Share, now: datetime) -> None:
    """Send a planned or late share now, with the usual undo. Raises ValidationError("too_late")."""
    reschedule_share(share=share, moment=now_moment(_lock(share), now), now=now)


def _lock(share: Share) -> Member:
    """Lock member and post in the order of `share_post`: so nobody takes the moment meanwhile."""
    own = Member.objects.select_related("organization").select_for_update(of=("self",), no_key=True)
    member: Member = own.get(pk=share.member_id)
    Post.objects.select_for_update(of=("self",), no_key=True).get(pk=share.post_id)
    return member


def add_slot(*, member: Member, weekday: int, at: time) -> Slot:
    """Add a time to the member's own week; idempotent.

    Raises ValidationError: "weekday" (Monday is 0), "too_many".
    """
    if not 0 <= weekday <= SUNDAY:
        raise ValidationError(_("Choose a day of the week."), "weekday")
    at = at.replace(second=0, microsecond=0, tzinfo=None)
    Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    there = Slot.objects.filter(member=member, weekday=weekday)
    if there.exclude(at=at).count() >= MOST_SLOTS:
        said = _("A day has up to %(most)s slots. Take one away first.") % {"most": MOST_SLOTS}
        raise ValidationError(said, "too_many")
    slot: Slot = Slot.objects.get_or_create(member=member, weekday=weekday, at=at)[0]
    return slot


def remove_slot(*, member: Member, weekday: int, at: time) -> None:
    """Take a time away; idempotent. What is planned for it already stays planned."""
    Slot.objects.filter(member=member, weekday=weekday, at=at).delete()


def copy_slots(*, member: Member, weekday: int) -> None:
    """Let Monday to Friday have the times of one day, instead of their own."""
    times = list(Slot.objects.filter(member=member, weekday=weekday).values_list("at", flat=True))
    others = [day for day in WEEKDAYS if day != weekday]
    Slot.objects.filter(member=member, weekday__in=others).delete()
    Slot.objects.bulk_create(
        [Slot(member=member, weekday=day, at=at) for day in others for at in times],
        ignore_conflicts=True,
    )


def suggest_slots(*, member: Member) -> None:
    """Start a week that has no slots yet: one in the morning, Monday to Friday."""
    for weekday in WEEKDAYS:
        add_slot(member=member, weekday=weekday, at=AT_FIRST)
