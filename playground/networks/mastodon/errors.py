"""Errors in Mastodon's words. Source: https://docs.joinmastodon.org/entities/Error/."""

from __future__ import annotations

from flask import Response, jsonify

USUAL = {
    401: "The access token is invalid",
    403: "This action is outside the authorized scopes",
    404: "Record not found",
    410: "Gone",
    422: "Validation failed: Refused by the playground",
    429: "Too many requests",
    503: "Service temporarily unavailable",
}
OAUTH = {
    "invalid_client": "Client authentication failed due to unknown client, no client"
    " authentication included, or unsupported authentication method.",
    "invalid_grant": "The provided authorization grant is invalid, expired, revoked, does not"
    " match the redirection URI used in the authorization request, or was issued to another"
    " client.",
    "invalid_scope": "The requested scope is invalid, unknown, or malformed.",
    "unauthorized_client": "You are not authorized to revoke this token",
    "unsupported_grant_type": "The authorization grant type is not supported by the"
    " authorization server.",
    "access_denied": "The resource owner or authorization server denied the request.",
}


class Refused(Exception):
    """A request Mastodon answers with an error; `text` empty means the usual one."""

    def __init__(self, status: int, text: str = "") -> None:
        super().__init__(status, text)
        self.status = status
        self.text = text


def problem(status: int, text: str = "") -> Response:
    """Answer ``{"error": text}``; an empty text means the usual one for the status."""
    usual = USUAL.get(status, "Something went wrong on our end")
    response = jsonify({"error": text or usual})
    response.status_code = status
    return response


def oauth_problem(status: int, code: str, text: str = "") -> Response:
    """Answer an OAuth error with its description."""
    response = jsonify({"error": code, "error_description": text or OAUTH[code]})
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if status == 401:  # noqa: PLR2004 - HTTP's own number
        response.headers["WWW-Authenticate"] = f'Bearer realm="Playground", error="{code}"'
    return response
