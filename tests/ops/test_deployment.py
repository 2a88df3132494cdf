"""Production as docker-compose.yml writes it, run on this machine: each command, each check."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
from dataclasses import dataclass

import pytest
import redis

from launcher.packages import PYTHON, ROOT
from tests.ops.deployment import (
    COMPOSE,
    LASTING,
    OURS,
    SERVICES,
    Deployment,
    command_of,
    image_variables,
)
from tests.tenants.post_office import PostOffice

# Other tests of the same process may have threads; the launcher has none when it forks.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
HTTPS = {"Host": "advocacy.example.com", "X-Forwarded-Proto": "https"}


@pytest.fixture(scope="module")
def deployed():
    office = PostOffice()
    office.controller.start()
    with Deployment(office.port) as running:
        yield running
    office.controller.stop()


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str


def ask(deployed: Deployment, path: str, headers: dict[str, str] | None = None):
    """Return the answer of the web service, its body read."""
    connection = http.client.HTTPConnection("127.0.0.1", deployed.ports["web"], timeout=20)
    connection.request("GET", path, headers=headers or HTTPS)
    found = connection.getresponse()
    text = found.read().decode(errors="replace")
    connection.close()
    return Answer(found.status, found.headers, text)


def operator(deployed: Deployment) -> dict[str, str]:
    token = (deployed.folder / "secrets" / "ops_token").read_text().strip()
    return {"Authorization": f"Bearer {token}"}


def test_the_file_is_what_compose_reads():
    schema = [PYTHON.with_name("check-jsonschema"), "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*schema, ROOT / "docker-compose.yml"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_may_do_more_than_it_must(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "build" in service or service["user"] not in {"root", "0"}
    assert "healthcheck" in service


def test_the_image_runs_as_nobody_in_particular():
    last = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert re.search(r"^USER app$", last, re.MULTILINE)
    assert "--uid 10001" in last


@pytest.mark.parametrize("name", OURS)
def test_what_is_on_its_way_in_has_the_room_of_the_disk(name):
    """Videos while they arrive, archives while they are made: more than memory should hold."""
    assert "/tmp" in SERVICES[name]["volumes"]
    assert "tmpfs" not in SERVICES[name]


def test_no_secret_is_given_as_a_plain_variable():
    for service in SERVICES.values():
        for name in service.get("environment", {}):
            assert name.endswith("_FILE") or not re.search("SECRET|PASSWORD|TOKEN|KEY", name)
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])


def test_the_secrets_of_network_apps_are_files_as_the_others_are():
    for name in OURS:
        given = SERVICES[name]["environment"]
        for secret in ("x_client_secret", "linkedin_client_secret"):
            assert given[f"{secret.upper()}_FILE"] == f"/run/secrets/{secret}"
            assert secret in SERVICES[name]["secrets"]


@pytest.mark.parametrize("name", ["REDIS_URL", "CACHE_URL"])
def test_a_server_of_ones_own_is_used_where_env_names_one(name):
    for service in OURS:
        assert SERVICES[service]["environment"][name].startswith(f"${{{name}:-redis://")


def test_how_many_processes_answer_is_said_by_a_variable_alone():
    """An option of the command would win over what an operator sets."""
    assert {"GRANIAN_WORKERS", "GRANIAN_BLOCKING_THREADS"} <= set(image_variables())
    assert not {"--workers", "--blocking-threads"} & set(command_of("web"))


def test_publishing_has_workers_of_its_own():
    queues = {
        words[words.index("--queues") + 1] for words in map(command_of, OURS) if "worker" in words
    }
    assert queues == {"publish", "default"}


def test_every_service_is_healthy_by_its_own_check(deployed):
    assert all(deployed.is_healthy(name) for name in LASTING)
    assert deployed.is_healthy("database", deployed.tools)


def test_the_product_answers_over_https(deployed):
    answer = ask(deployed, "/account/login/")
    assert answer.status == 200, answer.text
    assert answer.headers["Strict-Transport-Security"]
    for cookie in answer.headers.get_all("Set-Cookie"):
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly"} <= set(cookie.split("; "))
    style = re.search(r'href="(/static/[^"]+\.css)"', answer.text)[1]
    assert re.search(r"\.[0-9a-f]{12}\.css$", style)
    assert ask(deployed, style).headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_plain_http_is_sent_to_https_and_a_strange_host_refused(deployed):
    plain = ask(deployed, "/account/login/", {"Host": "advocacy.example.com"})
    assert plain.status == 301
    assert plain.headers["Location"] == "https://advocacy.example.com/account/login/"
    strange = ask(deployed, "/account/login/", HTTPS | {"Host": "evil.example"})
    assert strange.status == 400


def test_it_is_ready_and_counts(deployed):
    ready = ask(deployed, "/readyz", operator(deployed))
    assert (ready.status, json.loads(ready.text)["problems"]) == (200, [])
    numbers = ask(deployed, "/metrics", operator(deployed)).text
    assert 'advocacy_up{server="broker"} 1.0' in numbers
    assert float(re.search(r"^advocacy_beat_age_seconds (\S+)", numbers, re.MULTILINE)[1]) < 60


def test_the_doctor_finds_nothing_wrong(deployed):
    """The mail server, keys, roles and database are reached by secrets that are files alone."""
    done = deployed.run_once("web", "python", "manage.py", "doctor", "--json")
    found = {name: findings for name, findings in json.loads(done.stdout).items() if findings}
    assert done.returncode == 0, found
    assert set(found) <= {"front door", "media"}  # no such host here; disks differ


def test_the_check_of_a_deployment_is_clean(deployed):
    words = ["check", "--deploy", "--fail-level", "WARNING"]
    done = deployed.run_once("web", "python", "manage.py", *words)
    assert done.returncode == 0, done.stderr


def test_the_log_is_json_and_says_no_secret(deployed):
    ask(deployed, "/account/login/?next=/join/p1anted/")
    lines = [line for line in deployed.log("web").splitlines() if line.startswith("{")]
    told = [json.loads(line) for line in lines]
    assert any(line.get("path") == "/account/login/" for line in told)
    told = [path.read_text().strip() for path in (deployed.folder / "secrets").iterdir()]
    secrets = [text for text in told if text]  # those of apps are empty: there is none here
    for name in LASTING:
        assert not [secret for secret in secrets if secret in deployed.log(name)]
        assert "p1anted" not in deployed.log(name)


def test_broker_and_cache_are_set_up_as_written(deployed):
    with redis.Redis(port=deployed.ports["broker"], decode_responses=True) as broker:
        told = broker.config_get("appendonly", "maxmemory-policy")
        assert told == {"appendonly": "yes", "maxmemory-policy": "noeviction"}
    with redis.Redis(port=deployed.ports["cache"], decode_responses=True) as cache:
        assert cache.config_get("maxmemory-policy")["maxmemory-policy"] == "allkeys-lru"


def test_secrets_that_are_there_stay(deployed):
    folder = deployed.folder / "secrets"
    before = {path.name: path.read_text() for path in folder.iterdir()}
    subprocess.run(["sh", ROOT / "docker" / "make-secrets.sh", folder], check=True)
    assert {path.name: path.read_text() for path in folder.iterdir()} == before
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_dead_worker_is_noticed(deployed):
    """Its file grows old: the check that was content a moment ago is so no longer."""
    alive = deployed.environment("worker-default")["ALIVE_FILE"]
    script = "import os, sys; os.utime(sys.argv[1], (0, 0))"
    worker = deployed.children["worker-default"].process
    worker.send_signal(19)
    try:
        subprocess.run([sys.executable, "-c", script, alive], check=True)
        assert not deployed.is_healthy("worker-default")
    finally:
        worker.send_signal(18)


@pytest.mark.parametrize("name", LASTING[::-1])
def test_each_service_ends_when_it_is_asked_to(deployed, name):
    child = deployed.children[name]
    child.end()
    assert child.process.returncode in {0, -15}, deployed.log(name)[-2000:]
