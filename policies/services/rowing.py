"""One row of a draft: put in, changed or taken out, while others change the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from policies.contents import read_contents
from policies.marks import Row, place_of
from policies.models import Draft
from policies.services.drafting import Stale, lock_open, store_changes
from tenants.models import Member


@transaction.atomic
def set_row(
    *, draft: Draft, member: Member, part: str, row: Row, was: str = "", now: datetime
) -> Draft:
    """Put a row into a part, in the place of the one whose mark it `was`; at the end without.

    Who changes other rows at the same time loses nothing. Raises `Stale` where this one was changed
    or taken out meanwhile, `ValidationError` as `save_draft`.
    """
    draft = lock_open(draft)
    had = read_contents(draft.contents)
    rows = list(getattr(had, part))
    place = _place(part, rows, was) if was else len(rows)
    rows[place : place + 1] = [row]
    return store_changes(draft, had, {part: tuple(rows)}, member=member, now=now)


@transaction.atomic
def remove_row(*, draft: Draft, member: Member, part: str, was: str, now: datetime) -> Draft:
    """Take the row of a mark out of a part. Raises as `set_row`."""
    draft = lock_open(draft)
    had = read_contents(draft.contents)
    rows = list(getattr(had, part))
    del rows[_place(part, rows, was)]
    return store_changes(draft, had, {part: tuple(rows)}, member=member, now=now)


def _place(part: str, rows: Sequence[Row], was: str) -> int:
    place = place_of(rows, was)
    if place is None:
        raise Stale([part])
    return place
