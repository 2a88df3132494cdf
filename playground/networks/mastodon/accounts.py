"""People and what they posted. Source: https://docs.joinmastodon.org/methods/accounts/."""

from __future__ import annotations

from flask import Response, g, jsonify, request

from playground.accounts import Account
from playground.networks.mastodon import params as given
from playground.networks.mastodon.auth import me, needs, takes
from playground.networks.mastodon.entities import account, credential_account
from playground.networks.mastodon.errors import Refused
from playground.networks.mastodon.pages import page
from playground.networks.mastodon.routes import api
from playground.timeline import OPEN, Filter
from playground.world import world


@api.get("/api/v1/accounts/verify_credentials", endpoint="accounts__verify_credentials")
@needs("profile", "read:accounts")
def accounts_verify_credentials() -> Response:
    """Say whose token this is."""
    return jsonify(credential_account(me()))


@api.get("/api/v1/accounts/lookup", endpoint="accounts__lookup")
@takes("read:accounts")
def accounts_lookup() -> Response:
    """Find a person of this server by name."""
    name = request.args.get("acct", "").removeprefix("@").partition("@")[0]
    return jsonify(account(_found(world().accounts.by_username(name))))


@api.get("/api/v1/accounts/<account_id>", endpoint="accounts__get")
@takes("read:accounts")
def accounts_get(account_id: str) -> Response:
    """Show a person."""
    return jsonify(account(_found(world().accounts.by_id(account_id))))


@api.get("/api/v1/accounts/<account_id>/statuses", endpoint="accounts__statuses")
@takes("read:statuses")
def accounts_statuses(account_id: str) -> Response:
    """What a person posted and boosted, newest first; the rest of it only to themselves."""
    person = _found(world().accounts.by_id(account_id))
    values = given.params()
    is_own = g.caller is not None and g.caller.id == person.id
    return page(
        Filter(
            network="mastodon",
            account_id=person.id,
            visibilities=() if is_own else OPEN,
            exclude_boosts=given.flag(values, "exclude_reblogs"),
            exclude_replies=given.flag(values, "exclude_replies"),
            tag=given.text(values, "tagged"),
        )
    )


def _found(person: Account | None) -> Account:
    if person is None:
        raise Refused(404)
    return person
