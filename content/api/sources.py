"""Sources for programs."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404

from content.api.posts import chosen_topics
from content.api.source_shapes import (
    FoundFeedShape,
    SourceChange,
    SourceCreate,
    SourceFind,
    SourceShape,
)
from content.intake import Source
from content.problems import feed_result
from content.services import sources as services
from content.services.finding import Looked, look_at
from content.source_rows import SourceRow, source_row, source_rows_of
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.token_scopes import Scope

WRONG = {"taken": "url"}
reads = partial(endpoint, scope=Scope.POSTS_READ, permission=Permission.WRITE_POSTS)
writes = partial(endpoint, scope=Scope.POSTS_WRITE, permission=Permission.WRITE_POSTS)


class Sources(Endpoints):
    """Sources that one looks after: for curators all."""

    tag = "Sources"

    @reads(query=PageQuery, gives=SourceShape)
    def index(self, call: Call) -> Page:
        """List sources, the newest first."""
        rows = Source.objects.on_desk_of(call.member).select_related("owner")
        page = call.cut.take(rows, "-created_at", "-pk")
        return Page(source_rows_of(page.rows), page.position)

    @writes(takes=SourceFind, gives=FoundFeedShape, calls_out=True, fields={"url": "address"})
    def find(self, call: Call) -> Looked:
        """Look for feeds at an address: the feed there with its entries, or the feeds of a site."""
        looked = look_at(services.checked_address(call.data["address"]))
        if looked.problem:
            raise ValidationError(feed_result(looked.problem), code="address")
        return looked

    @writes(takes=SourceCreate, gives=SourceShape, status=201, once=True, fields=WRONG)
    def create(self, call: Call) -> SourceRow:
        """Add a source. It is read at once and then again and again."""
        said = _said(call, None)
        url = said.pop("url")
        draft = services.SourceDraft(**said)
        added = services.add_source(url=url, draft=draft, by=call.member, now=call.now)
        return source_row(added)

    @reads(gives=SourceShape)
    def show(self, call: Call, public_id: UUID) -> SourceRow:
        """Give one source: how it was read last, and what came of it."""
        return source_row(_found(call, public_id))

    @writes(takes=SourceChange, gives=SourceShape)
    def change(self, call: Call, public_id: UUID) -> SourceRow:
        """Change what becomes of posts to come; what is not sent stays."""
        found = _found(call, public_id)
        draft = services.changed_draft(found, **_said(call, found))
        changed = services.change_source(source=found, draft=draft, by=call.member, now=call.now)
        return source_row(changed)

    @writes(gives=SourceShape)
    def pause(self, call: Call, public_id: UUID) -> SourceRow:
        """Read it no more for now."""
        return self._act(call, public_id, services.pause_source)

    @writes(gives=SourceShape)
    def resume(self, call: Call, public_id: UUID) -> SourceRow:
        """Read it again; whoever says so looks after it from then on."""
        return self._act(call, public_id, services.resume_source)

    @writes(gives=SourceShape)
    def read(self, call: Call, public_id: UUID) -> SourceRow:
        """Have it read at once."""
        return self._act(call, public_id, services.read_source_now)

    @writes()
    def remove(self, call: Call, public_id: UUID) -> None:
        """Forget a source; its posts stay."""
        services.remove_source(source=_found(call, public_id), by=call.member, now=call.now)

    def _act(self, call: Call, public_id: UUID, act: Any) -> SourceRow:
        act(source=_found(call, public_id), by=call.member, now=call.now)
        return source_row(_found(call, public_id))


def _found(call: Call, public_id: UUID) -> Source:
    rows = Source.objects.on_desk_of(call.member).select_related("owner")
    found: Source = get_object_or_404(rows, public_id=public_id)
    return found


def _said(call: Call, source: Source | None) -> dict[str, Any]:
    said = dict(call.data)
    if "topics" in said:
        kept = source.topics.all() if source else ()
        said["topics"] = chosen_topics(said["topics"], call.member, kept)
    return said
