"""People and what they posted. Source: docs.x.com, users, read 2026-11-22."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, jsonify

from playground.entries import Entry
from playground.networks.x import params as given
from playground.networks.x.auth import me, needs
from playground.networks.x.entities import post, user
from playground.networks.x.errors import Refused, invalid
from playground.networks.x.routes import api
from playground.timeline import OPEN, Filter
from playground.world import world

_MOST_KEPT = 3200
_PARAMETERS = (
    "max_results",
    "pagination_token",
    "start_time",
    "end_time",
    "since_id",
    "until_id",
    "exclude",
)


@api.get("/2/users/me", endpoint="users__me")
@needs("tweet.read", "users.read")
def users_me() -> Response:
    """Say whose token this is."""
    values = given.query()
    return jsonify({"data": user(me(), set(values.get("user.fields", "").split(",")))})


@api.get("/2/users/<user_id>/tweets", endpoint="users__tweets")
@needs("tweet.read", "users.read")
def users_tweets(user_id: str) -> Response:
    """What a person posted, newest first."""
    values = given.query(*_PARAMETERS)
    person = world().accounts.by_id(given.require_id("id", user_id))
    if person is None:
        raise Refused(404, f"Could not find user with id: [{user_id}].", "resource-not-found")
    word, wanted = given.fields(values)
    size = given.number(values, "max_results", least=5, most=100, default=10)
    found = _between(_posts(person.id, values), values)
    page, more = found[:size], found[size:]
    shown = [post(entry, word, wanted) for entry in page]
    meta: dict[str, Any] = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if more:
        meta["next_token"] = page[-1].id
    answer: dict[str, Any] = {"meta": meta}
    if page:
        answer["data"] = [one for one, _ in shown]
    errors = [error for _, errors in shown for error in errors]
    return jsonify(answer | ({"errors": errors} if errors else {}))


def _posts(account_id: str, values: dict[str, str]) -> list[Entry]:
    exclude = set(filter(None, values.get("exclude", "").split(",")))
    if not exclude <= {"retweets", "replies"}:
        raise invalid("exclude", "The `exclude` query parameter is not one of [retweets,replies]")
    return world().timeline.posts(
        Filter(
            network="x",
            account_id=account_id,
            visibilities=OPEN,
            exclude_replies="replies" in exclude,
            max_id=values.get("pagination_token") or values.get("until_id", ""),
            since_id=values.get("since_id", ""),
            limit=_MOST_KEPT,
        )
    )


def _between(found: list[Entry], values: dict[str, str]) -> list[Entry]:
    start, end = _moment(values, "start_time"), _moment(values, "end_time")
    return [
        entry
        for entry in found
        if (start is None or entry.created_at >= start) and (end is None or entry.created_at < end)
    ]


def _moment(values: dict[str, str], name: str) -> datetime | None:
    if name not in values:
        return None
    try:
        moment = datetime.strptime(values[name], "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        message = f"The `{name}` query parameter value [{values[name]}] is not a valid RFC 3339"
        raise invalid(name, message) from None
    return moment
