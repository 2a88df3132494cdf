"""docs/backup.md, followed: its commands as they stand there, and the restored product asked."""

from __future__ import annotations

import json
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.packages import ROOT
from tests.ops.deployment import SERVICES, Deployment

# Other tests of the same process may have threads; the launcher has none when it forks.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
PAGE = (ROOT / "docs" / "backup.md").read_text()
COMPOSE = """#!{python}
import json, os, sys
_, compose, act, *words = sys.argv
assert compose == "compose"
if act in ("stop", "up"):
    sys.exit(0)
assert act in ("exec", "run")
while words[0].startswith("-"):
    words.pop(0)
here = json.load(open({here!r}))[words.pop(0)]
if here["cwd"]:
    os.chdir(here["cwd"])
os.execvpe(words[0], [word.replace("/media", here["media"]) for word in words], here["env"])
"""
MAKE = """
from tenants.scope import tenant
from tests.factories import *
acme = make_organization("acme")
with tenant(acme):
    bob = make_member("Bob", user=make_user("bob@acme.example"))
    picture = make_asset(bob, renditions=True)
    make_share(bob, make_post("Ours"), make_connection(bob), state="scheduled")
"""
ASK = """
import json
from django.test import Client
from content.models import Rendition
from sharing.models import Share
from tenants.models import User
from tenants.scope import tenant
client = Client(headers={"Host": "advocacy.example.com", "X-Forwarded-Proto": "https"})
client.force_login(User.objects.get(email="bob@acme.example"))
with tenant(1):
    found = Rendition.objects.select_related("asset").filter(name="preview").get()
    share = Share.objects.get()
page = client.get("/o/acme/shares/", secure=True)
picture = client.get(f"/o/acme/media/{found.asset.public_id}/preview", secure=True)
body = b"".join(picture.streaming_content)
print(json.dumps([page.status_code, "Ours" in page.content.decode(), picture.status_code,
    len(body) == found.size_bytes, share.state, share.reason]))
"""


def commands(heading: str) -> list[str]:
    """Return the fenced commands below a heading, in order."""
    part = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    found = re.findall(r"^```sh\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)
    assert found
    return found


def follow(blocks: list[str], where: Path, machine: Deployment) -> str:
    """Type the commands in a folder, with `docker` leading to this machine's services."""
    services = {}
    for name in SERVICES:
        ours = "build" in SERVICES[name]
        env = machine.environment(name) if ours else {**machine.tools, **machine.inside}
        media = str(machine.folder / "media")
        services[name] = {"env": env, "media": media, "cwd": str(ROOT) if ours else ""}
    (machine.folder / "here.json").write_text(json.dumps(services))
    program = where / "bin" / "docker"
    program.parent.mkdir(exist_ok=True)
    here = str(machine.folder / "here.json")
    program.write_text(COMPOSE.format(python=sys.executable, here=here))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    env = {"PATH": f"{program.parent}:/usr/bin:/bin", "HOME": str(where)}
    said = ""
    for block in blocks:
        done = subprocess.run(
            ["sh", "-euc", block], cwd=where, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (block, done.stdout, done.stderr)
        said += done.stdout
    return said


def shell(machine: Deployment, script: str) -> str:
    done = machine.run_once("web", "python", "manage.py", "shell", "--no-imports", "-c", script)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def operator(tmp_path):
    """The folder an operator works in."""
    (tmp_path / "secrets").mkdir()
    return tmp_path


def test_a_backup_brings_everything_back_on_a_fresh_machine(operator):
    with Deployment(mail_port=25).without_services() as old:
        assert old.run_once("migrate").returncode == 0
        shell(old, MAKE)
        shutil.copytree(old.folder / "secrets", operator / "secrets", dirs_exist_ok=True)
        follow(commands("Make a backup"), operator, old)
        kept = {name: (old.folder / "secrets" / name).read_text() for name in _kept(old)}
    with Deployment(mail_port=25).without_services() as fresh:
        for name, text in kept.items():
            (fresh.folder / "secrets" / name).write_text(text)
        blocks = commands("Restore")
        assert "doctor" in blocks.pop()  # it ends with 1: nothing runs here but the database
        said = follow(blocks, operator, fresh)
        assert "1 shares wait for their members' word." in said
        told = json.loads(shell(fresh, ASK).splitlines()[-1])
        assert told == [200, True, 200, True, "held", "late"]
        doctor = fresh.run_once("web", "python", "manage.py", "doctor", "--json")
        found = json.loads(doctor.stdout)
        for name in ("database roles", "migrations", "partitions", "sealed rows", "static files"):
            assert found[name] == [], name
    assert (operator / "backup-secrets" / "secrets" / "credential_keys").exists()
    assert (operator / "backup-secrets").stat().st_mode & 0o777 == 0o700


def _kept(machine: Deployment) -> list[str]:
    """Name the secrets that go along; what holds this machine's address is made anew."""
    names = {path.name for path in (machine.folder / "secrets").iterdir()}
    return sorted(names - {"database_url", "database_password", "postgres_password"})
