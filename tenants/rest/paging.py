"""Lists cut by keyset: a page costs the same however deep it lies.

A cursor is opaque and signed, and names the list, the organization and the last row by its public
id; it is worth nothing elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tenants.rest.problems import Refused

SIGNER = signing.Signer(salt="tenants.rest.cursor")


@dataclass(frozen=True)
class Page:
    """Rows of a list, and where the next page begins: None on the last one."""

    rows: Sequence[Any]
    position: str | None = None


@dataclass(frozen=True)
class Cut:
    """Which piece of a list was asked for; `position` is "" for its beginning."""

    place: str
    """What the cursor is good for: the organization and the list."""
    position: str
    size: int

    @classmethod
    def of(cls, place: str, cursor: str, size: int) -> Cut:
        """Read a cursor. Raises `Refused` of code "cursor"."""
        return cls(place, _opened(cursor, place) if cursor else "", size)

    def cursor(self, position: str | None) -> str | None:
        """Return the cursor of a position."""
        if position is None:
            return None
        text: str = signing.b64_encode(SIGNER.sign(f"{self.place} {position}").encode()).decode()
        return text

    def take(self, rows: QuerySet[Any], *order: str, name: str = "public_id") -> Page:
        """Cut rows in a total order of columns that are never null ("-at", "-pk").

        One query, and one more to find the last row of the page before. Raises `Refused`.
        """
        found = list(self._after(rows, order, name).order_by(*order)[: self.size + 1])
        shown = found[: self.size]
        return Page(shown, str(getattr(shown[-1], name)) if len(found) > self.size else None)

    def _after(self, rows: QuerySet[Any], order: Sequence[str], name: str) -> QuerySet[Any]:
        if not self.position:
            return rows
        model: Any = rows.model
        columns = [column.removeprefix("-") for column in order]
        try:
            last = model.objects.filter(**{name: self.position}).values(*columns).first()
        except (ValueError, ValidationError):
            last = None
        if last is None or None in last.values():  # it has left the list meanwhile
            raise stale_cursor()
        below, tied = Q(), Q()
        for column, plain in zip(order, columns, strict=True):
            less = "lt" if column.startswith("-") else "gt"
            below |= tied & Q(**{f"{plain}__{less}": last[plain]})
            tied &= Q(**{plain: last[plain]})
        first = columns[0]
        bound = "lte" if order[0].startswith("-") else "gte"
        return rows.filter(below, **{f"{first}__{bound}": last[first]})  # a bound an index can use


def stale_cursor() -> Refused:
    """Return the refusal of a cursor that leads nowhere."""
    return Refused(400, "cursor", _("This cursor leads nowhere. Begin at the first page."))


def _opened(cursor: str, place: str) -> str:
    try:
        told: str = SIGNER.unsign(signing.b64_decode(cursor.encode()).decode())
    except (signing.BadSignature, ValueError):
        raise stale_cursor() from None
    whose, _space, position = told.rpartition(" ")
    if whose != place:
        raise stale_cursor()
    return position
