"""What a post asks of whoever shares it: words as they are, hashtags, and no more than so often."""

from __future__ import annotations

from collections.abc import Container, Iterable

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.hashtags import missing_hashtags, with_hashtags
from content.models import Kind, Post
from content.suggesting import suggested_captions
from policies.models import Severity
from policies.rules.base import Finding
from sharing.models import NOT_STANDING, Share
from sharing.networks.base import Issue

LOCKED, HASHTAGS, LIMIT = "locked", "hashtags", "limit"


def require_shareable(post: Post) -> None:
    """Refuse to share what is for us alone. Raises ValidationError("internal")."""
    if post.kind == Kind.INTERNAL:
        raise ValidationError(_("This post is for us alone. It is not to be shared."), "internal")


def words_issue(post: Post, allowed: Container[str], words: str) -> Issue | None:
    """Say why a post does not go out in these words, None if it does.

    `allowed` are the only ones where its words stay as they are.
    """
    if post.is_caption_locked and words.strip() not in allowed:
        text = _("The words of this post stay as they are. Take one of its suggestions unchanged.")
        return Issue(LOCKED, text)
    missing = missing_hashtags(words, post.required_hashtags)
    if missing:
        tags = " ".join(f"#{tag}" for tag in missing)
        return Issue(HASHTAGS, _("This post goes out with %(tags)s. Add it.") % {"tags": tags})
    return None


def issue_now(share: Share) -> Issue | None:
    """Say why a share's words may not go out any more, None if they may. In scope.

    No query for a post without terms. In whichever language they were taken, locked words stay
    allowed for as long as the post suggests them.
    """
    post = share.post
    allowed: list[str] = []
    if post.is_caption_locked:
        allowed = [text.strip() for text in suggested_captions(post, share.network)]
        allowed = allowed or [with_hashtags(post.title, post.required_hashtags).strip()]
    return words_issue(post, allowed, share.words)


def hashtag_finding(post: Post, words: str) -> Finding | None:
    """Return what the composer offers to put in with one click, None where nothing is missing."""
    missing = missing_hashtags(words, post.required_hashtags)
    if not missing or not words.strip():
        return None
    tags = " ".join(f"#{tag}" for tag in missing)
    return Finding(
        rule_id=HASHTAGS,
        severity=Severity.BLOCK,
        start=len(words),
        end=len(words),
        matched="",
        reason=_("These hashtags belong to the post."),
        suggestion=tags if words[-1:].isspace() else f" {tags}",
        clause="",
        kind=HASHTAGS,
    )


def require_room(post: Post, wanted: int, *, instead_of: Share | None = None) -> None:
    """Refuse shares beyond a post's limit; to be asked under its lock.

    Raises ValidationError("limit").
    """
    if post.share_limit is None:
        return
    standing = Share.objects.standing().filter(post=post)
    if instead_of is not None:
        standing = standing.exclude(pk=instead_of.pk)
    left = max(0, post.share_limit - standing.count())
    if wanted <= left:
        return
    if not left:
        said = _("This post has been shared as often as it may be. Look for another in the feed.")
        raise ValidationError(said, LIMIT)
    said = ngettext(
        "This post may be shared once more. Choose one account.",
        "This post may be shared %(left)s times more. Choose fewer accounts.",
        left,
    )
    raise ValidationError(said % {"left": left}, LIMIT)


def terms_of(post_ids: Iterable[int]) -> dict[int, tuple[bool, int | None]]:
    """Return of posts with terms whether they are for us alone, and how often they may go out yet.

    One query.
    """
    has_terms = Q(kind=Kind.INTERNAL) | Q(share_limit__isnull=False)
    is_standing = Q(shares__isnull=False) & ~Q(shares__state__in=NOT_STANDING)
    rows = Post.objects.filter(has_terms, pk__in=list(post_ids)).annotate(
        left=Greatest(F("share_limit") - Count("shares", filter=is_standing), 0)
    )
    return {
        pk: (kind == Kind.INTERNAL, None if limit is None else left)
        for pk, kind, limit, left in rows.values_list("pk", "kind", "share_limit", "left")
    }
