"""The organization's own hashtags: what each is for, and which stand by unasked."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import PublicIdModel

HASHTAG_LENGTH = 64
"""The shortest limit of the networks: Bluesky’s."""


class Purpose(models.TextChoices):
    """What a hashtag is for."""

    HIRING = "hiring", _("Hiring")
    SENTIMENT = "sentiment", _("How people see us")
    CULTURE = "culture", _("Culture")
    PRODUCT = "product", _("A product")
    EVENT = "event", _("An event")


class Hashtag(PublicIdModel):
    """A hashtag as the organization writes it, without the #.

    `key` is the name as networks compare it: without case. One that `is_default` is offered first
    wherever hashtags are chosen.
    """

    name = models.CharField(_("hashtag"), max_length=HASHTAG_LENGTH)
    key = models.CharField(max_length=2 * HASHTAG_LENGTH, editable=False)
    purpose = models.CharField(
        _("purpose"), max_length=10, choices=Purpose.choices, default=Purpose.CULTURE
    )
    description = models.CharField(_("when to use it"), max_length=300, blank=True)
    is_default = models.BooleanField(_("offered first"), default=False)
    created_at = models.DateTimeField()

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "key"],
                name="content_hashtag_key",
                violation_error_message=_("There is a hashtag of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.name}"
