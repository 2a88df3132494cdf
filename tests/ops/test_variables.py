"""`.env.example` names every variable that is read, with its default; nothing names any other."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

from launcher.packages import ROOT
from tests.ops.deployment import image_variables

SETTINGS = (ROOT / "advocacy" / "settings.py").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
TOLD = dict(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=(.*)$", EXAMPLE, re.MULTILINE))
NOT_GIVEN = object()


def read_variables() -> dict[str, Any]:
    """Return each variable that settings read, and its default where that is written out."""
    found = {}
    for call in ast.walk(ast.parse(SETTINGS)):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        if isinstance(call.func.value, ast.Name) and call.func.value.id == "env":
            given = [word.value for word in call.keywords if word.arg == "default"]
            try:
                default = ast.literal_eval(given[0]) if given else NOT_GIVEN
            except ValueError:
                default = NOT_GIVEN
            found[ast.literal_eval(call.args[0])] = default
    return found


READ = read_variables()
COMPOSE = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
KNOWN = set(READ) | COMPOSE | set(image_variables())


def test_settings_are_read():
    assert {"BASE_URL", "SECRET_KEY", "VIDEO_MAX_MB", "SPREAD_GAP_S"} <= set(READ)


def test_every_variable_that_is_read_is_in_the_example():
    assert set(READ) - set(TOLD) == set()
    assert COMPOSE - set(TOLD) == set()


def test_every_variable_of_the_example_is_read():
    assert set(TOLD) - KNOWN == set()


def test_none_is_told_twice():
    names = re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", EXAMPLE, re.MULTILINE)
    assert sorted(names) == sorted(set(names))


def written(default: Any) -> str:
    if isinstance(default, bool):
        return str(int(default))
    if isinstance(default, list):
        return ",".join(map(str, default))
    return f"{default:g}" if isinstance(default, float) else str(default)


def test_defaults_are_those_of_the_code():
    rarely = EXAMPLE.split("# -- Rarely changed")[1].split("# -- Development only")[0]
    names = re.findall(r"^# ([A-Z][A-Z0-9_]+)=", rarely, re.MULTILINE)
    said = {
        name: (TOLD[name], written(READ[name]))
        for name in names
        if READ[name] is not NOT_GIVEN and READ[name] not in ("", [])
    }
    assert len(said) > 15
    assert {name: pair for name, pair in said.items() if pair[0] != pair[1]} == {}


OTHERS = {"X_FILE"}
"""Names in docs that are no variables of a deployment."""


@pytest.mark.parametrize("page", sorted(p.name for p in (ROOT / "docs").glob("*.md")))
def test_every_variable_that_docs_name_is_read(page):
    text = (ROOT / "docs" / page).read_text()
    text = re.sub(r"```(?!sh).*?```", "", text, flags=re.DOTALL)
    named = set(re.findall(r"`\$?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`", text))
    assert named - KNOWN - {f"{name}_FILE" for name in KNOWN} - OTHERS == set()
