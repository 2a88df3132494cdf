"""That posts are opened, as counts, and on which days a member was here: never what they did."""

from __future__ import annotations

from django.db import models

from content.models.posts import Post
from tenants.models import Member, TenantModel


class ActiveDay(TenantModel):
    """That a member opened, sent in or answered something on a UTC day; never what, nor how often.

    Kept for a little more than a year (`services.active_days`). Nobody is ever shown one: of all of
    them heads are counted.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "day"], name="content_activeday_once"
            )
        ]
        indexes = [models.Index(fields=["organization", "day"], name="content_activeday_day")]


class PostOpening(TenantModel):
    """That a post was opened once, by nobody in particular; counted some seconds later.

    Whoever opens one adds a row and waits for nobody. `is_first`: by somebody new to it.
    """

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    day = models.DateField()
    is_first = models.BooleanField()


class PostDay(TenantModel):
    """How often a post was opened on a UTC day, and by how many who had not opened it before."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    views = models.PositiveIntegerField()
    readers = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "day", "post"], name="content_postday_once"
            )
        ]
        indexes = [models.Index(fields=["organization", "post"], name="content_postday_post")]
