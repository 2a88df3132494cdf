"""The first page of a document as a picture, and how many pages there are.

Only `content.pictures.child` does this: PDFium is as large as a browser's reader, and what it reads
comes from anybody. It is built without scripts, so nothing in a document runs.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pypdfium2.raw  # type: ignore[import-untyped]
from PIL import Image

from content.pictures.uses import ACTIVE, LOCKED, TOO_LONG

PDF = "application/pdf"
MOST_PAGES = 300
EDGE = 1600
"""Pixels of the longer side of the page."""
PASSWORD = 4
"""FPDF_ERR_PASSWORD."""


class BadDocument(Exception):
    """The document can't be used; `code` is how the process says why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def open_document(path: Path) -> tuple[Image.Image, int]:
    """Return the first page as a picture and the number of pages.

    Raises BadDocument; whatever else is wrong with the file rises as the reader's own error.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == PASSWORD:
            raise BadDocument(LOCKED) from None
        raise
    pages = len(document)
    if pypdfium2.raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        raise BadDocument(ACTIVE)
    if pages > MOST_PAGES:
        raise BadDocument(TOO_LONG)
    page = document[0]
    scale = EDGE / max(*page.get_size(), 1.0)
    return page.render(scale=scale).to_pil().convert("RGB"), pages
