"""Parameters as Mastodon takes them: JSON, form or query, lists as ``name[]``."""

from __future__ import annotations

from typing import Any

from flask import request

from playground.networks.mastodon.errors import Refused

_NO = {"", "0", "f", "F", "false", "FALSE", "off", "OFF"}


def params() -> dict[str, Any]:
    """Every parameter of the running request by name, lists without the brackets."""
    found: dict[str, Any] = {}
    for source in (request.args, request.form):
        for name, values in source.lists():
            found[name.removesuffix("[]")] = values if name.endswith("[]") else values[-1]
    if request.is_json:
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise Refused(400, "There was a problem in the JSON you submitted")
        found |= body
    return found


def text(values: dict[str, Any], name: str, default: str = "") -> str:
    """One parameter as text."""
    value = values.get(name)
    return default if value is None else str(value)


def flag(values: dict[str, Any], name: str) -> bool:
    """One parameter as yes or no, as Rails reads it."""
    value = values.get(name)
    return value not in _NO if isinstance(value, str) else bool(value)


def listed(values: dict[str, Any], name: str) -> list[str]:
    """One parameter as a list of texts."""
    value = values.get(name)
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def limit(values: dict[str, Any], *, default: int = 20, most: int = 40) -> int:
    """The page size a client asked for, within what Mastodon gives."""
    asked = text(values, "limit")
    return max(1, min(int(asked), most)) if asked.isdigit() else default
