"""Writing archives: table by table into a zip on disk, in constant memory.

Each few hundred rows are read in a scope of their own, by key, and no scope is open while they are
compressed. So an export of any size holds no long transaction; rows that are written meanwhile may
be in one file and not yet in another, and the archive's README says so.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder

from tenants.scope import tenant
from tenants.sheets import plain_cell

AT_ONCE = 1000
CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True)
class Table:
    """One kind of thing in an archive: `columns` are its names in the file and what they read.

    `of_member` leads from a row to the member whose it is, for the archive of one member. `says`
    is its line in the README; rows that fit `without` stay out. `model` is a tenant model, or
    Organization.
    """

    name: str
    says: str
    model: Any
    columns: Mapping[str, str]
    of_member: str = ""
    only: Mapping[str, object] = field(default_factory=dict)
    without: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Files:
    """Files from the storage: `column` names each there, `place` gives its name in the archive."""

    name: str
    says: str
    model: Any
    column: str
    columns: Sequence[str]
    place: Callable[..., str]
    of_member: str = ""


@dataclass(frozen=True)
class Contents:
    """What goes into a kind of archive. `about` begins its README."""

    about: str
    tables: Sequence[Table]
    files: Sequence[Files] = ()
    is_for_people: bool = False
    """Whether each table is a JSON list and a CSV, in place of JSON lines."""

    @property
    def steps(self) -> int:
        """Return how many steps writing it takes."""
        return len(self.tables) + len(self.files)


@dataclass(frozen=True)
class Whose:
    """Whose rows: an organization's, or with `member_id` those of one of its members."""

    organization_id: int
    member_id: int | None = None


Tell = Callable[[str, int], None]
"""Called with the present step's name and how many more rows are written."""


def pack(path: Path, contents: Contents, whose: Whose, tell: Tell) -> None:
    """Write an archive to `path`. What `tell` raises ends it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        archive.writestr("README.txt", _read_me(contents))
        for table in contents.tables:
            tell(table.name, 0)
            _write(archive, table, _formats(contents), _rows(table, whose, tell), path.parent)
        for files in contents.files:
            tell(files.name, 0)
            for stored, place in _files(files, whose):
                _copy(archive, stored, place)
                tell(files.name, 1)


def _read_me(contents: Contents) -> str:
    endings = " and ".join(f".{one.ending}" for one in _formats(contents))
    lines = [contents.about, "", f"Each table is {endings} in UTF-8:", ""]
    for table in contents.tables:
        lines += [f"{table.name}: {table.says}", f"  {', '.join(table.columns)}", ""]
    return "\n".join([*lines, *(files.says for files in contents.files), ""])


Row = tuple[Any, ...]


class _Lines:
    """A table as JSON lines."""

    ending = "jsonl"

    def __init__(self, file: IO[bytes], table: Table) -> None:
        self.file, self.columns = file, table.columns

    def add(self, row: Row) -> None:
        """Write a row."""
        self.file.write(f"{_json(dict(zip(self.columns, row, strict=True)))}\n".encode())

    def end(self) -> None:
        """Write what comes after the last row."""


class _List(_Lines):
    """A table as a JSON list."""

    ending = "json"

    def __init__(self, file: IO[bytes], table: Table) -> None:
        super().__init__(file, table)
        self.before = "[\n"

    def add(self, row: Row) -> None:
        """Write a row."""
        text = _json(dict(zip(self.columns, row, strict=True)))
        self.file.write(f"{self.before}{text}".encode())
        self.before = ",\n"

    def end(self) -> None:
        """Close the list."""
        self.file.write(b"[]\n" if self.before == "[\n" else b"\n]\n")


class _Sheet:
    """A table as CSV."""

    ending = "csv"

    def __init__(self, file: IO[bytes], table: Table) -> None:
        self.text = io.TextIOWrapper(file, "utf-8", newline="")
        self.sheet = csv.writer(self.text)
        self.sheet.writerow(table.columns)

    def add(self, row: Row) -> None:
        """Write a row."""
        self.sheet.writerow([_cell(value) for value in row])

    def end(self) -> None:
        """Hand on what is still held, and leave the file open."""
        self.text.detach()


Format = type[_Lines] | type[_Sheet]


def _formats(contents: Contents) -> list[Format]:
    return [_List, _Sheet] if contents.is_for_people else [_Lines]


def _write(
    archive: zipfile.ZipFile,
    table: Table,
    formats: Sequence[Format],
    rows: Iterable[Row],
    folder: Path,
) -> None:
    """Write a table in each format, reading it once; a zip takes one file at a time."""
    first, *others = formats
    with ExitStack() as stack:
        beside = [stack.enter_context(TemporaryFile(dir=folder)) for _ in others]
        with archive.open(f"{table.name}.{first.ending}", "w", force_zip64=True) as file:
            written = [made(to, table) for made, to in zip(formats, [file, *beside], strict=True)]
            for row in rows:
                for one in written:
                    one.add(row)
            for one in written:
                one.end()
        for made, source in zip(others, beside, strict=True):
            source.seek(0)
            with archive.open(f"{table.name}.{made.ending}", "w", force_zip64=True) as file:
                shutil.copyfileobj(source, file, CHUNK_BYTES)


def _rows(table: Table, whose: Whose, tell: Tell) -> Iterator[Row]:
    only = {**table.only, **_own(table.of_member, whose)}
    lookups = list(table.columns.values())
    for rows in _batches(table.model, lookups, only, whose, without=table.without):
        yield from rows
        tell(table.name, len(rows))


def _files(files: Files, whose: Whose) -> Iterator[tuple[str, str]]:
    only = _own(files.of_member, whose)
    for rows in _batches(files.model, [files.column, *files.columns], only, whose):
        for stored, *about in rows:
            if stored:
                yield stored, files.place(*about)


def _own(of_member: str, whose: Whose) -> dict[str, object]:
    return {} if whose.member_id is None else {of_member: whose.member_id}


def _batches(
    model: Any,
    lookups: list[str],
    only: Mapping[str, object],
    whose: Whose,
    *,
    without: Mapping[str, object] | None = None,
) -> Iterator[list[Row]]:
    """Give rows in order of their key, each few in a scope of their own."""
    last: Any = None
    while True:
        with tenant(whose.organization_id):
            found = model.objects.filter(**only).order_by("pk")
            found = found.exclude(**without) if without else found
            found = found if last is None else found.filter(pk__gt=last)
            rows = list(found.values_list("pk", *lookups)[:AT_ONCE])
        if rows:
            last = rows[-1][0]
            yield [row[1:] for row in rows]
        if len(rows) < AT_ONCE:
            return


def _json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def _cell(value: object) -> str:
    """Return a value as a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else _json(value).strip('"')
    return text if isinstance(value, int | float) else plain_cell(text)


def _copy(archive: zipfile.ZipFile, stored: str, place: str) -> None:
    """Copy a file piece by piece, as it is; one that is gone is left out."""
    about = zipfile.ZipInfo(place)
    about.compress_type = zipfile.ZIP_STORED
    try:
        source = default_storage.open(stored)
    except OSError:
        return
    with source, archive.open(about, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK_BYTES):
            target.write(chunk)
