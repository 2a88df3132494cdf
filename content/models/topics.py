"""What posts are about: topics, the part each plays in the mix, and who may see the closed ones."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, PublicIdModel, Team, TenantModel
from tenants.roles import Permission
from tenants.scope import TenantQuerySet, managers

HUES = 12
NO_TOPIC_DEGREES = 30
TOPIC_NAME_LENGTH = 60


class Mix(models.TextChoices):
    """Whose story a topic tells; a library that only tells the company's is not opened twice."""

    COMPANY = "company", _("Company")
    INDUSTRY = "industry", _("Industry")
    CULTURE = "culture", _("Culture")


class TopicQuerySet(TenantQuerySet["Topic"]):
    """Topics, narrowed."""

    def open_to(self, member: Member) -> TopicQuerySet:
        """Return the topics a member may know of: open ones, what admits them; curators all."""
        if member.may(Permission.APPROVE_POSTS):
            return self.all()
        return self.admitting(member)

    def admitting(self, member: Member) -> TopicQuerySet:
        """Return the topics whose posts can be for a member, whatever else the member may do."""
        admitted = Admission.objects.filter(topic=OuterRef("pk"))
        mine = Q(member=member)
        if member.team_id:
            mine |= Q(team=member.team_id)
        return self.filter(Q(is_closed=False) | Exists(admitted.filter(mine)))

    def to_choose(self, member: Member, kept: Iterable[Topic] = ()) -> TopicQuerySet:
        """Return what a member may put a post under: what they may know of, and what it has."""
        known = Q(pk__in=self.open_to(member).values("pk"))
        return self.filter(known | Q(pk__in=[topic.pk for topic in kept]))

    def by_name(self) -> TopicQuerySet:
        """Order as people read lists; the id makes the order total."""
        return self.order_by("sort_key", "id")


_topics, _all_topics = managers(TopicQuerySet)


class Topic(PublicIdModel):
    """A category people follow; its hue colours the cards that have no picture.

    Posts about a closed one are for whom it admits alone, whatever else they are about.
    """

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)
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
    is_about_jobs = models.BooleanField(_("about jobs"), default=False, db_default=False)

    objects: ClassVar[Any] = _topics
    everyone: ClassVar[Any] = _all_topics

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "slug"],
                name="content_topic_slug",
                violation_error_message=_("There is a topic of this name already."),
            ),
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
