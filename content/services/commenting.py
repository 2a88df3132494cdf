"""Writing under a post: comment, answer, change, delete; for curators hide, and show again.

Who writes is asked nothing but to keep to a pace. Nobody is told by name, so that a notice says
nothing of a person who is erased later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.models import Comment, Post
from content.models.audiences import Reader
from content.services.active_days import note_active
from tenants.audit import record
from tenants.models import Act, Member, Notice, Notification
from tenants.notifying import notify, notify_each
from tenants.roles import PERMISSIONS, Permission

LONGEST_COMMENT, LONGEST_REASON = 2000, 300
MOST_ANSWERS = 100
"""Answers in one thread."""
PACES = ((timedelta(minutes=1), 5), (timedelta(hours=1), 40))
"""How many comments a member may write within how long."""
SAME_AGAIN = timedelta(minutes=1)
"""Within which the same words are the same click."""
MOST_TOLD = 50
"""People of one thread who are told of an answer."""


def takes_comments(post: Post, member: Member) -> bool:
    """Tell whether a member may write under a post: it is in the feed for them, and neither their
    organization nor the post has comments turned off.
    """
    if not (post.takes_comments and member.organization.takes_comments):
        return False
    return bool(Post.objects.visible_to(member).opened().filter(pk=post.pk).exists())


@transaction.atomic
def write_comment(
    *, post: Post, author: Member, text: str, now: datetime, parent: Comment | None = None
) -> Comment:
    """Comment on a post, or answer a comment; who it concerns is told.

    An answer to an answer belongs to the same thread. The same words again within a minute are the
    same click. Raises ValidationError of code "closed", "text", "gone" (what is answered was
    deleted or hidden), "full", "pace".
    """
    if not takes_comments(post, author):
        raise ValidationError(_("This post takes no comments."), code="closed")
    said = _read(text)
    Member.objects.select_for_update(of=("self",), no_key=True).get(pk=author.pk)
    thread = _thread(post, parent)
    own = Comment.objects.filter(author=author)
    again = own.standing().filter(
        post=post, parent=thread, text=said, created_at__gt=now - SAME_AGAIN
    )
    if (before := again.first()) is not None:
        return before
    for within, most in PACES:
        if own.filter(created_at__gt=now - within).count() >= most:
            raise ValidationError(
                _("That is a lot at once. Wait a little; your words are kept."), code="pace"
            )
    written: Comment = Comment.objects.create(
        post=post, author=author, parent=thread, text=said, created_at=now
    )
    _tell_of(written, now)
    note_active(member=author, now=now)
    return written


def _read(text: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST_COMMENT:
        raise ValidationError(_("Write a comment of up to 2,000 characters."), code="text")
    return said


def _thread(post: Post, parent: Comment | None) -> Comment | None:
    """Return the comment that begins the thread of what is answered, None for a new thread."""
    if parent is None:
        return None
    if parent.post_id != post.pk or not Comment.objects.standing().filter(pk=parent.pk).exists():
        raise ValidationError(_("The comment you answer is not there any more."), code="gone")
    thread = parent.parent or parent
    if Comment.objects.filter(post=post, parent=thread).count() >= MOST_ANSWERS:
        raise ValidationError(_("This thread is full. Begin a new one."), code="full")
    return thread


def _tell_of(written: Comment, now: datetime) -> None:
    """Tell the post's author, and of an answer who else is in its thread."""
    post, thread, by = written.post, written.parent, written.author_id
    told = {by}
    if thread is not None:
        others = Comment.objects.standing().filter(post=post, parent=thread).exclude(author_id=by)
        newest = others.order_by("-created_at").values_list("author_id", flat=True)
        people = dict.fromkeys([thread.author_id, *newest[: MOST_TOLD * 2]])
        ids = [one for one in people if one != by][:MOST_TOLD]
        _tell(ids, Notice.COMMENT_ANSWERED, written, now)
        told.update(ids)
    if post.author_id is not None and post.author_id not in told:
        _tell([post.author_id], Notice.POST_COMMENTED, written, now)


def _tell(ids: Iterable[int], kind: Notice, written: Comment, now: datetime) -> None:
    """Tell those of these members who may see it, and have no such notice to look at already.

    However many they are, in a fixed number of queries.
    """
    post = written.post
    waiting = Notification.objects.unread().filter(
        member=OuterRef("pk"), kind=kind, subject__startswith=post.public_id.hex
    )
    rows = Member.objects.active().filter(_may_open(post), pk__in=list(ids))
    members = list(rows.exclude(Exists(waiting)).select_related("user", "organization"))
    if members:
        notify_each(
            members=members,
            kind=kind,
            subject=f"{post.public_id.hex}, {written.public_id.hex}",
            params={"title": post.title},
            path=_page(written, members[0]),
            now=now,
        )


def _may_open(post: Post) -> Q:
    """Select the members who may open a post of the feed, by `PostQuerySet.visible_to`."""
    offered = Post.objects.open_to_reader(Reader.of_each()).filter(pk=post.pk)
    curators = Q(roles__overlap=sorted(PERMISSIONS[Permission.APPROVE_POSTS]))
    return Q(Exists(offered)) | Q(pk=post.author_id) | curators


def _page(comment: Comment, member: Member) -> str:
    return reverse("content:comment", args=[member.organization.slug, comment.public_id])


@transaction.atomic
def change_comment(*, comment: Comment, by: Member, text: str, now: datetime) -> Comment:
    """Put other words in one's own comment; readers see that it was changed.

    Raises PermissionDenied; ValidationError of code "text", "late".
    """
    _require_own(comment, by)
    said = _read(text)
    held = Comment.objects.select_for_update(of=("self",), no_key=True).get(pk=comment.pk)
    if not held.is_changeable_by(by, now):
        raise ValidationError(
            _("A comment can be changed for an hour. You can still delete it."), code="late"
        )
    if held.text != said:
        Comment.objects.filter(pk=comment.pk).update(text=said, edited_at=now)
    comment.refresh_from_db()
    return comment


@transaction.atomic
def delete_comment(*, comment: Comment, by: Member, now: datetime) -> None:
    """Take one's own words away for good. Raises PermissionDenied."""
    _require_own(comment, by)
    rows = Comment.objects.filter(pk=comment.pk, deleted_at=None)
    rows.update(text="", deleted_at=now)
    comment.refresh_from_db()


@transaction.atomic
def hide_comment(*, comment: Comment, by: Member, reason: str, now: datetime) -> Comment:
    """Let nobody read a comment but its writer, who is told why, and curators.

    Raises PermissionDenied; ValidationError of code "reason", "gone".
    """
    by.require(Permission.APPROVE_POSTS)
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        message = _("Say why, in up to 300 characters: the writer reads it.")
        raise ValidationError(message, code="reason")
    rows = Comment.objects.standing().filter(pk=comment.pk)
    if not rows.update(hidden_at=now, hidden_by=by, hidden_reason=said):
        raise ValidationError(_("It is deleted or hidden already."), code="gone")
    comment.refresh_from_db()
    data = {"post": str(comment.post.public_id)}
    record(Act.COMMENT_HIDDEN, by=by, about=comment, data=data, now=now)
    if comment.author_id != by.pk and comment.author.left_at is None:
        _tell_writer(comment, said, now)
    return comment


def _tell_writer(hidden: Comment, reason: str, now: datetime) -> None:
    """Tell the writer why; of a post that is not for them any more, neither title nor place."""
    post, writer = hidden.post, hidden.author
    is_for_them = Post.objects.visible_to(writer).filter(pk=post.pk).exists()
    feed = reverse("sharing:feed", args=[writer.organization.slug])
    notify(
        member=writer,
        kind=Notice.COMMENT_HIDDEN,
        subject=f"{hidden.public_id.hex}, {now:%Y%m%dT%H%M%S}",
        params={"title": post.title if is_for_them else "", "reason": reason},
        path=_page(hidden, writer) if is_for_them else feed,
        now=now,
    )


@transaction.atomic
def show_comment(*, comment: Comment, by: Member, now: datetime) -> Comment:
    """Let everybody read a hidden comment again.

    Raises PermissionDenied; ValidationError("gone").
    """
    by.require(Permission.APPROVE_POSTS)
    rows = Comment.objects.filter(pk=comment.pk, deleted_at=None).exclude(hidden_at=None)
    if not rows.update(hidden_at=None, hidden_by=None, hidden_reason=""):
        raise ValidationError(_("It is not hidden."), code="gone")
    comment.refresh_from_db()
    data = {"post": str(comment.post.public_id)}
    record(Act.COMMENT_SHOWN, by=by, about=comment, data=data, now=now)
    return comment


def _require_own(comment: Comment, by: Member) -> None:
    if comment.author_id != by.pk:
        raise PermissionDenied
