"""The assets library for programs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.api.campaign_shapes import (
    LibraryFileChange,
    LibraryFileCreate,
    LibraryFileReplace,
    LibraryFileShape,
    LibraryFileWhole,
    LibraryQuery,
)
from content.models import Asset, Post, ShelfItem
from content.services import shelving as services
from content.shelf import ShelfRow, Uses, Wanted, library, narrowed, shelf_rows, usage_of
from content.uploads import on_shelf_for
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.roles import Permission
from tenants.token_scopes import Scope

reads = partial(endpoint, scope=Scope.POSTS_READ, permission=Permission.APPROVE_POSTS)
writes = partial(endpoint, scope=Scope.POSTS_WRITE, permission=Permission.APPROVE_POSTS)
UNFIT = dict.fromkeys(
    (
        "active",
        "broken",
        "codec",
        "empty",
        "locked",
        "macros",
        "old_office",
        "still",
        "too_big",
        "too_many",
        "too_many_frames",
        "too_many_pages",
        "too_many_pixels",
        "type",
    ),
    "file_of_library",
)


@dataclass(frozen=True)
class Whole:
    """A file with the posts that show it."""

    asset: Asset
    item: ShelfItem | None
    uses: Uses
    is_over: bool
    posts: list[Post]


class LibraryFiles(Endpoints):
    """Files of the library."""

    tag = "Library"

    @endpoint(
        scope=Scope.POSTS_READ,
        permission=Permission.WRITE_POSTS,
        query=LibraryQuery,
        gives=LibraryFileShape,
    )
    def index(self, call: Call) -> Page:
        """List files, the newest first, by words, kind and what is amiss.

        Who writes and does not decide sees those that were put into it, to be taken for posts.
        """
        wanted = Wanted(call.query["q"], call.query["kind"], call.query["flaw"])
        rows = narrowed(wanted, call.now)
        if not call.member.may(Permission.APPROVE_POSTS):
            rows = rows.filter(on_shelf_for(call.member))
        page = call.cut.take(rows, "-created_at", "-pk")
        return Page(shelf_rows(page.rows, call.now), page.position)

    @writes(takes=LibraryFileCreate, gives=LibraryFileShape, status=201, once=True, fields=UNFIT)
    def create(self, call: Call) -> ShelfRow:
        """Put a file into the library. It is `processing` until a worker has prepared it."""
        upload = call.data["file_of_library"]
        asset = services.add_to_library(by=call.member, upload=upload, now=call.now)
        return shelf_rows([asset], call.now)[0]

    @reads(gives=LibraryFileWhole)
    def show(self, call: Call, public_id: UUID) -> Whole:
        """Give a file with where it is used."""
        return _whole(call, _found(public_id))

    @writes(takes=LibraryFileChange, gives=LibraryFileWhole)
    def change(self, call: Call, public_id: UUID) -> Whole:
        """Say what a file is, and by what right it is shown."""
        asset = _found(public_id)
        item = ShelfItem.objects.filter(asset=asset).first()
        before: dict[str, Any] = vars(services.LicenceDraft())
        if item is not None:
            before = {name: getattr(item, name) for name in before}
        said = {name: value for name, value in call.data.items() if name in before}
        draft = services.LicenceDraft(**{**before, **said})
        services.set_licence(asset=asset, by=call.member, draft=draft, now=call.now)
        services.describe_asset(
            asset=asset,
            by=call.member,
            title=call.data.get("title", asset.title),
            alt=call.data.get("alt", asset.alt),
        )
        return _whole(call, asset)

    @writes(
        takes=LibraryFileReplace,
        gives=LibraryFileWhole,
        fields=dict.fromkeys(("same", "kind", "state", "alt", "licence"), "other"),
    )
    def replace(self, call: Call, public_id: UUID) -> Whole:
        """Let every post and card show another file instead; what is shared stays.

        Posts in the feed that more than one person approves keep it; the answer says where it is.
        """
        asset = _found(public_id)
        other = library().filter(public_id=call.data["other"]).first()
        if other is None:
            raise ValidationError(_("The file is not in the library."), code="other")
        services.replace_everywhere(asset=asset, by=call.member, other=other, now=call.now)
        return _whole(call, asset)

    @writes()
    def remove(self, call: Call, public_id: UUID) -> None:
        """Delete a file that nothing uses; 409 "in_use" while something does."""
        services.delete_asset(asset=_found(public_id), by=call.member, now=call.now)


def _found(public_id: UUID) -> Asset:
    found: Asset = get_object_or_404(library(), public_id=public_id)
    return found


def _whole(call: Call, asset: Asset) -> Whole:
    row, usage = shelf_rows([asset], call.now)[0], usage_of(asset)
    return Whole(asset, row.item, row.uses, row.is_over, usage.posts)
