"""docs/upgrading.md names every migration that old code can't run beside, or that takes long."""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps
from django.contrib.postgres.operations import AddIndexConcurrently, NotInTransactionMixin
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED, Field, ManyToManyField

from launcher.packages import ROOT

OURS = [config.label for config in apps.get_app_configs() if (ROOT / config.label).is_dir()]
GONE = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.RemoveConstraint,
)
PLAIN = (migrations.AddIndex, migrations.AddConstraint)


def old_code_cannot_add(field: Field[Any, Any]) -> bool:
    """Whether rows of code that does not know the column are refused."""
    return not field.null and field.db_default is NOT_PROVIDED


def shape(field: Field[Any, Any]) -> tuple[str | None, bool]:
    is_link = field.remote_field is not None
    return (None if is_link else field.db_type(connection)), field.null


def reasons(loader: MigrationLoader, app: str, name: str) -> set[str]:
    """Why a migration can't simply be run beside old code; none when it can."""
    found: set[str] = set()
    state = loader.project_state((app, name), at_end=False)
    made = set()
    for operation in loader.disk_migrations[app, name].operations:
        model = str(getattr(operation, "model_name", "") or "").lower()
        fields = state.models[app, model].fields if (app, model) in state.models else {}
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name.lower())
        elif isinstance(operation, migrations.RunPython):
            found.add("writes rows")
        elif isinstance(operation, GONE):
            found.add("takes away what old code uses")
        elif model and model not in made:
            found |= why_not(operation, fields)
        operation.state_forwards(app, state)
    return found


SLOW, LOCKS = "takes long on a big table", "looks through a table while nobody may write to it"


def why_not(operation: Operation, fields: dict[str, Field[Any, Any]]) -> set[str]:
    """Why an operation on a table that is there already matters."""
    why = ""
    if isinstance(operation, AddIndexConcurrently):
        why = SLOW
    elif isinstance(operation, PLAIN) and not isinstance(operation, NotInTransactionMixin):
        why = LOCKS
    elif isinstance(operation, migrations.AlterField):
        changed = shape(fields[operation.name]) != shape(operation.field)
        why = "makes a column another one" if changed else ""
    elif isinstance(operation, migrations.AddField):
        why = why_not_added(operation.field)
    return {why} - {""}


def why_not_added(field: Field[Any, Any]) -> str:
    if isinstance(field, ManyToManyField):
        return ""
    if old_code_cannot_add(field):
        return "lets old code add no rows"
    return LOCKS if field.remote_field is not None else ""


def test_every_migration_that_is_no_matter_of_course_is_named(db):
    loader = MigrationLoader(connection)
    text = (ROOT / "docs" / "upgrading.md").read_text()
    table = text.split("## Versions that need a pause")[1].split("\n## ")[0]
    named = set(re.findall(r"`(\w+ \d{4})`", table))
    found = {
        f"{app} {name[:4]}": why
        for app, name in sorted(loader.disk_migrations)
        if app in OURS and not name.startswith("0001")
        if (why := reasons(loader, app, name))
    }
    assert {name: why for name, why in found.items() if name not in named} == {}
    assert named <= {f"{app} {name[:4]}" for app, name in loader.disk_migrations}
