"""Concerns and questions, and what was said about them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, PublicIdModel, TenantModel
from tenants.scope import TenantQuerySet, managers

TITLE_LENGTH = 120
REPLY_TITLE_LENGTH = 120


class ConcernKind(models.TextChoices):
    """What somebody comes with."""

    CONCERN = "concern", _("A concern")
    QUESTION = "question", _("A question")


class Urgency(models.TextChoices):
    """How soon somebody has to look; the values sort by it, the most urgent first."""

    NOW = "now", _("Now")
    TODAY = "today", _("Today")
    WHENEVER = "whenever", _("When you can")


class ConcernState(models.TextChoices):
    """Where a concern stands; the values sort as lists show them."""

    OPEN = "open", _("Open")
    TAKEN = "taken", _("Being looked at")
    SETTLED = "settled", _("Settled")


UNSETTLED = (ConcernState.OPEN.value, ConcernState.TAKEN.value)


class ConcernQuerySet(TenantQuerySet["Concern"]):
    """Concerns, narrowed."""

    def of(self, member: Member) -> ConcernQuerySet:
        """Return a member's own."""
        return self.filter(sender=member)

    def unsettled(self) -> ConcernQuerySet:
        """Return those that somebody still has to look at."""
        return self.filter(state__in=UNSETTLED)

    def told_to(self, member: Member) -> ConcernQuerySet:
        """Return those that a member was told of to know, and that nobody looks at yet."""
        return self.filter(told=member).exclude(sender=member)

    def settled(self) -> ConcernQuerySet:
        """Return those with an outcome."""
        return self.filter(state=ConcernState.SETTLED)


_concerns, _all_concerns = managers(ConcernQuerySet)


class Concern(PublicIdModel):
    """What worries or puzzles a member; read by them, by those who look after concerns, and until
    one of these looks at it by who was `told`.

    `handler` is who looks at it, `situation` the key of the one in the guidelines that it is,
    `told` whom they named for it when it was raised. Nothing of it is counted anywhere.
    """

    kind = models.CharField(max_length=10, choices=ConcernKind.choices, default=ConcernKind.CONCERN)
    sender = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(_("what happened"), blank=True)
    link = models.URLField(_("link"), max_length=1000, blank=True)
    network = models.CharField(_("where"), max_length=16, blank=True)
    situation = models.UUIDField(null=True)
    picture = models.ForeignKey(
        "content.Asset", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    urgency = models.CharField(max_length=8, choices=Urgency.choices, default=Urgency.WHENEVER)
    state = models.CharField(max_length=8, choices=ConcernState.choices, default=ConcernState.OPEN)
    handler = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    told = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = _concerns
    everyone: ClassVar[Any] = _all_concerns

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state=ConcernState.SETTLED, settled_at__isnull=False)
                | ~Q(state=ConcernState.SETTLED) & Q(settled_at=None),
                name="content_concern_settled_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "sender", "-created_at", "-id"],
                name="content_concern_sender",
            ),
            models.Index(
                fields=["organization", "state", "urgency", "created_at", "id"],
                condition=Q(state__in=UNSETTLED),
                name="content_concern_queue",
            ),
            models.Index(
                fields=["organization", "-settled_at", "-id"],
                condition=Q(state=ConcernState.SETTLED),
                name="content_concern_settled",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_settled(self) -> bool:
        """Tell whether it has an outcome."""
        return bool(self.state == ConcernState.SETTLED)

    @property
    def title(self) -> str:
        """Return what names it in a line: its first words, or its link; "" for a picture alone."""
        said = self.words.strip()
        named = said.splitlines()[0] if said else self.link.split("://", 1)[-1]
        return Truncator(named).chars(TITLE_LENGTH)


class ConcernNote(TenantModel):
    """What somebody said in a thread; `settles` marks the outcome."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("note"), max_length=2000)
    settles = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "concern", "at"], name="content_concern_said")
        ]

    def __str__(self) -> str:
        return f"on {self.concern_id}"


class StandardReply(PublicIdModel):
    """Words for a situation that comes again, offered to whoever answers a concern."""

    title = models.CharField(_("when to use it"), max_length=REPLY_TITLE_LENGTH)
    text = models.TextField(_("the reply"))
    changed_at = models.DateTimeField()

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "title"], name="content_standardreply_title"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProgrammeLead(TenantModel):
    """Who runs the programme, and is asked what members want to know; without a row nobody is."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="content_programmelead_once")
        ]

    def __str__(self) -> str:
        return f"member {self.member_id}"
