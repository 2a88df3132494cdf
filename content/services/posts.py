"""Writing the library: posts, captions, topics, and who has read what.

Every change of a post bumps its `version` by compare-and-swap, so two people who work on the same
post never overwrite each other silently, and what a curator approves is what they saw.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from content.attached import attachments_on
from content.desk.rules import needs_about, needs_of
from content.drafts import CaptionDraft, PostDraft
from content.history import written_at
from content.merging import Stale, merge
from content.models import (
    HUES,
    TOPIC_NAME_LENGTH,
    TRANSITIONS,
    Caption,
    Outcome,
    Post,
    PostTeam,
    PostTopic,
    State,
    Topic,
)
from content.search.indexing import index_post
from content.selectors import pictures_on
from content.services.addresses import remember_addresses
from content.services.cards import want_card
from content.services.drafting import fields_of, require_complete
from content.services.pictures import attach_pictures
from content.services.remembering import remember, remember_start
from content.services.requests import ask_again, carry_yeses, end_requests
from content.written import FILES, Written, column_of, differing, draft_of, written, written_in
from tenants.audit import record
from tenants.models import Act, Member, Team
from tenants.naming import sort_key
from tenants.roles import Permission
from tenants.webhooks import WebhookEvent, emit

OUT_OF_THE_WAY = 10_000
"""More captions than a post can have."""


@transaction.atomic
def create_post(*, author: Member, draft: PostDraft, now: datetime) -> Post:
    """Start a post as a draft.

    Raises PermissionDenied; ValidationError as `fields_of` or `attach_pictures` do: "title" when it
    has none to be found again by, "link" when that is none…
    """
    _require(author, Permission.WRITE_POSTS)
    fields = fields_of(draft, now=now)
    post: Post = Post.objects.create(
        author=author, state=State.DRAFT, created_at=now, updated_at=now, **fields
    )
    write_captions(post, draft.captions)
    write_topics(post, draft.topics)
    write_teams(post, draft.teams)
    _write_pictures(post, author, draft, now)
    want_card(post=post, now=now)
    remember_addresses(post=post, urls=[post.link])
    remember_start(post=post, content=written_in(replace(draft, **fields)), by=author, now=now)
    record(Act.POST_CREATED, by=author, about=post, now=now)
    announce(WebhookEvent.POST_CREATED, post, now)
    return post


@transaction.atomic
def edit_post(
    *,
    post: Post,
    by: Member,
    draft: PostDraft,
    version: int,
    now: datetime,
    of_version: int | None = None,
) -> Post:
    """Change a draft, or for curators an approved post; `version` is the one `by` started from.

    What others changed since then stays, as far as `by` did not change the same; else nothing is
    saved. Where all is as before, yeses that were given count on. `of_version` is the older version
    that is brought back.
    Raises PermissionDenied; ValidationError as `create_post` does; "incomplete": an approved post
    would lose its link or reason; "archived"; "approved": its words are not one person's to change
    (`content.services.proposing`); `Stale` of code "stale": both changed the same.
    """
    locked = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    _require_author(locked, by)
    before = written(locked)
    fields = fields_of(draft, now=now, before=locked)
    mine = written_in(replace(draft, **fields), before)
    if locked.version != version and locked.state != State.ARCHIVED:
        merged, both = merge(base=written_at(locked, version), mine=mine, theirs=before)
        if both:
            raise Stale(fields=both, merged=merged, theirs=before, version=locked.version)
        draft = draft_of(merged, member=by, post=locked)
        fields, mine = fields_of(draft, now=now, before=locked), merged
    if locked.state == State.APPROVED:
        _require_own_to_change(locked, draft)
        require_complete(fields)
    changed = changed_fields(before, mine)
    if not changed:
        carry_yeses([post.pk])
    writable: set[str] = {State.DRAFT, State.APPROVED}
    _swap(post, version=locked.version, states=writable, updated_at=now, **fields)
    write_captions(post, draft.captions)
    write_topics(post, draft.topics)
    write_teams(post, draft.teams)
    _write_pictures(post, by, draft, now)
    want_card(post=post, now=now)
    index_post(post)
    remember_addresses(post=post, urls=[post.link])
    remember(post=post, before=before, after=mine, by=by, now=now, of_version=of_version)
    if changed:
        _note_change(post, by, changed, now)
    return post


def _note_change(post: Post, by: Member, changed: list[str], now: datetime) -> None:
    """Note whose words these are now, and ask anew whose yes they need."""
    Post.objects.filter(pk=post.pk).update(changed_by=by)
    post.changed_by = by
    ask_again(post, now)
    data = {"fields": changed, "version": post.version}
    record(Act.POST_EDITED, by=by, about=post, data=data, now=now)


def changed_fields(before: Written, after: Written) -> list[str]:
    """Return the fields that changed, as the audit names them."""
    names = map(column_of, differing(before, after))
    return list(dict.fromkeys("pictures" if name in FILES else name for name in names))


def put_in_feed(post: Post, by: Member, now: datetime) -> Post:
    """Let a draft that has every yes it needs into the feed (`content.services.approving`)."""
    _move(post, State.APPROVED, approved_at=now, approved_by=by, updated_at=now)
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
    end_requests([post.pk], Outcome.WITHDRAWN, now)
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

    Raises PermissionDenied; ValidationError: "transition"; "recalled": it never comes back;
    "proposed": another change of the same post is being written.
    """
    _require(by, Permission.APPROVE_POSTS)
    if Post.objects.filter(pk=post.pk).exclude(recalled_at=None).exists():
        message = _("This post was recalled. Write a new one if it may be shared after all.")
        raise ValidationError(message, code="recalled")
    ended = ("approved_at", "approved_by", "archived_at", "expires_at")
    changes = dict.fromkeys((*ended, "embargo_until", "review_at", "pinned_until"))
    post.refresh_from_db()
    _require_only_proposal(post)
    before = written(post)
    _move(post, State.DRAFT, updated_at=now, **changes)
    remember(post=post, before=before, after=written(post), by=by, now=now)
    record(Act.POST_RESTORED, by=by, about=post, now=now)
    return post


@transaction.atomic
def create_topic(*, name: str, by: Member, now: datetime) -> Topic:
    """Return the topic of this name, made if there is none; case and accents do not matter.

    Raises PermissionDenied; ValidationError of code "name", "taken": it is closed to `by`.
    """
    _require(by, Permission.WRITE_POSTS)
    name = " ".join(name.split())
    slug = slugify(sort_key(name), allow_unicode=True)
    if not slug or max(len(name), len(slug), len(sort_key(name))) > TOPIC_NAME_LENGTH:
        raise ValidationError(_("Give the topic a name of up to 60 characters."), code="name")
    topic: Topic
    topic, is_new = Topic.objects.get_or_create(
        slug=slug,
        defaults={"name": name, "sort_key": sort_key(name), "hue": Topic.objects.count() % HUES},
    )
    if is_new:
        data = {"mix": topic.mix, "is_closed": topic.is_closed}
        record(Act.TOPIC_ADDED, by=by, about=topic, data=data, now=now)
    elif not Topic.objects.open_to(by).filter(pk=topic.pk).exists():
        raise ValidationError(_("This name is taken. Choose another one."), code="taken")
    return topic


def _require(member: Member, permission: Permission) -> None:
    if not member.may(permission):
        raise PermissionDenied


def _require_author(post: Post, by: Member) -> None:
    """Let curators change any post, contributors their own drafts."""
    if not (by.may(Permission.APPROVE_POSTS) or post.is_editable_by(by)):
        raise PermissionDenied


def _require_only_proposal(post: Post) -> None:
    """Refuse to bring a proposal back beside another one of the same post."""
    if post.replaces_id is None:
        return
    Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.replaces_id)
    if Post.objects.proposed_for(post.replaces_id).exists():
        said = _("Another change of the same post is being written. Put that one aside first.")
        raise ValidationError(said, code="proposed")


def _require_own_to_change(post: Post, draft: PostDraft) -> None:
    """Refuse to change what several people approved: it would not be what they saw."""
    about = needs_about([one.pk for one in draft.topics])
    if needs_of(post).is_settled or about.is_settled:
        said = _(
            "More than one person approves this. Propose a change: it is approved like a post."
        )
        raise ValidationError(said, code="approved")


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


def write_captions(post: Post, captions: tuple[CaptionDraft, ...]) -> None:
    """Keep the rows of words that stay: who was handed them keeps them."""
    wanted = [(one.network, one.language, one.text.strip()) for one in captions if one.text.strip()]
    before = list(Caption.objects.filter(post=post).order_by("position", "id"))
    if [(one.network, one.language, one.text) for one in before] == wanted:
        return
    free = {(one.network, one.language, one.text): one for one in reversed(before)}
    rows = [
        free.pop(said, None) or Caption(post=post, network=said[0], language=said[1], text=said[2])
        for said in wanted
    ]
    kept = [row for row in rows if row.pk]
    Caption.objects.filter(post=post).exclude(pk__in=[row.pk for row in kept]).delete()
    # Out of the way first: a place is taken by one, also while they change places.
    Caption.objects.filter(post=post).update(position=F("position") + OUT_OF_THE_WAY)
    for position, row in enumerate(rows):
        row.position = position
    Caption.objects.bulk_update(kept, ["position"])
    Caption.objects.bulk_create(row for row in rows if not row.pk)


def write_topics(post: Post, topics: tuple[Topic, ...]) -> None:
    """Make these a post's topics."""
    wanted = {topic.pk for topic in topics}
    before = set(PostTopic.objects.filter(post=post).values_list("topic_id", flat=True))
    if before == wanted:
        return
    PostTopic.objects.filter(post=post).exclude(topic_id__in=wanted).delete()
    PostTopic.objects.bulk_create(
        [PostTopic(post=post, topic_id=pk) for pk in sorted(wanted)], ignore_conflicts=True
    )


def write_teams(post: Post, teams: tuple[Team, ...]) -> None:
    """Make a post theirs alone; without any it is for all."""
    wanted = {team.pk for team in teams}
    PostTeam.objects.filter(post=post).exclude(team_id__in=wanted).delete()
    PostTeam.objects.bulk_create(
        [PostTeam(post=post, team_id=pk) for pk in sorted(wanted)], ignore_conflicts=True
    )


def _write_pictures(post: Post, by: Member, draft: PostDraft, now: datetime) -> None:
    if draft.pictures is None and draft.attachment is None:
        return
    pictures = pictures_on(post) if draft.pictures is None else draft.pictures
    attached = attachments_on(post) if draft.attachment is None else draft.attachment
    attach_pictures(post=post, by=by, assets=[*pictures, *attached], now=now)


def announce(kind: WebhookEvent, post: Post, now: datetime) -> None:
    """Tell an organization's own systems what became of a post, in scope."""
    told = {"post": str(post.public_id), "title": post.title, "link": post.link}
    emit(kind, {**told, "version": post.version}, now=now)
