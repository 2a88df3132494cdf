"""Writing the library: posts, captions, topics, and who has read what.

Every change of a post bumps its `version` by compare-and-swap, so two people who work on the same
post never overwrite each other silently, and what a curator approves is what they saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from content.attached import assets_on, attachments_on
from content.company_posts import read_company_post
from content.models import (
    HUES,
    TOPIC_NAME_LENGTH,
    TRANSITIONS,
    Asset,
    Caption,
    Post,
    PostTopic,
    State,
    Topic,
)
from content.search.indexing import index_post
from content.selectors import pictures_on
from content.services.addresses import remember_addresses
from content.services.cards import want_card
from content.services.pictures import attach_pictures, require_good_pictures, require_licences
from tenants.audit import record
from tenants.models import Act, Member
from tenants.naming import sort_key
from tenants.roles import Permission
from tenants.webhooks import WebhookEvent, emit

OUT_OF_THE_WAY = 10_000
"""More captions than a post can have."""


@dataclass(frozen=True)
class CaptionDraft:
    """Suggested words for one network, or for any (`network=""`)."""

    text: str
    network: str = ""


@dataclass(frozen=True)
class PostDraft:
    """What an author writes; a draft may lack everything but its title.

    `pictures` in order, or in their place one `attachment`, a video or document; None leaves what
    is there.
    """

    title: str
    link: str = ""
    why: str = ""
    body: str = ""
    company_post: str = ""
    """What names the organization's own post at LinkedIn that is reshared there (any way)."""
    language: str = ""
    topics: tuple[Topic, ...] = ()
    captions: tuple[CaptionDraft, ...] = ()
    pictures: tuple[Asset, ...] | None = None
    attachment: tuple[Asset, ...] | None = None


@transaction.atomic
def create_post(*, author: Member, draft: PostDraft, now: datetime) -> Post:
    """Start a post as a draft.

    Raises PermissionDenied; ValidationError of code "title": a post needs one to be found again;
    "link": it is not one; "company_post": as `read_company_post`; or as `attach_pictures`.
    """
    _require(author, Permission.WRITE_POSTS)
    post: Post = Post.objects.create(
        author=author, state=State.DRAFT, created_at=now, updated_at=now, **_fields(draft)
    )
    _write_captions(post, draft.captions)
    _write_topics(post, draft.topics)
    _write_pictures(post, author, draft, now)
    want_card(post=post, now=now)
    remember_addresses(post=post, urls=[post.link])
    record(Act.POST_CREATED, by=author, about=post, now=now)
    announce(WebhookEvent.POST_CREATED, post, now)
    return post


@transaction.atomic
def edit_post(*, post: Post, by: Member, draft: PostDraft, version: int, now: datetime) -> Post:
    """Change a draft, or for curators an approved post; `version` is the one `by` started from.

    Raises PermissionDenied; ValidationError of code "title", "link", "company_post"; "incomplete":
    an approved post would lose its link or reason; "archived"; "stale": someone changed it
    meanwhile.
    """
    _require_author(post, by)
    fields = _fields(draft)
    if post.state == State.APPROVED:
        _require_complete(Post(kind=post.kind, **fields))
    before = Post.objects.values(*fields).get(pk=post.pk)
    _swap(post, version=version, states={State.DRAFT, State.APPROVED}, updated_at=now, **fields)
    changed = [name for name, value in fields.items() if value != before[name]]
    changed += ["captions"] if _write_captions(post, draft.captions) else []
    changed += ["topics"] if _write_topics(post, draft.topics) else []
    changed += ["pictures"] if _write_pictures(post, by, draft, now) else []
    want_card(post=post, now=now)
    index_post(post)
    remember_addresses(post=post, urls=[post.link])
    if changed:
        data = {"fields": changed, "version": post.version}
        record(Act.POST_EDITED, by=by, about=post, data=data, now=now)
    return post


@transaction.atomic
def approve_post(*, post: Post, by: Member, now: datetime, version: int | None = None) -> Post:
    """Put a draft into everyone's feed; with `version`, only if it is still what `by` saw.

    Raises PermissionDenied; ValidationError of code "incomplete", "pictures", "alt", "licence",
    "transition" or "stale".
    """
    _require(by, Permission.APPROVE_POSTS)
    post.refresh_from_db()
    _require_complete(post)
    require_good_pictures(post)
    require_licences(assets_on(post))
    changes = {"approved_at": now, "approved_by": by, "updated_at": now}
    _move(post, State.APPROVED, version=version, **changes)
    index_post(post)
    record(Act.POST_APPROVED, by=by, about=post, data={"version": post.version}, now=now)
    announce(WebhookEvent.POST_APPROVED, post, now)
    return post


@transaction.atomic
def archive_post(*, post: Post, by: Member, now: datetime) -> Post:
    """Take a post out of the feed; what is shared stays shared, what waits will not go out.

    Raises PermissionDenied; ValidationError("transition").
    """
    _require(by, Permission.APPROVE_POSTS)
    _move(post, State.ARCHIVED, archived_at=now, updated_at=now)
    index_post(post)
    record(Act.POST_ARCHIVED, by=by, about=post, now=now)
    announce(WebhookEvent.POST_ARCHIVED, post, now)
    return post


@transaction.atomic
def withdraw_post(*, post: Post, by: Member, now: datetime) -> Post:
    """Take a post out of the feed for good, as a recall does; archived or not.

    Raises PermissionDenied; ValidationError: "recalled" when it was before, "draft": nobody can
    have shared it.
    """
    _require(by, Permission.HALT_SHARING)
    locked = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    if locked.recalled_at is not None:
        raise ValidationError(_("This post was recalled already."), code="recalled")
    if locked.state == State.DRAFT:
        raise ValidationError(_("A draft has never been shared."), code="draft")
    if locked.state == State.APPROVED:
        archive_post(post=post, by=by, now=now)
    Post.objects.filter(pk=post.pk).update(recalled_at=now)
    record(Act.POST_RECALLED, by=by, about=post, now=now)
    post.refresh_from_db()
    return post


@transaction.atomic
def restore_post(*, post: Post, by: Member, now: datetime) -> Post:
    """Bring an archived post back as a draft that does not expire: it needs a fresh approval.

    Raises PermissionDenied; ValidationError: "transition"; "recalled": it never comes back.
    """
    _require(by, Permission.APPROVE_POSTS)
    if Post.objects.filter(pk=post.pk).exclude(recalled_at=None).exists():
        message = _("This post was recalled. Write a new one if it may be shared after all.")
        raise ValidationError(message, code="recalled")
    ended = ("approved_at", "approved_by", "archived_at", "expires_at")
    changes = dict.fromkeys((*ended, "embargo_until", "review_at", "pinned_until"))
    _move(post, State.DRAFT, updated_at=now, **changes)
    record(Act.POST_RESTORED, by=by, about=post, now=now)
    return post


@transaction.atomic
def create_topic(*, name: str) -> Topic:
    """Return the topic of this name, made if there is none; case and accents do not matter.

    Raises ValidationError("name").
    """
    name = " ".join(name.split())
    slug = slugify(sort_key(name), allow_unicode=True)
    if not slug or max(len(name), len(slug), len(sort_key(name))) > TOPIC_NAME_LENGTH:
        raise ValidationError(_("Give the topic a name of up to 60 characters."), code="name")
    topic: Topic = Topic.objects.get_or_create(
        slug=slug,
        defaults={"name": name, "sort_key": sort_key(name), "hue": Topic.objects.count() % HUES},
    )[0]
    return topic


def _require(member: Member, permission: Permission) -> None:
    if not member.may(permission):
        raise PermissionDenied


def _require_author(post: Post, by: Member) -> None:
    """Let curators change any post, contributors their own drafts."""
    if not (by.may(Permission.APPROVE_POSTS) or post.is_editable_by(by)):
        raise PermissionDenied


def _require_complete(post: Post) -> None:
    if not post.is_complete:
        raise ValidationError(
            _("Before others see it, a post needs a title, a link and why it matters."),
            code="incomplete",
        )


def _require_link(link: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError:
        raise ValidationError(
            _("This is not a whole link. It begins with https:// or http://."), code="link"
        ) from None


def _fields(draft: PostDraft) -> dict[str, str]:
    title = draft.title.strip()
    if not title:
        raise ValidationError(_("Give the post a title."), code="title")
    link = draft.link.strip()
    if link:
        _require_link(link)
    return {
        "title": title,
        "link": link,
        "why": draft.why.strip(),
        "body": draft.body.strip(),
        "company_post": read_company_post(draft.company_post),
        "language": draft.language,
    }


def _move(post: Post, state: State, *, version: int | None = None, **changes: Any) -> Post:
    allowed = {before for before, after in TRANSITIONS.items() if state in after}
    return _swap(post, version=version, states=allowed, state=state, **changes)


def _swap(post: Post, *, version: int | None, states: set[str], **changes: Any) -> Post:
    """Write `changes` if the post is in one of `states` and (when given) at `version`."""
    rows = Post.objects.filter(pk=post.pk, state__in=states)
    if version is not None:
        rows = rows.filter(version=version)
    changed = rows.update(version=F("version") + 1, **changes)
    post.refresh_from_db()
    if changed:
        return post
    if post.state in states:
        raise ValidationError(
            _("Someone else changed this post meanwhile. Your words are still here."), code="stale"
        )
    if "state" not in changes:
        raise ValidationError(
            _("This post is archived. Restore it to go on writing."), code="archived"
        )
    raise ValidationError(_("The post is not in a state that allows this."), code="transition")


def _write_captions(post: Post, captions: tuple[CaptionDraft, ...]) -> bool:
    """Keep the rows of words that stay: who was handed them keeps them; tell if any changed."""
    written = [(one.network, one.text.strip()) for one in captions if one.text.strip()]
    before = list(Caption.objects.filter(post=post).order_by("position", "id"))
    if [(one.network, one.text) for one in before] == written:
        return False
    free = {(one.network, one.text): one for one in reversed(before)}
    rows = [
        free.pop(said, None) or Caption(post=post, network=said[0], text=said[1])
        for said in written
    ]
    kept = [row for row in rows if row.pk]
    Caption.objects.filter(post=post).exclude(pk__in=[row.pk for row in kept]).delete()
    # Out of the way first: a place is taken by one, also while they change places.
    Caption.objects.filter(post=post).update(position=F("position") + OUT_OF_THE_WAY)
    for position, row in enumerate(rows):
        row.position = position
    Caption.objects.bulk_update(kept, ["position"])
    Caption.objects.bulk_create(row for row in rows if not row.pk)
    return True


def _write_topics(post: Post, topics: tuple[Topic, ...]) -> bool:
    wanted = {topic.pk for topic in topics}
    before = set(PostTopic.objects.filter(post=post).values_list("topic_id", flat=True))
    if before == wanted:
        return False
    PostTopic.objects.filter(post=post).exclude(topic_id__in=wanted).delete()
    PostTopic.objects.bulk_create(
        [PostTopic(post=post, topic_id=pk) for pk in sorted(wanted)], ignore_conflicts=True
    )
    return True


def _write_pictures(post: Post, by: Member, draft: PostDraft, now: datetime) -> bool:
    if draft.pictures is None and draft.attachment is None:
        return False
    pictures = pictures_on(post) if draft.pictures is None else draft.pictures
    attached = attachments_on(post) if draft.attachment is None else draft.attachment
    return attach_pictures(post=post, by=by, assets=[*pictures, *attached], now=now)


def announce(kind: WebhookEvent, post: Post, now: datetime) -> None:
    """Tell an organization's own systems what became of a post, in scope."""
    told = {"post": str(post.public_id), "title": post.title, "link": post.link}
    emit(kind, {**told, "version": post.version}, now=now)
