"""Which posts of the feed somebody asks for: what stands in the address as filters."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from content.models import (
    Campaign,
    Kind,
    Mark,
    MarkQuerySet,
    Post,
    PostQuerySet,
    PostTeam,
    PostTopic,
    Resource,
    Topic,
)
from content.models.audiences import usual_language
from tenants.models import Member


class Show(models.TextChoices):
    """Which posts, by what the member has done with them."""

    FEED = "", _("All")
    UNREAD = "unread", _("New to me")
    SAVED = "saved", _("Saved")
    SHARED = "shared", _("Shared by me")
    HIDDEN = "hidden", _("Not for me")


class Order(models.TextChoices):
    """In which order."""

    RANKED = "", _("For you")
    NEWEST = "newest", _("Newest")


LISTS = frozenset({Show.SAVED, Show.SHARED, Show.HIDDEN})
"""One's own lists: in order of time, and complete."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for; each empty one asks for nothing."""

    topic: Topic | None = None
    campaign: Campaign | None = None
    show: str = ""
    kind: str = ""
    resource: str = ""
    language: str = ""
    for_my_team: bool = False
    is_evergreen: bool = False
    order: str = ""

    @property
    def is_ranked(self) -> bool:
        """Tell whether the posts come in the order of their points."""
        return self.order == Order.RANKED and self.show not in LISTS and not self.is_evergreen

    def posts(self, member: Member) -> PostQuerySet:
        """Return what is asked for of the posts that are offered to a member."""
        rows: PostQuerySet = self._shown(member).filter(self._said(member))
        if self.topic is not None:
            rows = rows.filter(pk__in=PostTopic.objects.filter(topic=self.topic).values("post_id"))
        if self.campaign is not None:
            rows = rows.filter(campaign=self.campaign)
        if self.for_my_team:
            mine = PostTeam.objects.filter(post=OuterRef("pk"), team=member.team_id)
            rows = rows.filter(Exists(mine))
        return rows

    def _said(self, member: Member) -> Q:
        """Select by what stands in the posts themselves."""
        asked = {name: value for name in ("kind", "resource") if (value := getattr(self, name))}
        said = Q(**asked)
        if self.is_evergreen:
            said &= Q(is_evergreen=True)
        if self.language:
            usual = usual_language(member.organization)
            said &= Q(language__in=[self.language, *([""] if self.language == usual else [])])
        return said

    def _shown(self, member: Member) -> PostQuerySet:
        """Select by marks; what is not for the member is in its own list and in no other."""
        rows: PostQuerySet = Post.objects.open_to(member)
        marks: MarkQuerySet = Mark.objects.of(member)
        hidden = marks.hidden()
        if self.show == Show.HIDDEN:
            return rows.filter(pk__in=hidden.values("post_id"))
        rows = rows.filter(~Exists(hidden.filter(post=OuterRef("pk"))))
        if self.show == Show.SAVED:
            rows = rows.filter(pk__in=marks.saved().values("post_id"))
        elif self.show == Show.SHARED:
            rows = rows.filter(pk__in=marks.shared().values("post_id"))
        elif self.show == Show.UNREAD:
            rows = rows.filter(~Exists(marks.read().filter(post=OuterRef("pk"))))
        return rows


KINDS = [(kind.value, kind.label) for kind in Kind]
RESOURCES = [(one.value, one.label) for one in Resource if one != Resource.ARTICLE]
