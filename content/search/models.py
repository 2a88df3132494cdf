"""What posts are found by; written with the posts by `content.search.indexing`."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F

from content.search.words import LONGEST
from tenants.models import TenantModel


class SearchEntry(TenantModel):
    """The words of one approved post, and its labels: for whom it is, what one may narrow by.

    `at` is when it opens, `version` the post's that was read: another one is to be read again.
    Searched through `content_search` alone: below row-level security no index of words would be
    used.
    """

    post = models.ForeignKey("content.Post", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    language = models.CharField(max_length=10, blank=True)
    document = SearchVectorField()
    labels = SearchVectorField(db_default="", default="")
    version = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "post"], name="content_searchentry_once"
            )
        ]
        indexes = [
            models.Index(fields=["organization", "-at", "-post"], name="content_searchentry_time"),
            models.Index(fields=["organization", "language"], name="content_searchentry_tongue"),
            GinIndex(
                fields=["organization", "document", "labels"],
                fastupdate=False,  # searches don't read through what was written lately
                name="content_searchentry_found",
            ),
        ]


class SearchWord(TenantModel):
    """A word that some post has, folded: what a mistyped one may have meant.

    One that no post has any more goes with the next sweep; until then it finds nothing.
    """

    word = models.CharField(max_length=LONGEST)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "word"], name="content_searchword_once")
        ]
        indexes = [
            GinIndex(
                F("organization"),
                OpClass(F("word"), "gin_trgm_ops"),
                fastupdate=False,
                name="content_searchword_like",
            )
        ]
