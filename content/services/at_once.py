"""Pictures that are decoded while somebody waits, by the child that decodes all uploads."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Collection
from pathlib import Path

from django.core.files.base import File

from content.pictures.files import incoming
from content.pictures.headers import NotAPicture, read_facts
from content.pictures.rendering import Rendered
from content.pictures.uses import MAX_BYTES, SETS
from content.services.pictures import problem
from content.services.preparing import start_child

TIMEOUT_S = 20
CHUNK_BYTES = 64 * 1024


def decode_at_once(upload: File[bytes], *, use: str, types: Collection[str]) -> Rendered:
    """Return an upload as the one rendition of a set of uses; its original is not kept.

    No scope is open while it decodes. Raises ValidationError of code "empty", "type", "broken",
    "too_big", "too_many_pixels".
    """
    if (upload.size or 0) > MAX_BYTES:
        raise problem("too_big")
    try:
        facts = read_facts(upload)
    except NotAPicture as refused:
        raise problem(refused.code) from None
    if facts.mime_type not in types:
        raise problem("type")
    with tempfile.TemporaryDirectory(prefix=f"{use}-", dir=incoming()) as folder:
        original = Path(folder) / "original"
        with original.open("wb") as target:
            for chunk in upload.chunks(CHUNK_BYTES):
                target.write(chunk)
        return _made(original, facts.mime_type, Path(folder), use)


def _made(original: Path, mime_type: str, folder: Path, use: str) -> Rendered:
    name = SETS[use][0].name
    with start_child(str(original), mime_type, "0.5", "0.5", str(folder), use) as child:
        try:
            said, _nothing = child.communicate(timeout=TIMEOUT_S)
        except subprocess.TimeoutExpired:
            child.kill()
            raise problem("broken") from None
    if child.returncode != 0:
        raise problem("broken")
    told = json.loads(said)
    content = (folder / name).read_bytes()
    return Rendered(name, told["mime_type"], told["width"], told["height"], content)
