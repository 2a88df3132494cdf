"""Who stands at the door of an invented organization: by its domain, and who has left."""

from __future__ import annotations

from datetime import datetime, timedelta

from advocacy.demo import history
from advocacy.demo.cast import Person
from tenants.models import Domain, Joining, JoinRequest, Member, Purpose, User
from tenants.naming import sort_key
from tenants.roles import Role

LEFT = Person("Petra Lind", "petra@acme.example")
ASKS = Person("Eve Morgan", "eve@acme.example")
PEOPLE = (LEFT, ASKS)


def furnish(domain: str, users: dict[str, User], *, now: datetime) -> None:
    """Prove a domain, let somebody ask to join by it and somebody have left, in scope.

    Invented domains have no records, so nobody looks for the proof again by themselves.
    """
    long_ago = now - timedelta(days=history.DAYS)
    Domain.objects.create(
        name=domain,
        purpose=Purpose.EMAIL,
        joining=Joining.APPROVAL,
        created_at=long_ago,
        proved_at=long_ago,
        checked_at=long_ago,
    )
    asked_at = now - timedelta(hours=20)
    JoinRequest.objects.create(user=users[ASKS.email], email=ASKS.email, asked_at=asked_at)
    Member.objects.create(
        user=users[LEFT.email],
        name=LEFT.name,
        sort_key=sort_key(LEFT.name),
        roles=[Role.ADVOCATE],
        joined_at=long_ago,
        left_at=now - timedelta(days=9),
    )
