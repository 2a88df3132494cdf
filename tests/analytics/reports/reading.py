"""Reading what was taken away, by other means than it was written with."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from contextlib import closing
from typing import Any
from xml.etree import ElementTree as ET

import pypdfium2  # type: ignore[import-untyped]  # ships no types

SPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
UNSEEN = re.compile("[\u2066-\u2069\u200b\ufffe]")
VALUE, NAME = 1, 7
"""The columns of a key figure's value and of its name for programs."""


def csv_tables(data: bytes) -> list[list[list[str]]]:
    """Return the tables of a CSV file, each with its title's line."""
    tables: list[list[list[str]]] = [[]]
    for row in csv.reader(io.StringIO(data.decode().removeprefix("\ufeff"), newline="")):
        if row:
            tables[-1].append(row)
        else:
            tables.append([])
    return tables


def xlsx_tables(data: bytes) -> list[list[list[Any]]]:
    """Return the sheets of a workbook: a text, a number, or None for a cell."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        strings = [
            "".join(part.itertext()) for part in ET.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        count = len([name for name in book.namelist() if name.startswith("xl/worksheets/sheet")])
        pages = [book.read(f"xl/worksheets/sheet{number + 1}.xml") for number in range(count)]
    return [_rows(ET.fromstring(page), strings) for page in pages]


def _rows(page: ET.Element, strings: list[str]) -> list[list[Any]]:
    rows = []
    for row in page.iterfind(".//m:row", SPACE):
        cells: list[Any] = [None] * 8
        for cell in row.iterfind("m:c", SPACE):
            value = cell.findtext("m:v", namespaces=SPACE)
            assert cell.find("m:f", SPACE) is None, "a formula"
            place = ord(cell.attrib["r"][0]) - ord("A")
            is_text = cell.get("t") == "s"
            cells[place] = strings[int(value or 0)] if is_text else float(value or 0)
        rows.append(cells)
    return rows


def csv_figures(data: bytes) -> dict[str, float | None]:
    """Return the key figures of a CSV file."""
    figures = csv_tables(data)[1][2:]
    return {row[NAME]: float(row[VALUE]) if row[VALUE] else None for row in figures}


def xlsx_figures(data: bytes) -> dict[str, float | None]:
    """Return the key figures of a workbook."""
    return {row[NAME]: row[VALUE] for row in xlsx_tables(data)[0][1:]}


def pdf_text(data: bytes) -> str:
    """Return all words of a PDF in one line, as another program reads them."""
    with closing(pypdfium2.PdfDocument(data)) as paper:
        pages = [page.get_textpage().get_text_bounded() for page in paper]
    return " ".join(" ".join(UNSEEN.sub("", page) for page in pages).split())


def pdf_pages(data: bytes) -> int:
    """Return how many pages a PDF has."""
    with closing(pypdfium2.PdfDocument(data)) as paper:
        return len(paper)
