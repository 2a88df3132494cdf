"""Looking again at what is held: changes above travel here as versions, never as signals."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists
from django.db.models.functions import Greatest

from sharing.models import Budget, ConnectionState, Reason, Share, State
from sharing.services.offering import pictures_over, posts_offered
from sharing.services.rechecking import recheck_words
from tenants.guarding import Guard
from tenants.scope import platform, tenant


def recheck_held(*, now: datetime) -> int:
    """Queue held shares again whose cause is gone, in every organization; return how many.

    Where the guidelines have changed, words that wait are checked again, too.
    """
    with platform():
        organizations = list(
            Share.everyone.filter(state=State.HELD)
            .order_by("organization_id")
            .values_list("organization_id", flat=True)
            .distinct()
        )
    released = 0
    for organization_id in organizations:
        with Guard("holding", organization=organization_id), tenant(organization_id):
            released += _release(now)
    return released + recheck_words(now=now).released


def _release(now: datetime) -> int:
    held = Share.objects.filter(state=State.HELD)
    offered = Exists(posts_offered()) & ~Exists(pictures_over())
    paid = Budget.objects.filter(monthly_mills__gt=0).values("network")
    changes = {
        "state": State.SCHEDULED,
        "wake_at": Greatest("due_at", now),  # what is planned for later was held before its time
        "reason": "",
        "problem": "",
    }
    return int(
        held.filter(offered, reason=Reason.POST).update(**changes)
        + held.filter(reason=Reason.REAUTH, connection__state=ConnectionState.ACTIVE).update(
            **changes
        )
        + held.filter(reason=Reason.ENDING, organization__deletion_due_at=None).update(**changes)
        + held.filter(reason=Reason.OPERATOR).update(**changes)
        + held.filter(reason=Reason.BUDGET, network__in=paid).update(**changes)
    )
