"""Deleting organizations whose grace period is over: memberships, then files, then every row.

Two steps, so that networks hear of it: first all memberships end, which lets the usual sweep revoke
and delete credentials; once none is left, or after three days, everything goes. Each batch of rows
is a transaction of its own and all of it may be repeated, so a worker that dies is followed by
another. The slug stays reserved (`tenants.models.Slug`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from graphlib import TopologicalSorter

import structlog
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models

from sharing.middleware import forget_links
from sharing.models import Credential, ShortLink
from tenants.audit import record
from tenants.models import Act, Member, Organization, TenantModel
from tenants.operations import links
from tenants.scope import platform, tenant

log = structlog.get_logger("advocacy.ending")

PATIENCE = timedelta(days=3)
"""How long networks may take to hear that credentials are revoked."""
AT_ONCE = 5000


def end_organizations(*, now: datetime) -> int:
    """End the memberships of those that are due, delete those that are ended; return how many."""
    with platform():
        due = _ids(Organization.objects.filter(deletion_due_at__lte=now, ended_at=None))
    for organization_id in due:
        _end(organization_id, now)
    with platform():
        ended = list(Organization.objects.filter(ended_at__isnull=False))
    deleted = 0
    for organization in ended:
        if not _is_over(organization, now):
            continue
        try:
            delete_organization(organization.pk)
        except Exception:  # the one guard per row: the next tick goes on where this one stopped
            log.exception("organization.undeleted", organization=organization.pk)
        else:
            deleted += 1
    return deleted


def _ids(rows: models.QuerySet[Organization]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _end(organization_id: int, now: datetime) -> None:
    with tenant(organization_id):
        rows = Organization.objects.select_for_update().filter(pk=organization_id)
        if not rows.filter(deletion_due_at__lte=now, ended_at=None).exists():
            return  # taken back meanwhile
        Member.objects.active().update(left_at=now)
        rows.update(ended_at=now)
        record(Act.ORGANIZATION_ENDED, by=None, now=now)


def _is_over(organization: Organization, now: datetime) -> bool:
    if organization.ended_at is not None and organization.ended_at <= now - PATIENCE:
        return True
    with tenant(organization):
        return not Credential.objects.exists()


def delete_organization(organization_id: int) -> None:
    """Delete all that is an organization's: files, then rows, then itself. Opens its own scopes."""
    _delete_files(str(organization_id))
    _forget_links(organization_id)
    for model in tables_in_order():
        _delete_rows(model, organization_id)
    with platform():
        Organization.objects.filter(pk=organization_id).delete()
    log.info("organization.deleted", organization=organization_id)


def tables_in_order() -> list[type[models.Model]]:
    """Return every tenant model, each after those that point to it."""
    order: TopologicalSorter[type[models.Model]] = TopologicalSorter()
    for model in apps.get_models():
        if issubclass(model, TenantModel):
            order.add(model)
            for link in links(model):
                if link.related_model is not model:
                    order.add(link.related_model, model)
    return list(order.static_order())


def _delete_files(folder: str) -> None:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        default_storage.delete(f"{folder}/{name}")
    for name in folders:
        _delete_files(f"{folder}/{name}")
    default_storage.delete(folder)


def _forget_links(organization_id: int) -> None:
    last = ""
    while True:
        with tenant(organization_id):
            rest = ShortLink.objects.filter(code__gt=last).order_by("code")
            codes = list(rest.values_list("code", flat=True)[:AT_ONCE])
        if not codes:
            return
        forget_links(codes)
        last = codes[-1]


def _delete_rows(model: type[models.Model], organization_id: int) -> None:
    inner = [link.column for link in links(model) if link.related_model is model]
    for part in _parts(model._meta.db_table):
        while _delete_some(part, organization_id, inner):
            pass


def _parts(table: str) -> list[str]:
    """Return the tables that hold the rows: its partitions, or itself."""
    sql = "SELECT relid::regclass::text FROM pg_partition_tree(%s) WHERE isleaf"
    with platform(), connection.cursor() as cursor:
        cursor.execute(sql, [table])
        return [name for (name,) in cursor.fetchall()] or [table]


def _delete_some(table: str, organization_id: int, inner: list[str]) -> int:
    """Delete some rows; of a table that points to itself, those that no other one points to."""
    last = [f" AND NOT EXISTS (SELECT FROM {table} c WHERE c.{column} = t.id)" for column in inner]
    some = f"SELECT t.ctid FROM {table} t WHERE t.organization_id = %s"  # noqa: S608
    some = f"{some}{''.join(last)} LIMIT {AT_ONCE}"
    with platform(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE ctid = ANY(ARRAY({some}))", [organization_id])  # noqa: S608
        return cursor.rowcount
