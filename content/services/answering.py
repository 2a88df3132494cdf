"""What a reader says of a post with one tap, and taking it back."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.models import Confirmation, Feedback, Kind, Opinion, Post
from content.services.active_days import note_active
from content.voices.answers import beginning_of_day
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission


@transaction.atomic
def give_feedback(*, post: Post, member: Member, verdict: str, now: datetime) -> None:
    """Store what a member thinks of a post, in place of what they thought before; "" is nothing.
    What stood when the day began is kept with it.

    Raises PermissionDenied: it is not offered to them; ValidationError("verdict").
    """
    _require_offered(post, member)
    if verdict and verdict not in Opinion.values:
        raise ValidationError(_("Choose one of the answers."), code="verdict")
    own = Feedback.objects.filter(post=post, member=member)
    before = own.select_for_update(of=("self",), no_key=True).first()
    stood = before.stood_at(beginning_of_day(now)) if before else ""
    if not (verdict or stood):
        own.delete()
        return
    Feedback.objects.update_or_create(
        post=post, member=member, defaults={"verdict": verdict, "stood": stood, "at": now}
    )
    note_active(member=member, now=now)


@transaction.atomic
def confirm_reading(*, post: Post, member: Member, now: datetime) -> None:
    """Note that a member says they have read a post; idempotent, the first time stays.

    Raises PermissionDenied: it is not offered to them; ValidationError("unasked").
    """
    _require_offered(post, member)
    if not Post.objects.filter(pk=post.pk, asks_to_confirm=True).exists():
        raise ValidationError(_("Nobody asks to confirm this post."), code="unasked")
    Confirmation.objects.bulk_create(
        [Confirmation(post=post, member=member, at=now)], ignore_conflicts=True
    )
    note_active(member=member, now=now)


@transaction.atomic
def ask_to_confirm(*, post: Post, by: Member, is_asked: bool, now: datetime) -> Post:
    """Ask readers of a post for us alone to confirm that they have read it, or stop asking.

    What was confirmed stays. Raises PermissionDenied; ValidationError("kind").
    """
    by.require(Permission.APPROVE_POSTS)
    if is_asked and post.kind != Kind.INTERNAL:
        message = _("Only posts that are for us alone ask for it.")
        raise ValidationError(message, code="kind")
    rows = Post.objects.filter(pk=post.pk).exclude(asks_to_confirm=is_asked)
    if rows.update(asks_to_confirm=is_asked):
        act = Act.CONFIRMING_ASKED if is_asked else Act.CONFIRMING_ENDED
        record(act, by=by, about=post, now=now)
    post.refresh_from_db()
    return post


def _require_offered(post: Post, member: Member) -> None:
    if not Post.objects.visible_to(member).opened().filter(pk=post.pk).exists():
        raise PermissionDenied
