"""Rules of the house that no linter knows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython
from django.template.loader import get_template

from advocacy.celery import app as celery
from content.pictures.uses import OWN as OWN_USES
from content.pictures.uses import USES
from sharing.networks import NETWORKS

ROOT = Path(__file__).resolve().parent.parent
OWN = [config.label for config in apps.get_app_configs() if Path(config.path).parent == ROOT]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_migrations_are_current(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_are_one_line_and_go_back():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for label in OWN:
        nodes = [name for app, name in loader.disk_migrations if app == label]
        numbers = sorted(name[:4] for name in nodes)
        assert len(set(numbers)) == len(numbers), f"{label} has two migrations of one number"
    for (label, name), migration in loader.disk_migrations.items():
        if label in OWN:
            for operation in migration.operations:
                assert operation.reversible, f"{label} {name}: {operation.describe()}"
                assert not isinstance(operation, RunPython) or operation.reverse_code


@pytest.mark.parametrize("extension", ["pgcrypto", "uuid-ossp", "provider=icu", "provider = icu"])
def test_no_migration_asks_for_what_the_embedded_server_lacks(extension: str):
    for path in ROOT.glob("*/migrations/*.py"):
        assert extension not in path.read_text().casefold(), path.name


def test_networks_are_listed_the_same_everywhere():
    keys = [network.key for network in NETWORKS]
    assert [key for key, _ in settings.NETWORK_CHOICES] == keys
    for key in keys:
        folder = ROOT / "sharing" / "networks" / key
        assert (folder / "README.md").is_file()
        assert (folder / "icon.svg").is_file()


def test_pictures_are_made_ready_for_every_network():
    made = {use.name for use in USES} - OWN_USES
    with_pictures = {network.key for network in NETWORKS}
    assert with_pictures <= made


def test_every_variable_of_the_settings_is_documented():
    asked = set(
        re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', (ROOT / "advocacy/settings.py").read_text())
    )
    told = set(re.findall(r"^#?\s?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert asked <= told


def test_the_clock_wakes_tasks_that_exist():
    celery.loader.import_default_modules()
    for entry in celery.conf.beat_schedule.values():
        assert entry["task"] in celery.tasks
        assert entry["options"]["expires"] <= 3600


def _templates() -> list[str]:
    return sorted(str(p.relative_to(ROOT / "templates")) for p in (ROOT / "templates").rglob("*.*"))


@pytest.mark.parametrize("name", _templates())
def test_the_template_compiles(name: str):
    get_template(name)


def test_the_changelog_gives_the_version():
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest
    assert newest[1] == PROJECT["project"]["version"]


def test_no_file_is_too_long():
    for app in [*OWN, "launcher", "playground"]:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                assert len(path.read_text().splitlines()) <= 400, path


def test_first_party_imports_stand_at_the_top():
    inner = re.compile(
        r"^[ \t]+(from|import) (tenants|policies|content|sharing|analytics|advocacy|outbound)\b",
        re.MULTILINE,
    )
    for app in OWN:
        for path in (ROOT / app).rglob("*.py"):
            assert not inner.search(path.read_text()), path
