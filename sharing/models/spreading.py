"""How far apart the shares of one post go out where a network forbids a chorus."""

from __future__ import annotations

from django.db import models

from content.models import Post
from tenants.models import TenantModel


class Pace(TenantModel):
    """The next free moment of one post at one network: whoever shares takes it and moves it on.

    A row each, so that taking a moment reads no other share.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+", db_index=False)
    network = models.CharField(max_length=20)
    free_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "post", "network"], name="sharing_pace_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.network}"
