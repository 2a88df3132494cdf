"""Versions of posts, templates, and who would see a post, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from content.api.posts import Whole, draft_in, whole_post
from content.api.shapes import PostShape
from content.api.writing_shapes import (
    OnlookerQuery,
    PostVersionShape,
    TemplateChange,
    TemplateCreate,
    TemplateShape,
    VerdictShape,
    WholeVersion,
)
from content.audience import Onlooker, Verdict, verdict_on
from content.drafts import PostDraft
from content.history import versions, written_at
from content.models import Post, PostTemplate
from content.selectors import topics_of
from content.services.returning import return_to_version
from content.services.templates import remove_template, rename_template, save_template
from content.written import written
from tenants.models import Member, Team
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.token_scopes import Scope


class PostVersions(Endpoints):
    """Versions of a post."""

    tag = "Posts"

    @endpoint(
        scope=Scope.POSTS_READ,
        permission=Permission.WRITE_POSTS,
        query=PageQuery,
        gives=PostVersionShape,
    )
    def index(self, call: Call, public_id: UUID) -> Page:
        """List a post’s versions, newest first: who changed what, and when."""
        rows = versions(_post(call, public_id))
        begin = int(call.cut.position or 0)
        end = begin + call.cut.size
        return Page(rows[begin:end], str(end) if end < len(rows) else None)

    @endpoint(scope=Scope.POSTS_READ, permission=Permission.WRITE_POSTS, gives=WholeVersion)
    def show(self, call: Call, public_id: UUID, version: int) -> dict[str, Any]:
        """Give what was written of a post at a version."""
        post = _post(call, public_id)
        content = written_at(post, version)
        if content is None or version > post.version:
            raise Http404
        return {"version": version, "content": content}

    @endpoint(scope=Scope.POSTS_WRITE, permission=Permission.WRITE_POSTS, gives=PostShape)
    def restore(self, call: Call, public_id: UUID, version: int) -> Whole:
        """Make a post again what it was, as a new version."""
        post = return_to_version(
            post=_post(call, public_id), by=call.member, version=version, now=call.now
        )
        return whole_post(post, call.member)

    @endpoint(
        scope=Scope.POSTS_READ,
        permission=Permission.WRITE_POSTS,
        query=OnlookerQuery,
        gives=VerdictShape,
    )
    def audience(self, call: Call, public_id: UUID) -> Verdict:
        """Say whether somebody sees a post once it is approved, and why not."""
        post = _post(call, public_id)
        return verdict_on(
            written(post), topics=topics_of(post), onlooker=_onlooker(call), now=call.now
        )


class PostTemplates(Endpoints):
    """Templates of posts."""

    tag = "Posts"

    @endpoint(
        scope=Scope.POSTS_READ,
        permission=Permission.WRITE_POSTS,
        query=PageQuery,
        gives=TemplateShape,
    )
    def index(self, call: Call) -> Page:
        """List the templates by name."""
        rows = PostTemplate.objects.select_related("made_by")
        return call.cut.take(rows, "name", "pk")

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.WRITE_POSTS,
        takes=TemplateCreate,
        gives=TemplateShape,
        status=201,
        once=True,
    )
    def create(self, call: Call) -> PostTemplate:
        """Keep a post as a template; pictures, files and times are each post’s own."""
        name = call.data.pop("name")
        draft = draft_in(call, PostDraft(title=""), None)
        return save_template(by=call.member, name=name, draft=draft, now=call.now)

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.WRITE_POSTS,
        takes=TemplateChange,
        gives=TemplateShape,
    )
    def change(self, call: Call, public_id: UUID) -> PostTemplate:
        """Give a template another name."""
        template = get_object_or_404(PostTemplate.objects, public_id=public_id)
        name = call.data["name"]
        return rename_template(template=template, by=call.member, name=name, now=call.now)

    @endpoint(scope=Scope.POSTS_WRITE, permission=Permission.WRITE_POSTS)
    def remove(self, call: Call, public_id: UUID) -> None:
        """Delete a template; posts that began from it stay."""
        template = get_object_or_404(PostTemplate.objects, public_id=public_id)
        remove_template(template=template, by=call.member)


def _post(call: Call, public_id: UUID) -> Post:
    rows = Post.objects.on_desk_of(call.member).select_related("author")
    post: Post = get_object_or_404(rows, public_id=public_id)
    return post


def _onlooker(call: Call) -> Onlooker:
    said = call.query
    if "member" in said:
        rows = Member.objects.filter(left_at=None).select_related("team", "organization")
        return Onlooker.of(get_object_or_404(rows, public_id=said["member"]))
    team = get_object_or_404(Team.objects, public_id=said["team"]) if "team" in said else None
    return Onlooker.anybody(
        call.member.organization,
        team=team,
        role=said.get("role", ""),
        language=said.get("language", ""),
    )
