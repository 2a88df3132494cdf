"""From records to the ledger and back: what people see of a repository."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from playground.accounts import Account
from playground.entries import Entry, LinkCard, Picture
from playground.ledger import Draft
from playground.media import NoPicture, look
from playground.moments import stamp
from playground.networks.bluesky import blobs, text
from playground.networks.bluesky.cids import cid_of_record
from playground.networks.bluesky.identity import did_of
from playground.networks.bluesky.lexicon import LIKE, POST, REPOST, check
from playground.networks.bluesky.tids import new_tid
from playground.records import Record
from playground.world import world

Json = dict[str, Any]


def write(
    person: Account,
    place: tuple[str, str],
    record: Json,
    *,
    cid: str,
    named: list[blobs.Named],
    now: datetime,
) -> Record:
    """Keep a checked record, and do what it means: a post, a like, a repost.

    `place` is its collection and its key.
    """
    collection, rkey = place
    for one in named:
        world().uploads.use(blobs.claim(person.id, one))
    subject = None if collection == POST else _subject(record)
    post_id = None
    if collection == POST:
        post_id = _post(person, rkey, record, now).id
    elif subject and collection == LIKE:
        world().ledger.like(subject, person.id, now=now)
    elif subject and collection == REPOST:
        world().ledger.boost(subject, person.id, now=now)
    did = did_of(person.username)
    made = Record(did, collection, rkey, cid, record, post_id, now)
    world().records.put(made)
    return made


def put_earlier(person: Account, rkey: str, record: Json, *, now: datetime) -> Entry:
    """Put a post down as of an earlier moment, for a demonstration. Raises `Refused`."""
    named = check(POST, record)
    with world().store.transaction():
        made = write(person, (POST, rkey), record, cid=cid_of_record(record), named=named, now=now)
    entry = world().timeline.find(made.post_id or "")
    assert entry is not None  # noqa: S101 - just written
    return entry


def undo(record: Record) -> None:
    """Take a record out, with what it meant."""
    world().records.delete(record)
    if record.post_id:
        entry = world().timeline.find(record.post_id)
        if entry:
            world().ledger.delete(entry, now=world().now())
        return
    subject = _subject(record.value)
    person = next(one for one in world().accounts.all() if did_of(one.username) == record.did)
    if subject and record.collection == LIKE:
        world().ledger.unlike(subject, person.id)
    elif subject and record.collection == REPOST:
        world().ledger.unboost(subject, person.id, now=world().now())


def keep(entry: Entry) -> None:
    """Give a post that was made on the pages its record."""
    author = world().accounts.by_id(entry.account_id)
    assert author is not None  # noqa: S101 - accounts are never deleted
    record: Json = {
        "$type": POST,
        "text": entry.text,
        "createdAt": stamp(entry.created_at),
        "langs": [entry.language or "en"],
    }
    facets = text.detect(entry.text)
    record |= {"facets": facets} if facets else {}
    parent = world().records.of_post(entry.reply_to_id) if entry.reply_to_id else None
    if parent:
        ref = {"uri": parent.uri, "cid": parent.cid}
        record["reply"] = {"root": parent.value.get("reply", {}).get("root", ref), "parent": ref}
    did, cid = did_of(author.username), cid_of_record(record)
    world().records.put(Record(did, POST, new_tid(), cid, record, entry.id, entry.created_at))


def post_at(uri: str) -> Entry | None:
    """The post that an address names, if it is there."""
    did, _, rest = uri.removeprefix("at://").partition("/")
    collection, _, rkey = rest.partition("/")
    found = world().records.find(did, collection, rkey)
    return world().timeline.find(found.post_id) if found and found.post_id else None


def _post(person: Account, rkey: str, record: Json, now: datetime) -> Entry:
    parent = post_at(record["reply"]["parent"]["uri"]) if "reply" in record else None
    langs = record.get("langs") or ["en"]
    embed = record.get("embed", {})
    draft = Draft(
        text=record["text"],
        language=langs[0],
        reply_to_id=parent.id if parent else None,
        key=rkey,
        tags=(*text.tags_of(record), *record.get("tags", [])),
        pictures=tuple(_picture(image) for image in embed.get("images", [])),
        card=_card(embed.get("external")),
    )
    return world().ledger.accept("bluesky", person.id, draft, now=now)


def _picture(image: Json) -> Picture:
    """What the pages show; a file of an image type that is no picture has no size."""
    blob, data = image["image"], world().uploads.data(image["image"]["ref"]["$link"])
    try:
        return replace(look(data, image["alt"]), mime=blob["mimeType"])
    except NoPicture:
        digest = world().uploads.digest(blob["ref"]["$link"])
        return Picture(digest, blob["mimeType"], len(data), 0, 0, image["alt"])


def _card(external: Json | None) -> LinkCard | None:
    if external is None:
        return None
    thumb = external.get("thumb")
    digest = world().uploads.digest(thumb["ref"]["$link"]) if thumb else ""
    return LinkCard(external["uri"], external["title"], external["description"], digest)


def _subject(record: Json) -> Entry | None:
    return post_at(str(record.get("subject", {}).get("uri", "")))
