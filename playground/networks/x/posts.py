"""Posting, reading, deleting. Source: docs.x.com, manage posts and lookup, read 2026-11-22."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, g, jsonify

from playground.entries import Entry, LinkCard, enclosure_of
from playground.ledger import Draft
from playground.media import Medium
from playground.networks.x import params as given
from playground.networks.x import text
from playground.networks.x.auth import me, needs, token
from playground.networks.x.entities import post
from playground.networks.x.errors import (
    DUPLICATE,
    NOT_PERMITTED,
    Refused,
    invalid,
    missing,
)
from playground.networks.x.media import is_moving, media_to_attach
from playground.networks.x.routes import api
from playground.timeline import OPEN, Filter
from playground.world import world

_LABELS = ("paid_partnership", "made_with_ai", "nullcast", "share_with_followers")
_REPLIES = {"following", "mentionedUsers", "subscribers", "verified"}
_TOO_LONG = "Your Tweet text is too long. For more information, check: counting characters."
_CARDS_TEXT = 90


@api.post("/2/tweets", endpoint="tweets__create")
@needs("tweet.read", "tweet.write", "users.read")
def tweets_create() -> Response:
    """Post."""
    values = given.body()
    given.only(values, "text", "media", "reply", "reply_settings", *_LABELS)
    if values.get("reply_settings", "following") not in _REPLIES:
        raise invalid("$.reply_settings", "$.reply_settings: is not one of the known ones")
    with world().store.transaction():
        entry = _accept(values)
    shown, _ = post(entry, given.fields({})[0], set())
    response = jsonify({"data": shown})
    response.status_code = 201
    return response


@api.get("/2/tweets", endpoint="tweets__list")
@needs("tweet.read", "users.read")
def tweets_list() -> Response:
    """Several posts by id, with what is not there among the errors."""
    values = given.query("ids")
    word, wanted = given.fields(values)
    data: list[Any] = []
    errors: list[Any] = []
    for post_id in given.ids(values):
        entry = world().timeline.find(post_id, "x")
        if entry is None:
            errors.append(missing(post_id))
        else:
            shown, hidden = post(entry, word, wanted)
            data.append(shown)
            errors += hidden
    return jsonify(({"data": data} if data else {}) | ({"errors": errors} if errors else {}))


@api.get("/2/tweets/<post_id>", endpoint="tweets__get")
@needs("tweet.read", "users.read")
def tweets_get(post_id: str) -> Response:
    """One post."""
    values = given.query()
    entry = world().timeline.find(given.require_id("id", post_id), "x")
    if entry is None:
        return jsonify({"errors": [missing(post_id)]})
    shown, errors = post(entry, *given.fields(values))
    return jsonify({"data": shown} | ({"errors": errors} if errors else {}))


@api.delete("/2/tweets/<post_id>", endpoint="tweets__delete")
@needs("tweet.read", "tweet.write", "users.read")
def tweets_delete(post_id: str) -> Response:
    """Delete one's own post."""
    entry = world().timeline.find(given.require_id("id", post_id), "x")
    if entry is None:
        detail = f"Could not find tweet with id: [{post_id}]."
        raise Refused(404, detail, "resource-not-found", value=post_id, resource_type="tweet")
    if entry.account_id != me().id:
        raise Refused(403, "You are not authorized to delete this Tweet.")
    world().ledger.delete(entry, now=world().now())
    return jsonify({"data": {"deleted": True}})


def _accept(values: dict[str, Any]) -> Entry:
    content = _text(values)
    media = _media(values)
    if not content and not media:
        raise invalid("$.text", "At least one of text or media is required")
    if text.weight(content) > text.LONGEST:
        raise Refused(400, _TOO_LONG, "invalid-request")
    if _is_there(content):
        raise Refused(403, DUPLICATE)
    draft = Draft(
        text=content,
        reply_to_id=_replied(values),
        app_id=token().app_id,
        tags=text.tags(content),
        pictures=tuple(medium.picture for medium in media if not is_moving(medium)),
        attached=next(
            (enclosure_of(medium.picture) for medium in media if is_moving(medium)), None
        ),
        card=None if media else _card(content),
    )
    entry = world().ledger.accept("x", me().id, draft, now=world().now())
    world().media.attach(media, entry.id)
    return entry


def _text(values: dict[str, Any]) -> str:
    content = values.get("text", "")
    if not isinstance(content, str):
        raise invalid("$.text", "$.text: must be a string")
    return content.strip()


def _media(values: dict[str, Any]) -> list[Medium]:
    media = values.get("media")
    if media is None:
        return []
    if not isinstance(media, dict):
        raise invalid("$.media", "$.media: must be an object")
    given.only(media, "media_ids", "tagged_user_ids")
    return media_to_attach(media.get("media_ids"))


def _is_there(content: str) -> bool:
    """Whether this person posted the same words a while ago; without words nothing is the same."""
    since = world().now() - timedelta(seconds=world().settings.values.x_duplicate_window_s)
    mine = Filter(network="x", account_id=me().id, visibilities=OPEN, limit=200)
    return bool(content) and any(
        one.text == content and one.created_at > since for one in world().timeline.posts(mine)
    )


def _replied(values: dict[str, Any]) -> str | None:
    """What it answers: only where its author has called the caller in, by name."""
    reply = values.get("reply")
    if reply is None:
        return None
    entry = world().timeline.find(str(reply.get("in_reply_to_tweet_id", "")), "x")
    name = f"@{g.caller.username}".casefold()
    if entry is None or (entry.account_id != me().id and name not in entry.text.casefold()):
        raise Refused(403, NOT_PERMITTED)
    return entry.id


def _card(content: str) -> LinkCard | None:
    """The first link as a card. Nothing is fetched, so the address is all there is to show."""
    _, entities = text.shown(content)
    urls = entities.get("urls")
    if not urls:
        return None
    return LinkCard(str(urls[0]["expanded_url"]), str(urls[0]["display_url"])[:_CARDS_TEXT], "")
