"""System checks that a tenant table can't be forgotten: they run before every command and test."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RenameModel

from tenants.models import TenantModel
from tenants.operations import EnableTenantSecurity
from tenants.scope import EveryoneManager, TenantManager


def tenant_models(
    app_configs: Iterable[Any] | None = None,  # noqa: ARG001 (Django's signature)
    **_: Any,
) -> list[CheckMessage]:
    """Find tenant models whose managers, keys or migrations would leave a wall open."""
    walled = _walled()
    errors: list[CheckMessage] = []
    for model in apps.get_models():
        if issubclass(model, TenantModel):
            errors += _of_model(model, walled)
    return errors


def _of_model(model: type[TenantModel], walled: set[tuple[str, str]]) -> list[CheckMessage]:
    options = model._meta
    errors: list[CheckMessage] = []
    if not isinstance(options.default_manager, TenantManager) or not isinstance(
        model.everyone, EveryoneManager
    ):
        said = "`objects` and `everyone` must be tenant managers."
        errors.append(Error(said, obj=model, id="T1"))
    if (options.app_label, options.model_name) not in walled:
        hint = "Add EnableTenantSecurity after its CreateModel."
        errors.append(Error("No migration walls its table.", hint, obj=model, id="T2"))
    errors += [
        Error(f"{key.name} must begin with the organization.", obj=model, id="T3")
        for key in options.constraints
        if isinstance(key, models.UniqueConstraint) and key.fields[:1] != ("organization",)
    ]
    errors += [
        Error(f"{field.name} is unique across organizations.", obj=model, id="T3")
        for field in options.local_fields
        if field.unique and not field.primary_key
    ]
    errors += [
        Error(f"{field.name} needs a `through` of its own.", obj=model, id="T4")
        for field in options.local_many_to_many
        if cast("Any", field.remote_field.through)._meta.auto_created
    ]
    return errors


def _walled() -> set[tuple[str, str]]:
    """Return (app, model) of everything that some migration walls; a new name changes no wall."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    walled = set()
    for (app_label, _), migration in sorted(loader.disk_migrations.items()):
        for operation in migration.operations:
            if isinstance(operation, EnableTenantSecurity):
                walled.add((app_label, operation.model_name.lower()))
            elif isinstance(operation, RenameModel) and (
                (app_label, operation.old_name_lower) in walled
            ):
                walled.add((app_label, operation.new_name_lower))
    return walled
