"""When the guidelines change, or a rule ends: what waits is checked again.

A share knows the version its words were checked under last, and while they are held when the first
of the rules that hold them ends. So a sweep finds what is behind, and what a lost wake-up leaves
out the next one finds. In batches, each in a scope of its own and with the same number of queries
for all that is held or waits on; what is let go goes one by one, as after a yes. The worker checks
again all the same.
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
from policies.selectors import Checked
from sharing.clearances import (
    Asked,
    Hold,
    asked_of,
    check_shares,
    click_of,
    holds_of,
    in_need,
    stored_of,
)
from sharing.models import Clearance, Reason, Share, State
from sharing.services.claiming import count_share
from sharing.services.clearing import end_requests
from sharing.services.going import go_on
from tenants.guarding import Guard
from tenants.models import Member, Notice
from tenants.notifying import notify_each
from tenants.scope import platform, tenant

BATCH = 100
ROUNDS = 200
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
    AND (s.policy_version_id IS NULL OR s.policy_version_id < v.id OR s.wake_at <= %s))
"""


@dataclass(frozen=True)
class Rechecked:
    """What came of a sweep: how many shares were newly held, how many go on by themselves, and how
    many requests for a yes ended.
    """

    held: int = 0
    released: int = 0
    ended: int = 0

    def __add__(self, other: Rechecked) -> Rechecked:
        """Count together."""
        return Rechecked(
            self.held + other.held, self.released + other.released, self.ended + other.ended
        )


def recheck_words(*, now: datetime) -> Rechecked:
    """Check what waits under older guidelines than those in force, or is held by a rule that has
    ended, in every organization; return what came of it.

    What may not go out any more is held, and its owners are told once for the version; what was
    held by a rule that is gone goes on as after a yes: at a distance from colleagues', and its
    owner is asked where its time has passed. Opens scopes.
    """
    with platform(), database.cursor() as cursor:
        cursor.execute(BEHIND, [now])
        behind = cursor.fetchall()
    done = Rechecked()
    for organization_id, version_id in behind:
        with Guard("rechecking", organization=organization_id):
            for _round in range(ROUNDS):
                with tenant(organization_id):
                    looked_at, came_of_it = _recheck(version_id, now)
                done += came_of_it
                if looked_at < BATCH:
                    break
    return done


def _recheck(version_id: int, now: datetime) -> tuple[int, Rechecked]:
    """Check a batch; return how many shares it was, and what came of it."""
    version = PolicyVersion.objects.select_related("organization").get(pk=version_id)
    found = _next(version, now)
    return len(found), _settle(found, version, now)


def _next(version: PolicyVersion, now: datetime) -> list[Share]:
    """Return the next shares that are behind, locked; of a request all that wait for it."""
    older = Q(policy_version=None) | Q(policy_version__lt=version.pk)
    behind = older | Q(state=State.HELD, wake_at__lte=now)
    waits = Q(state=State.SCHEDULED) | Q(state=State.HELD, reason=Reason.POLICY)
    related = Share.objects.select_related("post", "member__team", "connection")
    rows = related.select_for_update(of=("self",), no_key=True, skip_locked=True)
    found = list(rows.filter(behind, waits).order_by("pk")[:BATCH])
    if len(found) == BATCH:
        return found
    asking = Share.objects.held_for_yes().filter(
        behind, member=OuterRef("member"), compose_key=OuterRef("compose_key")
    )
    requests = Clearance.objects.open().filter(Exists(asking))
    locked = requests.select_for_update(of=("self",), no_key=True, skip_locked=True)
    taken = [one.pk for one in locked.order_by("pk")[: BATCH - len(found)]]
    theirs = Clearance.objects.filter(
        pk__in=taken, member=OuterRef("member"), compose_key=OuterRef("compose_key")
    )
    return found + list(rows.held_for_yes().filter(Exists(theirs)).order_by("pk"))


def _settle(found: Sequence[Share], version: PolicyVersion, now: datetime) -> Rechecked:
    if not found:
        return Rechecked()
    pairs = check_shares(found, now=now)
    holds = _with_their_click(pairs, holds_of(pairs))
    asking = [pair for pair in pairs if pair[0].reason == Reason.APPROVAL]
    stopped, freed = [], []
    for share, hold in zip(found, holds, strict=True):
        was = share.state, share.reason
        _become(share, hold, version)
        if share.state == State.HELD and share.reason == Reason.POLICY and was[1] != share.reason:
            stopped.append(share)
        elif share.state == State.SCHEDULED and was[0] == State.HELD:
            freed.append(share)
    fields = ["state", "reason", "problem", "wake_at", "policy_version"]
    Share.objects.bulk_update(found, fields)
    Share.objects.filter(pk__in=[share.pk for share in stopped]).forget_prepared()
    asking_when = go_on(shares=freed, now=now) if freed else 0
    ended = _note_requests(asking, now)
    for share in stopped:
        count_share(share.state)
    _tell({share.member_id for share in stopped}, version, now)
    return Rechecked(len(stopped), len(freed) - asking_when, ended)


def _with_their_click(
    pairs: Sequence[tuple[Share, Checked]], holds: Sequence[Hold | None]
) -> list[Hold | None]:
    """Let what waits for a yes wait as long as anything of its click needs one."""
    needing = {
        click_of(share)
        for (share, _checked), hold in zip(pairs, holds, strict=True)
        if hold is not None and hold.reason == Reason.APPROVAL
    }
    return [
        Hold(Reason.APPROVAL, "", checked.version_id, checked.until)
        if hold is None and share.reason == Reason.APPROVAL and click_of(share) in needing
        else hold
        for (share, checked), hold in zip(pairs, holds, strict=True)
    ]


def _become(share: Share, hold: Hold | None, version: PolicyVersion) -> None:
    """Give a share what it is now; `go_on` says when one goes out whose cause is gone."""
    share.policy_version = version
    if hold is not None:
        share.state, share.reason, share.problem = State.HELD, hold.reason, hold.problem
        share.wake_at = hold.until
    elif share.state == State.HELD:
        share.state, share.reason, share.problem = State.SCHEDULED, "", ""


def _note_requests(asking: Sequence[tuple[Share, Checked]], now: datetime) -> int:
    """Say in the requests of shares that waited for a yes, whose locks we have, what is found now.

    End those of which nothing waits any more; return how many. What was found in words that another
    worker holds just now stays as it is.
    """
    looked_at: dict[object, set[str]] = defaultdict(set)
    found: dict[object, list[Asked]] = defaultdict(list)
    for share, checked in asking:
        looked_at[click_of(share)].add(share.network)
        if share.state == State.HELD and share.reason == Reason.APPROVAL:
            found[click_of(share)] += in_need(share.network, share.words, checked)
    rows = Clearance.objects.open().filter(
        member__in={share.member_id for share, _checked in asking},
        compose_key__in=[share.compose_key for share, _checked in asking],
    )
    requests = [one for one in rows if click_of(one) in looked_at]
    for one in requests:
        click = click_of(one)
        others = [each for each in asked_of(one) if each.network not in looked_at[click]]
        one.found = stored_of([*others, *found[click]])
    Clearance.objects.bulk_update(requests, ["found"])
    return end_requests(requests, now)


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
