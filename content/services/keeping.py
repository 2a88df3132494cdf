"""Keeping what is typed and not saved: on the server, for its writer alone, never in the post.

It is the editor's form as it was sent, like the words that outlive an ended session
(`tenants.middleware.take_kept_text`): both come back into the editor by the same way.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from content.models import KeptWords, Post
from tenants.models import Member
from tenants.scope import platform

KEPT_FOR = timedelta(days=30)
MOST = 20
"""How many unsaved texts of one member are kept; the oldest go first."""
LARGEST = 200_000
"""The most characters of one."""

SWEPT = 500

Sent = dict[str, list[str]]


def keep_words(
    *, member: Member, post: Post | None, key: uuid.UUID, data: Sent, now: datetime
) -> bool:
    """Keep what was typed; False where it was saved or discarded meanwhile, or is too long."""
    if sum(len(text) for texts in data.values() for text in texts) > LARGEST:
        return False
    with transaction.atomic():
        mine = KeptWords.objects.filter(member=member)
        row = mine.select_for_update(of=("self",), no_key=True).filter(key=key).first()
        if row is not None and not row.data:
            return False
        if row is None:
            fresh = KeptWords(member=member, post=post, key=key, data=data, at=now)
            KeptWords.objects.bulk_create([fresh], ignore_conflicts=True)
            _forget_old(member, now)
        else:
            mine.filter(key=key).update(data=data, at=now)
    return True


def forget_words(*, member: Member, key: uuid.UUID, post: Post | None, now: datetime) -> None:
    """Erase what was kept, once it is saved or discarded; what is still on its way comes late."""
    KeptWords.objects.bulk_create(
        [KeptWords(member=member, post=post, key=key, at=now)],
        update_conflicts=True,
        unique_fields=["organization", "member", "key"],
        update_fields=["data", "at"],
    )


def kept_words(*, member: Member, post: Post | None) -> list[KeptWords]:
    """Return what a member has not saved of a post, or of new ones; the newest first."""
    rows = KeptWords.objects.filter(member=member, post=post).exclude(data={})
    return list(rows.order_by("-at", "-id"))


def sent_fields(data: Mapping[str, Sequence[str]], left_out: frozenset[str]) -> Sent:
    """Return a form's fields as they are kept; buttons and what guards the form are left out."""
    return {name: list(texts) for name, texts in data.items() if name not in left_out}


def _forget_old(member: Member, now: datetime) -> None:
    mine = KeptWords.objects.filter(member=member)
    unsaved = mine.exclude(data={})
    newest = list(unsaved.order_by("-at", "-id").values_list("pk", flat=True)[:MOST])
    is_too_many = ~Q(data={}) & ~Q(pk__in=newest)
    mine.filter(is_too_many | Q(at__lt=now - KEPT_FOR)).delete()


def sweep_kept(*, now: datetime) -> int:
    """Erase what was kept for long enough, or of members who left; return how many."""
    over = Q(at__lt=now - KEPT_FOR) | Q(member__left_at__isnull=False)
    with platform():
        ids = list(KeptWords.everyone.filter(over).values_list("pk", flat=True)[:SWEPT])
        return int(KeptWords.everyone.filter(pk__in=ids).delete()[0])
