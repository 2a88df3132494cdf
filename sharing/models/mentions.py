"""Whom members can mention: a short list that curators keep, since LinkedIn lets no app search."""

from __future__ import annotations

from django.db import models

from tenants.models import PublicIdModel


class Mention(PublicIdModel):
    """A company or page by its exact name at LinkedIn, and its handles where it has others.

    `urn` is LinkedIn's ("urn:li:organization:2414183"). A handle is written as the network's
    readers see it, "@acme@social.example"; "" where there is none and the name is written instead.
    """

    name = models.CharField(max_length=200)
    urn = models.CharField(max_length=100)
    mastodon = models.CharField(max_length=200, blank=True)
    bluesky = models.CharField(max_length=200, blank=True)
    x = models.CharField(max_length=200, blank=True)

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "name"], name="sharing_mention_name"),
        ]

    def __str__(self) -> str:
        return self.name
