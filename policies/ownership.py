"""Who looks after the documents and their lines, and who may hand them over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from policies.contents import read_contents
from policies.models import Draft, Pair, Policy, PolicyVersion, Rule
from tenants.ids import read_ids
from tenants.models import Member
from tenants.roles import Permission

LINES = (Pair, Rule)


@dataclass(frozen=True)
class Keeper:
    """Who is named for lines in force or in an open draft, and for how many."""

    member: Member
    count: int

    @property
    def is_here(self) -> bool:
        """Tell whether they still look after them."""
        return self.member.left_at is None and self.member.may(Permission.EDIT_POLICY)


def newest_versions() -> list[int]:
    """Return the keys of the versions in force, of all documents; one query."""
    return list(PolicyVersion.objects.newest().values_list("pk", flat=True))


def keepers() -> list[Keeper]:
    """Return who is named for lines, those who look after them no more first; five queries.

    A line that is in force and in a draft counts once.
    """
    versions = newest_versions()
    counts: Counter[str] = Counter()
    for one in LINES:
        rows = one.objects.filter(version__in=versions, owner__isnull=False)
        counts.update(str(owner) for owner in rows.values_list("owner__public_id", flat=True))
    drafted: Counter[str] = Counter()
    for draft in Draft.objects.open():
        drafted.update(one.owner for one in read_contents(draft.contents).kept if one.owner)
    lines = counts | drafted
    people = Member.objects.filter(public_id__in=read_ids(lines)).select_related("organization")
    found = [Keeper(one, lines[str(one.public_id)]) for one in people]
    return sorted(found, key=lambda one: (one.is_here, one.member.sort_key, one.member.pk))


def may_hand_over(member: Member, policy: Policy) -> bool:
    """Tell whether a member may give a document to another: who looks after it, and admins.

    Its keeper sees who has accepted it, so nobody else takes it.
    """
    keeper = policy.keeper
    return member.may(Permission.MANAGE_ORGANIZATION) or (
        keeper is not None and keeper.pk == member.pk
    )
