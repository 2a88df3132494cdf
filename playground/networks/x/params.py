"""Parameters and bodies, checked as X checks them: what it does not know, it refuses."""

from __future__ import annotations

from typing import Any

from flask import request

from playground.networks.x.errors import Refused, invalid
from playground.timeline import is_id
from playground.world import world

WORDS = ("tweet", "post")
"""How a post is called in parameters and answers: the word of old, and the newer one."""
_FIELDS = {
    "id",
    "text",
    "author_id",
    "created_at",
    "entities",
    "lang",
    "public_metrics",
    "non_public_metrics",
    "attachments",
    "conversation_id",
    "edit_history_tweet_ids",
    "edit_history_post_ids",
}


def body() -> dict[str, Any]:
    """The JSON object of a request, without what is null."""
    found = request.get_json(silent=True)
    if not isinstance(found, dict):
        raise Refused(400, "Requests with bodies must have content-type of application/json.")
    return {name: value for name, value in found.items() if value is not None}


def only(values: dict[str, Any], *known: str) -> None:
    """Refuse a body with other keys."""
    for name in values.keys() - set(known):
        raise invalid(f"$.{name}", f"$.{name}: is not defined in the schema")


def query(*known: str) -> dict[str, str]:
    """The parameters of a request; raises `Refused` for one that is not known."""
    word = world().settings.values.x_word
    fields = {f"{one}.fields" for one in WORDS if word in {one, "both"}}
    for name in request.args:
        if name not in {*known, *fields, "user.fields", "media.fields", "expansions"}:
            raise invalid(name, f"The query parameter [{name}] is not one of the known ones")
    return dict(request.args)


def fields(values: dict[str, str]) -> tuple[str, set[str]]:
    """The word a request uses for posts, and the fields of them it wants."""
    word = next((one for one in WORDS if f"{one}.fields" in values), "")
    wanted = set(filter(None, values.get(f"{word}.fields", "").split(",")))
    for name in wanted - _FIELDS:
        raise invalid(f"{word}.fields", f"The field [{name}] is not one of the known ones")
    default = world().settings.values.x_word
    return word or ("post" if default == "post" else "tweet"), wanted


def ids(values: dict[str, str], *, most: int = 100) -> list[str]:
    """The ids of a lookup."""
    found = list(dict.fromkeys(values.get("ids", "").split(",")))
    if not 0 < len(found) <= most:
        raise invalid("ids", f"size of list is not between 1 and {most}")
    for one in found:
        require_id("ids", one)
    return found


def require_id(name: str, value: str) -> str:
    """Refuse what can't be an id: 1 to 19 digits."""
    if not is_id(value):
        message = f"The `{name}` query parameter value [{value}] is not valid"
        raise invalid(name, message)
    return value


def number(values: dict[str, str], name: str, *, least: int, most: int, default: int) -> int:
    """A number within bounds."""
    text = values.get(name, str(default))
    if not text.isdecimal() or not least <= int(text) <= most:
        message = f"The `{name}` query parameter value [{text}] is not between {least} and {most}"
        raise invalid(name, message)
    return int(text)
