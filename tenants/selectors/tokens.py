"""Who has tokens for programs, as admins see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from tenants.models import ApiToken, Member

TOKEN_HOLDERS = 200


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
