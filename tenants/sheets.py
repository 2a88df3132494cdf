"""Tables that people open in a spreadsheet, or saved from one.

Nothing in a cell is ever calculated there. Source: OWASP, CSV Injection.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 2_000_000
UTF_16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that a file is UTF-8."""
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_FORMULA) else text


def read_table(data: bytes) -> list[list[str]]:
    """Return the cells of a CSV file, row by row.

    UTF-8 or UTF-16 (as spreadsheets save "Unicode text"), with commas, semicolons or tabs. Raises
    ValidationError of code "large", "encoding", "csv".
    """
    if len(data) > MAX_BYTES:
        raise too_large()
    text = _decoded(data)
    if "\0" in text:
        raise _no_csv()
    head = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise _no_csv() from None


def read_lines(
    data: bytes, name_of: Callable[[str], str]
) -> tuple[list[str], Iterator[tuple[int, dict[str, str], bool]]]:
    """Return the columns of a CSV file that are known, and its lines that hold something.

    `name_of` gives our name for what stands above a column, in lower case, "" for one to leave out.
    Of a line: its place in the file, its cells by column, and whether it has no more cells than the
    file has columns. Raises as `read_table`.
    """
    rows = enumerate(read_table(data), start=1)
    filled = ((number, row) for number, row in rows if any(map(str.strip, row)))
    _number, header = next(filled, (0, list[str]()))
    columns = [name_of(" ".join(cell.split()).casefold()) for cell in header]
    return [name for name in columns if name], (_line(*row, columns) for row in filled)


def _line(number: int, row: list[str], columns: list[str]) -> tuple[int, dict[str, str], bool]:
    cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name}
    return number, cells, not any(cell.strip() for cell in row[len(columns) :])


def too_large() -> ValidationError:
    """Return the refusal of a file above `MAX_BYTES`."""
    return ValidationError(_("This file has more than 2 MB. Send it in parts."), code="large")


def _decoded(data: bytes) -> str:
    encoding = next((UTF_16[mark] for mark in UTF_16 if data.startswith(mark)), "utf-8-sig")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        said = _("This file is not in UTF-8. Save it as “CSV UTF-8” and choose it again.")
        raise ValidationError(said, code="encoding") from None


def _no_csv() -> ValidationError:
    said = _("This is not a CSV file. Save your table as “CSV UTF-8” and choose that file.")
    return ValidationError(said, code="csv")
