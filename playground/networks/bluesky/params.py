"""What a request brings, checked as XRPC checks it."""

from __future__ import annotations

from typing import Any

from flask import request

from playground.networks.bluesky.errors import Refused, invalid


def body() -> dict[str, Any]:
    """The JSON object that a procedure is given."""
    if not request.is_json:
        raise invalid("Request encoding (Content-Type) required but not provided")
    found = request.get_json(silent=True)
    if not isinstance(found, dict):
        raise invalid("Input must be an object")
    return found


def no_body() -> None:
    """Refuse a body where the lexicon has none."""
    if request.get_data():
        raise invalid("A request body was provided when none was expected")


def one(values: dict[str, Any], name: str) -> str:
    """A required text."""
    value = values.get(name)
    if value is None:
        raise invalid(f'Input must have the property "{name}"')
    if not isinstance(value, str):
        raise invalid(f"Input/{name} must be a string")
    return value


def asked(name: str) -> str:
    """A required parameter of a query."""
    value = request.args.get(name)
    if not value:
        raise invalid(f'Params must have the property "{name}"')
    return value


def limit(*, default: int = 50, most: int = 100) -> int:
    """The page size a client asked for."""
    text = request.args.get("limit", str(default))
    if not text.isdigit() or not 1 <= int(text) <= most:
        raise Refused("InvalidRequest", f"limit can not be greater than {most}")
    return int(text)
