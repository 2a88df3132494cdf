"""One act on many posts: each by itself, with a word for those that could not be, and undo.

An undo puts back what stood there, for a minute after the act, where nobody has changed the post
since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.desk.rules import needs_about, needs_of
from content.models import (
    BulkAct,
    BulkLine,
    Outcome,
    Post,
    PostTopic,
    State,
    Submission,
    Topic,
    Verdict,
)
from content.search.indexing import index_post
from content.services.approving import approve_post
from content.services.dating import set_dates
from content.services.posts import announce, archive_post
from content.services.remembering import remember_act
from content.services.requests import ask_again, next_reminder
from content.written import written
from tenants.audit import record
from tenants.models import Act, Member
from tenants.roles import Permission
from tenants.webhooks import WebhookEvent

MOST_AT_ONCE = 200
UNDO_S = 10
"""How long pages offer the undo."""
UNDO_FOR = timedelta(minutes=1)
"""How long it is taken: a slow line, and a page without script."""
KEPT_FOR = timedelta(days=7)
BEFORE = ("state", "approved_at", "archived_at", "expires_at", "review_at", "pinned_until")
MOMENTS = frozenset(BEFORE) - {"state"}


class BulkKind(models.TextChoices):
    """What can be done with many posts at once."""

    APPROVE = "approve", _("Approve")
    ARCHIVE = "archive", _("Put into the archive")
    TOPIC = "topic", _("Add a topic")
    EXPIRE = "expire", _("Set when they leave the feed")
    REVIEW = "review", _("Set when to look at them again")
    PIN = "pin", _("Keep at the top until")
    UNPIN = "unpin", _("Take from the top")


TOPICS, DATED = {BulkKind.TOPIC}, {BulkKind.EXPIRE, BulkKind.REVIEW, BulkKind.PIN}
COLUMN = {
    BulkKind.EXPIRE: "expires_at",
    BulkKind.REVIEW: "review_at",
    BulkKind.PIN: "pinned_until",
    BulkKind.UNPIN: "pinned_until",
}
CHANGED: dict[str, Promise] = {
    "proposal": _("It changes a post in the feed. Open it to approve it."),
    "settled": _("More than one person approves this. Propose a change instead."),
    "changed": _("Somebody has changed it since."),
    "stale": _("Somebody changed it since you saw it. Look at it again."),
    "archived": _("It is in the archive."),
}


@dataclass(frozen=True)
class Order:
    """What is done to each of many posts, by whom and when; `topic` and `at` where it needs one."""

    kind: BulkKind
    by: Member
    now: datetime
    topic: Topic | None
    at: datetime | None


@dataclass(frozen=True)
class Chosen:
    """A post as it was chosen: which, and what version was seen (None for any)."""

    public_id: UUID
    version: int | None = None


def do_many(
    *,
    chosen: Sequence[Chosen],
    kind: str,
    by: Member,
    now: datetime,
    topic: Topic | None = None,
    at: datetime | None = None,
) -> BulkAct:
    """Do one act on many posts; `lines` of what is returned say what became of each.

    Raises PermissionDenied; ValidationError of code "kind", "none", "many", "topic", "at": what the
    act needs is missing.
    """
    by.require(Permission.APPROVE_POSTS)
    if kind not in BulkKind.values:
        raise ValidationError(_("Choose what to do."), code="kind")
    if len(chosen) > MOST_AT_ONCE:
        said = _("Choose at most %(most)s posts at once.")
        raise ValidationError(said, code="many", params={"most": MOST_AT_ONCE})
    if kind in TOPICS and topic is None:
        raise ValidationError(_("Choose a topic."), code="topic")
    if kind in DATED and at is None:
        raise ValidationError(_("Choose a day."), code="at")
    seen = {one.public_id: one.version for one in chosen}
    posts = list(Post.objects.filter(public_id__in=seen).order_by("pk"))
    if not posts:
        raise ValidationError(_("Choose a post first."), code="none")
    with transaction.atomic():
        BulkAct.objects.filter(created_at__lt=now - KEPT_FOR).delete()
        bulk: BulkAct = BulkAct.objects.create(by=by, act=kind, created_at=now)
        order = Order(BulkKind(kind), by, now, topic, at)
        lines = [_line(bulk, post, seen[post.public_id], order) for post in posts]
        BulkLine.objects.bulk_create(lines)
    return bulk


def undo_many(*, bulk: BulkAct, by: Member, now: datetime) -> list[BulkLine]:
    """Put back what an act changed; return the lines of posts that somebody changed since.

    Raises PermissionDenied for anybody but who did it; ValidationError of code "late", "undone".
    """
    if bulk.by_id != by.pk:
        raise PermissionDenied
    if now - bulk.created_at > UNDO_FOR:
        said = _("It is too late to undo this. Posts can be archived and restored one by one.")
        raise ValidationError(said, code="late")
    with transaction.atomic():
        if not BulkAct.objects.filter(pk=bulk.pk, undone_at=None).update(undone_at=now):
            raise ValidationError(_("This was undone already."), code="undone")
        lines = BulkLine.objects.filter(bulk=bulk, problem="").exclude(before={})
        kept = []
        for line in lines.select_related("post").order_by("post_id"):
            if not _put_back(line, bulk, by, now):
                line.problem, line.words = "changed", str(CHANGED["changed"])
                line.save(update_fields=["problem", "words"])
                kept.append(line)
    return kept


def lines_of(bulk: BulkAct) -> Iterable[BulkLine]:
    """Return what became of each post, those that could not be first."""
    lines = BulkLine.objects.filter(bulk=bulk).select_related("post")
    return sorted(lines, key=lambda line: (not line.problem, line.post.title))


def _line(bulk: BulkAct, post: Post, version: int | None, order: Order) -> BulkLine:
    """Do it to one post; what fails leaves nothing of it behind."""
    line = BulkLine(bulk=bulk, post=post)
    before = _before(post)
    try:
        with transaction.atomic():
            done = _do(post, version, order)
    except ValidationError as error:
        line.problem = (error.code or "refused")[:20]
        line.words = " ".join(error.messages)[:300]
        return line
    line.version = Post.objects.values_list("version", flat=True).get(pk=post.pk)
    about = {"topic": order.topic.pk} if order.topic else {}
    line.before = {**before, **about} if done else {}
    return line


def _do(post: Post, version: int | None, order: Order) -> bool:
    """Do it; False when there was nothing to do."""
    by, now = order.by, order.now
    match order.kind:
        case BulkKind.APPROVE:
            if post.replaces_id:
                raise ValidationError(str(CHANGED["proposal"]), code="proposal")
            approve_post(post=post, by=by, now=now, version=version)
        case BulkKind.ARCHIVE:
            _require_seen(post, version)
            archive_post(post=post, by=by, now=now)
        case BulkKind.TOPIC if order.topic is not None:
            return _add_topic(post, order.topic, version, by, now)
        case _:
            was = post.version
            value = None if order.kind is BulkKind.UNPIN else order.at
            dated = {COLUMN[order.kind]: value}
            set_dates(post=post, by=by, now=now, version=version, **dated)
            return post.version != was
    return True


def _require_seen(post: Post, version: int | None) -> None:
    locked = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    if version is not None and locked.version != version:
        raise ValidationError(str(CHANGED["stale"]), code="stale")


def _add_topic(post: Post, topic: Topic, version: int | None, by: Member, now: datetime) -> bool:
    _require_seen(post, version)
    post.refresh_from_db()
    if post.state == State.ARCHIVED:
        raise ValidationError(str(CHANGED["archived"]), code="archived")
    is_shown = post.state == State.APPROVED
    if is_shown and (needs_of(post).is_settled or needs_about([topic.pk]).is_settled):
        raise ValidationError(str(CHANGED["settled"]), code="settled")
    before = written(post)
    if not PostTopic.objects.get_or_create(post=post, topic=topic)[1]:
        return False
    Post.objects.filter(pk=post.pk).update(version=F("version") + 1, updated_at=now)
    post.refresh_from_db()
    index_post(post)
    remember_act(post=post, before=before, by=by, now=now)
    ask_again(post, now)
    record(Act.POST_TOPIC_ADDED, by=by, about=post, data={"topic": str(topic.public_id)}, now=now)
    return True


def _before(post: Post) -> dict[str, Any]:
    kept = {name: getattr(post, name) for name in BEFORE}
    shown = {name: at.isoformat() if name in MOMENTS and at else at for name, at in kept.items()}
    return {**shown, "approved_by": post.approved_by_id, "version": post.version}


def _put_back(line: BulkLine, bulk: BulkAct, by: Member, now: datetime) -> bool:
    """Put one post back as it was; False when somebody has changed it since."""
    before, post = dict(line.before), line.post
    was, was_written = post.state, written(post)
    topic, version = before.pop("topic", None), before.pop("version", line.version)
    for name in MOMENTS:
        before[name] = parse_datetime(before[name]) if before[name] else None
    if before["state"] == State.DRAFT and _has_successor(post):
        return False
    rows = Post.objects.filter(pk=post.pk, version=line.version)
    approver = before.pop("approved_by")
    if not rows.update(version=F("version") + 1, updated_at=now, approved_by=approver, **before):
        return False
    if topic is not None and bulk.act == BulkKind.TOPIC:
        PostTopic.objects.filter(post=post, topic=topic).delete()
    _put_requests_back(post, bulk, now)
    _let_yeses_stand(line, version if bulk.act not in COLUMN else line.version)
    post.refresh_from_db()
    index_post(post)
    remember_act(post=post, before=was_written, by=by, now=now)
    record(Act.ACT_UNDONE, by=by, about=post, data={"act": bulk.act}, now=now)
    if was != post.state:
        is_back = post.state == State.APPROVED
        kind = WebhookEvent.POST_APPROVED if is_back else WebhookEvent.POST_ARCHIVED
        announce(kind, post, now)
    return True


def _has_successor(post: Post) -> bool:
    """Tell whether a proposal was put aside and another one has been begun."""
    if post.replaces_id is None:
        return False
    Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.replaces_id)
    return bool(Post.objects.proposed_for(post.replaces_id).exclude(pk=post.pk).exists())


def _put_requests_back(post: Post, bulk: BulkAct, now: datetime) -> None:
    """Open again what the act closed, and forget what was said by it, or begun and not answered."""
    own = Submission.objects.filter(post=post)
    Verdict.objects.filter(submission__post=post, member=bulk.by_id, at=bulk.created_at).delete()
    answers = Verdict.objects.filter(submission=OuterRef("pk"))
    own.filter(~Exists(answers), by=None, created_at=bulk.created_at).delete()
    for request in own.filter(closed_at=bulk.created_at):
        request.state, request.closed_at = Outcome.OPEN, None
        request.wake_at = next_reminder(request.due_at, now)
        request.save(update_fields=["state", "closed_at", "wake_at"])


def _let_yeses_stand(line: BulkLine, version: int) -> None:
    """Let what others said to a post, at the version it is put back to, count for it again."""
    said = Verdict.objects.filter(submission__post=line.post, submission__state=Outcome.OPEN)
    said.filter(version=version).update(version=line.version + 1)
