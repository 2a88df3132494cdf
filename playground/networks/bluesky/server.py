"""Sessions and the server itself: `com.atproto.server` and `com.atproto.identity`.

Source: the lexicons and `packages/pds/src/api/com/atproto/server` of bluesky-social/atproto,
commit d6296a1, read 2026-08-20.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, jsonify, request

from playground.accounts import Account
from playground.networks.bluesky.auth import REFRESH_LIVES, expired, me, refreshing, tokens
from playground.networks.bluesky.errors import Refused, invalid
from playground.networks.bluesky.identity import DOMAIN, HANDLE, actor, did_of, document, handle_of
from playground.networks.bluesky.params import body, no_body, one
from playground.networks.bluesky.routes import api
from playground.world import world


@api.post("/xrpc/com.atproto.server.createSession", endpoint="server__createSession")
def create_session() -> Response:
    """Sign in with a handle or DID and an app password."""
    values = body()
    identifier, password = one(values, "identifier"), one(values, "password")
    person = actor(identifier)
    if person is None or not world().sessions.is_password(person.id, password):
        raise Refused("AuthenticationRequired", "Invalid identifier or password", 401)
    session = world().sessions.open(person.id, ends_at=world().now() + REFRESH_LIVES)
    return jsonify(tokens(person, session) | _about(person))


@api.post("/xrpc/com.atproto.server.refreshSession", endpoint="server__refreshSession")
def refresh_session() -> Response:
    """Change a refresh token for a new pair; for two hours, again for the same."""
    no_body()
    person, session = refreshing()
    if session is None:
        raise Refused("ExpiredToken", "Token has been revoked")
    now = world().now()
    heir = world().sessions.renew(session, ends_at=now + REFRESH_LIVES, now=now)
    if heir is None:
        raise expired()
    return jsonify(tokens(person, heir) | _about(person))


@api.post("/xrpc/com.atproto.server.deleteSession", endpoint="server__deleteSession")
def delete_session() -> Response:
    """End a session, by its refresh token."""
    no_body()
    _, session = refreshing(may_be_over=True)
    if session is not None:
        world().sessions.end(session)
    return Response(status=200)


@api.get("/xrpc/com.atproto.server.getSession", endpoint="server__getSession")
def get_session() -> Response:
    """Say whose token this is."""
    return jsonify(_about(me()))


@api.get("/xrpc/com.atproto.server.describeServer", endpoint="server__describeServer")
def describe_server() -> Response:
    """Describe this server."""
    return jsonify(
        {
            "did": f"did:web:{urlsplit(world().base_url()).netloc}",
            "availableUserDomains": [f".{DOMAIN}"],
            "inviteCodeRequired": False,
            "blobUploadLimit": world().settings.values.blob_size_limit,
            "links": {},
            "contact": {},
        }
    )


@api.get("/xrpc/com.atproto.identity.resolveHandle", endpoint="identity__resolveHandle")
def resolve_handle() -> Response:
    """Find the DID of a handle."""
    handle = request.args.get("handle", "").lower()
    if not HANDLE.fullmatch(handle):
        raise invalid("Error: handle must be a valid handle")
    person = actor(handle)
    if person is None:
        raise Refused("HandleNotFound", "Unable to resolve handle")
    return jsonify({"did": did_of(person.username)})


@api.get("/did:plc:<name>", endpoint="directory__get")
def directory(name: str) -> Response:
    """A person's document, as the directory of accounts gives it."""
    person = actor(f"did:plc:{name}")
    if person is None:
        response = jsonify({"message": f"DID not registered: did:plc:{name}"})
        response.status_code = 404
        return response
    return jsonify(document(person))


def _about(person: Account) -> dict[str, Any]:
    return {
        "handle": handle_of(person.username),
        "did": did_of(person.username),
        "didDoc": document(person),
        "emailConfirmed": True,
        "emailAuthFactor": False,
        "active": True,
    }
