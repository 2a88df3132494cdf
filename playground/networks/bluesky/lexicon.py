"""What a record must be like.

Source: `lexicons/app/bsky` of bluesky-social/atproto, commit d6296a1, read 2026-08-20.

Stricter than the account server in one point: facets must lie within the text and between
characters. The server takes any; apps then show nonsense.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from typing import Any

import regex  # type: ignore[import-untyped]  # ships no types

from playground.networks.bluesky import blobs
from playground.networks.bluesky.errors import Refused, invalid

POST = "app.bsky.feed.post"
LIKE = "app.bsky.feed.like"
REPOST = "app.bsky.feed.repost"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,20})?(Z|[+-]\d\d:\d\d)")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*|i(-[a-zA-Z0-9]+)+")
_DID = re.compile(r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]")
_AT_URI = re.compile(r"at://[^/\s]+(/[a-zA-Z0-9.-]+(/[a-zA-Z0-9_~.:-]+)?)?")
_URI = re.compile(r"[a-z][a-z0-9.+-]*:\S+")
_IMAGES, _IMAGE_BYTES = 4, 2_000_000
_THUMB_BYTES = 1_000_000
Json = dict[str, Any]


def check(collection: str, record: Json) -> list[blobs.Named]:
    """Check a record; returns the blobs it names. Raises `Refused`."""
    if record.get("$type", collection) != collection:
        raise invalid(f"Invalid $type: expected {collection}, got {record['$type']}")
    if not _is_moment(record.get("createdAt")):
        raise _bad(collection, "Record/createdAt must be an valid atproto datetime")
    if collection == POST:
        return _post(record)
    if collection in {LIKE, REPOST}:
        _strong_ref(record.get("subject"), f"{collection}: Record/subject")
        return []
    raise invalid(f"Lexicon not found: lex:{collection}")


def graphemes(text: str) -> int:
    """Characters as people see them."""
    return len(regex.findall(r"\X", text))


def _post(record: Json) -> list[blobs.Named]:
    text = record.get("text")
    if not isinstance(text, str):
        raise _bad(POST, 'Record must have the property "text"')
    _text(text, "Record/text", graphemes_most=300, bytes_most=3000)
    _facets(text, record.get("facets", []))
    _list(record, "langs", 3, lambda one: bool(_LANGUAGE.fullmatch(one)))
    _list(record, "tags", 8, lambda one: graphemes(one) <= 64 and len(one.encode()) <= 640)  # noqa: PLR2004 - the lexicon's
    for part in ("root", "parent") if "reply" in record else ():
        _strong_ref(record["reply"].get(part), f"Record/reply/{part}")
    return _embed(record["embed"]) if "embed" in record else []


def _embed(embed: Any) -> list[blobs.Named]:
    kind = embed.get("$type") if isinstance(embed, dict) else None
    if kind == "app.bsky.embed.images":
        return _images(embed.get("images"))
    if kind == "app.bsky.embed.external":
        return _external(embed.get("external"))
    if kind == "app.bsky.embed.record":
        _strong_ref(embed.get("record"), "Record/embed/record")
        return []
    raise _bad(POST, f"Record/embed: the playground knows no {kind}")


def _images(images: Any) -> list[blobs.Named]:
    if not isinstance(images, list):
        raise _bad(POST, "Record/embed/images must be an array")
    if len(images) > _IMAGES:
        raise _bad(POST, "Record/embed/images must not have more than 4 elements")
    return [_image(image, f"Record/embed/images/{at}") for at, image in enumerate(images)]


def _image(image: Any, where: str) -> blobs.Named:
    if not isinstance(image, dict) or not isinstance(image.get("alt"), str):
        raise _bad(POST, f'{where} must have the property "alt"')
    ratio = image.get("aspectRatio")
    if ratio is not None:
        sides = [ratio.get(side) for side in ("width", "height")]
        if not all(isinstance(side, int) and side >= 1 for side in sides):
            raise _bad(POST, f"{where}/aspectRatio must have whole sides of at least 1")
    return blobs.read(image.get("image"), f"{where}/image", accept="image/*", most=_IMAGE_BYTES)


def _external(external: Any) -> list[blobs.Named]:
    values = external if isinstance(external, dict) else {}
    for name in ("uri", "title", "description"):
        if not isinstance(values.get(name), str):
            raise _bad(POST, f'Record/embed/external must have the property "{name}"')
    if not _URI.fullmatch(values["uri"]):
        raise _bad(POST, "Record/embed/external/uri must be a uri")
    if "thumb" not in values:
        return []
    where = "Record/embed/external/thumb"
    return [blobs.read(values["thumb"], where, accept="image/*", most=_THUMB_BYTES)]


def _facets(text: str, facets: Any) -> None:
    if not isinstance(facets, list):
        raise _bad(POST, "Record/facets must be an array")
    data = text.encode()
    places = sorted(_place(facet, data) for facet in facets)
    if any(before[1] > after[0] for before, after in pairwise(places)):
        raise _bad(POST, "Record/facets must not overlap")
    for facet in facets:
        for feature in facet.get("features") or [{}]:
            _feature(feature)


def _place(facet: Any, data: bytes) -> tuple[int, int]:
    index = facet.get("index", {}) if isinstance(facet, dict) else {}
    start, end = index.get("byteStart"), index.get("byteEnd")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(data):
        raise _bad(POST, "Record/facets must lie within the text")
    try:
        for part in (data[:start], data[start:end]):
            part.decode()
    except UnicodeDecodeError:
        raise _bad(POST, "Record/facets must begin and end between characters") from None
    return start, end


def _feature(feature: Json) -> None:
    kind = str(feature.get("$type")).removeprefix("app.bsky.richtext.facet#")
    value = feature.get({"link": "uri", "mention": "did", "tag": "tag"}.get(kind, ""))
    good = {
        "link": lambda text: bool(_URI.fullmatch(text)),
        "mention": lambda text: bool(_DID.fullmatch(text)),
        "tag": lambda text: 0 < graphemes(text) <= 64 and len(text.encode()) <= 640,  # noqa: PLR2004 - the lexicon's
    }.get(kind)
    if good is None or not isinstance(value, str) or not good(value):
        raise _bad(POST, f"Record/facets have a bad {kind}")


def _strong_ref(value: Any, where: str) -> None:
    values = value if isinstance(value, dict) else {}
    uri, cid = values.get("uri"), values.get("cid")
    if not isinstance(uri, str) or not _AT_URI.fullmatch(uri) or not isinstance(cid, str):
        raise invalid(f"Invalid record: {where} must name a record by uri and cid")


def _list(record: Json, name: str, most: int, is_good: Any) -> None:
    found = record.get(name, [])
    if not isinstance(found, list) or len(found) > most:
        raise _bad(POST, f"Record/{name} must be an array of at most {most}")
    if not all(isinstance(one, str) and is_good(one) for one in found):
        raise _bad(POST, f"Record/{name} has an invalid element")


def _text(text: str, where: str, *, graphemes_most: int, bytes_most: int) -> None:
    if len(text.encode()) > bytes_most:
        raise _bad(POST, f"{where} must not be longer than {bytes_most} characters")
    if graphemes(text) > graphemes_most:
        raise _bad(POST, f"{where} must not be longer than {graphemes_most} graphemes")


def _is_moment(value: Any) -> bool:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value) or value.endswith("-00:00"):
        return False
    try:
        datetime.fromisoformat(re.sub(r"\.\d+", "", value))
    except ValueError:
        return False
    return True


def _bad(collection: str, text: str) -> Refused:
    return invalid(f"Invalid {collection} record: {text}")
