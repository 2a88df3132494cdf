"""Approving posts: a writer asks, those whose yes is needed give it, the last yes lets it in.

Everything happens under a lock on the post, so what is approved is the version that was seen, and
of two people who press at once each is counted once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.attached import assets_on
from content.desk.rules import Standing, standing_of
from content.models import Outcome, Post, State, Submission, Topic, Verdict
from content.services.active_days import note_active
from content.services.drafting import require_complete
from content.services.pictures import require_good_pictures, require_licences
from content.services.posts import announce, put_in_feed
from content.services.proposing import take_over
from content.services.requests import ask, end_requests, next_reminder, review_path
from tenants.audit import record
from tenants.models import Act, Member, Notice
from tenants.notifying import mark_seen, notify
from tenants.roles import Permission
from tenants.webhooks import WebhookEvent

LONGEST_WORDS = 2000
REFUSALS: dict[str, Promise] = {
    "own": _("You wrote this, or asked for it. Here two others approve a post."),
    "twice": _("You have said yes already. Somebody else has to say the next one."),
    "enough": _("The curators have said yes. The review of a topic is missing yet."),
    "topic": _("Nobody asks you about the topics of this post."),
    "transition": _("The post is not in a state that allows this."),
    "stale": _("Someone else changed this post meanwhile. Read it again before you say yes."),
    "open": _("It waits for approval already."),
    "closed": _("It does not wait for approval any more."),
    "past": _("This moment has passed. Choose a later one."),
    "nobody": _("Nobody else may approve it. An admin can make somebody a curator."),
    "words": _("Say what has to change, so that the writer can go on."),
}


@transaction.atomic
def submit_post(
    *,
    post: Post,
    by: Member,
    now: datetime,
    due_at: datetime | None = None,
    version: int | None = None,
) -> Submission:
    """Ask for the approval of a draft, needed by `due_at` or any time; who is asked is told.

    Raises PermissionDenied; ValidationError of code "incomplete", "pictures", "alt", "licence",
    "transition", "stale", "open", "past", "nobody".
    """
    _hold(post, version)
    if not (by.may(Permission.APPROVE_POSTS) or post.is_editable_by(by)):
        raise PermissionDenied
    _require_ready(post)
    if due_at is not None and due_at <= now:
        raise _refused("past", "past")
    if Submission.objects.filter(post=post, state=Outcome.OPEN).exists():
        raise _refused("open")
    request: Submission = Submission.objects.create(
        post=post, by=by, created_at=now, due_at=due_at, wake_at=next_reminder(due_at, now)
    )
    standing = standing_of(post)
    record(Act.APPROVAL_ASKED, by=by, about=post, data={"version": post.version}, now=now)
    announce(WebhookEvent.POST_SUBMITTED, post, now)
    if not ask(post, standing, now) and not standing.may_approve(by):
        raise _refused("nobody")
    note_active(member=by, now=now)
    return request


@transaction.atomic
def withdraw_submission(*, post: Post, by: Member, now: datetime) -> Post:
    """Take a request for approval back; the draft stays. Raises as `submit_post`, or "closed"."""
    _hold(post, None)
    request = _open_request(post)
    if not (by.may(Permission.APPROVE_POSTS) or by.pk in {post.author_id, request.by_id}):
        raise PermissionDenied
    end_requests([post.pk], Outcome.WITHDRAWN, now)
    record(Act.APPROVAL_WITHDRAWN, by=by, about=post, now=now)
    return post


@transaction.atomic
def approve_post(*, post: Post, by: Member, now: datetime, version: int | None = None) -> Post:
    """Say yes as a curator; with `version`, only if it is still what `by` saw.

    Where nothing else is missing the post is in the feed, or its words in the post it replaces:
    the one that is in the feed is returned. Else it stays a draft that waits for the others.
    Raises PermissionDenied; ValidationError of code "incomplete", "pictures", "alt", "licence",
    "transition", "stale", "own", "twice", "enough".
    """
    by.require(Permission.APPROVE_POSTS)
    _hold(post, version)
    _require_ready(post)
    standing = standing_of(post)
    if code := standing.refusal(by):
        raise _refused(code)
    if not standing.missing_curators:
        raise _refused("enough")
    return _say_yes(post, by, [None], standing, now)


@transaction.atomic
def clear_post(*, post: Post, by: Member, now: datetime, version: int | None = None) -> Post:
    """Say yes as who reviews its topics: to all of them that ask this member.

    Returns and raises as `approve_post`, or "topic": nobody asks this member.
    """
    _hold(post, version)
    _require_ready(post)
    standing = standing_of(post)
    if code := standing.refusal(by):
        raise _refused(code)
    topics = standing.may_clear(by)
    if not topics:
        raise _refused("topic")
    return _say_yes(post, by, topics, standing, now)


@transaction.atomic
def send_back(
    *, post: Post, by: Member, words: str, now: datetime, version: int | None = None
) -> Post:
    """Say no, and why; the writer changes the draft and asks again. A yes before is taken back.

    Raises ValidationError of code "topic": nobody asks this member, "words", "closed",
    "transition", "stale".
    """
    _hold(post, version)
    standing = standing_of(post)
    if not (by.may(Permission.APPROVE_POSTS) or standing.may_clear(by)):
        raise _refused("topic")
    words = words.strip()
    if not words or len(words) > LONGEST_WORDS:
        raise _refused("words")
    request = _open_request(post)
    Verdict.objects.update_or_create(
        submission=request,
        member=by,
        topic=None,
        version=post.version,
        defaults={"is_yes": False, "words": words, "at": now},
    )
    end_requests([post.pk], Outcome.RETURNED, now)
    record(Act.APPROVAL_REFUSED, by=by, about=post, data={"version": post.version}, now=now)
    _tell_writers(post, request.by, by, Notice.POST_RETURNED, now, reason=words[:300])
    return post


def _say_yes(
    post: Post, by: Member, topics: Sequence[Topic | None], standing: Standing, now: datetime
) -> Post:
    """Note a yes, as a curator (None) or to topics; let the post in when it was the last one."""
    request = standing.submission
    if request is None and not (standing.needs.is_settled or post.replaces_id):
        return _let_in(post, by, None, now)
    is_new = request is None
    request = request or Submission.objects.create(post=post, created_at=now)
    for topic in topics:
        Verdict.objects.create(
            submission=request, member=by, topic=topic, version=post.version, is_yes=True, at=now
        )
        data = {"version": post.version, **({"topic": topic.pk} if topic else {})}
        record(Act.APPROVAL_GIVEN, by=by, about=post, data=data, now=now)
    for kind in (Notice.REVIEW_ASKED, Notice.REVIEW_DUE):
        mark_seen(member=by, kind=kind, about=request.public_id.hex, now=now)
    after = standing_of(post)
    if after.is_complete:
        return _let_in(post, by, request, now)
    if is_new:
        ask(post, after, now)
    return post


def _let_in(post: Post, by: Member, request: Submission | None, now: datetime) -> Post:
    end_requests([post.pk], Outcome.APPROVED, now)
    shown = take_over(post, by, now) if post.replaces_id else put_in_feed(post, by, now)
    _tell_writers(post, request.by if request else None, by, Notice.POST_IN_FEED, now)
    return shown


def _tell_writers(
    post: Post, asker: Member | None, by: Member, kind: Notice, now: datetime, **params: str
) -> None:
    """Tell the author and who asked, unless they did it themselves."""
    told = {one.pk: one for one in (post.author, asker) if one and one.left_at is None}
    for member in told.values():
        if member.pk != by.pk:
            notify(
                member=member,
                kind=kind,
                subject=f"{post.public_id.hex} {now:%Y%m%dT%H%M%S}",
                params={"title": post.title, **params},
                path=review_path(post, member),
                now=now,
            )


def _hold(post: Post, version: int | None) -> None:
    """Lock a post and read it anew; it has to be a draft, at `version` where one is given."""
    Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    post.refresh_from_db()
    if post.state != State.DRAFT:
        raise _refused("transition")
    if version is not None and post.version != version:
        raise _refused("stale")


def _require_ready(post: Post) -> None:
    require_complete({name: getattr(post, name) for name in ("kind", "title", "link", "why")})
    require_good_pictures(post)
    require_licences(assets_on(post))


def _open_request(post: Post) -> Submission:
    request = Submission.objects.filter(post=post, state=Outcome.OPEN).select_related("by").first()
    if request is None:
        raise _refused("closed")
    return request


def _refused(code: str, as_code: str = "") -> ValidationError:
    return ValidationError(str(REFUSALS[code]), code=as_code or code)
