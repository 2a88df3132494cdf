"""What is kept of writing: a post's versions, templates, and words that are not saved yet."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models.posts import Post
from tenants.models import Member, PublicIdModel, TenantModel

TEMPLATE_NAME_LENGTH = 80


class Revision(TenantModel):
    """What one save made of a post: `version` is the post's since then.

    `content` holds what that save changed, as `content.written` names it; the oldest one kept holds
    the whole post. `fields` names what changed, none where it is what the post was before we
    began to remember. `of_version` is the older version that was brought back.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    fields = ArrayField(models.CharField(max_length=40), default=list)
    content = models.JSONField(default=dict)
    of_version = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "post", "version"], name="content_revision_version"
            )
        ]


class PostTemplate(PublicIdModel):
    """A post to begin from: everything that is written of one, as `content.written` names it."""

    name = models.CharField(_("name"), max_length=TEMPLATE_NAME_LENGTH)
    content = models.JSONField(default=dict)
    made_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(PublicIdModel.Meta):
        constraints = [
            *PublicIdModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="content_posttemplate_name",
                violation_error_message=_("There is a template of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class KeptWords(TenantModel):
    """What somebody typed into the editor and has not saved, as the form sends it.

    One row for each time the editor is opened (`key`), so two tabs lose nothing. Without a `post`
    it is to become a new one. Once saved or discarded it is emptied; the row stays for a while, so
    that what was still on its way does not bring the words back.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, related_name="+")
    key = models.UUIDField()
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "key"], name="content_keptwords_key"
            )
        ]
