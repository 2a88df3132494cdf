"""The legal review of a draft: asked of one person, who says yes or sends it back with a note."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policies.contents import read_contents
from policies.models import Draft, DraftState, Policy
from policies.services.checking import check_finished
from policies.services.drafting import check_edition, lock_open
from policies.services.publishing import document_of
from tenants.audit import record
from tenants.models import Act, Member, Notice
from tenants.notifying import notify
from tenants.roles import Permission

LONGEST_NOTE = 2000


@transaction.atomic
def send_to_review(*, draft: Draft, member: Member, reviewer: Member, now: datetime) -> Draft:
    """Ask a colleague who may edit the policy to review a draft; another one may be asked later.

    Raises `ValidationError`: `closed`, `reviewer`, or as `check_finished`.
    """
    draft = lock_open(draft)
    check_finished(read_contents(draft.contents))
    if reviewer == member:
        raise ValidationError(_("Ask somebody else than yourself."), code="reviewer")
    if reviewer.left_at is not None or not reviewer.may(Permission.EDIT_POLICY):
        message = _("Ask somebody who may edit the guidelines.")
        raise ValidationError(message, code="reviewer")
    draft.state, draft.reviewer, draft.asked_by = DraftState.REVIEW, reviewer, member
    draft.note = ""
    draft.save(update_fields=["state", "reviewer", "asked_by", "note"])
    _record(Act.DRAFT_SENT, draft, by=member, now=now)
    _tell(Notice.POLICY_REVIEW, draft, reviewer, {"name": member.name}, now)
    return draft


@transaction.atomic
def decide_review(
    *, draft: Draft, member: Member, is_yes: bool, note: str, edition: int, now: datetime
) -> Draft:
    """Say yes to what a draft says, or send it back with a note.

    Raises `ValidationError`: `closed`, `reviewer` (another one is asked, or nobody), `edition` (it
    says something else by now), `note` (a no without one).
    """
    draft = lock_open(draft)
    if draft.state != DraftState.REVIEW or draft.reviewer_id != member.pk:
        raise ValidationError(_("You are not asked to review this draft."), code="reviewer")
    check_edition(draft, edition)
    if not is_yes and not note.strip():
        raise ValidationError(_("Say what has to change."), code="note")
    draft.state = DraftState.CLEARED if is_yes else DraftState.DRAFT
    draft.note = note.strip()
    draft.save(update_fields=["state", "note"])
    _record(Act.DRAFT_CLEARED if is_yes else Act.DRAFT_RETURNED, draft, by=member, now=now)
    if draft.asked_by is not None:
        params = {"name": member.name, "is_yes": is_yes}
        _tell(Notice.POLICY_REVIEWED, draft, draft.asked_by, params, now)
    return draft


@transaction.atomic
def ask_for_reviews(*, member: Member, kind: str, asks: bool, now: datetime) -> Policy:
    """Set whether versions of a document, translations too, need a legal review first."""
    document_of(kind, "", owner=member)
    Policy.objects.filter(kind=kind).update(asks_review=asks)
    record(Act.POLICY_REVIEWS_SET, by=member, data={"document": kind, "asks_review": asks}, now=now)
    policy: Policy = Policy.objects.get(kind=kind, language="")
    return policy


def _tell(
    kind: Notice, draft: Draft, member: Member, params: dict[str, object], now: datetime
) -> None:
    notify(
        member=member,
        kind=kind,
        subject=f"{draft.public_id.hex} {draft.edition} {now:%Y%m%dT%H%M%S}",
        params=params,
        path=reverse("policies:draft", args=[member.organization.slug, draft.public_id]),
        now=now,
    )


def _record(act: Act, draft: Draft, *, by: Member, now: datetime) -> None:
    data = {"document": draft.policy.kind, "edition": draft.edition}
    record(act, by=by, about=draft, data=data, now=now)
