"""Posts and topics for programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.api.shapes import (
    PostApprove,
    PostChange,
    PostCreate,
    PostQuery,
    PostShape,
    SearchQuery,
)
from content.attached import usable_attachments
from content.forms.search import ARTICLE
from content.history import written_at
from content.models import (
    Asset,
    AssetKind,
    Caption,
    Mark,
    Post,
    PostAsset,
    PostTeam,
    PostTopic,
    State,
    Topic,
)
from content.models.audiences import Reader
from content.search.finding import find, found_posts
from content.search.labels import Chosen
from content.selectors import usable_pictures
from content.services import (
    CaptionDraft,
    PostDraft,
    approve_post,
    archive_post,
    create_post,
    edit_post,
    record_read,
    restore_post,
)
from content.written import draft_of, written
from tenants.models import Member, Team
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.roles import Permission
from tenants.token_scopes import Scope

WRONG = {
    "incomplete": "link",
    "too_many_pictures": "pictures",
    "alt": "pictures",
    "mixed": "attachment",
}
"""At which field a service's refusal stands, where it is not named like its code."""


@dataclass(frozen=True)
class Whole:
    """A post with everything that belongs to it, as one member sees it."""

    post: Post
    topics: Sequence[Topic]
    teams: Sequence[Team]
    captions: Sequence[Caption]
    pictures: Sequence[Asset]
    attachment: Asset | None
    marks: Mark

    @property
    def is_unread(self) -> bool:
        """Tell whether the member has not opened it yet."""
        return self.marks.read_at is None


class Posts(Endpoints):
    """Posts."""

    tag = "Posts"

    @endpoint(scope=Scope.POSTS_READ, query=PostQuery, gives=PostShape)
    def index(self, call: Call) -> Page:
        """List posts: those in the feed, newest first, or the drafts or the archive of one's desk.

        Drafts and the archive need the permission to write posts.
        """
        state, order = call.query["state"], "-opens_at"
        rows = Post.objects.open_to(call.member)
        if state != State.APPROVED:
            call.member.require(Permission.WRITE_POSTS)
            rows, order = Post.objects.on_desk_of(call.member).filter(state=state), "-updated_at"
        if "topic" in call.query:
            topic = get_object_or_404(Topic.objects.open_to(call.member), slug=call.query["topic"])
            rows = rows.filter(pk__in=PostTopic.objects.filter(topic=topic).values("post_id"))
        if "campaign" in call.query:
            rows = rows.filter(campaign__public_id=call.query["campaign"])
        page = call.cut.take(rows.select_related("author"), order, "-pk")
        return Page(whole_posts(page.rows, call.member), page.position)

    @endpoint(scope=Scope.POSTS_READ, query=SearchQuery, gives=PostShape)
    def search(self, call: Call) -> Page:
        """Find posts of the feed by words, the best 50 first; typos and endings do not matter."""
        topic = None
        if "topic" in call.query:
            topic = get_object_or_404(Topic.objects.open_to(call.member), slug=call.query["topic"])
        resource = call.query.get("resource")
        chosen = Chosen(
            topic=topic,
            language=call.query.get("language", ""),
            kind=call.query.get("kind", ""),
            resource=None if resource is None else resource.replace(ARTICLE, ""),
            since=call.query.get("since"),
        )
        reader = Reader.of(call.member)
        found = find(call.query["q"], reader=reader, chosen=chosen)
        posts = found_posts(found, reader=reader)
        begin = int(call.cut.position or 0)
        end = begin + call.cut.size
        rows = whole_posts(posts[begin:end], call.member)
        return Page(rows, str(end) if end < len(posts) else None)

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.WRITE_POSTS,
        takes=PostCreate,
        gives=PostShape,
        status=201,
        once=True,
        fields=WRONG,
    )
    def create(self, call: Call) -> Whole:
        """Start a post as a draft."""
        draft = draft_in(call, PostDraft(title=""), None)
        return whole_post(create_post(author=call.member, draft=draft, now=call.now), call.member)

    @endpoint(scope=Scope.POSTS_READ, gives=PostShape)
    def show(self, call: Call, public_id: UUID) -> Whole:
        """Give one post."""
        visible = Post.objects.visible_to(call.member).select_related("author")
        return whole_post(get_object_or_404(visible, public_id=public_id), call.member)

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.WRITE_POSTS,
        takes=PostChange,
        gives=PostShape,
        fields={**WRONG, "stale": "version"},
    )
    def change(self, call: Call, public_id: UUID) -> Whole:
        """Change a post; when someone else did so meanwhile, nothing is overwritten."""
        post = get_object_or_404(Post.objects.on_desk_of(call.member), public_id=public_id)
        version = call.data.pop("version")
        content = written_at(post, version) if version != post.version else None
        before = draft_of(content or written(post), member=call.member, post=post)
        before = replace(before, pictures=None, attachment=None)
        draft = draft_in(call, before, post)
        edited = edit_post(post=post, by=call.member, draft=draft, version=version, now=call.now)
        return whole_post(edited, call.member)

    @endpoint(scope=Scope.POSTS_WRITE)
    def see(self, call: Call, public_id: UUID) -> None:
        """Note that one has opened a post: it is not new any more."""
        post = get_object_or_404(Post.objects.open_to(call.member), public_id=public_id)
        record_read(post=post, member=call.member, now=call.now)

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.APPROVE_POSTS,
        takes=PostApprove,
        gives=PostShape,
        fields={"stale": "version"},
    )
    def approve(self, call: Call, public_id: UUID) -> Whole:
        """Say yes to a draft as a curator. It is in the feed once nobody else's yes is missing."""
        post = get_object_or_404(Post.objects, public_id=public_id)
        version = call.data.get("version")
        done = approve_post(post=post, by=call.member, now=call.now, version=version)
        return whole_post(done, call.member)

    @endpoint(scope=Scope.POSTS_WRITE, permission=Permission.APPROVE_POSTS, gives=PostShape)
    def archive(self, call: Call, public_id: UUID) -> Whole:
        """Take a post out of the feed; what is shared stays shared."""
        post = get_object_or_404(Post.objects, public_id=public_id)
        return whole_post(archive_post(post=post, by=call.member, now=call.now), call.member)

    @endpoint(scope=Scope.POSTS_WRITE, permission=Permission.APPROVE_POSTS, gives=PostShape)
    def restore(self, call: Call, public_id: UUID) -> Whole:
        """Bring an archived post back as a draft."""
        post = get_object_or_404(Post.objects, public_id=public_id)
        return whole_post(restore_post(post=post, by=call.member, now=call.now), call.member)


def whole_posts(posts: Sequence[Post], member: Member) -> list[Whole]:
    """Return posts with all that belongs to them; always five queries."""
    ids = [post.pk for post in posts]
    topics, captions, assets, teams = (defaultdict[int, list[Any]](list) for _ in range(4))
    for row in PostTeam.objects.filter(post_id__in=ids).select_related("team").order_by("id"):
        teams[row.post_id].append(row.team)
    links = PostTopic.objects.filter(post_id__in=ids).select_related("topic")
    for link in links.order_by("topic__sort_key", "id"):
        topics[link.post_id].append(link.topic)
    for caption in Caption.objects.filter(post_id__in=ids).order_by("position", "id"):
        captions[caption.post_id].append(caption)
    offered = PostAsset.objects.filter(post_id__in=ids).select_related("asset")
    for each in offered.order_by("position", "id"):
        assets[each.post_id].append(each.asset)
    marks = {mark.post_id: mark for mark in Mark.objects.of(member).filter(post_id__in=ids)}
    return [
        Whole(
            post,
            topics[post.pk],
            teams[post.pk],
            captions[post.pk],
            [one for one in assets[post.pk] if one.kind == AssetKind.PICTURE],
            next((one for one in assets[post.pk] if one.kind != AssetKind.PICTURE), None),
            marks.get(post.pk) or Mark(post=post, member=member),
        )
        for post in posts
    ]


def whole_post(post: Post, member: Member) -> Whole:
    """Return one post with all that belongs to it."""
    return whole_posts([post], member)[0]


def draft_in(call: Call, before: PostDraft, post: Post | None) -> PostDraft:
    """Return what is to be written: what was sent, over what was there."""
    said = dict(call.data)
    if "topics" in said:
        kept = post.topics.all() if post else ()
        said["topics"] = chosen_topics(said["topics"], call.member, kept)
    if "captions" in said:
        said["captions"] = tuple(CaptionDraft(**one) for one in said["captions"])
    if "teams" in said:
        said["teams"] = _teams(said["teams"])
    for name in ("for_roles", "for_languages", "required_hashtags"):
        if name in said:
            said[name] = tuple(said[name])
    if "pictures" in said:
        said["pictures"] = _pictures(call.member, post, said["pictures"])
    if "attachment" in said:
        said["attachment"] = _attachment(call.member, post, said["attachment"])
    return PostDraft(**{**vars(before), **said})


def chosen_topics(
    slugs: list[str], member: Member, kept: Iterable[Topic] = ()
) -> tuple[Topic, ...]:
    """Return the topics of these slugs, as far as a member may choose them.

    Raises ValidationError("topics").
    """
    found = list(Topic.objects.to_choose(member, kept).filter(slug__in=slugs))
    if {topic.slug for topic in found} != set(slugs):
        raise ValidationError(_("There is no such topic."), code="topics")
    return tuple(found)


def _teams(ids: list[UUID]) -> tuple[Team, ...]:
    found = list(Team.objects.filter(public_id__in=ids))
    if {team.public_id for team in found} != set(ids):
        raise ValidationError(_("There is no such team."), code="teams")
    return tuple(found)


def _pictures(member: Member, post: Post | None, ids: list[UUID]) -> tuple[Asset, ...]:
    found = {asset.public_id: asset for asset in usable_pictures(member, post, ids)}
    if set(found) != set(ids):
        raise ValidationError(_("One of the pictures is not there."), code="pictures")
    return tuple(found[public_id] for public_id in ids)


def _attachment(member: Member, post: Post | None, public_id: UUID | None) -> tuple[Asset, ...]:
    if public_id is None:
        return ()
    found = usable_attachments(member, post, [public_id])
    if not found:
        raise ValidationError(_("The video or document is not there."), code="attachment")
    return tuple(found)
