"""Errors as XRPC words them. Source: https://atproto.com/specs/xrpc, read 2026-08-20."""

from __future__ import annotations

from flask import Response, jsonify

USUAL = {
    400: ("InvalidRequest", "Invalid Request"),
    401: ("AuthenticationRequired", "Authentication Required"),
    403: ("Forbidden", "Forbidden"),
    404: ("XRPCNotSupported", "XRPCNotSupported"),
    413: ("PayloadTooLarge", "request entity too large"),
    429: ("RateLimitExceeded", "Rate Limit Exceeded"),
    500: ("InternalServerError", "Internal Server Error"),
    501: ("MethodNotImplemented", "Method Not Implemented"),
    502: ("UpstreamFailure", "Upstream Failure"),
    503: ("NotEnoughResources", "Not Enough Resources"),
    504: ("UpstreamTimeout", "Upstream Timeout"),
}


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, name: str, message: str, status: int = 400) -> None:
        super().__init__(name, message)
        self.status = status
        self.name = name
        self.message = message


def invalid(message: str) -> Refused:
    """The usual refusal."""
    return Refused("InvalidRequest", message)


def problem(status: int, text: str = "") -> Response:
    """Answer ``{"error": name, "message": text}``; an empty text means the usual one."""
    name, usual = USUAL.get(status, USUAL[400 if status < 500 else 500])  # noqa: PLR2004 - HTTP's line
    return answer(name, text or usual, status)


def answer(name: str, message: str, status: int) -> Response:
    """Answer an error by its name."""
    response = jsonify({"error": name, "message": message})
    response.status_code = status
    return response
