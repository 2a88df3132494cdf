"""The crisis pause: one switch, its reason shown to all, and nothing goes out until it ends.

No share is touched: workers pass the organization by while it is paused, and find everything where
it was afterwards. What a network was being sent just then ends as it ends, and is counted.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from sharing.models import REASON_LENGTH, Attempt, AttemptOutcome, CrisisPause, Share, State
from sharing.services.halting import shut
from tenants.audit import record
from tenants.models import Act, Member, Notice, Organization
from tenants.roles import Permission
from tenants.services.telling import tell_who_may
from tenants.wakeups import wake_on_commit
from tenants.webhooks import WebhookEvent, emit

log = structlog.get_logger("sharing.pausing")


def reason_for_all(typed: str) -> str:
    """Return a reason as it is shown. Raises ValidationError("reason")."""
    reason = " ".join(typed.split())
    if not 0 < len(reason) <= REASON_LENGTH:
        message = _("Say why, in up to %(most)s characters.") % {"most": REASON_LENGTH}
        raise ValidationError(message, "reason")
    return reason


def pause_sharing(*, by: Member, reason: str, now: datetime) -> CrisisPause:
    """Let nothing go out from now on; once this is committed no call that posts begins.

    Raises PermissionDenied; ValidationError: "reason" (empty or too long), "paused" (already).
    """
    by.require(Permission.HALT_SHARING)
    reason = reason_for_all(reason)
    shut()
    here = Organization.objects.filter(pk=by.organization.pk)
    if not here.filter(pause_reason="").update(pause_reason=reason):
        raise ValidationError(_("Sharing is paused already."), "paused")
    pause = CrisisPause.objects.create(
        reason=reason, started_at=now, started_by=by, under_way=_under_way(now)
    )
    record(Act.SHARING_PAUSED, by=by, about=pause, data={"under_way": pause.under_way}, now=now)
    _announce(WebhookEvent.PAUSE_STARTED, {"pause": str(pause.public_id), "reason": reason}, now)
    _tell(Notice.SHARING_PAUSED, pause, by=by, now=now)
    return pause


def resume_sharing(*, by: Member, now: datetime) -> CrisisPause:
    """End the pause; what waited goes out, and what is late asks first.

    Raises PermissionDenied; ValidationError("not_paused").
    """
    by.require(Permission.HALT_SHARING)
    shut()
    pause = CrisisPause.objects.filter(ended_at=None).first()
    if pause is None:
        raise ValidationError(_("Sharing is not paused."), "not_paused")
    CrisisPause.objects.filter(pk=pause.pk).update(ended_at=now, ended_by=by)
    pause.refresh_from_db()
    Organization.objects.filter(pk=by.organization.pk).update(pause_reason="")
    Share.objects.filter(state=State.SCHEDULED).forget_prepared()  # it has grown old meanwhile
    record(Act.SHARING_RESUMED, by=by, about=pause, now=now)
    _announce(WebhookEvent.PAUSE_ENDED, {"pause": str(pause.public_id)}, now)
    _tell(Notice.SHARING_RESUMED, pause, by=by, now=now)
    wake_on_commit("sharing.tasks.publish_due")
    wake_on_commit("sharing.tasks.sweep_offers")
    return pause


def _under_way(now: datetime) -> int:
    """Count what a network is being sent just now."""
    open_ones = Attempt.objects.filter(share=OuterRef("pk"), outcome=AttemptOutcome.OPEN)
    taken = Share.objects.filter(
        state__in=[State.PUBLISHING, State.UNCONFIRMED], claimed_until__gt=now
    )
    return int(taken.filter(Exists(open_ones)).count())


def _announce(kind: WebhookEvent, told: dict[str, str], now: datetime) -> None:
    try:
        with transaction.atomic():
            emit(kind, told, now=now)
    except DatabaseError:
        log.exception("event.lost", kind=kind.value)


def _tell(kind: Notice, pause: CrisisPause, *, by: Member, now: datetime) -> None:
    """Tell the others who may pause and resume."""
    organization = by.organization
    tell_who_may(
        Permission.HALT_SHARING,
        kind,
        but=by,
        subject=f"pause {pause.public_id.hex}",
        params={"organization": organization.name, "name": by.name, "reason": pause.reason},
        path=reverse("sharing:pause", args=[organization.slug]),
        now=now,
    )
