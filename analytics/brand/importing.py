"""Importing a list of brand numbers: looked through first, imported whole, undone if wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from analytics.brand.keeping import Written, take_turn, there_by_key, write_entries
from analytics.brand.lists import COLUMNS, Entry, Key, LineReader, Row, row_of
from analytics.models import BrandImport, BrandImportLine, BrandNumber, BrandOutcome
from tenants.audit import record
from tenants.letting_go import delete_lists
from tenants.models import Act, Member
from tenants.roles import Permission

KEPT_FOR = timedelta(days=90)
OPEN = (BrandOutcome.READY, BrandOutcome.CHANGES)
DONE = (BrandOutcome.IMPORTED, BrandOutcome.CHANGED)


@dataclass(frozen=True)
class Undone:
    """How many numbers went, how many have their earlier value again, how many stay."""

    gone: int
    back: int
    kept: int


@transaction.atomic
def look_through(
    *, rows: Iterable[Row], by: Member, now: datetime, file_name: str = ""
) -> BrandImport:
    """Keep a list and say of each line what would become of it; nothing else is written.

    Lists are kept for 90 days (`forget_lists`). Raises PermissionDenied; ValidationError("empty").
    """
    by.require(Permission.ENTER_NUMBERS)
    listed = list(rows)
    if not listed:
        raise ValidationError(_("There is no number in this list."), code="empty")
    job: BrandImport = BrandImport.objects.create(
        by=by, file_name=file_name[-200:], total=len(listed), created_at=now
    )
    reader = LineReader(now)
    read = [(row, *reader.read(row)) for row in listed]
    there = there_by_key(entry for _row, entry, _problems in read if entry)
    seen = set[Key]()
    lines = []
    for row, entry, problems in read:
        outcome, before = _outcome(entry, there, seen)
        cells = {name: getattr(row, name) for name in COLUMNS}
        lines.append(
            BrandImportLine(
                job=job,
                number=row.number,
                problems=problems,
                outcome=outcome,
                before=before,
                **cells,
            )
        )
    BrandImportLine.objects.bulk_create(lines)
    return job


@transaction.atomic
def import_list(*, job: BrandImport, by: Member, now: datetime) -> dict[str, int]:
    """Write all lines that are ready or change a number; return how many were added and changed.

    What has come meanwhile is compared anew. Raises PermissionDenied; ValidationError of code
    "imported": it was; "nothing": no line is ready.
    """
    by.require(Permission.ENTER_NUMBERS)
    job = BrandImport.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.imported_at is not None:
        raise ValidationError(_("This list was imported already."), code="imported")
    lines = list(lines_of(job).filter(outcome__in=OPEN))
    entries = _read_again(lines, now)
    written = write_entries([entry for _line, entry in entries], by=by, now=now, job=job)
    if not written.is_something:
        raise ValidationError(_("No line of this list brings anything new."), code="nothing")
    made = there_by_key(entry for _line, entry in entries)
    for line, entry in entries:
        line.made, line.before = made[entry.key], written.replaced.get(entry.key)
        line.outcome = _became(entry, written)
    BrandImportLine.objects.bulk_update(lines, ["outcome", "problems", "before", "made"])
    job.imported_at = now
    job.save(update_fields=["imported_at"])
    told = {"added": len(written.added), "changed": len(written.replaced)}
    record(Act.NUMBERS_IMPORTED, by=by, about=job, data=told, now=now)
    return told


@transaction.atomic
def undo_import(*, job: BrandImport, by: Member, now: datetime) -> Undone:
    """Take an import back: what it added goes, what it changed has its earlier value again.

    A number that was entered anew since stays. Raises PermissionDenied;
    ValidationError("nothing"): it was not imported, or undone already.
    """
    by.require(Permission.ENTER_NUMBERS)
    job = BrandImport.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.imported_at is None or job.undone_at is not None:
        raise ValidationError(_("There is nothing to undo any more."), code="nothing")
    take_turn()
    lines = list(lines_of(job).filter(outcome__in=DONE).select_related("made"))
    gone, back = list[int](), list[BrandNumber]()
    for line in lines:
        number = line.made
        if number is None or number.job_id != job.pk:
            line.outcome = BrandOutcome.KEPT
            continue
        line.outcome = BrandOutcome.UNDONE
        if line.before is None:
            gone.append(number.pk)
        else:
            number.value, number.job = line.before, None
            number.entered_by, number.entered_at = by, now
            back.append(number)
    BrandImportLine.objects.bulk_update(lines, ["outcome"])
    BrandNumber.objects.filter(pk__in=gone).delete()
    BrandNumber.objects.bulk_update(back, ["value", "job", "entered_by", "entered_at"])
    job.undone_at = now
    job.save(update_fields=["undone_at"])
    undone = Undone(len(gone), len(back), len(lines) - len(gone) - len(back))
    data = {"removed": undone.gone, "restored": undone.back}
    record(Act.NUMBERS_IMPORT_UNDONE, by=by, about=job, data=data, now=now)
    return undone


def forget_lists(*, now: datetime) -> int:
    """Delete the lists that were sent in 90 days ago; their numbers stay. Return how many."""
    return delete_lists(BrandImport, before=now - KEPT_FOR)


def lines_of(job: BrandImport) -> QuerySet[BrandImportLine]:
    """Return the lines of a list in their order."""
    rows: QuerySet[BrandImportLine] = BrandImportLine.objects.filter(job=job).order_by("number")
    return rows


def _read_again(
    lines: Iterable[BrandImportLine], now: datetime
) -> list[tuple[BrandImportLine, Entry]]:
    """Return the lines that still say something; a hashtag may have gone meanwhile."""
    reader = LineReader(now)
    entries = []
    for line in lines:
        cells = {name: getattr(line, name) for name in COLUMNS}
        entry, line.problems = reader.read(row_of(line.number, cells))
        if entry is None:
            line.outcome = BrandOutcome.WRONG
        else:
            entries.append((line, entry))
    return entries


def _became(entry: Entry, written: Written) -> BrandOutcome:
    if entry.key in written.added:
        return BrandOutcome.IMPORTED
    return BrandOutcome.CHANGED if entry.key in written.replaced else BrandOutcome.KNOWN


def _outcome(
    entry: Entry | None, there: dict[Key, BrandNumber], seen: set[Key]
) -> tuple[BrandOutcome, int | None]:
    if entry is None:
        return BrandOutcome.WRONG, None
    if entry.key in seen:
        return BrandOutcome.TWICE, None
    seen.add(entry.key)
    number = there.get(entry.key)
    if number is None:
        return BrandOutcome.READY, None
    if number.value == entry.value:
        return BrandOutcome.KNOWN, None
    return BrandOutcome.CHANGES, number.value
