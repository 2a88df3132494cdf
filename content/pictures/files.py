"""Where pictures are kept: in the media storage, under their organization, by random names.

`<organization>/<random>/original` and, beside it, renditions named by use and content. Nothing
here is served by address: only the scoped view opens a rendition, and nothing opens an original
but the worker. What is not kept yet lies in `.incoming`.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from content.pictures.rendering import Rendered
from content.pictures.uses import PNG

CHUNK_BYTES = 64 * 1024


class _Digesting(File):  # type: ignore[type-arg]  # bytes
    """A file whose SHA-256 is known once the storage has read it through its chunks."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        super().__init__(file)
        self.size = size
        self.hash = hashlib.sha256()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Give the file in pieces, and count them in."""
        for chunk in super().chunks(chunk_size or CHUNK_BYTES):
            self.hash.update(chunk)
            yield chunk


def store_original(file: IO[bytes], size: int, *, organization_id: int) -> tuple[str, str]:
    """Keep an upload in the storage; return its name there and its digest.

    One whose digest is known is moved; else it is copied piece by piece.
    """
    name = f"{organization_id}/{secrets.token_hex(16)}/original"
    digest = getattr(file, "digest", "")
    if digest:
        return default_storage.save(name, file), str(digest)
    digesting = _Digesting(file, size)
    return default_storage.save(name, digesting), digesting.hash.hexdigest()


def incoming() -> Path:
    """Return the folder of files that are not kept yet, beside those that are."""
    folder = Path(settings.MEDIA_ROOT) / ".incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def delete_left(*, before: datetime) -> int:
    """Delete what processes that were killed left among the incoming; return how much."""
    deleted = 0
    for one in incoming().iterdir():
        with suppress(FileNotFoundError):  # another process has just ended with it
            if one.stat().st_mtime >= before.timestamp():
                continue
            if one.is_dir():
                shutil.rmtree(one, ignore_errors=True)
            else:
                one.unlink()
            deleted += 1
    return deleted


def copy_original(name: str, path: Path) -> None:
    """Copy an original out of the storage piece by piece. Raises OSError when it is gone."""
    with default_storage.open(name) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target, CHUNK_BYTES)


def is_gone(name: str) -> bool:
    """Tell whether an original was deleted, and not the whole storage is away."""
    organization = PurePosixPath(name).parts[0]
    return not default_storage.exists(name) and default_storage.exists(organization)


@dataclass(frozen=True)
class Stored:
    """A rendition in the storage, without its bytes."""

    name: str
    file: str
    mime_type: str
    size_bytes: int
    digest: str
    width: int
    height: int


def store_rendition(original: str, made: Rendered) -> Stored:
    """Keep a rendition beside its original; the same bytes are kept once.

    A file that a dying worker left unfinished under this name is written anew.
    """
    ending = "png" if made.mime_type == PNG else "jpg"
    file = str(PurePosixPath(original).parent / f"{made.name}-{made.digest[:20]}.{ending}")
    size = len(made.content)
    is_there = default_storage.exists(file)
    if is_there and default_storage.size(file) != size:
        default_storage.delete(file)
        is_there = False
    if not is_there:
        file = default_storage.save(file, ContentFile(made.content))
    return Stored(made.name, file, made.mime_type, size, made.digest, made.width, made.height)


def open_stored(name: str) -> IO[bytes]:
    """Open what is stored, to be streamed. Raises OSError when it is gone."""
    return default_storage.open(name)


def delete_folder(original: str) -> None:
    """Delete an original with everything made of it; what is gone already is no error."""
    folder = str(PurePosixPath(original).parent)
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)
