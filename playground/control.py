"""The control API for tests, load runs and demos: loopback only, part of no network."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from ipaddress import ip_address
from typing import Any

from flask import Blueprint, Response, jsonify, request

from playground.accounts import Account, BadUsername
from playground.entries import Entry
from playground.faults import BadFault
from playground.ledger import Draft
from playground.moments import moment_of, stamp
from playground.networks import network_named
from playground.networks.bluesky import did_of, handle_of, put_earlier
from playground.origin import is_own
from playground.settings import BadSetting
from playground.world import world

control = Blueprint("control", __name__, url_prefix="/_playground")


class BadRequest(Exception):
    """A control request that cannot be done; the message says why."""


@control.before_request
def _only_from_here() -> tuple[Response, int] | None:
    """Refuse other machines, and pages of other sites that a local browser has open."""
    if not ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104 - not bound
        return _error("The control API answers this machine only.", 403)
    if not is_own():
        return _error("The control API answers no other site's pages.", 403)
    if request.method in {"POST", "PATCH"} and request.data and not request.is_json:
        return _error("Send JSON.", 415)
    return None


@control.errorhandler(BadFault)
@control.errorhandler(BadRequest)
@control.errorhandler(BadSetting)
def _refused(error: Exception) -> tuple[Response, int]:
    return _error(str(error), 422)


@control.errorhandler(BadUsername)
def _bad_username(_: BadUsername) -> tuple[Response, int]:
    return _error("A username is 1 to 30 letters, digits and underscores.", 422)


@control.get("/health")
def health() -> Response:
    """Say that the playground is up."""
    return jsonify({"status": "ok", "mails": world().inbox.count()})


@control.post("/accounts")
def accounts() -> Response:
    """Make or update a person."""
    body = _body()
    followers = body.get("followers")
    if followers is not None and not isinstance(followers, int):
        raise BadRequest("followers is a whole number.")
    person = world().accounts.ensure(
        str(body.get("username", "")),
        display_name=str(body.get("display_name") or ""),
        followers=followers,
        now=world().now(),
    )
    return jsonify(_person(person))


@control.post("/apps")
def apps() -> Response:
    """Register an app at a network where people do that by hand, or change it."""
    body = _body()
    network = network_named(str(body.get("network", "x")))
    app = world().grants.register(
        network.name,
        str(body.get("name") or "An app"),
        website=body.get("website"),
        redirect_uris=tuple(map(str, body.get("redirect_uris", []))),
        scopes=tuple(map(str, body.get("scopes", network.default_scopes))),
        keys=(str(body.get("client_id", "")), str(body.get("client_secret", ""))),
        now=world().now(),
    )
    return jsonify({"client_id": app.client_id, "client_secret": app.client_secret})


@control.post("/grants")
def grants() -> Response:
    """Issue a token as if the person had consented."""
    body = _body()
    network = network_named(str(body.get("network", "mastodon")))
    app = world().grants.app(network.name, str(body.get("client_id", "")))
    if app is None:
        raise BadRequest("No app has this client_id.")
    wanted = str(body.get("scope") or "").split() or app.scopes
    family = secrets.token_urlsafe(16)
    token = world().grants.issue_token(
        app.id, _who(body).id, scopes=tuple(wanted), code=family, now=world().now()
    )
    told = {"access_token": token.token, "scope": " ".join(token.scopes)}
    return jsonify(told | network.granted(token, family))


@control.post("/app-passwords")
def app_passwords() -> Response:
    """Make an app password for a person; answers with what it takes to sign in."""
    person = _who(_body())
    password = world().sessions.add_password(person.id, "Control", now=world().now())
    did, handle = did_of(person.username), handle_of(person.username)
    return jsonify({"did": did, "handle": handle, "app_password": password})


@control.get("/ledger")
def ledger() -> Response:
    """Everything accepted and every request seen; `without=requests` leaves these out."""
    username = request.args.get("username")
    person = world().accounts.by_username(username) if username else None
    if username and person is None:
        return jsonify({"statuses": [], "boosts": [], "requests": []})
    is_short = request.args.get("without") == "requests"
    entries = world().ledger.everything(person.id if person else None)
    names = {one.id: one.username for one in world().accounts.all()}
    return jsonify(
        {
            "statuses": [_post(one, names) for one in entries if one.boost_of_id is None],
            "boosts": [_post(one, names) for one in entries if one.boost_of_id is not None],
            "requests": [] if is_short else [dict(row) for row in world().traffic.all(username)],
        }
    )


@control.post("/statuses")
def statuses() -> Response:
    """Put down a post of an earlier moment, for a demonstration: `created_at`, `liked_by`.

    `text`, or for Bluesky the whole `record` and its `rkey`.
    """
    body = _body()
    network = network_named(str(body.get("network", "mastodon")))
    text = str(body.get("text", ""))
    try:
        moment = moment_of(str(body.get("created_at", "")))
    except ValueError:
        raise BadRequest("created_at is a moment as ISO 8601.") from None
    if "record" in body:
        entry = put_earlier(_who(body), str(body["rkey"]), body["record"], now=moment)
    else:
        draft = Draft(text=text, tags=network.tags(text))
        entry = world().ledger.accept(network.name, _who(body).id, draft, now=moment)
        network.written(entry)
    for name in body.get("liked_by", []):
        world().ledger.like(entry, _who({"username": name}).id, now=moment)
    return _again(entry.id)


@control.post("/statuses/<post_id>/favourite")
def favourite(post_id: str) -> Response:
    """Like a post as somebody."""
    entry = _entry(post_id)
    world().ledger.like(entry, _who(_body()).id, now=world().now())
    return _again(post_id)


@control.post("/statuses/<post_id>/reblog")
def reblog(post_id: str) -> Response:
    """Boost a post as somebody."""
    entry = _entry(post_id)
    world().ledger.boost(entry, _who(_body()).id, now=world().now())
    return _again(post_id)


@control.post("/statuses/<post_id>/reply")
def reply(post_id: str) -> Response:
    """Answer a post as somebody."""
    entry = _entry(post_id)
    body = _body()
    text = str(body.get("text") or "Well said.")
    network = network_named(entry.network)
    tags = network.tags(text)
    draft = Draft(text=text, visibility=entry.visibility, reply_to_id=entry.id, tags=tags)
    network.written(world().ledger.accept(entry.network, _who(body).id, draft, now=world().now()))
    return _again(post_id)


@control.delete("/media")
def forget_media() -> Response:
    """Throw away uploads that no post has, as servers do after a while."""
    forgotten = world().media.forget_unattached() + world().uploads.forget_unused()
    return jsonify({"forgotten": forgotten})


@control.get("/faults")
def faults() -> Response:
    """The faults in force, how often each struck."""
    return jsonify(world().faults.all())


@control.post("/faults")
def add_fault() -> Response:
    """Arm a fault."""
    return jsonify(asdict(world().faults.add(_body())))


@control.delete("/faults")
def clear_faults() -> Response:
    """Behave again; requests held by a fault go on."""
    world().faults.clear()
    return jsonify({})


@control.get("/settings")
def settings() -> Response:
    """The settings in force."""
    return jsonify(asdict(world().settings.values))


@control.patch("/settings")
def change_settings() -> Response:
    """Change settings; windows of rate limits begin anew when they change."""
    body = _body()
    values = world().settings.change(body)
    if "rate_limits" in body:
        world().limits.forget()
    return jsonify(asdict(values))


@control.post("/reset")
def reset() -> Response:
    """Forget everything and behave."""
    world().reset()
    return jsonify({})


def _error(text: str, status: int) -> tuple[Response, int]:
    return jsonify({"error": text}), status


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True) if request.data else {}
    if not isinstance(body, dict):
        raise BadRequest("Send a JSON object.")
    return body


def _who(body: dict[str, Any]) -> Account:
    return world().accounts.ensure(str(body.get("username", "visitor")), now=world().now())


def _entry(post_id: str) -> Entry:
    record = world().records.named(post_id)
    entry = world().timeline.find(record.post_id if record and record.post_id else post_id)
    if entry is None:
        raise BadRequest("There is no such post, or it was deleted.")
    return entry


def _again(post_id: str) -> Response:
    names = {one.id: one.username for one in world().accounts.all()}
    return jsonify(_post(_entry(post_id), names))


def _person(person: Account) -> dict[str, Any]:
    return asdict(person) | {"created_at": stamp(person.created_at)}


def _post(entry: Entry, names: dict[str, str]) -> dict[str, Any]:
    record = world().records.of_post(entry.id)
    return asdict(entry) | {
        "uri": record.uri if record else network_named(entry.network).uri(entry),
        "username": names[entry.account_id],
        "created_at": stamp(entry.created_at),
        "deleted_at": stamp(entry.deleted_at) if entry.deleted_at else None,
        "favourites_count": entry.likes,
        "reblogs_count": entry.boosts,
        "replies_count": entry.replies,
    }
