"""The tenant scope: which organization the current work belongs to, in Python and in PostgreSQL.

A connection starts as the role `advocacy_tenant`, which sees no row of any tenant table until a
scope names the organization. `tenant()` names it for one transaction; `platform()` steps out of
the role for one transaction and has few callers, on an allow-list that a test holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection, models, transaction

PLATFORM = 0
_current: ContextVar[int | None] = ContextVar("organization", default=None)
_found: ContextVar[dict[str, Any]] = ContextVar("found")

T = TypeVar("T")


class NoTenant(Exception):
    """A tenant's rows were asked for outside `tenant()`, or all of them outside `platform()`."""


class ScopeOpen(Exception):
    """A call to the outside was about to be made while a scope, and so a transaction, is open."""


def current_organization_id() -> int:
    """Return the id of the organization in scope. Raises `NoTenant` outside `tenant()`."""
    scope = _current.get()
    if not scope:
        raise NoTenant
    return scope


def tenant(organization: models.Model | int | None) -> AbstractContextManager[None]:
    """Open one transaction in which only this organization's rows exist.

    Raises `NoTenant` for None, an unsaved organization, and 0: that would be the platform.
    """
    pk = getattr(organization, "pk", organization)
    if not isinstance(pk, int) or pk <= PLATFORM:
        raise NoTenant
    return _enter(pk)


def platform() -> AbstractContextManager[None]:
    """Open one transaction that sees all organizations; callers are on a test's list."""
    return _enter(PLATFORM)


def once_in_scope(name: str, find: Callable[[], T]) -> T:
    """Return what `find` returns, asked for once as long as the scope is open, under a name.

    Raises `NoTenant` outside `tenant()`.
    """
    current_organization_id()
    found = _found.get()  # opened with the scope
    if name not in found:
        found[name] = find()
    kept: T = found[name]
    return kept


def refuse_open_scope() -> None:
    """Guard for `outbound`: raises `ScopeOpen` while a scope is open."""
    if _current.get() is not None:
        raise ScopeOpen


def _switch(scope: int | None) -> None:
    role = "none" if scope == PLATFORM else "advocacy_tenant"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('advocacy.organization_id', %s, true)",
            [role, str(scope or "")],
        )


@contextmanager
def _enter(scope: int) -> Iterator[None]:
    before, nested = _current.get(), connection.in_atomic_block
    with transaction.atomic():
        if not (nested and before == scope):
            _switch(scope)
        token, kept = _current.set(scope), _found.set({})
        try:
            yield
        finally:
            _found.reset(kept)
            _current.reset(token)  # before COMMIT: on_commit hooks run outside any scope
        if nested and before != scope and not connection.needs_rollback:
            _switch(before)  # a released savepoint keeps our values; a rolled-back one does not


M = TypeVar("M", bound=models.Model)


class TenantQuerySet(models.QuerySet[M]):
    """Base of all tenant querysets; reads that are used twice become methods of a subclass."""


class TenantManager(models.Manager[M]):
    """`objects` of every tenant model: this organization's rows, `NoTenant` outside a scope."""

    def get_queryset(self) -> models.QuerySet[M]:
        """Filter by the organization in scope."""
        return super().get_queryset().filter(organization_id=current_organization_id())


class EveryoneManager(models.Manager[M]):
    """`everyone` of every tenant model: all organizations' rows, only inside `platform()`."""

    def get_queryset(self) -> models.QuerySet[M]:
        """Return all rows. Raises `NoTenant` unless `platform()` is open."""
        if _current.get() != PLATFORM:
            raise NoTenant
        return super().get_queryset()


def managers(queryset: type[models.QuerySet[Any]]) -> tuple[Any, Any]:
    """Return (`objects`, `everyone`) whose querysets have the methods of `queryset`."""
    return TenantManager.from_queryset(queryset)(), EveryoneManager.from_queryset(queryset)()
