"""Posting, reading back, deleting. Source: https://docs.joinmastodon.org/methods/statuses/."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Response, g, jsonify, request

from playground.entries import Entry, LinkCard, enclosure_of
from playground.ledger import Draft
from playground.media import Medium
from playground.networks.mastodon import params as given
from playground.networks.mastodon import text
from playground.networks.mastodon.auth import me, needs, takes, token
from playground.networks.mastodon.entities import can_see, status
from playground.networks.mastodon.errors import Refused
from playground.networks.mastodon.media import media_to_attach
from playground.networks.mastodon.routes import api
from playground.world import world

VISIBILITIES = ("public", "unlisted", "private", "direct")
_LANGUAGE = re.compile(r"[a-z]{2,3}([-_][A-Za-z]{2,4})?")
_MOST_AT_ONCE = 20


@api.post("/api/v1/statuses", endpoint="statuses__create")
@needs("write:statuses")
def statuses_create() -> Response:
    """Post, or answer the first post of the same idempotency key once more."""
    with world().store.transaction():
        known = _posted_before(request.headers.get("Idempotency-Key", ""))
        g.is_replay = known is not None
        entry = known or _accept(given.params())
    if entry.deleted_at is not None:
        raise Refused(404)
    return jsonify(status(entry))


@api.get("/api/v1/statuses", endpoint="statuses__list")
@takes("read:statuses")
def statuses_list() -> Response:
    """Several posts by id; what is gone or hidden is left out."""
    ids = given.listed(given.params(), "id")[:_MOST_AT_ONCE]
    found = [world().timeline.find(post_id, "mastodon") for post_id in dict.fromkeys(ids)]
    return jsonify([status(entry) for entry in found if entry and can_see(entry, g.caller)])


@api.get("/api/v1/statuses/<post_id>", endpoint="statuses__get")
@takes("read:statuses")
def statuses_get(post_id: str) -> Response:
    """One post."""
    return jsonify(status(visible(post_id)))


@api.get("/api/v1/statuses/<post_id>/context", endpoint="statuses__context")
@takes("read:statuses")
def statuses_context(post_id: str) -> Response:
    """What a post answers, and the answers to it."""
    entry = visible(post_id)
    parent = world().timeline.find(entry.reply_to_id) if entry.reply_to_id else None
    replies = [one for one in world().timeline.replies(entry) if can_see(one, g.caller)]
    return jsonify(
        {
            "ancestors": [status(parent)] if parent else [],
            "descendants": [status(reply) for reply in replies],
        }
    )


@api.delete("/api/v1/statuses/<post_id>", endpoint="statuses__delete")
@needs("write:statuses")
def statuses_delete(post_id: str) -> Response:
    """Delete one's own post; answers it once more, with its source."""
    entry = visible(post_id)
    if entry.account_id != me().id:
        raise Refused(404)
    answer = status(entry) | {"text": entry.text}
    world().ledger.delete(entry, now=world().now())
    return jsonify(answer)


def visible(post_id: str) -> Entry:
    """The post, for a caller who may see it; raises `Refused` 404."""
    entry = world().timeline.find(post_id, "mastodon")
    if entry is None or not can_see(entry, g.caller):
        raise Refused(404)
    return entry


def _posted_before(key: str) -> Entry | None:
    settings = world().settings.values
    if not key or settings.ignore_idempotency_key:
        return None
    since = world().now() - timedelta(seconds=settings.idempotency_window_s)
    return world().ledger.first_of("mastodon", me().id, key, since=since)


def _accept(values: dict[str, Any]) -> Entry:
    media = media_to_attach(given.listed(values, "media_ids"))
    draft = _draft(values, media)
    entry = world().ledger.accept("mastodon", me().id, draft, now=world().now())
    world().media.attach(media, entry.id)
    return entry


def _draft(values: dict[str, Any], media: list[Medium]) -> Draft:
    content = given.text(values, "status")
    spoiler = given.text(values, "spoiler_text")
    language = given.text(values, "language")
    _check_kind(values)
    _check_length(content, spoiler, has_media=bool(media))
    return Draft(
        text=content,
        visibility=_visibility(values),
        language=language if _LANGUAGE.fullmatch(language) else "en",
        sensitive=given.flag(values, "sensitive"),
        spoiler_text=spoiler,
        reply_to_id=_replied(given.text(values, "in_reply_to_id")),
        key=request.headers.get("Idempotency-Key") or None,
        app_id=token().app_id,
        tags=text.tags(content),
        pictures=tuple(medium.picture for medium in media if not medium.picture.kind),
        attached=next((enclosure_of(one.picture) for one in media if one.picture.kind), None),
        card=None if media else _card(content),
    )


def _card(content: str) -> LinkCard | None:
    """The first link as a card. Nothing is fetched, so the address is all there is to show."""
    found = text.links(content)
    return LinkCard(found[0], urlsplit(found[0]).netloc, "") if found else None


def _check_kind(values: dict[str, Any]) -> None:
    """Refuse what this server has not learned, rather than post something else."""
    for name in ("poll", "scheduled_at"):
        if values.get(name):
            raise Refused(422, f"Validation failed: The playground knows no {name}")


def _check_length(content: str, spoiler: str, *, has_media: bool) -> None:
    settings = world().settings.values
    if not content.strip() and not has_media:
        raise Refused(422, "Validation failed: Text can't be blank")
    count = text.length(spoiler + content, per_url=settings.characters_reserved_per_url)
    if count > settings.max_characters:
        most = settings.max_characters
        raise Refused(422, f"Validation failed: Text character limit of {most} exceeded")


def _visibility(values: dict[str, Any]) -> str:
    wanted = given.text(values, "visibility", "public") or "public"
    if wanted not in VISIBILITIES:
        raise Refused(422, f"'{wanted}' is not a valid visibility")
    return wanted


def _replied(post_id: str) -> str | None:
    if not post_id:
        return None
    entry = world().timeline.find(post_id, "mastodon")
    if entry is None or not can_see(entry, g.caller):
        raise Refused(404, "The post you are trying to reply to does not appear to exist.")
    return entry.id
