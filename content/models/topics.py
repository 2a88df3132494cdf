"""What posts are about: topics, the part each plays in the mix, and who may see the closed ones."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, Team, TenantModel

HUES = 12
NO_TOPIC_DEGREES = 30
TOPIC_NAME_LENGTH = 60


class Mix(models.TextChoices):
    """Whose story a topic tells; a library that only tells the company's is not opened twice."""

    COMPANY = "company", _("Company")
    INDUSTRY = "industry", _("Industry")
    CULTURE = "culture", _("Culture")


class Topic(TenantModel):
    """A category people follow; its hue colours the cards that have no picture.

    Posts about a closed one are for whom it admits alone, whatever else they are about.
    """

    slug = models.SlugField(max_length=TOPIC_NAME_LENGTH)
    name = models.CharField(_("name"), max_length=TOPIC_NAME_LENGTH)
    sort_key = models.CharField(max_length=TOPIC_NAME_LENGTH, editable=False)
    hue = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(HUES - 1)])
    mix = models.CharField(
        _("part in the mix"),
        max_length=10,
        choices=Mix.choices,
        default=Mix.COMPANY,
        db_default=Mix.COMPANY,
    )
    is_closed = models.BooleanField(_("closed"), default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "slug"],
                name="content_topic_slug",
                violation_error_message=_("There is a topic of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def degrees(self) -> int:
        """Return the hue as an angle on the colour circle."""
        return int(self.hue) * 360 // HUES


class Admission(TenantModel):
    """That a closed topic admits a team, or one member."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "topic", "team", "member"],
                name="content_admission_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=True) ^ Q(member__isnull=True),
                name="content_admission_of_one",
            ),
        ]
