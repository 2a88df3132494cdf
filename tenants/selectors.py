"""Reading who is who, for the members page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from tenants.invitations import link_to_join
from tenants.models import ApiToken, Invitation, Letter, LetterState, Member, User
from tenants.roles import Role

OPEN_INVITATIONS = TOKEN_HOLDERS = 200


@dataclass(frozen=True)
class MemberRow:
    """A member with the names of what they do."""

    member: Member
    role_labels: list[str]


@dataclass(frozen=True)
class MembersPage:
    """One page of members by name; `next_after` names its last one, None on the last page."""

    rows: list[MemberRow]
    next_after: UUID | None


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that can still be accepted, with its link."""

    invitation: Invitation
    link: str
    role_labels: list[str]
    mail_problem: str
    """What the mail server said when it did not take the mail, "" while there is nothing to say."""


def members_page(*, after: UUID | None = None, size: int = 50) -> MembersPage:
    """Return members by name, cut by keyset: after the one that `after` names."""
    rows = Member.objects.active().select_related("user", "team").order_by("sort_key", "id")
    last = after and Member.objects.filter(public_id=after).first()
    if last:
        later = Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, id__gt=last.pk)
        rows = rows.filter(later, sort_key__gte=last.sort_key)
    found = list(rows[: size + 1])
    shown = [MemberRow(member, role_labels(member.roles)) for member in found[:size]]
    return MembersPage(shown, shown[-1].member.public_id if len(found) > size else None)


def open_invitations(*, now: datetime) -> list[OpenInvitation]:
    """Return the newest open invitations, at most 200."""
    rows = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    rows = rows.select_related("organization", "team", "invited_by").order_by("-created_at", "-id")
    found = list(rows[:OPEN_INVITATIONS])
    problems = _mail_problems([one.email for one in found])
    return [
        OpenInvitation(one, link_to_join(one), role_labels(one.roles), problems.get(one.email, ""))
        for one in found
    ]


def _mail_problems(emails: list[str]) -> dict[str, str]:
    """Return, by address, why the newest invitation did not arrive."""
    letters = Letter.objects.filter(template="invitation", email__in=emails)
    newest = {letter.email: letter for letter in letters.order_by("created_at", "pk")}
    return {
        email: letter.problem
        for email, letter in newest.items()
        if letter.state == LetterState.FAILED
    }


@dataclass(frozen=True)
class TokenHolder:
    """A member with how many tokens of theirs are good, and when one was last used."""

    member: Member
    count: int
    last_used_at: datetime | None


def token_holders(*, now: datetime) -> list[TokenHolder]:
    """Return who has tokens that are good, by name, at most 200; nothing of a token itself."""
    rows = ApiToken.objects.good_at(now).order_by().values_list("member")
    counted = rows.annotate(count=Count("pk"), used=Max("last_used_at"))
    told = {pk: (count, used) for pk, count, used in counted}
    people = Member.objects.active().filter(pk__in=told).order_by("sort_key", "id")
    return [TokenHolder(one, *told[one.pk]) for one in people[:TOKEN_HOLDERS]]


def role_labels(roles: list[str]) -> list[str]:
    """Return roles in the order of the table, as people read them; "advocate" only when alone."""
    special = [role for role in Role if role in roles and role != Role.ADVOCATE.value]
    return [str(role.label) for role in special] or [str(Role.ADVOCATE.label)]


def has_account(email: str) -> bool:
    """Tell whether someone signs in by this address; for the holder of its invitation only."""
    return User.objects.filter(email=email).exists()
