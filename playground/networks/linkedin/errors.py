"""Errors in LinkedIn's words.

Source: learn.microsoft.com/linkedin, shared/api-guide/concepts/error-handling, read 2026-11-22.
"""

from __future__ import annotations

from flask import Response, jsonify

# What LinkedIn says for a status when nothing more is known: code, service's number, sentence.
USUAL: dict[int, tuple[str, int, str]] = {
    400: ("INVALID_VALUE_FOR_FIELD", 100, "Refused by the playground"),
    401: ("INVALID_ACCESS_TOKEN", 65600, "Invalid access token"),
    403: ("ACCESS_DENIED", 100, "Not enough permissions to access the resource"),
    404: ("NOT_FOUND", 0, "Not Found"),
    409: ("CONFLICT", 0, "Conflict"),
    422: ("INVALID_VALUE_FOR_FIELD", 100, "Refused by the playground"),
    426: ("NONEXISTENT_VERSION", 0, "Requested version is not active"),
    429: (
        "TOO_MANY_REQUESTS",
        101,
        "Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls is reached.",
    ),
    500: ("INTERNAL_SERVER_ERROR", 0, "Internal Server Error"),
    503: ("SERVICE_UNAVAILABLE", 0, "Service Unavailable"),
    504: ("GATEWAY_TIMEOUT", 0, "Request timed out"),
}


class Refused(Exception):
    """A request LinkedIn answers with an error; `field` is the one that is wrong."""

    def __init__(
        self, status: int, code: str = "", text: str = "", *, number: int = 0, field: str = ""
    ) -> None:
        super().__init__(status, code, text)
        self.status = status
        self.code = code
        self.text = text
        self.number = number
        self.field = field


def problem(status: int, text: str = "") -> Response:
    """Answer an error; an empty text means the usual one for the status."""
    return refusal(Refused(status, text=text))


def refusal(error: Refused) -> Response:
    """Answer a refusal, with the field it is about where there is one."""
    code, number, text = USUAL.get(error.status, USUAL[500])
    answer: dict[str, object] = {
        "status": error.status,
        "code": error.code or code,
        "serviceErrorCode": error.number or number,
        "message": error.text or text,
    }
    if error.field:
        wrong = {
            "code": error.code or code,
            "description": error.text or text,
            "input": {"inputPath": {"fieldPath": error.field}},
        }
        answer["errorDetailType"] = "com.linkedin.common.error.BadRequest"
        answer["errorDetails"] = {"inputErrors": [wrong]}
    response = jsonify(answer)
    response.status_code = error.status
    return response


def duplicate(urn: str) -> Response:
    """Answer that the same is there already; LinkedIn gives no code with it."""
    response = jsonify({"message": f"Content is a duplicate of {urn}", "status": 422})
    response.status_code = 422
    return response
