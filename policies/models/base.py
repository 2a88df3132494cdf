"""What lines of all kinds have."""

from __future__ import annotations

from django.db import models

from tenants.models import Member


class Kept(models.Model):
    """A line that somebody looks after, and has to look at again one day."""

    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    review_on = models.DateField(null=True)

    class Meta:
        abstract = True
