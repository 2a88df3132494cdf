"""What the pages of the desk show of sharing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from sharing.models import Clearance
from tenants.roles import Permission


def desk(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """Give templates `words_waiting`, how many requests wait for the member's yes; asked for late.

    Only pages of the desk ask, so no other page pays for it.
    """
    return {"words_waiting": lambda: _waiting(request)}


def _waiting(request: HttpRequest) -> int:
    member = getattr(request, "member", None)
    if member is None or not member.may(Permission.APPROVE_POSTS):
        return 0
    return int(Clearance.objects.waiting_for(member).count())
