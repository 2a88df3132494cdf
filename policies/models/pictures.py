"""Pictures in the documents: how it is done, and how it is not."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.models.documents import SAYS, PolicyVersion
from tenants.models import Member, PublicIdModel, TenantModel


class Picture(PublicIdModel):
    """A picture as it is shown in the documents; what it was made from is not kept.

    `file` names it in the media storage. What no draft and no version shows is deleted.
    """

    file = models.CharField(max_length=300)
    mime_type = models.CharField(max_length=80)
    size_bytes = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return PurePosixPath(self.file).name


class Example(TenantModel):
    """A picture of how to do it, of how not to, or both: each with what to say of it.

    What to do is always said. Who does not see a picture reads its `alt`.
    """

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="examples")
    position = models.PositiveSmallIntegerField()
    do = models.CharField(_("do this"), max_length=300)
    do_picture = models.ForeignKey(Picture, on_delete=models.RESTRICT, null=True, related_name="+")
    do_alt = models.CharField(_("what the picture shows"), max_length=500, blank=True)
    dont = models.CharField(_("not this"), max_length=300, blank=True)
    dont_picture = models.ForeignKey(
        Picture, on_delete=models.RESTRICT, null=True, related_name="+"
    )
    dont_alt = models.CharField(_("what the picture shows"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version", "position"], name="policies_example_position"
            ),
            models.CheckConstraint(condition=Q(do__regex=SAYS), name="policies_example_has_do"),
            models.CheckConstraint(
                condition=Q(do_picture__isnull=False) | Q(dont_picture__isnull=False),
                name="policies_example_has_picture",
            ),
            models.CheckConstraint(
                condition=Q(do_picture=None, do_alt="")
                | Q(do_picture__isnull=False, do_alt__regex=SAYS),
                name="policies_example_do_is_described",
            ),
            models.CheckConstraint(
                condition=Q(dont_picture=None, dont_alt="", dont="")
                | Q(dont_picture__isnull=False, dont_alt__regex=SAYS, dont__regex=SAYS),
                name="policies_example_dont_is_described",
            ),
        ]

    def __str__(self) -> str:
        return self.do
