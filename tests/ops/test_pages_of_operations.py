"""What docs/ tells operators is what there is."""

from __future__ import annotations

import re
import subprocess

import pytest
import yaml
from django.core.management import get_commands

from advocacy.ops.metrics import exposition
from launcher.packages import ROOT
from tenants.counters import count
from tenants.sealing import seal, unseal
from tests.ops.deployment import SERVICES

PAGES = ["docs/operations.md", "docs/backup.md", "docs/upgrading.md", "docs/threat-model.md"]
EVERY = [*PAGES, "SECURITY.md"]


@pytest.mark.parametrize("page", EVERY)
def test_links_lead_to_files(page):
    path = ROOT / page
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_services_exist(page):
    text = (ROOT / page).read_text()
    for command in re.findall(r"manage\.py ([a-z_]+)", text):
        assert command in get_commands(), command
    for line in re.findall(r"docker compose (?:run|exec|stop)(.*)", text):
        words = [word for word in line.split("python")[0].split() if not word.startswith("-")]
        assert words[0] in SERVICES, line


@pytest.mark.parametrize("page", EVERY)
def test_tests_that_are_named_exist(page):
    for named in re.findall(r"`(tests/[\w/.]+)`", (ROOT / page).read_text()):
        assert (ROOT / named).exists(), named


def test_variables_are_those_of_the_example():
    example = (ROOT / ".env.example").read_text()
    text = (ROOT / "docs/operations.md").read_text()
    table = text.split("## Configuration")[1].split("## ")[0]
    for name in re.findall(r"`([A-Z][A-Z_]+[A-Z])`", table):
        assert name == "X_FILE" or re.search(rf"^(# )?{name}=", example, re.MULTILINE), name


def test_a_new_key_comes_first_and_the_old_one_still_opens(settings, tmp_path):
    (tmp_path / "secrets").mkdir()
    file = tmp_path / "secrets" / "credential_keys"
    file.write_text(settings.CREDENTIAL_KEYS[0] + "\n")
    before = seal("a token", context="x")
    keys = (ROOT / "docs/operations.md").read_text().split("## Keys")[1]
    lines = re.search(r"```sh\n(.*?)docker", keys, re.DOTALL)[1]
    subprocess.run(["sh", "-euc", lines], cwd=tmp_path, check=True)
    settings.CREDENTIAL_KEYS = file.read_text().strip().split(",")
    assert unseal(before, context="x") == "a token"
    assert re.fullmatch(r"20\d\db", seal("another", context="x").key_id)


def test_alerts_ask_for_numbers_that_there_are(cast, broker):
    count("requests", route="x", method="GET", status="200")
    count("request_seconds", route="x", le="0.05")
    count("shares", state="failed")
    count("letters", outcome="held")
    count("network_calls", network="mastodon", kind="ok")
    for sign in ("advocacy:beat", "advocacy:worker:publish", "advocacy:worker:default"):
        broker.set(sign, 0)
    told = exposition().decode()
    block = re.search(r"```yaml\n(.*?)```", (ROOT / "docs/operations.md").read_text(), re.DOTALL)
    for rule in yaml.safe_load(block[1])["groups"][0]["rules"]:
        names = re.findall(r"advocacy_\w+", rule["expr"])
        assert names
        for name in names:
            assert re.search(rf"^{name}(?:{{| )", told, re.MULTILINE), name
        for queue in re.findall(r'queue="(\w+)"', rule["expr"]):
            assert f'queue="{queue}"' in told
