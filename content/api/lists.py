"""Lists of posts for programs: look through, import, undo."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from content.api.source_shapes import PostImportCreate, PostImportShape, PostImportWhole
from content.intake import PostImport, PostImportLine
from content.lists import COLUMNS, MORE_COLUMNS, WORDS_FOR, Row
from content.services.importing import import_list, lists_of, look_through, undo_import
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.token_scopes import Scope

reads = partial(endpoint, scope=Scope.POSTS_READ, permission=Permission.WRITE_POSTS)
writes = partial(endpoint, scope=Scope.POSTS_WRITE, permission=Permission.WRITE_POSTS)


@dataclass(frozen=True)
class Line:
    """A line as programs see it."""

    number: int
    title: str
    link: str
    outcome: str
    problems: list[dict[str, str]]
    post: UUID | None


@dataclass(frozen=True)
class WholeImport:
    """A list with its lines."""

    job: PostImport
    lines: list[Line]


class PostImports(Endpoints):
    """Lists of posts that one sent in: for curators all."""

    tag = "Posts"

    @reads(query=PageQuery, gives=PostImportShape)
    def index(self, call: Call) -> Page:
        """List the lists that were sent in, the newest first. They are kept for 90 days."""
        return call.cut.take(lists_of(call.member), "-created_at", "-pk")

    @writes(takes=PostImportCreate, gives=PostImportWhole, status=201, once=True)
    def create(self, call: Call) -> WholeImport:
        """Look a list through: nothing becomes of it before it is imported."""
        rows = [_row(number, line) for number, line in enumerate(call.data["lines"], start=1)]
        return _whole(look_through(rows=rows, by=call.member, now=call.now))

    @reads(gives=PostImportWhole)
    def show(self, call: Call, public_id: UUID) -> WholeImport:
        """Give a list with what would become of each line, or became of it."""
        return _whole(_found(call, public_id))

    @writes(gives=PostImportWhole)
    def run(self, call: Call, public_id: UUID) -> WholeImport:
        """Make drafts of all lines that are ready."""
        import_list(job=_found(call, public_id), by=call.member, now=call.now)
        return _whole(_found(call, public_id))

    @writes(gives=PostImportWhole)
    def undo(self, call: Call, public_id: UUID) -> WholeImport:
        """Delete the drafts of an import that nobody has worked on."""
        undo_import(job=_found(call, public_id), by=call.member, now=call.now)
        return _whole(_found(call, public_id))


def _row(number: int, line: dict[str, Any]) -> Row:
    others = {name: cell.strip() for name in MORE_COLUMNS if (cell := line.get(name, "")).strip()}
    for one in line.get("captions", ()):
        whom = ":".join(filter(None, (one.get("network"), one.get("language"))))
        others[f"{WORDS_FOR}{whom}"] = one["text"]
    return Row(number, **{name: line.get(name, "") for name in COLUMNS}, others=others)


def _found(call: Call, public_id: UUID) -> PostImport:
    return get_object_or_404(lists_of(call.member), public_id=public_id)


def _whole(job: PostImport) -> WholeImport:
    lines = PostImportLine.objects.filter(job=job).select_related("post").order_by("number")
    return WholeImport(job, [_line(line) for line in lines])


def _line(line: PostImportLine) -> Line:
    problems = [{"column": column, "code": code} for column, code in line.problems]
    post = line.post.public_id if line.post else None
    return Line(line.number, line.title, line.link, line.outcome, problems, post)
