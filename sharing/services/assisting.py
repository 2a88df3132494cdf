"""Shares by hand: offered to the member, who finishes the post and tells us, or not.

Nothing here proves a post, so nothing here makes a share live: it is "posted by you". What is
planned for later is offered when it is due; what nobody finished lapses after two weeks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import connection, transaction
from django.utils.translation import gettext as _

from content.models import Post
from content.services import record_shared
from sharing.assisted import OFFERED_FOR, chosen, target
from sharing.clearances import check_share, hold_of
from sharing.models import AssistedNetwork, Reason, Share, State
from sharing.services.activity import touch_days
from sharing.services.announcing import announce_share
from sharing.services.claiming import count_share
from sharing.services.offering import post_problem
from sharing.services.recalling import catch_live, recalled_problem
from sharing.services.telling import tell_of_share
from sharing.terms import issue_now, require_room
from tenants.guarding import Guard
from tenants.models import Member
from tenants.scope import platform, tenant

LONGEST_URL = 500
BATCH = 200
NONE_WANTED = ""
"""Stored as the network of a member who wants to be offered none."""


def offered_fields(*, now: datetime) -> dict[str, Any]:
    """Return the fields of a share that is the member's to finish from `now` on."""
    return {"state": State.OFFERED, "due_at": now, "wake_at": now + OFFERED_FOR}


def report_share(*, share: Share, url: str = "", now: datetime) -> None:
    """Take the member's word that they posted it; said again, it only completes the address.

    Raises ValidationError: "too_late", or about the address "not_an_address", "elsewhere".
    """
    url = _post_address(share, url)
    with transaction.atomic():
        held = _lock(share, State.OFFERED, State.LAPSED, State.SELF_REPORTED)
        changes: dict[str, Any] = {"remote_url": url} if url else {}
        if held.state != State.SELF_REPORTED:
            changes |= {"state": State.SELF_REPORTED, "reported_at": now, "wake_at": None}
            record_shared(post=held.post, member=held.member, now=now)
            touch_days(days=[_day(now)], now=now)
        if changes:
            Share.objects.filter(pk=held.pk).update(**changes)
        if "state" in changes:
            count_share(State.SELF_REPORTED)
            announce_share(share_id=held.pk, now=now)
            catch_live(share=held, now=now)


def dismiss_share(*, share: Share) -> None:
    """Take note that the member won't post it; said twice it is still so."""
    with transaction.atomic():
        held = _lock(share, State.OFFERED, State.DISMISSED)
        Share.objects.filter(pk=held.pk).update(state=State.DISMISSED, wake_at=None)


def dismiss_siblings(*, share: Share) -> None:
    """Put away what the same click left to finish by hand, when the member undoes the click."""
    Share.objects.filter(
        member_id=share.member_id,
        compose_key=share.compose_key,
        connection=None,
        state=State.OFFERED,
    ).update(state=State.DISMISSED, wake_at=None)


def reopen_share(*, share: Share, now: datetime) -> None:
    """Take a report or a "not now" back within two weeks: it is the member's to finish again."""
    with transaction.atomic():
        held = _lock(share, State.SELF_REPORTED, State.DISMISSED)
        if held.post.recalled_at is not None:
            raise ValidationError(recalled_problem(), "recalled")
        if held.state == State.DISMISSED and held.post.share_limit is not None:
            locked = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=held.post_id)
            require_room(locked, 1)
        if now >= (held.reported_at or held.due_at) + OFFERED_FOR:
            raise ValidationError(
                _("That was too long ago to take back. Share the post again instead."), "too_late"
            )
        Share.objects.filter(pk=held.pk).update(
            state=State.OFFERED, wake_at=now + OFFERED_FOR, reported_at=None, remote_url=""
        )
        if held.reported_at is not None:  # what was told of it since it was made counts no more
            since = min(held.created_at, held.reported_at)
            touch_days(days=_days(_day(since), _day(now)), now=now)


def _lock(share: Share, *states: State) -> Share:
    found: Share | None = (
        Share.objects.select_for_update(of=("self",), no_key=True)
        .select_related("post", "member")
        .filter(pk=share.pk, state__in=states, connection=None)
        .first()
    )
    if found is None:
        raise ValidationError(
            _("It has moved on already. The page shows how it is now."), "too_late"
        )
    return found


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _post_address(share: Share, typed: str) -> str:
    """Return the address of the post that was typed, "" for none."""
    typed = typed.strip()
    if not typed:
        return ""
    place = target(share.network)
    url = typed if "://" in typed else f"https://{typed}"
    try:
        URLValidator(schemes=["http", "https"])(url)
        is_there = place.is_post_address(url) and len(url) <= LONGEST_URL
    except ValidationError:
        raise ValidationError(
            _("This is no web address. Copy it from the post, or leave it out."), "not_an_address"
        ) from None
    if not is_there:
        message = _("This address is not on %(network)s. Copy it from the post, or leave it out.")
        raise ValidationError(message % {"network": place.label}, "elsewhere")
    return urlsplit(url).geturl()


def set_assisted_networks(*, member: Member, keys: Iterable[str], now: datetime) -> None:
    """Store where a member wants to finish posts themselves; unknown keys are left out.

    Since when they want any is kept while they want some, whichever; see `AssistedNetwork`.
    """
    wanted = [found.key for found in chosen(keys)]
    Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    stored = AssistedNetwork.objects.filter(member=member)
    running = dict(stored.exclude(network=NONE_WANTED).values_list("network", "chosen_at"))
    since = next(iter(running.values()), now)
    stored.filter(network__in=running.keys() - set(wanted)).delete()
    AssistedNetwork.objects.bulk_create(
        AssistedNetwork(member=member, network=key, chosen_at=since)
        for key in wanted
        if key not in running
    )
    if not wanted:
        ended = {"chosen_at": since, "ended_at": now} if running else {}
        AssistedNetwork.objects.update_or_create(member=member, network=NONE_WANTED, defaults=ended)


@dataclass(frozen=True)
class Swept:
    """What a sweep moved."""

    offered: int
    lapsed: int


# In turns by organization, each by its own index: nobody's launch delays another's single share.
_TURNS = """
  SELECT s.id, s.wake_at, row_number() OVER (PARTITION BY o.id ORDER BY s.wake_at, s.id) AS turn
  FROM tenants_organization o
  CROSS JOIN LATERAL (
    SELECT d.id, d.wake_at FROM sharing_share d
    WHERE d.organization_id = o.id AND d.wake_at <= %(now)s AND {which}
    ORDER BY d.wake_at, d.id LIMIT %(limit)s
  ) s
"""
_DUE = """
WITH turns AS ({turns})
SELECT share.organization_id, share.id FROM turns JOIN sharing_share share ON share.id = turns.id
ORDER BY turns.turn, turns.wake_at, turns.id LIMIT %(limit)s
""".replace("{turns}", _TURNS).replace(
    "{which}", "d.state = 'scheduled' AND d.connection_id IS NULL AND o.pause_reason = ''"
)
_LAPSE = """
WITH turns AS ({turns}), chosen AS (
  SELECT d.id FROM turns JOIN sharing_share d ON d.id = turns.id
  WHERE d.state = 'offered' AND d.wake_at <= %(now)s
  ORDER BY turns.turn, turns.wake_at, turns.id LIMIT %(limit)s
  FOR NO KEY UPDATE OF d SKIP LOCKED
)
UPDATE sharing_share SET state = 'lapsed', wake_at = NULL
FROM chosen WHERE sharing_share.id = chosen.id
""".replace("{turns}", _TURNS).replace("{which}", "d.state = 'offered'")


def sweep_offers(*, now: datetime, limit: int = BATCH) -> Swept:
    """Offer what is due by hand, and let lapse what waited two weeks."""
    return Swept(offer_due(now=now, limit=limit), lapse_offered(now=now, limit=limit))


def lapse_offered(*, now: datetime, limit: int = BATCH) -> int:
    """Let shares lapse that nobody finished, in turns by organization; return how many."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(_LAPSE, {"now": now, "limit": limit})
        return int(cursor.rowcount)


def offer_due(*, now: datetime, limit: int = BATCH) -> int:
    """Offer planned shares by hand that are due, in turns by organization; return how many."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(_DUE, {"now": now, "limit": limit})
        due = cursor.fetchall()
    moved = 0
    for organization_id, share_id in due:
        guard = Guard("share", organization=organization_id, share=share_id)
        with guard, tenant(organization_id):
            moved += _offer(share_id, now)
    return moved


def _offer(share_id: int, now: datetime) -> bool:
    share = (
        Share.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .select_related("post", "member")
        .filter(pk=share_id, state=State.SCHEDULED, connection=None, wake_at__lte=now)
        .first()
    )
    if share is None:
        return False
    Share.objects.filter(pk=share.pk).update(**_next(share, now))
    tell_of_share(share_id=share.pk, now=now)
    return True


def _next(share: Share, now: datetime) -> dict[str, Any]:
    """Return what becomes of a due share; what may have changed since the click is read again."""
    if share.member.left_at is not None:
        problem = _("The membership has ended.")
        return _stopped(State.CANCELLED, Reason.MEMBER, problem)
    if share.post.recalled_at is not None:
        return _stopped(State.CANCELLED, Reason.POST, recalled_problem())
    if (gone := post_problem(share)) is not None:
        return _stopped(State.HELD, Reason.POST, gone)
    offered = {"state": State.OFFERED, "wake_at": now + OFFERED_FOR, "reason": "", "problem": ""}
    return _refused_words(share, now) or offered


def _refused_words(share: Share, now: datetime) -> dict[str, Any]:
    """Return what becomes of a share whose words may not go out any more, nothing if they may."""
    held = hold_of(share, check_share(share, now))
    if held is not None:
        stopped = _stopped(State.HELD, held.reason, held.problem)
        return {**stopped, "policy_version_id": held.version_id, "wake_at": held.until}
    if (issue := issue_now(share)) is not None:
        return _stopped(State.FAILED, Reason.REFUSED, issue.message)
    return {}


def _stopped(state: State, reason: Reason, problem: str) -> dict[str, Any]:
    return {"state": state, "reason": reason, "problem": problem[:300], "wake_at": None}
