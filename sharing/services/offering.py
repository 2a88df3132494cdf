"""Whether a share's post is still offered to its member: state, embargo, audience."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef
from django.utils.translation import gettext as _

from content.models import Kind, Post, PostQuerySet, licences_over
from content.models import State as PostState
from content.models.audiences import Reader
from sharing.models import Share, SharePicture


def post_problem(share: Share) -> str | None:
    """Say why the post is not to be shared by its member now; None while it is. In scope."""
    if share.post.state != PostState.APPROVED:
        return _("The post was withdrawn. If it comes back, this is shared after all.")
    if share.post.kind == Kind.INTERNAL:
        return _("The post is for us alone now. If that changes, this is shared after all.")
    if not Post.objects.open_to(share.member).filter(pk=share.post_id).exists():
        return _("The post is not for you at the moment. When it is again, this is shared.")
    if SharePicture.objects.filter(share=share, asset__in=_over()).exists():
        return _("The licence of its picture is over. Share it again, without the picture.")
    return None


def _over() -> Any:
    return licences_over().values("asset")


def pictures_over() -> Any:
    """Select a share's pictures that nobody may show any more; for a query of shares."""
    return SharePicture.objects.filter(share=OuterRef("pk"), asset__in=_over())


def posts_offered() -> PostQuerySet:
    """Select a share's post while it is offered to the share's member; for a query of shares."""
    offered = Post.objects.open_to_reader(Reader.of_each("member")).exclude(kind=Kind.INTERNAL)
    return offered.filter(pk=OuterRef("post"))
