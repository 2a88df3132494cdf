"""Migration operations that build the database's wall: policies and keys that carry the tenant.

`EnableTenantSecurity` goes right after the `CreateModel` of every tenant model, so tables are made
in the order of their links. A link added to an existing table later needs `LinkWithinTenant`.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ORGANIZATION = "current_setting('advocacy.organization_id')::bigint"
NAME_LENGTH = 63


def _name(*parts: str) -> str:
    name = "_".join(parts)
    if len(name) <= NAME_LENGTH:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: NAME_LENGTH - 9]}_{digest}"


def links(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    """Return the foreign keys of `model` whose target belongs to an organization too."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and any(other.name == "organization" for other in field.related_model._meta.concrete_fields)
    ]


def _foreign_key(model: type[models.Model], name: str) -> models.ForeignKey[Any, Any]:
    return next(field for field in links(model) if field.name == name)


def _add_link(
    editor: BaseDatabaseSchemaEditor, model: type[models.Model], field: models.ForeignKey[Any, Any]
) -> None:
    quote = editor.quote_name
    target, column = field.related_model._meta, str(field.column)
    editor.execute(
        f"ALTER TABLE {quote(model._meta.db_table)} "
        f"ADD CONSTRAINT {quote(_name(model._meta.db_table, column, 'same_tenant'))} "
        f"FOREIGN KEY (organization_id, {quote(column)}) "
        f"REFERENCES {quote(target.db_table)} (organization_id, {quote(str(target.pk.column))}) "
        "DEFERRABLE INITIALLY DEFERRED"
    )


class DatabaseOperation(Operation):
    """An operation on what Django's state knows nothing of: policies, keys, partitions."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing."""


class EnableTenantSecurity(DatabaseOperation):
    """Wall one table: row-level security, a key to point to, links that carry the tenant.

    `column` names the organization's column (`id` for Organization itself). `referenced` is False
    for tables that nothing points to and that can't have the key (partitioned ones).
    """

    def __init__(
        self, model_name: str, *, column: str = "organization_id", referenced: bool = True
    ) -> None:
        self.model_name = model_name
        self.column = column
        self.referenced = referenced

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Describe the operation for squashing."""
        return (
            type(self).__name__,
            [self.model_name],
            {"column": self.column, "referenced": self.referenced},
        )

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Enable the policy, then the keys."""
        model = to_state.apps.get_model(app_label, self.model_name)
        table = schema_editor.quote_name(model._meta.db_table)
        own = f"{self.column} = {ORGANIZATION}"
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(
            f"CREATE POLICY tenant ON {table} TO advocacy_tenant USING ({own}) WITH CHECK ({own})"
        )
        if self.column != "organization_id":
            return
        if self.referenced:
            key = schema_editor.quote_name(_name(model._meta.db_table, "tenant_key"))
            pk = schema_editor.quote_name(model._meta.pk.column)
            schema_editor.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {key} UNIQUE (organization_id, {pk})"
            )
        for field in links(model):
            _add_link(schema_editor, model, field)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take the wall down again."""
        model = from_state.apps.get_model(app_label, self.model_name)
        table = schema_editor.quote_name(model._meta.db_table)
        if self.column == "organization_id":
            names = [_name(model._meta.db_table, f.column, "same_tenant") for f in links(model)]
            names += [_name(model._meta.db_table, "tenant_key")] if self.referenced else []
            for name in names:
                quoted = schema_editor.quote_name(name)
                schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {quoted}")
        schema_editor.execute(f"DROP POLICY tenant ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        """Say what it does, for `migrate`'s output."""
        return f"Wall the table of {self.model_name} by organization"


class LinkWithinTenant(DatabaseOperation):
    """Add the two-column key for a link that was added to a walled table later."""

    def __init__(self, model_name: str, field_name: str) -> None:
        self.model_name = model_name
        self.field_name = field_name

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Describe the operation for squashing."""
        return (type(self).__name__, [self.model_name, self.field_name], {})

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Add the key."""
        model = to_state.apps.get_model(app_label, self.model_name)
        _add_link(schema_editor, model, _foreign_key(model, self.field_name))

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the key."""
        model = from_state.apps.get_model(app_label, self.model_name)
        field = _foreign_key(model, self.field_name)
        table = schema_editor.quote_name(model._meta.db_table)
        name = _name(model._meta.db_table, field.column, "same_tenant")
        schema_editor.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(name)}"
        )

    def describe(self) -> str:
        """Say what it does, for `migrate`'s output."""
        return f"Keep {self.model_name}.{self.field_name} within one organization"


class PartitionByMonth(DatabaseOperation):
    """Turn a table that was just created into one partitioned by month of `column`.

    Goes right after its `CreateModel`, while the table is empty; its primary key gains the column.
    `tenants.partitions.make_partitions` makes the months.
    """

    def __init__(self, model_name: str, column: str) -> None:
        self.model_name = model_name
        self.column = column

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Describe the operation for squashing."""
        return (type(self).__name__, [self.model_name, self.column], {})

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Replace the empty table by a partitioned one of the same columns."""
        options = to_state.apps.get_model(app_label, self.model_name)._meta
        quote = schema_editor.quote_name
        table, plain = quote(options.db_table), quote(f"{options.db_table}_plain")
        pk, column = quote(options.pk.column), quote(self.column)
        kept = "INCLUDING DEFAULTS INCLUDING IDENTITY"
        for statement in (
            f"ALTER TABLE {table} RENAME TO {plain}",
            f"CREATE TABLE {table} (LIKE {plain} {kept}) PARTITION BY RANGE ({column})",
            f"DROP TABLE {plain}",
            f"ALTER TABLE {table} ADD PRIMARY KEY ({pk}, {column})",
        ):
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Do nothing: dropping the model drops the table and its partitions."""

    def describe(self) -> str:
        """Say what it does, for `migrate`'s output."""
        return f"Partition the table of {self.model_name} by month"
