"""Handing over a document, or the lines that somebody looks after, to another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policies.contents import Contents, PairDraft, RuleDraft, read_contents
from policies.models import Draft, DraftState, Policy
from policies.ownership import LINES, may_hand_over, newest_versions
from tenants.audit import record
from tenants.models import Act, Member, Notice
from tenants.notifying import notify
from tenants.roles import Permission

Line = TypeVar("Line", PairDraft, RuleDraft)


@transaction.atomic
def hand_over_document(*, policy: Policy, by: Member, to: Member, now: datetime) -> Policy:
    """Let a colleague who may edit it look after a document from now on; they are told.

    The same again changes nothing. Raises PermissionDenied (neither its keeper nor an admin),
    `ValidationError`: `owner` (who may not edit it).
    """
    policy = (
        Policy.objects.select_for_update(of=("self",)).select_related("owner").get(pk=policy.pk)
    )
    if not may_hand_over(by, policy):
        raise PermissionDenied
    _check_keeper(to)
    if policy.owner_id == to.pk:
        return policy
    policy.owner = to
    policy.save(update_fields=["owner"])
    data = {"document": policy.kind, "language": policy.language}
    record(Act.POLICY_HANDED, by=by, about=to, data=data, now=now)
    _tell(to, by, 0, now)
    return policy


@transaction.atomic
def hand_over_lines(*, of: Member, by: Member, to: Member, now: datetime) -> int:
    """Let a colleague look after all lines of somebody, in force and in drafts; return how many.

    What the lines say stays as it is, so nobody accepts anything anew. Raises PermissionDenied,
    `ValidationError`: `owner` (who may not edit them).
    """
    by.require(Permission.EDIT_POLICY)
    _check_keeper(to)
    if of.pk == to.pk:
        return 0
    policies = Policy.objects.order_by("pk").select_for_update()
    locked = [policy.pk for policy in policies]
    versions = newest_versions()
    moved = sum(
        one.objects.filter(version__in=versions, owner=of).update(owner=to) for one in LINES
    )
    drafts = Draft.objects.filter(policy__in=locked).exclude(state=DraftState.PUBLISHED)
    drafted = max((_hand_over_in(draft, of, to) for draft in drafts), default=0)
    count = max(moved, drafted)
    if count:
        record(Act.LINES_HANDED, by=by, about=to, data={"lines": count}, now=now)
        _tell(to, by, count, now)
    return count


def _hand_over_in(draft: Draft, of: Member, to: Member) -> int:
    """Name another keeper in a draft; whoever is writing it finds its parts changed."""
    contents, old, new = read_contents(draft.contents), str(of.public_id), str(to.public_id)
    count = sum(1 for one in contents.kept if one.owner == old)
    if not count:
        return 0
    draft.edition += 1
    draft.edited = {**draft.edited, "pairs": draft.edition, "rules": draft.edition}
    draft.contents = _renamed(contents, old, new).stored()
    draft.save(update_fields=["contents", "edition", "edited"])
    return count


def _renamed(contents: Contents, old: str, new: str) -> Contents:
    def named(line: Line) -> Line:
        return replace(line, owner=new) if line.owner == old else line

    return replace(
        contents,
        pairs=tuple(map(named, contents.pairs)),
        rules=tuple(map(named, contents.rules)),
    )


def _check_keeper(to: Member) -> None:
    if to.left_at is not None or not to.may(Permission.EDIT_POLICY):
        message = _("Choose somebody who may edit the guidelines.")
        raise ValidationError(message, code="owner")


def _tell(to: Member, by: Member, count: int, now: datetime) -> None:
    if to.pk == by.pk:
        return
    notify(
        member=to,
        kind=Notice.POLICY_HANDED,
        subject=f"{count} {now:%Y%m%dT%H%M%S%f}",
        params={"name": by.name, "count": count},
        path=reverse("policies:owners", args=[to.organization.slug]),
        now=now,
    )
