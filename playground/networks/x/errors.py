"""Errors as X words them. Source: docs.x.com, response codes and errors; OpenAPI 2.166."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from playground.world import world

_HOSTS = {"tweet": "api.twitter.com", "post": "api.x.com"}
TITLES = {
    400: "Invalid Request",
    401: "Unauthorized",
    402: "CreditsDepleted",
    403: "Forbidden",
    404: "Not Found Error",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    503: "Service Unavailable",
}
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
NOT_PERMITTED = "You are not permitted to perform this action."


class Refused(Exception):
    """A request that X answers with a problem; `name` empty means `about:blank`."""

    def __init__(self, status: int, detail: str = "", name: str = "", **more: Any) -> None:
        super().__init__(status, detail, name)
        self.status = status
        self.detail = detail
        self.name = name
        self.more = more


def invalid(parameter: str, message: str) -> Refused:
    """A request with a parameter that X does not take."""
    return Refused(
        400,
        "One or more parameters to your request was invalid.",
        "invalid-request",
        errors=[{"message": message, "parameters": {parameter: []}}],
    )


def answer(error: Refused) -> Response:
    """Answer a problem document."""
    response = jsonify(document(error))
    response.status_code = error.status
    return response


def document(error: Refused) -> dict[str, Any]:
    """A problem document."""
    title = TITLES.get(error.status, "Internal Server Error")
    kind = kind_of(error.name) if error.name else "about:blank"
    detail = error.detail or title
    return {**error.more, "title": title, "detail": detail, "type": kind, "status": error.status}


def kind_of(name: str) -> str:
    """The whole type of a problem; its host changed with the word for a post."""
    return f"https://{_HOSTS.get(world().settings.values.x_word, 'api.x.com')}/2/problems/{name}"


def problem(status: int, text: str = "") -> Response:
    """Answer a problem of a status; an empty text means the usual one."""
    return answer(Refused(status, text))


def missing(post_id: str) -> dict[str, Any]:
    """The entry in `errors` that says a post is not there (any more)."""
    return {
        "value": post_id,
        "detail": f"Could not find tweet with ids: [{post_id}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": "ids",
        "resource_id": post_id,
        "type": kind_of("resource-not-found"),
    }


def hidden(post_id: str, field: str) -> dict[str, Any]:
    """The entry in `errors` that says a field is not for this caller."""
    return {
        "resource_id": post_id,
        "parameter": field.partition(".")[0],
        "resource_type": "tweet",
        "section": "data",
        "title": "Field Authorization Error",
        "value": post_id,
        "detail": f"Sorry, you are not authorized to access '{field}' on the Tweet.",
        "field": field,
        "type": kind_of("not-authorized-for-field"),
    }
