"""How an organization approves, which mix it aims at, and who reviews its topics."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.models import DeskSettings, Mix, Steps, Topic, TopicReview
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission, Role
from tenants.services.settings import hold_settings

WHOLE = 100
MOST_REVIEWERS = 20


@transaction.atomic
def set_approval(
    *,
    by: Member,
    steps: int,
    company: int | None,
    industry: int | None,
    culture: int | None,
    now: datetime,
    version: int | None = None,
) -> DeskSettings:
    """Store how many approve a post, and the mix aimed at: all three parts, or none.

    Raises PermissionDenied; ValidationError of code "newer": somebody changed it since `version`;
    "steps": too few people could approve; "company": the parts are not a whole.
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    hold_settings(by=by)
    held = DeskSettings.current()
    if version is not None and held.version != version:
        said = _("Somebody has changed these settings since you opened the page. Look again.")
        raise ValidationError(said, code="newer")
    approvers = Member.objects.active().who_may(Permission.APPROVE_POSTS)
    if steps == Steps.TWO and approvers.count() <= 1:
        said = _("Two curators have to approve, and there is one. Make somebody a curator first.")
        raise ValidationError(said, code="steps")
    if steps not in Steps.values:
        raise ValidationError(_("Choose one or two."), code="steps")
    parts = (company, industry, culture)
    if any(part is not None for part in parts) and sum(part or 0 for part in parts) != WHOLE:
        said = _("The three parts make 100 % together; leave all empty for no target.")
        raise ValidationError(said, code="company")
    is_set = any(part is not None for part in parts)
    values: dict[str, Any] = {"steps": steps}
    values |= {
        mix: (part or 0) if is_set else None for mix, part in zip(Mix.values, parts, strict=True)
    }
    changed = [name for name, value in values.items() if getattr(held, name) != value]
    if changed:
        held.version += 1
        for name, value in values.items():
            setattr(held, name, value)
        held.save()
        record(Act.APPROVAL_CHANGED, by=by, data={"fields": changed, "steps": steps}, now=now)
    return held


@transaction.atomic
def set_reviewers(
    *, topic: Topic, members: Iterable[Member], roles: Iterable[str], by: Member, now: datetime
) -> None:
    """Say whose yes posts about a topic need as well: one of these people or roles; nobody's.

    Raises PermissionDenied; ValidationError of code "roles", "members".
    """
    by.require(Permission.MANAGE_ORGANIZATION)
    wanted = {(member.pk, "") for member in members} | {(None, role) for role in roles}
    if not {role for _pk, role in wanted} <= {"", *Role.values}:
        raise ValidationError(_("There is no such role."), code="roles")
    if len(wanted) > MOST_REVIEWERS:
        said = _("Name up to %(most)s.")
        raise ValidationError(said, code="members", params={"most": MOST_REVIEWERS})
    Topic.objects.select_for_update(of=("self",), no_key=True).get(pk=topic.pk)
    there = TopicReview.objects.filter(topic=topic)
    before = {(one.member_id, one.role): one.pk for one in there}
    if set(before) == wanted:
        return
    there.filter(pk__in=[pk for key, pk in before.items() if key not in wanted]).delete()
    TopicReview.objects.bulk_create(
        TopicReview(topic=topic, member_id=pk, role=role)
        for pk, role in sorted(wanted - set(before), key=str)
    )
    ids = {one.pk: str(one.public_id) for one in members}
    data = {
        "topic": topic.pk,
        "members": [ids[pk] for pk, role in wanted if not role and pk in ids],
        "roles": [role for _pk, role in wanted if role],
    }
    record(Act.REVIEWERS_SET, by=by, data=data, now=now)
