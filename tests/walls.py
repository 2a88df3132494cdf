"""What the database's catalogue must say of every table; each function returns what is wrong."""

from __future__ import annotations

from typing import Any, cast

from django.apps import apps
from django.db import connection

from tenants.models import TenantModel

SETTING = "advocacy.organization_id"
WITHOUT_ORGANIZATION = {
    # people and their sessions: signing in happens before any organization is known
    "tenants_user",
    "account_emailaddress",
    "account_emailconfirmation",
    "django_session",
    "mfa_authenticator",
    "usersessions_usersession",
    # what a person accepted; what somebody filled in before any organization exists
    "tenants_consent",
    "tenants_signup",
    # Django's own
    "django_migrations",
    "django_content_type",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    # the organizations themselves: walled by their own id
    "tenants_organization",
    # slugs that are or were somebody's, for the middleware alone: closed to the tenant role
    "tenants_slug",
    # shared by all organizations and nobody's: registrations at servers, salts of visitor hashes
    "sharing_networkapp",
    # what networks allow our apps, and whether their servers work: numbers of no organization
    "sharing_networkgate",
    "sharing_clicksalt",
}
SECURITY_DEFINERS = {
    "content_search",
    "content_search_newest",
    "content_any_has",
    "content_has_word",
    "content_near_words",
    "content_unused_words",
}

TABLES = """
    SELECT c.oid, c.relname, c.relkind, c.relispartition, c.relrowsecurity,
      EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id'
              AND NOT a.attisdropped) AS has_organization,
      EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id'
              AND a.attnotnull) AS organization_is_required
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY c.relname
"""


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _tenant_tables() -> list[tuple[int, str, bool, bool]]:
    """Return (oid, name, row security, required) of the tables with an organization."""
    return [
        (oid, name, secured, required)
        for oid, name, _, is_partition, secured, has, required in _rows(TABLES)
        if has and not is_partition
    ]


def unwalled_tables() -> list[str]:
    """Name tables with an organization but without its policy, and unknown ones without."""
    wrong = []
    for oid, name, secured, required in _tenant_tables():
        policies = _rows(
            "SELECT pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)"
            " FROM pg_policy WHERE polrelid = %s",
            oid,
        )
        named = [SETTING in (using or "") and SETTING in (check or "") for using, check in policies]
        if not (secured and required and named and all(named)):
            wrong.append(name)
    for _, name, _, is_partition, _, has, _ in _rows(TABLES):
        if not has and not is_partition and name not in WITHOUT_ORGANIZATION:
            wrong.append(f"{name} has no organization")
    return wrong


RIGHTS = "SELECT has_table_privilege('advocacy_tenant', %s, 'SELECT,INSERT,UPDATE,DELETE')"


def open_partitions() -> list[str]:
    """Name partitions that the tenant role may touch by name, past the parent's policy."""
    partitions = [name for _, name, _, is_partition, *_ in _rows(TABLES) if is_partition]
    return [name for name in partitions if _rows(RIGHTS, f'"{name}"') == [(True,)]]


FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, array_to_string(ARRAY(
      SELECT attname FROM unnest(conkey) WITH ORDINALITY k(n, i)
      JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.n ORDER BY k.i), ',')
    FROM pg_constraint WHERE contype = 'f' AND conparentid = 0
"""


def loose_links() -> list[str]:
    """Name links between tenant tables that do not carry the organization."""
    twins = set(_rows(FOREIGN_KEYS))
    wrong = []
    for model in apps.get_models():
        if not issubclass(model, TenantModel):
            continue
        wrong += [
            f"{model._meta.label}.{field.name}"
            for field in model._meta.concrete_fields
            if field.is_relation
            and issubclass(cast("type", field.related_model), TenantModel)
            and (model._meta.db_table, f"organization_id,{field.column}") not in twins
        ]
        wrong += [
            f"{model._meta.label}.{field.name} has no table of its own"
            for field in model._meta.local_many_to_many
            if cast("Any", field.remote_field.through)._meta.auto_created
        ]
    return wrong


def loose_unique_keys() -> list[str]:
    """Name unique keys that do not begin with the organization, primary keys apart."""
    found = _rows(
        "SELECT c.relname, i.indexrelid::regclass::text, a.attname FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        " WHERE i.indisunique AND NOT i.indisprimary AND NOT c.relispartition"
    )
    tables = {name for _, name, _, _ in _tenant_tables()}
    return [
        f"{t}: {index}" for t, index, first in found if t in tables and first != "organization_id"
    ]


def open_views() -> list[str]:
    """Name materialised views, and views that run as their owner."""
    return [
        name
        for name, kind, options in _rows(
            "SELECT c.relname, c.relkind, c.reloptions FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('v', 'm')"
        )
        if kind == "m" or "security_invoker=true" not in (options or [])
    ]


def unknown_definers() -> list[str]:
    """Name functions that run as their owner and are not on the list, read no setting or path."""
    return [
        name
        for name, body, config in _rows(
            "SELECT p.proname, p.prosrc, p.proconfig FROM pg_proc p"
            " JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = 'public' AND p.prosecdef"
        )
        if name not in SECURITY_DEFINERS
        or SETTING not in body
        or not any(str(entry).startswith("search_path=") for entry in config or [])
    ]


def weak_role() -> list[str]:
    """Say what is wrong with the role that a connection starts as."""
    (start, is_super, bypasses, owned) = _rows(
        "SELECT r.rolname, r.rolsuper, r.rolbypassrls,"
        " (SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid)"
        " FROM pg_roles r WHERE r.rolname = 'advocacy_tenant'"
    )[0]
    wrong = [f"{start} is superuser"] if is_super else []
    wrong += [f"{start} bypasses row security"] if bypasses else []
    wrong += [f"{start} owns {owned} tables"] if owned else []
    settings = _rows(
        "SELECT setconfig FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase"
        " JOIN pg_roles r ON r.oid = s.setrole"
        " WHERE d.datname = current_database() AND r.rolname = session_user"
    )
    if not any("role=advocacy_tenant" in entry for (config,) in settings for entry in config):
        wrong.append("connections do not start as advocacy_tenant")
    return wrong
