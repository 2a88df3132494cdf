"""Campaigns: posts with a goal, a target that can be counted, and dates."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.models.audiences import Reader, for_guest
from content.models.hashtags import Hashtag
from tenants.models import Member, PublicIdModel
from tenants.roles import Permission
from tenants.scope import TenantQuerySet, managers


class Goal(models.TextChoices):
    """What a campaign is to bring."""

    LEADS = "leads", _("More leads")
    RECRUITING = "recruiting", _("Recruiting")
    AWARENESS = "awareness", _("Brand awareness")
    SHARE_OF_VOICE = "share_of_voice", _("Share of voice")
    CULTURE = "culture", _("Culture")


class Target(models.TextChoices):
    """What a campaign's target counts: what its posts bring between its dates."""

    SHARES = "shares", _("Shares")
    CLICKS = "clicks", _("Clicks")
    ENGAGEMENTS = "engagements", _("Engagements")
    PARTICIPANTS = "participants", _("People who take part")


class Stage(models.TextChoices):
    """Where a campaign is, by its dates in the organization's zone."""

    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    ENDED = "ended", _("Over")
    ARCHIVED = "archived", _("Archived")


class CampaignQuerySet(TenantQuerySet["Campaign"]):
    """Campaigns, narrowed."""

    def visible_to(self, member: Member, today: date) -> CampaignQuerySet:
        """Return those a member may open: begun, not put away, and not kept for others first.

        Its pilot's people see one before it begins; curators see all.
        """
        if member.may(Permission.APPROVE_POSTS):
            return self.all()
        reader = Reader.of(member)
        has_come = Q(starts_on__lte=today) | Q(for_guest(reader, campaign="pk", named=True))
        return self.filter(has_come, for_guest(reader, campaign="pk"), archived_at__isnull=True)

    def at(self, stage: str, today: date) -> CampaignQuerySet:
        """Return those of one stage."""
        if stage == Stage.ARCHIVED:
            return self.filter(archived_at__isnull=False)
        is_over = Q(ends_on__lt=today) | Q(ended_at__isnull=False)
        open_ones = self.filter(archived_at__isnull=True)
        if stage == Stage.ENDED:
            return open_ones.filter(is_over)
        begun = Q(starts_on__lte=today)
        return open_ones.filter(begun if stage == Stage.RUNNING else ~begun).exclude(is_over)


_campaigns, _all_campaigns = managers(CampaignQuerySet)


class Campaign(PublicIdModel):
    """A group of posts with a goal and dates, both inclusive, in the organization's zone.

    A post is in at most one (`Post.campaign`): so no share counts twice, and one pilot decides who
    sees it. One that a curator ended (`ended_at`) has that day as its last.
    """

    name = models.CharField(_("name"), max_length=120)
    why = models.CharField(_("why"), max_length=600)
    goal = models.CharField(_("goal"), max_length=16, choices=Goal.choices)
    target = models.CharField(_("what counts"), max_length=14, choices=Target.choices)
    target_value = models.PositiveIntegerField(_("how many"), validators=[MinValueValidator(1)])
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    hashtag = models.ForeignKey(
        Hashtag, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = _campaigns
    everyone: ClassVar[Any] = _all_campaigns

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="content_campaign_dates"
            ),
            models.CheckConstraint(
                condition=Q(target_value__gte=1), name="content_campaign_has_target"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-starts_on", "-id"], name="content_campaign_time")
        ]

    def __str__(self) -> str:
        return self.name

    def is_shown_to(self, member: Member, today: date) -> bool:
        """Tell whether a member may open its page. One query."""
        return bool(Campaign.objects.visible_to(member, today).filter(pk=self.pk).exists())

    def stage(self, today: date) -> Stage:
        """Return where it is on a day of the organization."""
        if self.archived_at is not None:
            return Stage.ARCHIVED
        if self.ended_at is not None or self.ends_on < today:
            return Stage.ENDED
        return Stage.RUNNING if self.starts_on <= today else Stage.PLANNED
