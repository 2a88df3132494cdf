"""Counts of every process come together, and none of them is lost or doubled on the way."""

from __future__ import annotations

import os

import pytest

from tenants import counters
from tenants.counters import count, counted, hand_over


def value(name):
    return {tuple(labels.values()): amount for each, labels, amount in counted() if each == name}


def test_counts_add_up(broker):
    count("shares", state="published")
    count("shares", state="published")
    count("shares", state="failed")
    count("request_seconds_sum", 0.25, route="x")
    assert value("shares") == {("published",): 2, ("failed",): 1}
    assert value("request_seconds_sum") == {("x",): 0.25}


def test_what_can_not_be_handed_over_is_kept(broker, settings):
    where = settings.REDIS_URL
    counters._server.cache_clear()  # noqa: SLF001 (as in a fresh process)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    count("shares", state="published")
    hand_over()
    counters._server.cache_clear()  # noqa: SLF001
    settings.REDIS_URL = where
    assert value("shares") == {("published",): 1}


def test_a_while_later_it_is_handed_over_by_whatever_comes_by(broker, monkeypatch, client):
    count("shares", state="published")
    assert broker.hgetall(counters.KEY) == {}
    monkeypatch.setattr(counters, "_handed_over_at", -1000.0)
    client.get("/healthz")
    assert len(broker.hgetall(counters.KEY)) == 1


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_child_hands_over_its_own_alone(broker):
    count("shares", state="published")
    child = os.fork()
    if child == 0:
        count("shares", state="failed")
        hand_over()
        os._exit(0)
    os.waitpid(child, 0)
    assert value("shares") == {("published",): 1, ("failed",): 1}
