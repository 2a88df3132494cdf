"""Examples in a draft, one at a time: put in, changed, taken out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from policies.contents import ExampleDraft, read_contents
from policies.models import Draft
from policies.services.drafting import lock_open, save_draft
from tenants.models import Member


def mark_of(example: ExampleDraft) -> str:
    """Return what tells an example from all others, as it is now."""
    return hashlib.sha256(json.dumps(asdict(example)).encode()).hexdigest()[:24]


@transaction.atomic
def set_example(
    *, draft: Draft, member: Member, example: ExampleDraft, was: str = "", now: datetime
) -> Draft:
    """Put an example into a draft, at its end or instead of the one that `was` marks.

    Others may change others meanwhile. Raises `ValidationError`: `gone` (that one was changed or
    taken out), or as `save_draft`.
    """
    draft = lock_open(draft)
    had = list(read_contents(draft.contents).examples)
    place = _place(had, was) if was else len(had)
    return _save(draft, member, [*had[:place], example, *had[place + 1 :]], now)


@transaction.atomic
def remove_example(*, draft: Draft, member: Member, was: str, now: datetime) -> Draft:
    """Take an example out of a draft. Raises `ValidationError` as `set_example`."""
    draft = lock_open(draft)
    had = list(read_contents(draft.contents).examples)
    place = _place(had, was)
    return _save(draft, member, [*had[:place], *had[place + 1 :]], now)


def _place(had: list[ExampleDraft], was: str) -> int:
    for place, one in enumerate(had):
        if mark_of(one) == was:
            return place
    message = _(
        "Somebody changed this example or took it out meanwhile. Your words are still here."
    )
    raise ValidationError(message, code="gone")


def _save(draft: Draft, member: Member, examples: list[ExampleDraft], now: datetime) -> Draft:
    changes = {"examples": tuple(examples)}
    return save_draft(draft=draft, member=member, changes=changes, edition=draft.edition, now=now)
