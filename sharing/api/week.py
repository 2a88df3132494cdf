"""One's own week for programs: slots, and the calendar.

The address of its feed is for the page alone: whoever has it reads on after a token has ended.
"""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django.http import Http404

from sharing.api.shapes import SlotShape, SlotWeek, Weekday, WeekQuery, WeekShape
from sharing.api.shown import ShownShare
from sharing.models import Slot
from sharing.schedule import read_week
from sharing.services.planning import add_slot, copy_slots, remove_slot, suggest_slots
from tenants.models import Member
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.token_scopes import Scope
from tenants.zones import zone_of

TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z")
DAYS = range(7)


class Slots(Endpoints):
    """The times of one's week at which one likes to share."""

    tag = "Calendar"

    @endpoint(scope=Scope.SHARES_READ, gives=SlotWeek)
    def index(self, call: Call) -> dict[str, Any]:
        """List the slots of one's week."""
        return _week(call.member)

    @endpoint(scope=Scope.SHARES_WRITE, takes=SlotShape, gives=SlotWeek, status=201)
    def add(self, call: Call) -> dict[str, Any]:
        """Add a slot; one that is there already stays."""
        add_slot(member=call.member, **call.data)
        return _week(call.member)

    @endpoint(scope=Scope.SHARES_WRITE)
    def remove(self, call: Call, weekday: int, at: str) -> None:
        """Take a slot away; what is planned for it stays planned."""
        read = TIME.match(at)
        if read is None or weekday not in DAYS:
            raise Http404
        moment = time(int(read[1]), int(read[2]))
        remove_slot(member=call.member, weekday=weekday, at=moment)

    @endpoint(scope=Scope.SHARES_WRITE, takes=Weekday, gives=SlotWeek)
    def copy(self, call: Call) -> dict[str, Any]:
        """Let Monday to Friday have the times of one day."""
        copy_slots(member=call.member, weekday=call.data["weekday"])
        return _week(call.member)

    @endpoint(scope=Scope.SHARES_WRITE, gives=SlotWeek)
    def suggest(self, call: Call) -> dict[str, Any]:
        """Start a week: one slot each morning, Monday to Friday."""
        suggest_slots(member=call.member)
        return _week(call.member)


class Calendar(Endpoints):
    """One's own calendar."""

    tag = "Calendar"

    @endpoint(scope=Scope.SHARES_READ, query=WeekQuery, gives=WeekShape)
    def show(self, call: Call) -> dict[str, Any]:
        """Give a week: what goes or went out in it, and the free slots."""
        key = call.query["week"]
        week = read_week(member=call.member, key=key, now=call.now, all_hours=True)
        cells = [(day, cell) for day in week.days for cell in day.cells]
        entries = [entry for _day, cell in cells for entry in cell.entries]
        return {
            "week": week.key,
            "before": week.before,
            "after": week.after,
            "zone": week.zone,
            "shares": [ShownShare(entry.line.share, entry.line) for entry in entries],
            "free_slots": [
                f"{day.day.isoformat()}T{slot}" for day, cell in cells for slot in cell.slots
            ],
        }


def _week(member: Member) -> dict[str, Any]:
    slots = Slot.objects.filter(member=member).order_by("weekday", "at")
    return {"zone": zone_of(member).key, "items": list(slots)}
