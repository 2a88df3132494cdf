"""The process that decodes what people upload: `child.py FILE TYPE X Y DIR [SET]`.

It knows no database and no secret, may take so much memory and time and no more, and writes files
into DIR. Each rendition is told in one line of JSON as it is done. Exit `UNUSABLE` means that the
reader could not use the picture, `LOCKED`, `ACTIVE` and `TOO_LONG` are said of documents; any other
but 0 is trouble that says nothing of it.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from content.pictures.decoding import decode, guard_reader
from content.pictures.pages import PDF, BadDocument, open_document
from content.pictures.rendering import render
from content.pictures.uses import FACTS, SETS, UNUSABLE

MEMORY_BYTES = 1_500_000_000
CPU_S = 60
FILE_BYTES = 64_000_000


CPU_MORE_S = 5
"""Until the system kills what did not end by the signal for too much time."""


def limit() -> None:
    """Take no more than one picture may cost."""
    if sys.platform == "linux":  # elsewhere, in development, the system knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + CPU_MORE_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: list[str]) -> None:
    """Render one picture, or the first page of a document."""
    path, mime_type, focus_x, focus_y, folder, *which = arguments
    limit()
    guard_reader()
    if mime_type == PDF:
        picture, pages = open_document(Path(path))
        (Path(folder) / FACTS).write_text(json.dumps({"pages": pages}))
    else:
        picture = decode(Path(path), mime_type)
    for made in render(
        picture, SETS[which[0] if which else "post"], (float(focus_x), float(focus_y))
    ):
        (Path(folder) / made.name).write_bytes(made.content)
        line = {"mime_type": made.mime_type, "width": made.width, "height": made.height}
        sys.stdout.write(f"{json.dumps(line)}\n")
        sys.stdout.flush()


def is_verdict(error: Exception) -> bool:
    """Tell the reader's own errors, of whatever kind, from a system's that has a number."""
    return not isinstance(error, ImportError) and getattr(error, "errno", None) is None


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except BadDocument as refused:
        sys.exit(refused.code)
    except Exception as error:
        if is_verdict(error):
            sys.exit(UNUSABLE)
        raise
