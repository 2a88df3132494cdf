"""What employees say of a post, for programs: comments, verdicts, confirmations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from content.api.voice_shapes import (
    CommentCreate,
    CommentHide,
    CommentShape,
    CommentWrite,
    ConfirmingAsk,
    FeedbackGive,
    FeedbackShape,
)
from content.models import Comment, Post
from content.services.answering import ask_to_confirm, confirm_reading, give_feedback
from content.services.commenting import (
    change_comment,
    delete_comment,
    hide_comment,
    show_comment,
    write_comment,
)
from content.voices.answers import Choice, answers_on
from content.voices.comments import readable_comments, shown, with_answers
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.token_scopes import Scope


class Comments(Endpoints):
    """Comments."""

    tag = "Comments"

    @endpoint(scope=Scope.POSTS_READ, query=PageQuery, gives=CommentShape)
    def index(self, call: Call, public_id: UUID) -> Page:
        """List the threads under a post, the newest first."""
        post = get_object_or_404(Post.objects.visible_to(call.member), public_id=public_id)
        if not (post.takes_comments and call.member.organization.takes_comments):
            raise Http404
        rows = Comment.objects.filter(post=post).threads_for(call.member)
        page = call.cut.take(rows.select_related("author"), "-created_at", "-pk")
        return Page(with_answers(post, page.rows, call.member, call.now), page.position)

    @endpoint(
        scope=Scope.POSTS_WRITE,
        takes=CommentCreate,
        gives=CommentShape,
        status=201,
        once=True,
        fields={"gone": "parent", "full": "parent"},
    )
    def create(self, call: Call, public_id: UUID) -> Any:
        """Comment on a post, or answer a comment."""
        post = get_object_or_404(Post.objects.visible_to(call.member), public_id=public_id)
        parent = None
        if asked := call.data.get("parent"):
            known = readable_comments(call.member).filter(post=post)
            parent = get_object_or_404(known, public_id=asked)
        written = write_comment(
            post=post, author=call.member, text=call.data["text"], parent=parent, now=call.now
        )
        return shown(written, call.member, call.now)

    @endpoint(scope=Scope.POSTS_READ, gives=CommentShape)
    def show(self, call: Call, public_id: UUID) -> Any:
        """Give one comment with its answers."""
        found = _comment(call, public_id)
        return with_answers(found.post, [found], call.member, call.now)[0]

    @endpoint(scope=Scope.POSTS_WRITE, takes=CommentWrite, gives=CommentShape)
    def change(self, call: Call, public_id: UUID) -> Any:
        """Put other words in one's own comment, within an hour."""
        found = _comment(call, public_id)
        text = call.data["text"]
        change_comment(comment=found, by=call.member, text=text, now=call.now)
        return shown(found, call.member, call.now)

    @endpoint(scope=Scope.POSTS_WRITE)
    def remove(self, call: Call, public_id: UUID) -> None:
        """Take one's own comment away for good."""
        delete_comment(comment=_comment(call, public_id), by=call.member, now=call.now)

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.APPROVE_POSTS,
        takes=CommentHide,
        gives=CommentShape,
    )
    def hide(self, call: Call, public_id: UUID) -> Any:
        """Hide a comment; its writer is told why."""
        found, reason = _comment(call, public_id), call.data["reason"]
        hide_comment(comment=found, by=call.member, reason=reason, now=call.now)
        return shown(found, call.member, call.now)

    @endpoint(scope=Scope.POSTS_WRITE, permission=Permission.APPROVE_POSTS, gives=CommentShape)
    def unhide(self, call: Call, public_id: UUID) -> Any:
        """Let everybody read a hidden comment again."""
        found = _comment(call, public_id)
        show_comment(comment=found, by=call.member, now=call.now)
        return shown(found, call.member, call.now)


def _comment(call: Call, public_id: UUID) -> Comment:
    found: Comment = get_object_or_404(readable_comments(call.member), public_id=public_id)
    if not (found.post.takes_comments and call.member.organization.takes_comments):
        raise Http404
    return found


@dataclass(frozen=True)
class Said:
    """What was said of a post, as programs see it."""

    own: str
    counts: list[Choice] | None
    is_confirmed: bool
    confirmed: int | None


class Feedback(Endpoints):
    """What one thinks of a post."""

    tag = "Comments"

    @endpoint(scope=Scope.POSTS_READ, gives=FeedbackShape)
    def show(self, call: Call, public_id: UUID) -> Said:
        """Give what one said of a post with one tap; curators get counts of the days before."""
        return _said(_offered(call, public_id), call)

    @endpoint(scope=Scope.POSTS_WRITE, takes=FeedbackGive, gives=FeedbackShape)
    def give(self, call: Call, public_id: UUID) -> Said:
        """Say what one thinks of a post, in place of what one thought before."""
        post = _offered(call, public_id)
        verdict = call.data["verdict"]
        give_feedback(post=post, member=call.member, verdict=verdict, now=call.now)
        return _said(post, call)

    @endpoint(scope=Scope.POSTS_WRITE, gives=FeedbackShape)
    def confirm(self, call: Call, public_id: UUID) -> Said:
        """Confirm that one has read a post that asks for it."""
        post = _offered(call, public_id)
        confirm_reading(post=post, member=call.member, now=call.now)
        return _said(post, call)

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.APPROVE_POSTS,
        takes=ConfirmingAsk,
        gives=FeedbackShape,
    )
    def ask(self, call: Call, public_id: UUID) -> Said:
        """Ask readers of a post for us alone to confirm that they have read it, or stop asking."""
        post = get_object_or_404(Post.objects, public_id=public_id)
        is_asked = call.data["is_asked"]
        ask_to_confirm(post=post, by=call.member, is_asked=is_asked, now=call.now)
        return _said(post, call)


def _offered(call: Call, public_id: UUID) -> Post:
    visible = Post.objects.visible_to(call.member).opened()
    found: Post = get_object_or_404(visible, public_id=public_id)
    return found


def _said(post: Post, call: Call) -> Said:
    answers = answers_on(post=post, member=call.member, now=call.now)
    counts = list(answers.choices) if answers.total is not None else None
    return Said(answers.own, counts, answers.is_confirmed, answers.confirmed)
