"""A small checker of what a server answers against the AT Protocol's published lexicons.

It checks objects, arrays, references, unions, required and nullable fields, lengths in bytes and
graphemes, numbers, known formats, and blobs. It does not check: tokens and known values (they are
open), `permission-set`, `bytes`, parameters of queries, and fields a lexicon does not name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import regex  # type: ignore[import-untyped]  # ships no types

FORMATS = {
    "at-uri": r"at://[^\s/]+(/[a-zA-Z0-9.-]+(/[a-zA-Z0-9_~.:-]+)?)?",
    "uri": r"[a-z][a-z0-9.+-]*:\S+",
    "cid": r"b[a-z2-7]{20,}",
    "did": r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]",
    "handle": r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?",
    "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,20})?(Z|[+-]\d\d:\d\d)",
    "tid": r"[234567a-j][234567a-z]{12}",
    "language": r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]+)*",
    "nsid": r"[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+",
    "record-key": r"[a-zA-Z0-9_~.:-]{1,512}",
}
FORMATS["at-identifier"] = f"({FORMATS['did']})|({FORMATS['handle']})"
KINDS = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}


class Lexicons:
    """Reads definitions from a folder as they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Any] = {}

    def errors(self, ref: str, value: Any) -> list[str]:
        """What is wrong with a value that should be `nsid#name`, `main` unless named."""
        return list(self._check(self._find(ref, ""), ref.partition("#")[0], value, "$"))

    def answer(self, nsid: str, value: Any) -> list[str]:
        """What is wrong with the answer of a query or procedure."""
        schema = self._find(nsid, "")["output"]["schema"]
        return list(self._check(schema, nsid, value, "$"))

    def record(self, nsid: str, value: Any) -> list[str]:
        """What is wrong with a record."""
        return list(self._check(self._find(nsid, "")["record"], nsid, value, "$"))

    def _find(self, ref: str, home: str) -> Any:
        nsid, _, name = ref.partition("#")
        nsid = nsid or home
        if nsid not in self._read:
            path = self._folder / f"{nsid.replace('.', '/')}.json"
            self._read[nsid] = json.loads(path.read_text())["defs"]
        return self._read[nsid][name or "main"]

    def _check(self, schema: Any, home: str, value: Any, at: str) -> Iterator[str]:
        kind = schema["type"]
        if kind == "ref":
            ref = schema["ref"]
            yield from self._check(self._find(ref, home), ref.partition("#")[0] or home, value, at)
        elif kind == "union":
            yield from self._union(schema, home, value, at)
        elif kind == "blob":
            yield from _blob(schema, value, at)
        elif kind in KINDS:
            is_flag = isinstance(value, bool) and kind == "integer"
            if is_flag or not isinstance(value, KINDS[kind]):
                yield f"{at}: {value!r} is no {kind}"
                return
            check = {"object": self._object, "array": self._array}.get(kind)
            yield from check(schema, home, value, at) if check else _plain(schema, value, at)

    def _object(self, schema: Any, home: str, value: Any, at: str) -> Iterator[str]:
        nullable = schema.get("nullable", [])
        for name in schema.get("required", []):
            if value.get(name) is None and not (name in value and name in nullable):
                yield f"{at}: {name} is missing"
        for name, inner in schema.get("properties", {}).items():
            if value.get(name) is not None:
                yield from self._check(inner, home, value[name], f"{at}.{name}")

    def _array(self, schema: Any, home: str, value: Any, at: str) -> Iterator[str]:
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
            yield f"{at}: has {len(value)} elements"
        for number, inner in enumerate(value):
            yield from self._check(schema["items"], home, inner, f"{at}[{number}]")

    def _union(self, schema: Any, home: str, value: Any, at: str) -> Iterator[str]:
        named = value.get("$type") if isinstance(value, dict) else None
        if named is None:
            yield f"{at}: has no $type"
            return
        for ref in schema["refs"]:
            whole = ref if not ref.startswith("#") else home + ref
            if named == whole.removesuffix("#main"):
                yield from self._check(self._find(ref, home), whole.partition("#")[0], value, at)
                return
        if schema.get("closed"):
            yield f"{at}: {named} is not of the union"


def _plain(schema: Any, value: Any, at: str) -> Iterator[str]:
    if isinstance(value, str):
        if not re.fullmatch(FORMATS.get(schema.get("format", ""), r"(?s).*"), value):
            yield f"{at}: {value!r} is no {schema['format']}"
        if len(value.encode()) > schema.get("maxLength", 1 << 60):
            yield f"{at}: is too long in bytes"
        if len(regex.findall(r"\X", value)) > schema.get("maxGraphemes", 1 << 60):
            yield f"{at}: is too long in graphemes"
    elif not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{at}: {value} is out of range"


def _blob(schema: Any, value: Any, at: str) -> Iterator[str]:
    ref = value.get("ref", {}) if isinstance(value, dict) else {}
    if not isinstance(value, dict) or value.get("$type") != "blob":
        yield f"{at}: is no blob"
    elif not re.fullmatch(FORMATS["cid"], str(ref.get("$link"))):
        yield f"{at}: names no content"
    elif value["size"] > schema.get("maxSize", value["size"]):
        yield f"{at}: is too large"
