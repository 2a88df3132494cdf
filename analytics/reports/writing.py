"""Writing tables out: as CSV, as a workbook (docs/adr/0022), as a PDF (docs/adr/0023)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from django.utils.translation import get_language_bidi

from analytics.reports.book import Book, Cell, Rate, Sheet
from analytics.reports.pdf.writing import book_pdf
from tenants.lists import write_csv
from tenants.sheets import BYTE_ORDER_MARK, plain_cell

NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
LONGEST_TITLE = 31
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""A text stays a text, whatever it begins with."""
WIDEST, NARROWEST = 60, 10


def book_csv(book: Book) -> bytes:
    """Return a book as one CSV file: table under table, each below its title."""
    parts = [write_csv([plain_cell(book.title)], [])]
    parts += [
        write_csv([plain_cell(sheet.title)], [sheet.header, *sheet.rows]) for sheet in book.sheets
    ]
    return (BYTE_ORDER_MARK + "\r\n".join(parts)).encode()


def book_xlsx(book: Book) -> bytes:
    """Return a book as an XLSX workbook: a sheet for each table, from right to left where one
    reads so.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as workbook:
        workbook.set_properties({"title": book.title})
        looks = _Looks(workbook)
        for number, sheet in enumerate(book.sheets, start=1):
            title = NOT_IN_TITLES.sub(" ", sheet.title)[: LONGEST_TITLE - 3]
            worksheet = workbook.add_worksheet(f"{number}. {title}"[:LONGEST_TITLE])
            if get_language_bidi():
                worksheet.right_to_left()
            _fill(worksheet, sheet, looks)
            if sheet.drawing and sheet.rows:
                lines = 2 if sheet.drawing.before else 1
                _draw(workbook, worksheet, sheet, lines)
    return out.getvalue()


class _Looks:
    """How cells look, by what they hold."""

    def __init__(self, workbook: Any) -> None:
        self.head = workbook.add_format({"bold": True, "bottom": 1})
        self.rate = workbook.add_format({"num_format": "0.0%"})
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.number = workbook.add_format({"num_format": "#,##0.##"})
        self.whole = workbook.add_format({"num_format": "#,##0"})


def _fill(worksheet: Any, sheet: Sheet, looks: _Looks) -> None:
    for column, head in enumerate(sheet.header):
        worksheet.write_string(0, column, head, looks.head)
    worksheet.freeze_panes(1, 0)
    for number, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            _write(worksheet, number, column, cell, looks)
    for column, head in enumerate(sheet.header):
        texts = [len(str(row[column])) for row in sheet.rows if isinstance(row[column], str)]
        width = min(max([len(head), NARROWEST, *texts]), WIDEST)
        worksheet.set_column(column, column, width + 2)


def _draw(workbook: Any, worksheet: Any, sheet: Sheet, lines: int) -> None:
    """Draw this many columns after the first as lines over it, beside the table."""
    chart, last, name = workbook.add_chart({"type": "line"}), len(sheet.rows), worksheet.name
    for column in range(1, 1 + lines):
        chart.add_series(
            {
                "name": [name, 0, column],
                "categories": [name, 1, 0, last, 0],
                "values": [name, 1, column, last, column],
            }
        )
    chart.set_title({"name": sheet.title})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"min": 0})
    worksheet.insert_chart(1, len(sheet.header) + 1, chart, {"x_scale": 1.4, "y_scale": 1.2})


def _write(worksheet: Any, row: int, column: int, cell: Cell, looks: _Looks) -> None:
    if isinstance(cell, str):
        worksheet.write_string(row, column, cell)
    elif isinstance(cell, date):
        worksheet.write_datetime(row, column, cell, looks.day)
    elif isinstance(cell, Rate):
        worksheet.write_number(row, column, cell, looks.rate)
    elif cell is not None:
        look = looks.whole if float(cell).is_integer() else looks.number
        worksheet.write_number(row, column, cell, look)


@dataclass(frozen=True)
class Kind:
    """A kind of file: its ending, its type, and what writes it."""

    ending: str
    mime: str
    write: Callable[[Book], bytes]


KINDS: dict[str, Kind] = {
    "csv": Kind("csv", "text/csv; charset=utf-8", book_csv),
    "xlsx": Kind(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", book_xlsx
    ),
    "pdf": Kind("pdf", "application/pdf", book_pdf),
}
"""By the name that addresses and the API have for it."""
