"""Which teams people were in before, so that head-counts of the past can be counted again."""

from __future__ import annotations

from django.db import models

from tenants.models.base import TenantModel
from tenants.models.people import Member, Team


class TeamMove(TenantModel):
    """That a member left a team, or came out of none, at a moment: `left` is where they were.

    Where they went is the `left` of their next move, or their team of now. Of the time before moves
    were noted, and before their first, they count as where that one found them.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    left = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    moved_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "moved_at"], name="tenants_teammove_time"),
        ]
