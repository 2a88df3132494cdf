"""From what a program sends to what the composer would ask for; and what would come of it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.models import Asset, AssetKind, Kind, Post
from content.selectors import usable_pictures
from content.services import suggest
from sharing.api.shapes import LookShape, ShareLook, Start
from sharing.assisted import chosen
from sharing.composer import COMMON, Look, look_over, next_slot
from sharing.drafts import attachment_in, offered, offered_pictures
from sharing.models import Connection
from sharing.plans import Compose, When, plan_for
from sharing.selectors import active_connections
from sharing.starting import mendable, not_shared_yet
from sharing.terms import require_shareable
from tenants.models import Member
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.token_scopes import Scope

KEYS = uuid.UUID("6f1a2a0e-6d2c-4b6e-9b0d-6a3f0f2f7c11")
"""The space of compose keys that come from an `Idempotency-Key`."""


class Composer(Endpoints):
    """What one would share, before one does."""

    tag = "Shares"

    @endpoint(scope=Scope.SHARES_READ, gives=Start)
    def suggestions(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Give the suggested words for a post, and the accounts it has not gone to.

        For a prompt there are no suggestions: its words are to be one's own.
        """
        post = get_object_or_404(Post.objects.open_to(call.member), public_id=public_id)
        require_shareable(post)
        networks = dict.fromkeys(["", *(one.network for one in active_connections(call.member))])
        suggested = suggest(member=call.member, post=post, networks=networks)
        offers = () if post.kind == Kind.PROMPT else networks
        slot = next_slot(call.member, call.now)
        attachment = attachment_in(offered(post))
        return {
            "connections": [one.public_id for one in not_shared_yet(call.member, post)],
            "suggestions": [
                {
                    "network": network,
                    "text": suggested[network].text,
                    "others": [caption.text for caption in suggested[network].others],
                }
                for network in offers
            ],
            "pictures": [one.asset.public_id for one in offered_pictures(post)],
            "attachment": attachment.asset.public_id if attachment else None,
            "next_slot": slot.due_at if slot else None,
        }

    @endpoint(
        scope=Scope.SHARES_READ,
        takes=ShareLook,
        gives=LookShape,
        fields={"no_connection": "connections"},
    )
    def preview(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Say what policy, networks and clock have against it, and what each place would get."""
        post = get_object_or_404(Post.objects.open_to(call.member), public_id=public_id)
        require_shareable(post)
        compose = compose_of(call, post)
        plan = plan_for(member=call.member, post=post, compose=compose, now=call.now)
        if compose.words is None:  # the words of one click are looked over like one's own
            words = {one.network: plan.words_for(one)[0] for one in compose.places}
            plan = replace(plan, compose=replace(compose, words=words))
        return _told(look_over(plan))


def _told(look: Look) -> dict[str, Any]:
    findings = [
        {
            "network": "" if one.field == COMMON else one.field.removeprefix("words_"),
            "finding": one.finding,
        }
        for one in look.findings
    ]
    return {
        "is_blocked": look.is_blocked,
        "needs_approval": look.needs_approval,
        "findings": findings,
        "previews": look.previews,
        "due_at": look.moment.due_at if look.moment else None,
        "time_problem": look.time_problem,
    }


def compose_of(call: Call, post: Post) -> Compose:
    """Return what a program asks for, as the composer would.

    Raises ValidationError: "connections", "pictures", "attachment", "instead_of"; what is wrong
    with it otherwise is for `share_post` to say.
    """
    said, member = call.data, call.member
    names_places = "connections" in said or "by_hand" in said
    connections = (
        _connections(member, said.get("connections", []))
        if names_places
        else not_shared_yet(member, post)
    )
    return Compose(
        connections=connections,
        by_hand=chosen(said.get("by_hand", [])),
        key=uuid.uuid5(KEYS, f"{member.public_id} {call.key}") if call.key else uuid.uuid4(),
        words=_words(said),
        pictures=_chosen(member, post, said),
        when=When(said["timing"], said["wall_time"], said["zone"]),
        is_again=said.get("again", False),
        asks_approval=said.get("asks_approval", False),
        instead_of=_instead_of(member, post, said.get("instead_of")),
    )


def _words(said: dict[str, Any]) -> dict[str, str] | None:
    if "words" not in said and "words_for" not in said:
        return None
    own = {one["network"]: one["words"] for one in said.get("words_for", [])}
    return {"": said.get("words", ""), **own}


def _connections(member: Member, ids: list[UUID]) -> list[Connection]:
    active = {one.public_id: one for one in active_connections(member)}
    if not set(ids) <= set(active):
        raise ValidationError(_("One of the accounts is not connected."), code="connections")
    return [active[public_id] for public_id in dict.fromkeys(ids)]


def _chosen(member: Member, post: Post, said: dict[str, Any]) -> list[Asset] | None:
    """Return what goes along: of pictures and attachment, what is not named is the post's own."""
    if "pictures" not in said and "attachment" not in said:
        return None
    own = [one.asset for one in offered(post)]
    pictures = [asset for asset in own if asset.kind == AssetKind.PICTURE]
    if "pictures" in said:
        pictures = _pictures(member, post, said["pictures"])
    attached = [asset for asset in own if asset.kind != AssetKind.PICTURE]
    if "attachment" in said:
        attached = [asset for asset in attached if asset.public_id == said["attachment"]]
        if said["attachment"] is not None and not attached:
            raise ValidationError(_("The post has no such video or document."), code="attachment")
    return [*pictures, *attached]


def _pictures(member: Member, post: Post, ids: list[UUID]) -> list[Asset]:
    found = {asset.public_id: asset for asset in usable_pictures(member, post, ids)}
    if not set(ids) <= set(found):
        raise ValidationError(_("One of the pictures is not there."), code="pictures")
    return [found[public_id] for public_id in dict.fromkeys(ids)]


def _instead_of(member: Member, post: Post, public_id: UUID | None) -> Any:
    if public_id is None:
        return None
    found = mendable(member, post, str(public_id))
    if found is None:
        raise ValidationError(_("This share can’t be replaced."), code="instead_of")
    return found
