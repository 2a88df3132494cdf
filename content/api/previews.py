"""The preview of a post's link, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.api.shapes import LinkPreviewShape, LinkPreviewWrite
from content.models import Asset, LinkCard, Post
from content.selectors import shown_card
from content.services.cards import edit_card, read_card_again, set_card_picture
from tenants.models import Member
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.roles import Permission
from tenants.token_scopes import Scope


class LinkPreviews(Endpoints):
    """Previews of links."""

    tag = "Posts"

    @endpoint(scope=Scope.POSTS_READ, permission=Permission.WRITE_POSTS, gives=LinkPreviewShape)
    def show(self, call: Call, public_id: UUID) -> LinkCard:
        """Give the preview of a post's link; 404 while there is none."""
        return _card(_post(call, public_id))

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.WRITE_POSTS,
        takes=LinkPreviewWrite,
        gives=LinkPreviewShape,
    )
    def write(self, call: Call, public_id: UUID) -> LinkCard:
        """Write the preview oneself: nothing that is read overwrites it from then on."""
        post, by, now = _post(call, public_id), call.member, call.now
        words = {name: call.data[name] for name in ("title", "description")}
        with transaction.atomic():
            edit_card(post=post, by=by, now=now, **words)
            if "picture" in call.data:
                asset = _own(by, call.data["picture"])
                set_card_picture(post=post, by=by, asset=asset, now=now)
        return _card(post)

    @endpoint(scope=Scope.POSTS_WRITE, permission=Permission.WRITE_POSTS, gives=LinkPreviewShape)
    def read_again(self, call: Call, public_id: UUID) -> LinkCard:
        """Read the page behind the link anew, in place of what the preview says."""
        post = _post(call, public_id)
        read_card_again(post=post, by=call.member, now=call.now)
        return _card(post)


def _post(call: Call, public_id: UUID) -> Post:
    found: Post = get_object_or_404(Post.objects.on_desk_of(call.member), public_id=public_id)
    return found


def _card(post: Post) -> LinkCard:
    shown = shown_card(post)
    if shown is None:
        raise Http404
    return shown.card


def _own(member: Member, public_id: UUID | None) -> Asset | None:
    if public_id is None:
        return None
    own: Any = Asset.objects.pictures().filter(uploaded_by=member, public_id=public_id)
    found: Asset | None = own.first()
    if found is None:
        raise ValidationError(_("One of the pictures is not there."), code="picture")
    return found
