"""Choosing how digests come: each member's pace, the organization's plan, a test of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from content.digests.choosing import choose_posts
from content.digests.models import Digest, DigestPlan, Pace
from content.digests.paces import due_next
from content.digests.sending import letter_of, plan_of
from content.models import Post
from tenants.audit import record
from tenants.letters import write_letters
from tenants.models import Act, Member
from tenants.roles import Permission
from tenants.wakeups import wake_on_commit


def digest_of(member: Member) -> Digest:
    """Return a member's digest; one that is not stored yet while the first sweep is to come."""
    found = Digest.objects.filter(member=member).select_related("member__organization").first()
    return found or Digest(member=member)


@transaction.atomic
def set_pace(*, member: Member, pace: str, now: datetime) -> Digest:
    """Choose how often a member's digest comes; "" leaves it to the plan.

    Raises ValidationError("pace").
    """
    if pace and pace not in Pace.values:
        raise ValidationError(_("Choose one of the list."), code="pace")
    digest, _made = Digest.objects.select_for_update(of=("self",)).get_or_create(member=member)
    digest.pace = pace
    digest.next_at = due_next(digest, plan_of(), after=now)
    digest.save(update_fields=["pace", "next_at"])
    return digest


@transaction.atomic
def set_plan(*, by: Member, now: datetime, **changes: Any) -> DigestPlan:
    """Choose how the organization's digests go out; times are found anew.

    `changes` are fields of `DigestPlan`. Raises PermissionDenied; ValidationError by field.
    """
    if not by.may(Permission.APPROVE_POSTS):
        raise PermissionDenied
    plan, _made = DigestPlan.objects.select_for_update().get_or_create()
    changed = [name for name, value in changes.items() if getattr(plan, name) != value]
    for name in changed:
        setattr(plan, name, changes[name])
    plan.full_clean(exclude=["organization"])
    if changed:
        plan.save(update_fields=changed)
        Digest.objects.exclude(next_at=None).update(next_at=None)
        wake_on_commit("content.tasks.plan_digests")
        record(Act.DIGEST_CHANGED, by=by, data={"fields": changed}, now=now)
    return plan


def next_posts(of: Member, *, to: Member, now: datetime) -> list[Post]:
    """Return what a member's next digest tells, as far as `to` may know it.

    What somebody has read, saved, put away or shared, what they follow and were told is theirs
    alone: to others it is as if there were nothing of it.
    """
    if of.pk == to.pk:
        return choose_posts(of, now=now, told=digest_of(of).told)
    return choose_posts(of, now=now, with_marks=False)


def send_test(*, by: Member, of: Member, now: datetime) -> int:
    """Send `by` what a member's next digest would be (`next_posts`); return of how many posts.

    Nothing is noted as told. Raises PermissionDenied: another's only to curators;
    ValidationError("nothing") when there is nothing to tell.
    """
    if by.pk != of.pk and not by.may(Permission.APPROVE_POSTS):
        raise PermissionDenied
    posts = next_posts(of, to=by, now=now)
    if not posts:
        raise ValidationError(_("There is nothing new to tell just now."), code="nothing")
    letter = letter_of(of, posts, subject=f"test {now.isoformat()}", now=now, to=by)
    write_letters(letters=[letter])
    return len(posts)


@dataclass(frozen=True)
class Readership:
    """How many get a digest at a pace; a count, never who."""

    label: str
    total: int


def readership(plan: DigestPlan) -> list[Readership]:
    """Return how many members get digests at each pace. One query.

    Whoever has not chosen counts at the plan's pace, also before the workers know of them.
    """
    chosen = Digest.objects.filter(member=OuterRef("pk")).values("pace")
    members = Member.objects.active().annotate(pace=Coalesce(Subquery(chosen), Value("")))
    counts: dict[str, int] = dict.fromkeys(Pace.values, 0)
    for pace, total in members.values_list("pace").annotate(total=Count("pk")).order_by("pace"):
        counts[pace or plan.pace] += total
    return [Readership(str(pace.label), counts[pace.value]) for pace in Pace]
