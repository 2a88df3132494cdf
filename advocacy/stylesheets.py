"""Static files as production serves them: hashed, compressed, the style sheets in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/app.css"
IMPORT = re.compile(r'^@import "(?P<name>[^"]+)" layer\((?P<layer>[a-z]+)\);$', re.MULTILINE)

Sources = dict[str, tuple[Storage, str]]


def with_imports_inside(sources: Sources, name: str = SHEET) -> str:
    """Return a sheet's text with each sheet it imports in its place, in its cascade layer.

    A browser learns of an imported sheet only once it has read the importing one, and each of them
    costs an answer of its own; on a phone that is most of the wait for a first page.
    """
    folder = name.rpartition("/")[0]

    def inside(found: re.Match[str]) -> str:
        text = _read(sources, f"{folder}/{found['name']}")
        return f"@layer {found['layer']} {{\n{text}}}"

    return IMPORT.sub(inside, _read(sources, name))


def _read(sources: Sources, name: str) -> str:
    storage, path = sources[name]
    with storage.open(path) as file:
        return file.read().decode()


class OneSheetStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage, after the sheets of the components have been put into one."""

    def post_process(self, paths: Sources, **options: Any) -> Iterator[tuple[str, str, bool]]:
        """Write the one sheet from its sources, then hash and compress as always."""
        if SHEET in paths and not options.get("dry_run"):
            text = with_imports_inside(paths)
            self.delete(SHEET)
            self._save(SHEET, ContentFile(text.encode()))
            paths[SHEET] = (self, SHEET)
        yield from super().post_process(paths, **options)
