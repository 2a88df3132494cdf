"""The process that decodes what people upload: `child.py FILE TYPE X Y DIR`.

It knows no database and no secret, may take so much memory and time and no more, and writes files
into DIR. Each rendition is told in one line of JSON as it is done; anything but exit 0 means that
the picture can't be used.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from content.pictures.decoding import decode, guard_reader
from content.pictures.rendering import render
from content.pictures.uses import USES

MEMORY_BYTES = 1_500_000_000
CPU_S = 60
FILE_BYTES = 64_000_000


def main(arguments: list[str]) -> None:
    """Render one picture."""
    path, mime_type, focus_x, focus_y, folder = arguments
    if sys.platform == "linux":  # elsewhere, in development, the system knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    guard_reader()
    picture = decode(Path(path), mime_type)
    for made in render(picture, USES, (float(focus_x), float(focus_y))):
        (Path(folder) / made.name).write_bytes(made.content)
        line = {"mime_type": made.mime_type, "width": made.width, "height": made.height}
        sys.stdout.write(f"{json.dumps(line)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
