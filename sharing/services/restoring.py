"""After a backup was restored: the rows know nothing of what went out since it was made.

What was due by now may be live already, and a network can't always tell. So it is not sent: its
member is asked. What a worker had begun to send just then is read from the network, as
after any crash; what it had only taken up is asked about too.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from sharing.models import Attempt, AttemptOutcome, Reason, Share, State
from sharing.services.telling import tell_of_share
from tenants.scope import tenant


def hold_overdue(*, organization_id: int, now: datetime) -> int:
    """Hold an organization's shares that were due, and ask their members; return how many.

    Done twice it is done once. Only while no worker runs.
    """
    with tenant(organization_id):
        due = Share.objects.filter(due_at__lte=now).exclude(connection=None)
        asked = Attempt.objects.filter(
            share=OuterRef("pk"), outcome__in=[AttemptOutcome.OPEN, AttemptOutcome.UNKNOWN]
        )
        untried = Q(state=State.PUBLISHING) & ~Exists(asked)
        waits = Q(state=State.SCHEDULED) | Q(state=State.HELD) & ~Q(reason=Reason.LATE)
        unsent = due.filter(waits | untried)
        found = list(unsent.order_by("pk").values_list("pk", flat=True))
        problem = _(
            "A backup was restored, and this may have gone out since it was made. Look at your"
            " account first; post it now only if it is not there."
        )
        Share.objects.filter(pk__in=found).update(
            state=State.HELD,
            reason=Reason.LATE,
            problem=problem,
            wake_at=None,
            claim=None,
            claimed_until=None,
        )
        for share_id in found:
            tell_of_share(share_id=share_id, now=now)
    return len(found)
