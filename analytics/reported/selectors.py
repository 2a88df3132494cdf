"""A member's shares by hand, and what was told of them."""

from __future__ import annotations

from sharing.models import Share, State
from tenants.models import Member

SHOWN = 20
ASKED = (State.OFFERED, State.LAPSED, State.SELF_REPORTED)


def own_by_hand(member: Member) -> list[Share]:
    """Return the newest of a member's shares by hand that figures can be told of."""
    rows = Share.objects.of(member).filter(connection=None, state__in=ASKED)
    return list(rows.select_related("post").order_by("-created_at", "-pk")[:SHOWN])
