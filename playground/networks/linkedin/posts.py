"""Posting and deleting. Nothing can be read: that takes permissions which apps don't get.

Source: learn.microsoft.com/linkedin, marketing/community-management/shares/posts-api, read
2026-11-22.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Response, request

from playground.entries import Enclosure, Entry, LinkCard, Picture
from playground.ledger import Draft
from playground.networks.linkedin import documents, images, littletext, videos
from playground.networks.linkedin.auth import me, needs, sub, token
from playground.networks.linkedin.errors import Refused, duplicate
from playground.networks.linkedin.routes import api
from playground.world import world

_URN = re.compile(r"urn:li:(?:share|ugcPost):(\d+)")
_MOST_CHARACTERS = 3000
_MOST_TITLE = 400
_MOST_ALT = 4086
_IMAGES = range(2, 21)
_VISIBILITIES = {"PUBLIC": "public", "LOGGED_IN": "unlisted", "CONNECTIONS": "private"}


@api.post("/rest/posts", endpoint="posts__create")
@needs("w_member_social")
def posts_create() -> Response:
    """Post; the same again is refused with the name of the first."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Refused(400, "INVALID_VALUE_FOR_FIELD", "The body is no JSON object")
    _check(body)
    fingerprint = sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    now = world().now()
    since = now - timedelta(seconds=world().settings.values.linkedin_duplicate_window_s)
    with world().store.transaction():
        first = world().ledger.first_of(api.name, me().id, fingerprint, since=since)
        if first is not None and first.deleted_at is None:
            return duplicate(urn_of(first))
        entry = world().ledger.accept(api.name, me().id, _draft(body, fingerprint), now=now)
    response = Response(status=201)
    response.headers["x-restli-id"] = urn_of(entry)
    return response


@api.get("/rest/posts/<urn>", endpoint="posts__get")
@needs("r_member_social")
def posts_get(urn: str) -> Response:
    """Refused before it gets here: nobody has that permission."""
    raise Refused(404, text=f"{urn} is not read here")


@api.delete("/rest/posts/<urn>", endpoint="posts__delete")
@needs("w_member_social")
def posts_delete(urn: str) -> Response:
    """Delete one's own post; one that is gone already answers alike."""
    if "%3A" not in str(request.environ.get("RAW_URI", "")).upper():
        raise Refused(400, "PARAM_INVALID", "Invalid path: encode the URN")
    entry = found(urn)
    if entry is not None and entry.account_id != me().id:
        raise Refused(403, "ACCESS_DENIED", "The author is not who the token belongs to")
    if entry is not None:
        world().ledger.delete(entry, now=world().now())
    return Response(status=204)


def urn_of(entry: Entry) -> str:
    """What LinkedIn calls a post: several pictures or a video make it another kind."""
    is_other = len(entry.pictures) > 1 or (entry.attached and entry.attached.kind == "video")
    return f"urn:li:{'ugcPost' if is_other else 'share'}:{entry.id}"


def found(urn: str) -> Entry | None:
    """The post of that name, if it was not deleted. Raises `Refused` for what is no name."""
    match = _URN.fullmatch(urn)
    if match is None:
        raise Refused(400, "INVALID_URN_TYPE", f"{urn} is no post")
    return world().timeline.find(match[1], api.name)


def _check(body: dict[str, Any]) -> None:
    for name in ("author", "commentary", "visibility", "distribution", "lifecycleState"):
        if name not in body:
            raise Refused(400, "MISSING_FIELD", f"{name} is required", field=f"/{name}")
    if body["author"] != f"urn:li:person:{sub()}":
        text = "Data Processing Exception while processing fields [/author]"
        raise Refused(403, "ACCESS_DENIED", text, field="/author")
    distribution = body["distribution"]
    is_feed = isinstance(distribution, dict) and distribution.get("feedDistribution") == "MAIN_FEED"
    wrong = {
        "/visibility": body["visibility"] not in _VISIBILITIES,
        "/distribution": not is_feed,
        "/lifecycleState": body["lifecycleState"] != "PUBLISHED",
        "/commentary": not isinstance(body["commentary"], str),
        "/content": not isinstance(body.get("content") or {}, dict),
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise Refused(400, "INVALID_VALUE_FOR_FIELD", f"Wrong value of {field}", field=field)


def _draft(body: dict[str, Any], fingerprint: str) -> Draft:
    read = littletext.read(body["commentary"])
    if len(read.text.encode("utf-16-le", "replace")) // 2 > _MOST_CHARACTERS:
        text = f"The commentary is longer than {_MOST_CHARACTERS}"
        raise Refused(400, "FIELD_LENGTH_TOO_LONG", text, field="/commentary")
    content = body.get("content") or {}
    parent = _parent(body)
    if content and parent is not None:
        text = "A reshare has no content of its own"
        raise Refused(400, "INVALID_VALUE_FOR_FIELD", text, field="/content")
    if not read.text.strip() and not content and parent is None:
        text = "A post needs words or content"
        raise Refused(400, "INVALID_VALUE_BLANK_FIELD", text, field="/commentary")
    if len(content) > 1:
        raise Refused(400, "INVALID_VALUE_FOR_FIELD", "One content at most", field="/content")
    attached = _attached(content.get("media"))
    return Draft(
        text=read.text,
        visibility=_VISIBILITIES[body["visibility"]],
        key=fingerprint,
        app_id=token().app_id,
        tags=tuple(read.tags),
        pictures=() if attached else _pictures(content),
        attached=attached,
        card=_card(content["article"]) if "article" in content else _reshared(parent),
    )


def _parent(body: dict[str, Any]) -> Entry | None:
    """The post that this one reshares, None for none."""
    context = body.get("reshareContext")
    if context is None:
        return None
    field = "/reshareContext/parent"
    urn = context.get("parent") if isinstance(context, dict) else None
    if not isinstance(urn, str) or _URN.fullmatch(urn) is None:
        raise Refused(400, "INVALID_URN_TYPE", f"{urn} can't be reshared", field=field)
    entry = found(urn)
    if entry is None:
        raise Refused(404, "NOT_FOUND", f"{urn} does not exist", field=field)
    return entry


def _reshared(parent: Entry | None) -> LinkCard | None:
    """The reshared post, as it stands below the words."""
    if parent is None:
        return None
    authors = {one.id: one for one in world().accounts.all()}
    address = f"{world().base_url()}/feed/update/{urn_of(parent)}/"
    return LinkCard(address, authors[parent.account_id].display_name, parent.text)


def _pictures(content: dict[str, Any]) -> tuple[Picture, ...]:
    if "media" in content:
        return (_picture(content["media"], "/content/media"),)
    if "multiImage" in content:
        listed = content["multiImage"].get("images", [])
        if len(listed) not in _IMAGES:
            text = "multiImage holds 2 to 20 images"
            raise Refused(400, "INVALID_VALUE_FOR_FIELD", text, field="/content/multiImage")
        return tuple(_picture(one, "/content/multiImage") for one in listed)
    if content and "article" not in content:
        raise Refused(400, "INVALID_VALUE_FOR_FIELD", "Not known here", field="/content")
    return ()


def _attached(media: object) -> Enclosure | None:
    """The video or document that a post has, None for a picture or nothing."""
    if not isinstance(media, dict):
        return None
    urn, title, field = str(media.get("id", "")), str(media.get("title", "")), "/content/media"
    if len(title) > _MOST_TITLE:
        raise Refused(400, "FIELD_LENGTH_TOO_LONG", "title is too long", field=field)
    if urn.startswith(documents.URN):
        return documents.document(urn, title, field)
    return videos.video(urn, title, field) if urn.startswith(videos.URN) else None


def _picture(one: dict[str, Any], field: str) -> Picture:
    alt = str(one.get("altText", ""))
    if len(alt) > _MOST_ALT:
        raise Refused(400, "FIELD_LENGTH_TOO_LONG", "altText is too long", field=field)
    return images.picture(one.get("id"), alt, field)


def _card(article: dict[str, Any]) -> LinkCard:
    field = "/content/article"
    for name in ("source", "title"):
        if not article.get(name):
            raise Refused(400, "MISSING_FIELD", f"{name} is required", field=f"{field}/{name}")
    if len(article["title"]) > _MOST_TITLE:
        raise Refused(400, "FIELD_LENGTH_TOO_LONG", "The title is too long", field=f"{field}/title")
    thumbnail = article.get("thumbnail")
    thumb = images.picture(thumbnail, "", f"{field}/thumbnail").digest if thumbnail else ""
    return LinkCard(article["source"], article["title"], article.get("description", ""), thumb)
