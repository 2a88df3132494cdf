"""When a share goes out: now, at a time, in the member's next free slot, or spread over the day.

A moment is an instant and how it was chosen: the wall clock and its IANA zone. What was planned
keeps its instant when the member moves to another zone; pages show it in the new one.
Where clocks go forward a chosen time that does not exist is refused, with the next one that does;
a slot or window that falls there starts when the clocks have jumped. Where they go back the time
that comes twice means the earlier one (`fold=0`), and is shown with its offset.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from content.models import Post
from sharing.models import Share, Slot, State, Timing
from tenants.models import Member
from tenants.zones import known_zone, zone_of

FURTHEST = timedelta(days=366)
MINUTE = timedelta(minutes=1)
SLOT_DAYS = 366
SPREAD_DAYS = 3
ENOUGH_LEFT = 4
"""A window of which less than this part is left is nearly over: tomorrow's is taken."""
LEAN = 0.1
"""How far from a gap's middle a member's own moment lies at most, as a part of the gap."""


@dataclass(frozen=True)
class Moment:
    """When a share goes out; `wall_time` is what the clock shows then in `zone` (IANA)."""

    timing: Timing
    due_at: datetime
    zone: str
    wall_time: str


def instant_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of a wall time: the earlier of two; moved on when clocks jump over it."""
    return next_existing(wall, zone).replace(tzinfo=zone, fold=0).astimezone(UTC)


def next_existing(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return a wall time, or the first minute after it that the zone's clocks show that day."""
    steps = (wall + MINUTE * step for step in range(24 * 60 + 1))
    return next((step for step in steps if _exists(step, zone)), wall)


def _exists(wall: datetime, zone: ZoneInfo) -> bool:
    there_and_back = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return there_and_back.replace(tzinfo=None) == wall


def is_twice(due_at: datetime, zone: tzinfo) -> bool:
    """Tell whether the clock shows this time twice that day, so that its offset has to be named."""
    local = due_at.astimezone(zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _moment(timing: Timing, due_at: datetime, zone: ZoneInfo) -> Moment:
    wall = due_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    return Moment(timing, due_at.astimezone(UTC), zone.key, wall)


def _soonest(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.UNDO_S)


def parse_timing(
    timing: str, *, member: Member, post: Post, now: datetime, wall: str = "", zone: str = ""
) -> Moment:
    """Return the moment a form asks for; "" is now. Raises ValidationError as the four below do.

    To be asked under the locks that `share_post` holds on member and post: so two clicks never
    take one slot, nor two colleagues one moment.
    """
    if timing in {"", Timing.NOW}:
        return now_moment(member, now)
    if timing == Timing.AT:
        return at_moment(member, wall, zone, now)
    if timing == Timing.SLOT:
        return slot_moment(member, now)
    if timing == Timing.SPREAD:
        return spread_moment(member, post, now)
    raise ValidationError(_("Choose when it goes out."), "not_a_time")


def now_moment(member: Member, now: datetime) -> Moment:
    """Return the moment after the undo has ended."""
    return _moment(Timing.NOW, _soonest(now), zone_of(member))


def at_moment(member: Member, wall: str, zone: str, now: datetime) -> Moment:
    """Return a time chosen on the clock of `zone` ("" = the member's).

    Raises ValidationError: "zone", "not_a_time", "skipped" (`params["offer"]` is the next time that
    exists), "past", "too_far".
    """
    place = known_zone(zone) if zone else zone_of(member)
    if place is None:
        raise ValidationError(_("We don’t know this time zone. Choose one of the list."), "zone")
    chosen = _read_wall(wall)
    if not _exists(chosen, place):
        raise _skipped(chosen, place)
    due_at = instant_of(chosen, place)
    if due_at <= now:
        here = time_format(now.astimezone(place).time(), "H:i")
        said = _("This time has passed: it is %(now)s in %(zone)s. Choose a later one.")
        raise ValidationError(said % {"now": here, "zone": place.key}, "past")
    if due_at - now > FURTHEST:
        raise ValidationError(_("Choose a time within the next year."), "too_far")
    return _moment(Timing.AT, due_at, place)


def _read_wall(wall: str) -> datetime:
    said = _("Write day and time, for example 2026-03-30T09:30.")
    try:
        chosen = datetime.fromisoformat(wall.strip())
    except ValueError:
        raise ValidationError(said, "not_a_time") from None
    # the edges of the calendar have no day before or after to reckon with
    if chosen.tzinfo is not None or "T" not in wall or not 1970 < chosen.year < 9999:  # noqa: PLR2004
        raise ValidationError(said, "not_a_time")
    return chosen.replace(second=0, microsecond=0)


def _skipped(chosen: datetime, zone: ZoneInfo) -> ValidationError:
    offer = next_existing(chosen, zone)
    said = _(
        "On %(day)s the clocks in %(zone)s jump over %(time)s. The next time there is %(offer)s."
    ) % {
        "day": date_format(chosen, "MONTH_DAY_FORMAT"),
        "zone": zone.key,
        "time": time_format(chosen.time(), "H:i"),
        "offer": time_format(offer.time(), "H:i"),
    }
    return ValidationError(said, "skipped", {"offer": offer.strftime("%Y-%m-%dT%H:%M")})


def slot_moment(member: Member, now: datetime) -> Moment:
    """Return the next slot of the member's own week that none of their planned shares has taken.

    Two queries. Raises ValidationError: "no_slots" (none defined), "slots_taken".
    """
    slots = list(Slot.objects.filter(member=member).order_by("at").values_list("weekday", "at"))
    if not slots:
        said = _("Your week has no slots yet. Add some under My week, or pick a time.")
        raise ValidationError(said, "no_slots")
    planned = Share.objects.of(member).filter(state=State.SCHEDULED, due_at__gt=now)
    taken = set(planned.values_list("due_at", flat=True))
    zone = zone_of(member)
    days = (_local_day(now, zone) + timedelta(days=day) for day in range(SLOT_DAYS))
    for due_at in itertools.chain.from_iterable(slot_instants(slots, day, zone) for day in days):
        if due_at >= _soonest(now) and due_at not in taken:
            return _moment(Timing.SLOT, due_at, zone)
    said = _("All your slots of the coming year are taken. Pick a time, or add slots.")
    raise ValidationError(said, "slots_taken")


def slot_instants(slots: list[tuple[int, time]], day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """Return the instants of a week's slots (weekday, time) that fall on a day, in their order."""
    for weekday, at in slots:
        if weekday == day.weekday():
            yield instant_of(datetime.combine(day, at), zone)


def _local_day(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def spread_moment(member: Member, post: Post, now: datetime) -> Moment:
    """Return a moment in the organization's hours, on the member's clock, away from colleagues'.

    It lies near the middle of the largest gap between the post's shares of that day: each member a
    little to their own side of it, so that even two at once differ. One query.
    Raises ValidationError("no_window"): the organization's hours leave no room.
    """
    zone = zone_of(member)
    start, end = _spread_window(member, zone, now)
    shares = Share.objects.standing().filter(post=post, due_at__gt=start, due_at__lt=end)
    planned = shares.order_by("due_at").values_list("due_at", flat=True)
    points = [start, *planned, end]
    left, right = max(itertools.pairwise(points), key=lambda gap: gap[1] - gap[0])
    lean = (member.public_id.int % 1000 / 1000 - 0.5) * 2 * LEAN
    due_at = left + (right - left) * (0.5 + lean)
    return _moment(Timing.SPREAD, due_at.replace(microsecond=0), zone)


def _spread_window(member: Member, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    first, last = member.organization.spread_from, member.organization.spread_until
    today = _local_day(now, zone)
    whole = datetime.combine(today, last) - datetime.combine(today, first)
    for day in (today + timedelta(days=ahead) for ahead in range(SPREAD_DAYS)):
        start = max(instant_of(datetime.combine(day, first), zone), _soonest(now))
        end = instant_of(datetime.combine(day, last), zone)
        if end - start >= whole / ENOUGH_LEFT and end > start:
            return start, end
    said = _("Your organization’s hours leave no room to spread. Pick a time instead.")
    raise ValidationError(said, "no_window")
