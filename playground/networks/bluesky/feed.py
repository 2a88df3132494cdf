"""What everybody may read: posts with their counts, people. `app.bsky`, as the AppView answers.

Counts and posts come a moment after they were made, as they do out there.
Source: the lexicons of bluesky-social/atproto, commit d6296a1, read 2026-08-20.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Response, jsonify, request

from playground.accounts import Account
from playground.entries import Entry
from playground.moments import stamp
from playground.networks.bluesky.errors import Refused, invalid
from playground.networks.bluesky.identity import actor, did_of, handle_of
from playground.networks.bluesky.params import asked, limit
from playground.networks.bluesky.routes import api
from playground.networks.bluesky.writing import post_at
from playground.records import Record
from playground.timeline import Filter
from playground.world import world

_MOST_AT_ONCE = 25
Json = dict[str, Any]


@api.get("/xrpc/app.bsky.feed.getPosts", endpoint="feed__getPosts")
def get_posts() -> Response:
    """Several posts by address; what is gone or not seen yet is left out."""
    uris = request.args.getlist("uris")
    if not uris:
        raise invalid('Params must have the property "uris"')
    if len(uris) > _MOST_AT_ONCE:
        raise invalid(f"uris must not have more than {_MOST_AT_ONCE} elements")
    found = [post_at(uri) for uri in dict.fromkeys(uris)]
    return jsonify({"posts": [post for entry in found if entry and (post := _post(entry))]})


@api.get("/xrpc/app.bsky.feed.getAuthorFeed", endpoint="feed__getAuthorFeed")
def get_author_feed() -> Response:
    """What a person posted, newest first."""
    person, most = _person(asked("actor")), limit()
    wanted = Filter(
        network="bluesky",
        account_id=person.id,
        max_id=request.args.get("cursor", ""),
        limit=most,
    )
    found = world().timeline.posts(wanted)
    posts = [{"post": post} for entry in found if (post := _post(entry))]
    cursor = {"cursor": found[-1].id} if len(found) == most else {}
    return jsonify(cursor | {"feed": posts})


@api.get("/xrpc/app.bsky.feed.searchPosts", endpoint="feed__searchPosts")
def search_posts() -> Response:
    """Posts with a hashtag, newest first. Of the words only `*`, anything, is known here."""
    if asked("q") != "*":
        raise invalid("The playground searches by tag alone")
    since, until = (_moment(name) for name in ("since", "until"))
    most = limit(default=25)
    wanted = Filter(
        network="bluesky",
        tag=request.args.get("tag", ""),
        max_id=request.args.get("cursor", ""),
        limit=most,
    )
    found = world().timeline.posts(wanted)
    within = [
        entry
        for entry in found
        if (since is None or entry.created_at >= since)
        and (until is None or entry.created_at < until)
    ]
    cursor = {"cursor": found[-1].id} if len(found) == most else {}
    return jsonify(cursor | {"posts": [post for entry in within if (post := _post(entry))]})


def _moment(name: str) -> datetime | None:
    text = request.args.get(name, "")
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        raise invalid(f"{name} must be an ISO 8601 moment") from None


@api.get("/xrpc/app.bsky.feed.getLikes", endpoint="feed__getLikes")
def get_likes() -> Response:
    """Who likes a post."""
    entry = post_at(asked("uri"))
    likes = world().ledger.likes(entry, until=_seen_until())[: limit()] if entry else []
    people = [(world().accounts.by_id(account_id), at) for account_id, at in likes]
    shown = [
        {"indexedAt": at, "createdAt": at, "actor": _basic(person)}
        for person, at in people
        if person
    ]
    return jsonify({"uri": asked("uri"), "likes": shown})


@api.get("/xrpc/app.bsky.actor.getProfile", endpoint="actor__getProfile")
def get_profile() -> Response:
    """Show a person."""
    person = _person(asked("actor"))
    counts = {
        "followersCount": person.followers,
        "followsCount": 0,
        "postsCount": world().timeline.count(person.id),
    }
    return jsonify(_basic(person) | counts | {"indexedAt": stamp(person.created_at)})


def _person(text: str) -> Account:
    person = actor(text)
    if person is None:
        raise Refused("InvalidRequest", "Profile not found")
    return person


def _post(entry: Entry) -> Json | None:
    """A PostView; None while it is too new to be seen."""
    record = world().records.of_post(entry.id)
    author = world().accounts.by_id(entry.account_id)
    if record is None or author is None or entry.created_at > _seen_until():
        return None
    likes, boosts, replies = world().ledger.counts(entry, until=_seen_until())
    embed = _embed(record)
    return {
        "uri": record.uri,
        "cid": record.cid,
        "author": _basic(author),
        "record": record.value,
        **({"embed": embed} if embed else {}),
        "bookmarkCount": 0,
        "replyCount": replies,
        "repostCount": boosts,
        "likeCount": likes,
        "quoteCount": 0,
        "indexedAt": stamp(entry.created_at),
        "labels": [],
    }


def _basic(person: Account) -> Json:
    return {
        "did": did_of(person.username),
        "handle": handle_of(person.username),
        "displayName": person.display_name,
        "avatar": f"{world().base_url()}/avatars/{person.id}.svg",
        "labels": [],
        "createdAt": stamp(person.created_at),
    }


def _embed(record: Record) -> Json | None:
    embed = record.value.get("embed", {})
    kind = str(embed.get("$type"))
    if kind == "app.bsky.embed.images":
        images = [_image(image) for image in embed["images"]]
        return {"$type": f"{kind}#view", "images": images}
    if kind == "app.bsky.embed.external":
        external = {name: embed["external"][name] for name in ("uri", "title", "description")}
        if "thumb" in embed["external"]:
            external["thumb"] = _address(embed["external"]["thumb"])
        return {"$type": f"{kind}#view", "external": external}
    return None


def _image(image: Json) -> Json:
    address = _address(image["image"])
    ratio = {"aspectRatio": image["aspectRatio"]} if "aspectRatio" in image else {}
    return {"thumb": address, "fullsize": address, "alt": image["alt"], **ratio}


def _address(blob: Json) -> str:
    return f"{world().base_url()}/media/{world().uploads.digest(blob['ref']['$link'])}"


def _seen_until() -> datetime:
    lag = timedelta(milliseconds=world().settings.values.counts_lag_ms)
    return world().now() - lag
