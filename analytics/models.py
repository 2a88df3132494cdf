"""How well: lifetime totals as read, daily additive facts, and what does not add up."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import analytics.active.models
import analytics.boards.models
import analytics.conversions.models
import analytics.goals.models
import analytics.pull_mentions.models
import analytics.reported.models
import analytics.reports.models
import analytics.retention.models
import analytics.value.models  # noqa: F401 (so that Django knows them)
from content.models import Campaign, Post
from sharing.models import Share
from tenants.models import Member, PublicIdModel, Team, TenantModel


class Snapshot(TenantModel):
    """A lifetime total of one share as its network told it. Partitioned by month of `at` (UTC).

    A metric the network does not offer has no row: "not offered" is never 0.
    """

    share = models.ForeignKey(
        Share, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    metric = models.CharField(max_length=24)
    value = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "share", "metric", "at"], name="analytics_snapshot_share"
            ),
            models.Index(fields=["organization", "at"], name="analytics_snapshot_time"),
        ]


class Fact(TenantModel):
    """What one UTC day brought: additive, by member, network, post, and the team and topics that
    the shares had when they were made. Only values above zero are kept.
    """

    day = models.DateField()
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    team = models.ForeignKey(
        Team,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    network = models.CharField(max_length=20)
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    topic_ids = ArrayField(models.BigIntegerField(), default=list)
    metric = models.CharField(max_length=24)
    value = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "organization",
                    "day",
                    "metric",
                    "member",
                    "network",
                    "post",
                    "team",
                    "topic_ids",
                ],
                nulls_distinct=False,
                name="analytics_fact_key",
            )
        ]
        indexes = [
            models.Index(fields=["organization", "member", "day"], name="analytics_fact_member"),
            models.Index(fields=["organization", "post", "day"], name="analytics_fact_post"),
        ]


class Period(models.TextChoices):
    """The spans totals are kept for, by UTC days; weeks begin on Monday."""

    DAY = "day", _("Day")
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")


class Subject(models.TextChoices):
    """Whose total it is."""

    ORGANIZATION = "organization"
    TEAM = "team"
    NETWORK = "network"
    TOPIC = "topic"
    POST = "post"
    MEMBER = "member"


class PeriodTotal(TenantModel):
    """A period's total of one metric for one subject; pages read these, never raw events.

    `key` is the subject's id or network name, "" for the organization itself. Posts and
    members have no totals by day. Places are counted from the values: stored ranks would have
    to move with every share of somebody else.
    """

    period = models.CharField(max_length=8, choices=Period.choices)
    starts_on = models.DateField()
    subject = models.CharField(max_length=12, choices=Subject.choices)
    key = models.CharField(max_length=24, blank=True)
    metric = models.CharField(max_length=24)
    value = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "period", "starts_on", "subject", "metric", "key"],
                name="analytics_periodtotal_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["organization", "period", "starts_on", "subject", "metric", "value", "key"],
                name="analytics_periodtotal_value",
            )
        ]


class CampaignTotal(TenantModel):
    """What the posts of a campaign brought between its dates, by metric; `day` None: in all.

    "joined" counts, by day, the people whose first share of it that was; "tagged" the shares that
    carry its hashtag. People add up here alone: in all, each once.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(null=True)
    metric = models.CharField(max_length=24)
    value = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "campaign", "metric", "day"],
                nulls_distinct=False,
                name="analytics_campaigntotal_once",
            )
        ]


class CampaignMark(TenantModel):
    """How far a campaign is counted: as of `filled_at`, and as it was at `version`."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    filled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "campaign"], name="analytics_campaignmark_once"
            )
        ]


class FillMark(TenantModel):
    """How far a UTC day is rolled up: equal to `ActivityDay.version` when nothing is left to do.

    `figures` says which figures it was filled with (`rollup.FIGURES`); code from before leaves 0.
    `heads_at` is when the heads of the periods around it that run were last counted.
    """

    day = models.DateField()
    version = models.PositiveBigIntegerField(default=0)
    figures = models.PositiveSmallIntegerField(default=0, db_default=0)
    filled_at = models.DateTimeField()
    heads_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "day"], name="analytics_fillmark_once")
        ]


SOURCE_LENGTH = 120


class BrandMetric(models.TextChoices):
    """What other tools count about the brand."""

    HASHTAG_MENTIONS = "hashtag_mentions", _("Mentions of a hashtag")
    POSITIVE = "mentions_positive", _("Positive mentions")
    NEUTRAL = "mentions_neutral", _("Neutral mentions")
    NEGATIVE = "mentions_negative", _("Negative mentions")
    OWN = "mentions_own", _("Our mentions in the market")
    MARKET = "mentions_market", _("All mentions in the market")
    REACH = "brand_reach", _("Reach of the brand’s own accounts")
    LEADS_ADVOCACY = "leads_advocacy", _("Leads through advocacy")
    LEADS_OTHER = "leads_other", _("Other leads")


class BrandImport(PublicIdModel):
    """A list of brand numbers that was sent in: looked through, then imported, maybe undone."""

    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    total = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta(PublicIdModel.Meta):
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="analytics_brandimport_time")
        ]

    def __str__(self) -> str:
        return self.file_name


class BrandNumber(PublicIdModel):
    """What another tool counted on one day, or we did at the servers of members who let us.

    `source` says which tool and what query. `hashtag` is the key of one of the organization's, ""
    for all that are not about one; of one that is renamed it stays the one that was counted.
    `own_shares` are the shares with it that went out on that UTC day, None where they would tell
    what single people did, or are among what we counted. `job` is the list it came by, None where
    somebody typed it or a program sent it. `at_least`: we counted it ourselves and saw no end.
    """

    day = models.DateField()
    metric = models.CharField(max_length=24, choices=BrandMetric.choices)
    hashtag = models.CharField(max_length=128, blank=True)
    value = models.BigIntegerField()
    source = models.CharField(max_length=SOURCE_LENGTH)
    at_least = models.BooleanField(default=False, db_default=False)
    own_shares = models.PositiveIntegerField(null=True)
    entered_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField()
    job = models.ForeignKey(BrandImport, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "day", "metric", "hashtag", "source"],
                name="analytics_brandnumber_once",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="analytics_brandnumber_value"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.day}"


class BrandOutcome(models.TextChoices):
    """What would become of a line, or became of it."""

    READY = "ready", _("Ready")
    CHANGES = "changes", _("Changes a number")
    KNOWN = "known", _("There already")
    TWICE = "twice", _("Twice in the list")
    WRONG = "wrong", _("Has to be put right")
    IMPORTED = "imported", _("Imported")
    CHANGED = "changed", _("Changed a number")
    UNDONE = "undone", _("Taken back")
    KEPT = "kept", _("Kept: somebody changed it since")


class BrandImportLine(TenantModel):
    """A line of a list as it was written. `problems` are [column, code] pairs.

    `before` is the value that it replaces, None where there was none; `made` is the number.
    """

    job = models.ForeignKey(BrandImport, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    day = models.TextField(blank=True)
    metric = models.TextField(blank=True)
    hashtag = models.TextField(blank=True)
    value = models.TextField(blank=True)
    source = models.TextField(blank=True)
    problems = models.JSONField(default=list)
    outcome = models.CharField(max_length=8, choices=BrandOutcome.choices)
    before = models.BigIntegerField(null=True)
    made = models.ForeignKey(BrandNumber, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "job", "number"], name="analytics_brandimportline_number"
            )
        ]
