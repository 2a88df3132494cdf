"""Reports that go by mail and who gets them; links that show a dashboard."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, PublicIdModel, Team, TenantModel


class Pace(models.TextChoices):
    """Which periods a report is of; it comes when one is over."""

    WEEK = "week", _("Every week")
    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every quarter")


class Attached(models.TextChoices):
    """What a report brings beside the mail itself."""

    NOTHING = "", _("Nothing: the mail says it all")
    XLSX = "xlsx", _("A workbook (XLSX)")
    CSV = "csv", _("A table (CSV)")
    PDF = "pdf", _("Pages to print or pass on (PDF)")


class Part(models.TextChoices):
    """What of the dashboard stands beside its figures, and a link may show or not."""

    GOALS = "goals", _("Goals that run, and how far they are")
    NOTES = "notes", _("Notes on the trend, and campaigns that began")
    BRAND = "brand", _("Brand numbers, imported from other tools")
    POSTS = "posts", _("Top posts, by their titles")
    VALUE = "value", _("What it was worth, with the prices")


OF_TEAMS = frozenset({Part.NOTES})
"""The parts that there are of a single team."""
USUAL_PARTS = (Part.GOALS, Part.NOTES, Part.BRAND)
"""What a link shows unless its maker says otherwise: no money, and no title of a post."""


class Report(PublicIdModel):
    """A dashboard that goes by mail when a period is over; the row is the workers' queue.

    `team` None: of the whole organization. `next_at` is None while it is paused.
    """

    pace = models.CharField(max_length=8, choices=Pace.choices)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    attached = models.CharField(max_length=8, choices=Attached.choices, blank=True)
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)

    class Meta(PublicIdModel.Meta):
        indexes = [
            models.Index(
                fields=["organization", "next_at"],
                condition=Q(next_at__isnull=False),
                name="analytics_report_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pace} {self.public_id}"


class ReportReader(TenantModel):
    """Who gets a report; `stopped_at` is when they had enough of it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="readers")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "report", "member"], name="analytics_reportreader_once"
            )
        ]


class ReportSending(TenantModel):
    """That a report of one period was written, when and to how many; once for each period.

    `people` is 0 where nobody was left to get it, or its team was too small to be told.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sendings")
    pace = models.CharField(max_length=8, choices=Pace.choices)
    starts_on = models.DateField()
    at = models.DateTimeField()
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "report", "pace", "starts_on"],
                name="analytics_reportsending_once",
            )
        ]


class ReportLink(PublicIdModel):
    """A link that shows a dashboard without signing in; only the SHA-256 of its secret is stored.

    `period` is the kind of period it shows; `team` None: the whole organization. `shows` are the
    parts that stand beside the figures, of a team notes alone. `uses` counts looks a minute or more
    apart.
    """

    name = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64)
    period = models.CharField(max_length=8, choices=Pace.choices)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    shows = ArrayField(
        models.CharField(max_length=8, choices=Part.choices), default=list, db_default=[]
    )
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    uses = models.PositiveIntegerField(default=0)

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "digest"], name="analytics_reportlink_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.public_id)

    @property
    def parts(self) -> list[Part]:
        """Return what it shows beside the figures, in the order of the page's choices."""
        return [part for part in Part if part.value in self.shows]


class LinkSettings(TenantModel):
    """Whether an organization shows dashboards by links; without a row it does not."""

    is_off = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="analytics_linksettings_once")
        ]
