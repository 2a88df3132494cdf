from __future__ import annotations

import re
import shutil

import pytest
import yaml
from celery.bin.beat import beat
from celery.bin.worker import worker
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands
from granian.cli import cli as granian

from advocacy.celery import app
from launcher.packages import PYTHON, ROOT
from launcher.postgres import ROLES

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
IMAGE_COMMAND = re.findall(r'"([^"]+)"', (ROOT / "Dockerfile").read_text().split("CMD", 1)[1])


def command_of(service):
    return SERVICES[service].get("command", IMAGE_COMMAND)


def options_of(click_command):
    return {option for parameter in click_command.params for option in parameter.opts}


def test_the_services_are_those_of_a_development_run():
    assert OURS == ["beat", "migrate", "web", "worker-default", "worker-publish"]
    assert sorted(set(SERVICES) - set(OURS)) == ["broker", "cache", "database"]


@pytest.mark.parametrize("service", OURS)
def test_each_service_runs_a_program_of_the_image(service):
    program, *rest = command_of(service)
    assert shutil.which(program, path=str(PYTHON.parent))
    if program == "python":
        assert rest[0] == "manage.py"
        assert rest[1] in get_commands()


@pytest.mark.parametrize(
    ("service", "program"),
    [("web", granian), ("worker-publish", worker), ("worker-default", worker), ("beat", beat)],
)
def test_each_option_is_one_the_program_knows(service, program):
    words = command_of(service)
    used = {word.split("=")[0] for word in words if word.startswith("--")} - {"--app"}
    assert used
    assert used <= options_of(program)


def test_one_broker_never_forgets_and_one_cache_may():
    broker, cache = (" ".join(SERVICES[name]["command"]) for name in ("broker", "cache"))
    assert "--appendonly yes" in broker
    assert "noeviction" in broker
    assert "allkeys-lru" in cache


def test_the_database_gets_the_roles_that_development_has():
    script = (ROOT / "docker" / "make-roles.sh").read_text()
    for statement in ROLES.splitlines():
        for word in statement.replace("CREATEDB", "").split():
            assert word in script


def taken(words):
    """Return the queues that a worker's command listens to."""
    at = next(words.index(option) for option in ("--queues", "-Q") if option in words)
    return words[at + 1].split(",")


def test_each_queue_has_a_worker_that_listens_and_no_other_is_sent_to():
    workers = [command_of(name) for name in OURS if "worker" in command_of(name)]
    assert sorted(queue for words in workers for queue in taken(words)) == sorted(settings.QUEUES)
    sent_to = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert sent_to | {settings.CELERY_TASK_DEFAULT_QUEUE} == set(settings.QUEUES)
    named = {entry["options"].get("queue") for entry in app.conf.beat_schedule.values()} - {None}
    assert named <= set(settings.QUEUES)


def test_a_development_run_listens_to_each_queue():
    code = (ROOT / "launcher" / "run.py").read_text()
    assert sorted(re.search(r'"-Q", "([\w,]+)"', code)[1].split(",")) == sorted(settings.QUEUES)


def test_every_app_is_in_the_image():
    kept = (ROOT / ".dockerignore").read_text()
    ours = [app.name for app in apps.get_app_configs() if (ROOT / app.name).is_dir()]
    assert ours
    assert all(f"!{name}/" in kept for name in ours)
