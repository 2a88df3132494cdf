"""Sending digests: workers take the due ones in turns, choose what each tells, write the letters.

Choosing is done here, once, so that a mail that is tried again says the same; what is seen or taken
back until it leaves is left out then (`content.digests.mails`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from content.digests.choosing import choose_posts
from content.digests.models import Digest, DigestPlan
from content.digests.paces import due_next
from content.models import Post
from tenants.letters import new_letter, write_letters
from tenants.models import Letter, Member
from tenants.scope import platform, tenant
from tenants.turns import in_turns
from tenants.zones import zone_of

TEMPLATE = "digest"
BATCH = 50
PLANNED = 500
LEASE = timedelta(minutes=10)
REMEMBERED = 60
"""Posts that were told of and do not come again."""

CLAIM = in_turns(
    "content_digest", order="next_at", due="d.next_at <= %(now)s", takes="next_at = %(until)s"
)
UNPLANNED = """
SELECT o.id FROM tenants_organization o
LEFT JOIN content_digestplan p ON p.organization_id = o.id
WHERE o.ended_at IS NULL AND (
  (p.is_on IS NOT FALSE AND EXISTS (
    SELECT FROM content_digest d WHERE d.organization_id = o.id AND d.next_at IS NULL
    AND coalesce(nullif(d.pace, ''), p.pace, 'weekly') <> 'never'))
  OR EXISTS (SELECT FROM tenants_member m WHERE m.organization_id = o.id AND m.left_at IS NULL
             AND NOT EXISTS (SELECT FROM content_digest d
                             WHERE d.organization_id = o.id AND d.member_id = m.id))
  OR EXISTS (SELECT FROM content_digest d JOIN tenants_member m ON m.id = d.member_id
             WHERE d.organization_id = o.id AND m.left_at IS NOT NULL))
"""


def plan_of() -> DigestPlan:
    """Return how the organization in scope sends digests; the defaults while it has not said."""
    return DigestPlan.objects.first() or DigestPlan()


def plan_digests(*, now: datetime) -> int:
    """Find a time for who has none, some of each organization; return how many."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(UNPLANNED)
        organizations = [row[0] for row in cursor.fetchall()]
    return sum(_plan(organization_id, now) for organization_id in organizations)


def _plan(organization_id: int, now: datetime) -> int:
    with tenant(organization_id):
        Digest.objects.exclude(member__left_at=None).delete()
        known = Digest.objects.values("member")
        new = Member.objects.active().exclude(pk__in=known).order_by("pk")[:PLANNED]
        Digest.objects.bulk_create([Digest(member=one) for one in new], ignore_conflicts=True)
        plan = plan_of()
        if not plan.is_on:
            return 0
        found = Digest.objects.unplanned(plan).select_related("member__organization")
        todo = list(found.select_for_update(of=("self",), skip_locked=True)[:PLANNED])
        for digest in todo:
            digest.next_at = due_next(digest, plan, after=now)
        Digest.objects.bulk_update(todo, ["next_at"])
        return len(todo)


def send_due(*, now: datetime, limit: int = BATCH) -> int:
    """Write the letters of the next few digests that are due; return how many were taken."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE, "limit": limit})
        claims = cursor.fetchall()
    taken: dict[int, list[int]] = defaultdict(list)
    for organization_id, digest_id in claims:
        taken[organization_id].append(digest_id)
    for organization_id, ids in taken.items():
        with tenant(organization_id):
            _write(ids, now)
    return len(claims)


def _write(ids: Sequence[int], now: datetime) -> None:
    plan = plan_of()
    related = ("member__user", "member__organization")
    # Locked: who chooses meanwhile is heard, before or after.
    rows = Digest.objects.filter(pk__in=ids).select_for_update(of=("self",), no_key=True)
    digests = list(rows.select_related(*related).order_by("pk"))
    letters = []
    for digest in digests:
        next_at = due_next(digest, plan, after=now)
        posts: list[Post] = []
        if next_at is not None and _goes_to(digest.member):
            posts = choose_posts(digest.member, now=now, told=digest.told)
        if posts:
            today = now.astimezone(zone_of(digest.member)).date()
            letters.append(letter_of(digest.member, posts, subject=f"{today}", now=now))
            digest.last_at = now
            digest.told = [*(post.pk for post in posts), *digest.told][:REMEMBERED]
        digest.next_at = next_at
    write_letters(letters=letters)
    Digest.objects.bulk_update(digests, ["next_at", "last_at", "told"])


def _goes_to(member: Member) -> bool:
    """Tell whether a member may be told: one who left or whose organization halts is not."""
    organization = member.organization
    is_still = not organization.pause_reason and organization.deletion_due_at is None
    return member.left_at is None and is_still


def letter_of(
    member: Member, posts: Sequence[Post], *, subject: str, now: datetime, to: Member | None = None
) -> Letter:
    """Return the mail of a member's digest; `to` another when it is a test of it."""
    receiver = to or member
    chosen: list[UUID] = [post.public_id for post in posts]
    params = {
        "posts": [one.hex for one in chosen],
        "of": member.public_id.hex,
        "is_test": to is not None,
    }
    return new_letter(
        email=receiver.user.email,
        member=receiver,
        template=TEMPLATE,
        subject=subject,
        params=params,
        now=now,
    )
