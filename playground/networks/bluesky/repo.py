"""Repositories: records written, read, deleted.

Source: the lexicons and `packages/pds/src/api/com/atproto/repo` of bluesky-social/atproto, commit
d6296a1, read 2026-08-20.
"""

from __future__ import annotations

import re
from typing import Any

from flask import Response, g, jsonify, request

from playground.accounts import Account
from playground.networks.bluesky import lexicon
from playground.networks.bluesky.auth import me
from playground.networks.bluesky.cids import cid_of_record
from playground.networks.bluesky.errors import Refused, invalid
from playground.networks.bluesky.identity import actor, did_of, handle_of
from playground.networks.bluesky.params import asked, body, limit, one
from playground.networks.bluesky.routes import api
from playground.networks.bluesky.tids import TID, new_tid
from playground.networks.bluesky.writing import undo, write
from playground.records import Record
from playground.world import world

_KEY = re.compile(r"[a-zA-Z0-9_~.:-]{1,512}")
_UNSET = object()


@api.post("/xrpc/com.atproto.repo.putRecord", endpoint="repo__putRecord")
def put_record() -> Response:
    """Write a record under a key of the client's: the same one again changes nothing."""
    values = body()
    person, collection = _own(values), one(values, "collection")
    rkey, record = _rkey(one(values, "rkey")), _record(values, collection)
    with world().store.transaction():
        known = world().records.find(did_of(person.username), collection, rkey)
        named = lexicon.check(collection, record)
        cid = cid_of_record(record)
        g.is_replay = known is not None and known.cid == cid
        if known is not None and known.cid == cid:
            return jsonify({"uri": known.uri, "cid": cid, "validationStatus": "valid"})
        _check_swap(values, known)
        if known is not None:
            undo(known)
        made = write(person, (collection, rkey), record, cid=cid, named=named, now=world().now())
    return jsonify(_written(made))


@api.post("/xrpc/com.atproto.repo.createRecord", endpoint="repo__createRecord")
def create_record() -> Response:
    """Write a new record; a key that is taken is an accident of the server's."""
    values = body()
    person, collection = _own(values), one(values, "collection")
    rkey, record = _rkey(str(values.get("rkey") or new_tid())), _record(values, collection)
    with world().store.transaction():
        named = lexicon.check(collection, record)
        if world().records.find(did_of(person.username), collection, rkey):
            raise Refused("InternalServerError", "Internal Server Error", 500)
        cid = cid_of_record(record)
        made = write(person, (collection, rkey), record, cid=cid, named=named, now=world().now())
    return jsonify(_written(made))


@api.post("/xrpc/com.atproto.repo.deleteRecord", endpoint="repo__deleteRecord")
def delete_record() -> Response:
    """Delete a record; one that is not there is fine."""
    values = body()
    person, collection = _own(values), one(values, "collection")
    with world().store.transaction():
        known = world().records.find(did_of(person.username), collection, one(values, "rkey"))
        if known is None:
            return jsonify({})
        undo(known)
    return jsonify({"commit": _commit(known)})


@api.get("/xrpc/com.atproto.repo.getRecord", endpoint="repo__getRecord")
def get_record() -> Response:
    """Give one record, to anybody."""
    repo, collection, rkey = asked("repo"), asked("collection"), asked("rkey")
    person = actor(repo)
    known = world().records.find(did_of(person.username), collection, rkey) if person else None
    if known is None or request.args.get("cid", known.cid) != known.cid:
        text = f"Could not locate record: at://{repo}/{collection}/{rkey}"
        raise Refused("RecordNotFound", text)
    return jsonify({"uri": known.uri, "cid": known.cid, "value": known.value})


@api.get("/xrpc/com.atproto.repo.listRecords", endpoint="repo__listRecords")
def list_records() -> Response:
    """Give a collection, newest key first."""
    person, most = actor(asked("repo")), limit()
    if person is None:
        raise invalid(f"Could not find repo: {asked('repo')}")
    found = world().records.listed(
        did_of(person.username),
        asked("collection"),
        before=request.args.get("cursor", ""),
        limit=most,
        oldest_first=request.args.get("reverse") == "true",
    )
    records = [{"uri": one.uri, "cid": one.cid, "value": one.value} for one in found]
    cursor = {"cursor": found[-1].rkey} if len(found) == most else {}
    return jsonify(cursor | {"records": records})


def _own(values: dict[str, Any]) -> Account:
    """The caller, who must be writing to their own repository."""
    person, repo = me(), one(values, "repo")
    if repo.lower() not in {did_of(person.username), handle_of(person.username)}:
        if actor(repo) is None:
            raise Refused("AccountNotFound", "Account not found", 403)
        raise Refused("AuthenticationRequired", "Authentication Required", 401)
    return person


def _rkey(text: str) -> str:
    if not _KEY.fullmatch(text) or text in {".", ".."}:
        raise invalid("Input/rkey must be a valid Record Key")
    if not TID.fullmatch(text):
        raise invalid(f"Invalid record key: expected a TID, got {text}")
    return text


def _record(values: dict[str, Any], collection: str) -> dict[str, Any]:
    record = values.get("record")
    if not isinstance(record, dict):
        raise invalid('Input must have the property "record"')
    return {**record, "$type": record.get("$type", collection)}


def _check_swap(values: dict[str, Any], known: Record | None) -> None:
    """`swapRecord` null means that there must be nothing yet, a CID that it must be that."""
    wanted = values.get("swapRecord", _UNSET)
    there = known.cid if known else None
    if wanted is not _UNSET and wanted != there:
        raise Refused("InvalidSwap", f"Record was at {there}")


def _written(record: Record) -> dict[str, Any]:
    place = {"uri": record.uri, "cid": record.cid}
    return place | {"commit": _commit(record), "validationStatus": "valid"}


def _commit(record: Record) -> dict[str, str]:
    """A commit: this server keeps no tree, so its name is made of what changed."""
    rev = new_tid()
    return {"cid": cid_of_record({"uri": record.uri, "cid": record.cid, "rev": rev}), "rev": rev}
