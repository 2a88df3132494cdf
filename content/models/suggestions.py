"""What employees suggest for the library, and what was said about it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from content.models.assets import Asset
from content.models.posts import Post
from tenants.models import Member, PublicIdModel, TenantModel
from tenants.scope import TenantQuerySet, managers

TITLE_LENGTH = 120


class SuggestionState(models.TextChoices):
    """Where a suggestion stands."""

    SENT = "sent", _("Sent")
    SEEN = "seen", _("Looked at")
    ASKED = "asked", _("A question for you")
    TAKEN = "taken", _("Becomes a post")
    DECLINED = "declined", _("Not this time")
    WITHDRAWN = "withdrawn", _("Taken back")


OPEN_SUGGESTIONS = (
    SuggestionState.SENT.value,
    SuggestionState.SEEN.value,
    SuggestionState.ASKED.value,
)
"""The states in which it is still to be decided on."""


class SuggestionQuerySet(TenantQuerySet["Suggestion"]):
    """Suggestions, narrowed."""

    def of(self, member: Member) -> SuggestionQuerySet:
        """Return a member's own."""
        return self.filter(sender=member)

    def undecided(self) -> SuggestionQuerySet:
        """Return those that are still to be decided on."""
        return self.filter(state__in=OPEN_SUGGESTIONS)

    def for_curators(self) -> SuggestionQuerySet:
        """Return those that curators read: what was taken back is nobody's any more."""
        return self.exclude(state=SuggestionState.WITHDRAWN)


_suggestions, _all_suggestions = managers(SuggestionQuerySet)


class Suggestion(PublicIdModel):
    """A link, words, a picture or an idea that somebody would like to see in the library.

    `post` is what became of it. `told_at` is when its sender was told that this is in the feed.
    """

    sender = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    link = models.URLField(_("link"), max_length=1000, blank=True)
    words = models.TextField(_("words"), blank=True)
    idea = models.TextField(_("idea"), blank=True)
    picture = models.ForeignKey(Asset, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(
        max_length=10, choices=SuggestionState.choices, default=SuggestionState.SENT
    )
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("why not"), max_length=500, blank=True)
    told_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = _suggestions
    everyone: ClassVar[Any] = _all_suggestions

    class Meta(PublicIdModel.Meta):
        indexes = [
            models.Index(
                fields=["organization", "sender", "-created_at", "-id"],
                name="content_suggestion_sender",
            ),
            models.Index(
                fields=["organization", "created_at", "id"],
                condition=Q(state__in=OPEN_SUGGESTIONS),
                name="content_suggestion_queue",
            ),
            models.Index(
                fields=["organization", "post"],
                condition=Q(post__isnull=False),
                name="content_suggestion_post",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be decided on."""
        return self.state in OPEN_SUGGESTIONS

    @property
    def title(self) -> str:
        """Return what names it in a line: its first words, or its link."""
        said = (self.idea or self.words).strip()
        first = said.splitlines()[0] if said else ""
        named = first or self.link.split("://", 1)[-1]
        return Truncator(named).chars(TITLE_LENGTH)


class SuggestionNote(TenantModel):
    """What a curator asked about a suggestion, or its sender answered."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("note"), max_length=1000)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "suggestion", "at"], name="content_suggestion_said"
            )
        ]

    def __str__(self) -> str:
        return f"on {self.suggestion_id}"
