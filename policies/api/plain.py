"""Between what programs send and read and what drafts keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.contents import PARTS, ROWS, Contents, contents_of
from policies.models import PolicyVersion


def shown(contents: Contents) -> dict[str, Any]:
    """Return what a document says as programs read it: a rule's line is its `pair`."""
    plain = {name: getattr(contents, name) for name in PARTS}
    plain["rules"] = [{**vars(rule), "pair": rule.clause} for rule in contents.rules]
    return plain


def shown_version(version: PolicyVersion) -> dict[str, Any]:
    """Return a published version as programs read it: not which answers are right."""
    names = ("number", "published_at", "published_by")
    said = {**{name: getattr(version, name) for name in names}, **shown(contents_of(version))}
    asked = [
        {
            "position": position,
            "question": one.question,
            "answers": [answer["text"] for answer in one.answers],
            "has_several": sum(bool(answer["is_right"]) for answer in one.answers) > 1,
        }
        for position, one in enumerate(said["quiz"], start=1)
    ]
    return {**said, "quiz": asked}


def taken(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a document that a program sent, as `Contents` has them."""
    return {
        name: tuple(ROWS[name](**_row(name, row)) for row in data[name])
        if name in ROWS
        else data[name]
        for name in PARTS
        if name in data
    }


def _row(part: str, row: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: _plain(value) for name, value in row.items() if name != "pair"}
    return {**plain, "clause": row["pair"]} if part == "rules" else plain


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    return value if isinstance(value, str | bool | int | list | dict) else str(value)
