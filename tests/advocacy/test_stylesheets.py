"""What a browser is given in production is one sheet, with every layer in its place."""

from __future__ import annotations

import json
import re
from pathlib import Path

from django.core.management import call_command

from advocacy.stylesheets import IMPORT, SHEET

SOURCES = Path(__file__).parents[2] / "static" / "css"


def collected(folder: Path, settings) -> str:
    settings.STATIC_ROOT = str(folder)
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "advocacy.stylesheets.OneSheetStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    manifest = json.loads((folder / "staticfiles.json").read_text())
    return (folder / manifest["paths"][SHEET]).read_text()


def test_every_imported_sheet_is_inside_in_its_layer(tmp_path, settings):
    text = collected(tmp_path, settings)
    imports = list(IMPORT.finditer((SOURCES / "app.css").read_text()))
    assert len(imports) > 40
    assert "@import" not in text
    at = [text.index((SOURCES / one["name"]).read_text()) for one in imports]
    assert at == sorted(at)
    opened = re.findall(r"^@layer ([a-z]+) \{$", text, re.MULTILINE)
    assert opened == [one["layer"] for one in imports]


def test_a_changed_part_changes_the_sheets_name(tmp_path, settings):
    collected(tmp_path, settings)
    before = json.loads((tmp_path / "staticfiles.json").read_text())["paths"][SHEET]
    changed = tmp_path / "changed" / "css" / "components"
    changed.mkdir(parents=True)
    words = (SOURCES / "components" / "card.css").read_text()
    (changed / "card.css").write_text(words + ".card { order: 1 }\n")
    settings.STATICFILES_DIRS = [str(tmp_path / "changed"), *settings.STATICFILES_DIRS]
    text = collected(tmp_path, settings)
    after = json.loads((tmp_path / "staticfiles.json").read_text())["paths"][SHEET]
    assert ".card { order: 1 }" in text
    assert before != after


def test_no_part_points_at_another_file():
    """A sheet's place changes when it goes inside another, and so would what it points at."""
    assert [one for one in SOURCES.rglob("*.css") if "url(" in one.read_text()] == []
