"""Adding to the audit: one function, called by services in the scope and transaction of their act.

An event holds ids and codes alone, so that an export or a leak of it tells no name and no text, and
erasing a person leaves it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tenants.models import Act, Event, Member, PublicIdModel, Via

CODE = re.compile(r"^[A-Za-z0-9_.:+#-]{0,64}\Z")


@dataclass(frozen=True)
class Origin:
    """How the acts of the current work came in."""

    via: Via = Via.SYSTEM
    request_id: str = ""


BY_ITSELF = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=BY_ITSELF)


@contextmanager
def coming_from(via: Via, *, request_id: str = "") -> Iterator[None]:
    """Note, for the events recorded inside, that they came in by a page or the API."""
    token = _origin.set(Origin(via, request_id))
    try:
        yield
    finally:
        _origin.reset(token)


def record(
    act: Act,
    *,
    by: Member | None,
    now: datetime,
    about: PublicIdModel | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Add an act to the audit, in scope; what it was about is named by its public id.

    `data` takes ids, codes, numbers and lists of them. Raises ValueError for anything that could be
    a name or a text.
    """
    event = _event(act, by, about, data or {}, now)
    event.save()
    return event


def record_all(
    act: Act,
    *,
    by: Member | None,
    now: datetime,
    about: Iterable[tuple[PublicIdModel, dict[str, Any]]],
) -> None:
    """Add the same act on many things, each with its `data`, by the rules of `record`."""
    Event.objects.bulk_create(_event(act, by, one, data, now) for one, data in about)


def _event(
    act: Act,
    by: Member | None,
    about: PublicIdModel | None,
    data: dict[str, Any],
    now: datetime,
) -> Event:
    for value in _leaves(data):
        if isinstance(value, str) and not CODE.match(value):
            raise ValueError("The audit takes ids and codes, never names or texts.")
    origin = _origin.get()
    return Event(
        at=now,
        act=act,
        via=origin.via,
        by=by,
        subject_kind="" if about is None else str(about._meta.model_name),
        subject=None if about is None else about.public_id,
        data=data,
        request_id=origin.request_id,
    )


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _leaves(inner)
    elif isinstance(value, list | tuple | set):
        for inner in value:
            yield from _leaves(inner)
    elif value is None or isinstance(value, bool | int | str):
        yield value
    else:
        raise ValueError("The audit takes ids and codes, never names or texts.")
