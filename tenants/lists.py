"""Lists of people to invite, as they come: pasted, or a CSV file from somebody's spreadsheet.

Read as plain values here; what becomes of a line is decided where it is invited.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenants.sheets import plain_cell, read_lines

MOST_LINES = 5_000
COLUMNS = {
    "email": "email",
    "e-mail": "email",
    "mail": "email",
    "email address": "email",
    "e-mail address": "email",
    "name": "name",
    "full name": "name",
    "roles": "roles",
    "role": "roles",
    "team": "team",
}
"""Our column by what people write above it."""
NAMED = re.compile(r"^\s*\"?(?P<name>[^<>\"]*)\"?\s*<(?P<email>[^<>]*)>\s*\Z")


@dataclass(frozen=True)
class Line:
    """A line of a list, as written; `number` is where it stands. Roles are words, in any case."""

    number: int
    email: str
    name: str = ""
    roles: str = ""
    team: str = ""
    is_whole: bool = True
    """False when it has more cells than the list has columns."""


def read_pasted(text: str) -> list[Line]:
    """Return the people in a text: an address or "Name <address>" a line, or between semicolons.

    Raises ValidationError of code "empty", "many".
    """
    lines: list[Line] = []
    for number, row in enumerate(text.replace("\0", "").splitlines(), start=1):
        for part in _parts(row):
            named = NAMED.match(part)
            name, email = (named["name"], named["email"]) if named else ("", part)
            lines.append(Line(number, email.strip(), name.strip()))
    return _some(lines)


def _parts(row: str) -> Iterator[str]:
    """Yield what stands between semicolons; between commas too where nobody is named."""
    for piece in row.split(";"):
        parts = [piece] if "<" in piece else piece.split(",")
        yield from (part.strip() for part in parts if part.strip())


def read_csv(data: bytes) -> list[Line]:
    """Return the people in a CSV file with a column "email", maybe "name", "roles" and "team".

    Raises ValidationError of code "columns", "empty", "many", and as `read_lines`.
    """
    return _some(list(_lines(data)))


def _lines(data: bytes) -> Iterator[Line]:
    columns, lines = read_lines(data, lambda heading: COLUMNS.get(heading, ""))
    if columns.count("email") != 1:
        said = _("The first line has to name the columns, one of them “email”.")
        raise ValidationError(said, code="columns")
    for count, (number, cells, is_whole) in enumerate(lines, start=1):
        if count > MOST_LINES:
            raise _too_many()
        given = {key: " ".join(cell.split()) for key, cell in cells.items()}
        yield Line(number, given.pop("email", ""), **given, is_whole=is_whole)


def _some(lines: list[Line]) -> list[Line]:
    if not lines:
        raise ValidationError(_("There is nobody in this list."), code="empty")
    if len(lines) > MOST_LINES:
        raise _too_many()
    return lines


def _too_many() -> ValidationError:
    said = _("A list may have up to %(most)s people. Send it in parts.")
    return ValidationError(said % {"most": f"{MOST_LINES:,}"}, code="many")


def write_csv(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a CSV file's text; what a spreadsheet would calculate is shown as it is instead.

    A number stays one, whatever its sign; None is an empty cell.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float) else plain_cell(str(value))
