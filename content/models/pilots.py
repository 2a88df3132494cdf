"""Who sees a post or a campaign first, before everybody else does."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from content.models.campaigns import Campaign
from content.models.posts import Post
from tenants.models import Member, PublicIdModel, Team, TenantModel


class Pilot(PublicIdModel):
    """That a post, or all posts of a campaign, are for some people first.

    It runs until its moment `until`, where it has one, or until a curator opens it to all.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, null=True, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "post"], name="content_pilot_post"),
            models.UniqueConstraint(
                fields=["organization", "campaign"], name="content_pilot_campaign"
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=True) ^ Q(campaign__isnull=True),
                name="content_pilot_of_one",
            ),
        ]


class PilotGuest(TenantModel):
    """That a pilot takes in a team, or one member."""

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="guests")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "pilot", "team", "member"],
                name="content_pilotguest_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=True) ^ Q(member__isnull=True),
                name="content_pilotguest_of_one",
            ),
        ]
