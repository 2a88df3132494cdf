"""When the guidelines change: what waits is checked again, once for each version.

A share knows the version its words were checked under last, so a sweep finds what is behind, and
what a lost wake-up leaves out the next one finds. In batches, each in a scope of its own and with
the same number of queries whatever is in it. The worker checks again all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection as database
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from policies.models import PolicyVersion
from policies.selectors import Checked, Words, check_each
from sharing.clearances import Asked, Hold, click_of, holds_of, in_need
from sharing.models import Clearance, Reason, Share, State
from sharing.services.claiming import count_share
from sharing.services.clearing import end_requests
from tenants.models import Member, Notice
from tenants.notifying import notify_each
from tenants.scope import platform, tenant
from tenants.wakeups import wake_on_commit

BATCH = 500
ROUNDS = 40
"""How many batches of an organization are done at a time; the next sweep goes on."""

BEHIND = """
SELECT v.organization_id, v.id FROM (
  SELECT DISTINCT ON (n.organization_id) n.organization_id, n.id FROM policies_policyversion n
  JOIN policies_policy p ON p.organization_id = n.organization_id AND p.id = n.policy_id
  WHERE p.kind = 'content' AND p.language = '' ORDER BY n.organization_id, n.number DESC) v
WHERE EXISTS (
  SELECT FROM sharing_share s WHERE s.organization_id = v.organization_id
    AND s.state = 'scheduled' AND (s.policy_version_id IS NULL OR s.policy_version_id < v.id))
OR EXISTS (
  SELECT FROM sharing_share s WHERE s.organization_id = v.organization_id
    AND s.state = 'held' AND s.reason IN ('policy', 'approval')
    AND (s.policy_version_id IS NULL OR s.policy_version_id < v.id))
"""


@dataclass(frozen=True)
class Rechecked:
    """What came of a sweep: how many shares were newly held, and how many go on."""

    held: int = 0
    released: int = 0

    def __add__(self, other: Rechecked) -> Rechecked:
        """Count together."""
        return Rechecked(self.held + other.held, self.released + other.released)


def recheck_words(*, now: datetime) -> Rechecked:
    """Check what waits under older guidelines than those in force, in every organization.

    What may not go out any more is held, and its owners are told once for the version; what was
    held by a rule that is gone goes on. Opens scopes.
    """
    with platform(), database.cursor() as cursor:
        cursor.execute(BEHIND)
        behind = cursor.fetchall()
    done = Rechecked()
    for organization_id, version_id in behind:
        for _round in range(ROUNDS):
            with tenant(organization_id):
                version = PolicyVersion.objects.select_related("organization").get(pk=version_id)
                found = _next(version)
                done += _settle(found, version, now)
            if len(found) < BATCH:
                break
    return done


def _next(version: PolicyVersion) -> list[Share]:
    """Return the next shares that are behind, locked; of a request all that wait for it."""
    older = Q(policy_version=None) | Q(policy_version__lt=version.pk)
    waits = Q(state=State.SCHEDULED) | Q(state=State.HELD, reason=Reason.POLICY)
    asking = Q(state=State.HELD, reason=Reason.APPROVAL)
    rows = Share.objects.select_related("post", "member__team").select_for_update(
        of=("self",), no_key=True, skip_locked=True
    )
    found = list(rows.filter(older, waits).order_by("pk")[:BATCH])
    if len(found) == BATCH:
        return found
    behind = Share.objects.filter(
        older, asking, member=OuterRef("member"), compose_key=OuterRef("compose_key")
    )
    requests = Clearance.objects.open().filter(Exists(behind))
    locked = requests.select_for_update(of=("self",), no_key=True, skip_locked=True)
    clicks = [one.compose_key for one in locked.order_by("pk")[: BATCH - len(found)]]
    return found + list(rows.filter(asking, compose_key__in=clicks).order_by("pk"))


def _settle(found: Sequence[Share], version: PolicyVersion, now: datetime) -> Rechecked:
    if not found:
        return Rechecked()
    checks = check_each([_words_of(share) for share in found], now=now)
    pairs = list(zip(found, checks, strict=True))
    holds = _with_their_click(pairs, holds_of(pairs))
    stopped, freed = [], []
    for share, hold in zip(found, holds, strict=True):
        was = share.state, share.reason
        _become(share, hold, version, now)
        if share.state == State.HELD and share.reason == Reason.POLICY and was[1] != share.reason:
            stopped.append(share)
        elif share.state == State.SCHEDULED and was[0] == State.HELD:
            freed.append(share)
    fields = ["state", "reason", "problem", "wake_at", "policy_version"]
    Share.objects.bulk_update(found, fields)
    Share.objects.filter(pk__in=[share.pk for share in stopped]).forget_prepared()
    _note_requests(pairs, now)
    for share in stopped:
        count_share(share.state)
    _tell({share.member_id for share in stopped}, version, now)
    if freed:
        wake_on_commit("sharing.tasks.publish_due")
    return Rechecked(len(stopped), len(freed))


def _words_of(share: Share) -> Words:
    return Words(share.words, share.network, share.member, share.post.language, share.post.kind)


def _with_their_click(
    pairs: Sequence[tuple[Share, Checked]], holds: Sequence[Hold | None]
) -> list[Hold | None]:
    """Let what waits for a yes wait as long as anything of its click needs one."""
    needing = {
        click_of(share)
        for (share, _checked), hold in zip(pairs, holds, strict=True)
        if hold is not None and hold.reason == Reason.APPROVAL
    }
    waiting = Hold(Reason.APPROVAL, "", None)
    return [
        waiting
        if hold is None and share.reason == Reason.APPROVAL and click_of(share) in needing
        else hold
        for (share, _checked), hold in zip(pairs, holds, strict=True)
    ]


def _become(share: Share, hold: Hold | None, version: PolicyVersion, now: datetime) -> None:
    """Give a share what it is now; one whose cause is gone goes out when it was meant to."""
    share.policy_version = version
    if hold is not None:
        share.state, share.reason, share.problem = State.HELD, hold.reason, hold.problem
        share.wake_at = None
    elif share.state == State.HELD:
        share.state, share.reason, share.problem = State.SCHEDULED, "", ""
        share.wake_at = max(share.due_at, now)


def _note_requests(pairs: Sequence[tuple[Share, Checked]], now: datetime) -> None:
    """Say in open requests what is found now; end those of which nothing waits any more."""
    asked: dict[object, list[Asked]] = defaultdict(list)
    for share, checked in pairs:
        if share.state == State.HELD and share.reason == Reason.APPROVAL:
            asked[click_of(share)] += in_need(share.network, checked)
    clicks = [share.compose_key for share, _checked in pairs]
    requests = list(Clearance.objects.open().filter(compose_key__in=clicks))
    waiting = [one for one in requests if asked.get(click_of(one))]
    for one in waiting:
        one.found = [each.stored() for each in asked[click_of(one)]]
    Clearance.objects.bulk_update(waiting, ["found"])
    end_requests([one for one in requests if one not in waiting], now)


def _tell(member_ids: set[int], version: PolicyVersion, now: datetime) -> None:
    """Tell owners, once for a version, that words of theirs wait for them."""
    owners = Member.objects.active().filter(pk__in=member_ids)
    there = reverse("sharing:shares", args=[version.organization.slug])
    notify_each(
        members=list(owners.select_related("user")),
        kind=Notice.WORDS_HELD,
        subject=version.public_id.hex,
        params={},
        path=f"{there}?held",
        now=now,
    )
