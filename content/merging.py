"""What two people made of one post, put together; and where only a person can say which."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content.written import SETS, Written, column_of, differing, value_in


class Stale(ValidationError):
    """Somebody else changed the same fields meanwhile; nothing was saved.

    `merged` is everything with one's own value in each of `fields`, `theirs` what stands there now,
    as of `version`.
    """

    def __init__(
        self, *, fields: Sequence[str], merged: Written, theirs: Written, version: int
    ) -> None:
        said = _("Someone else changed this post meanwhile. Your words are still here.")
        super().__init__(said, code="stale")
        self.fields, self.merged, self.theirs, self.version = fields, merged, theirs, version
        self.at_fields = ["version", *dict.fromkeys(map(column_of, fields))]


def merge(*, base: Written | None, mine: Written, theirs: Written) -> tuple[Written, list[str]]:
    """Return both changes in one, and the fields that both changed, in which mine stands.

    Without a `base` nobody knows who changed what: then every difference is for a person.
    Of what has no order (topics, teams…) each one's additions and removals are taken.
    """
    merged, both = dict(theirs), []
    mine_changed = differing(mine, base if base is not None else theirs)
    for name in mine_changed:
        own, other = value_in(mine, name), value_in(theirs, name)
        if own == other:
            continue
        if base is not None and name in SETS:
            before = set(value_in(base, name))
            added, gone = set(own) - before, before - set(own)
            merged[name] = [one for one in other if one not in gone]
            merged[name] += [one for one in own if one in added and one not in merged[name]]
            continue
        if base is None or other != value_in(base, name):
            both.append(name)
        merged[name] = own
    return merged, both
