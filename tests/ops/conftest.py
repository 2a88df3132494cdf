from __future__ import annotations

import io
import json
import logging
import time

import pytest
import redis
from django.conf import settings as live

from advocacy.logs import formatter
from advocacy.ops import readiness
from tenants.counters import KEY, hand_over

TOKEN = "an-operators-token"
SIGNS = ("advocacy:beat", "advocacy:worker:publish", "advocacy:worker:default")


@pytest.fixture
def logged():
    """Everything logged, as production writes it; call it for the lines read as JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)

    def lines(event: str = ""):
        found = [json.loads(line) for line in stream.getvalue().splitlines()]
        return [line for line in found if event in {"", line["event"]}]

    lines.text = stream.getvalue
    yield lines
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.fixture
def broker():
    """The broker's server, without what earlier tests left of ours."""
    server = redis.Redis.from_url(live.REDIS_URL)
    hand_over()
    server.delete(KEY, *SIGNS)
    yield server
    server.delete(KEY, *SIGNS)
    server.close()


@pytest.fixture
def beating(broker):
    """Beat, and a worker of each queue, were heard of just now."""
    broker.mset(dict.fromkeys(SIGNS, time.time()))


@pytest.fixture(autouse=True)
def _look_anew(monkeypatch):
    monkeypatch.setattr(readiness, "_last", None)


@pytest.fixture
def operator(settings):
    """Headers of whoever runs it."""
    settings.OPS_TOKEN = TOKEN
    return {"Authorization": f"Bearer {TOKEN}"}
