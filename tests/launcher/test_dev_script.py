from __future__ import annotations

import ast
import runpy
import subprocess
import sys

import pytest

from launcher.packages import ROOT

SCRIPT = ROOT / "dev"
refusal = runpy.run_path(str(SCRIPT), run_name="dev")["refusal"]


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10), (3, 14), (4, 0)])
def test_any_other_python_gets_one_sentence_that_names_the_right_ones(version):
    assert "needs Python 3.11, 3.12 or 3.13, but this is Python" in refusal(version, "posix")
    assert "\n" not in refusal(version, "posix")


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_the_supported_pythons_are_taken(version):
    assert refusal(version, "posix") is None


def test_windows_is_sent_to_wsl():
    assert "WSL" in refusal((3, 12), "nt")


def test_the_script_can_be_read_by_a_python_too_old_to_run_it():
    modern = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef)
    nodes = list(ast.walk(ast.parse(SCRIPT.read_text(), feature_version=(3, 7))))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    assert not [node for node in nodes if isinstance(node, modern)]
    assert not [argument for f in functions for argument in f.args.args if argument.annotation]


def test_the_launcher_needs_nothing_but_the_standard_library():
    check = (
        "import sys, launcher.commands;"
        "print([m for m in sys.modules if m.partition('.')[0] not in sys.stdlib_module_names])"
    )
    isolated = [sys.executable, "-S", "-c", check]
    found = subprocess.run(isolated, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {name.partition(".")[0] for name in ast.literal_eval(found)} == {"__main__", "launcher"}


def test_no_command_or_a_wrong_one_shows_what_there_is():
    wrong = [sys.executable, SCRIPT, "fly"]
    shown = subprocess.run(wrong, capture_output=True, text=True, check=False)
    assert shown.returncode == 2
    assert "./dev run" in shown.stdout
