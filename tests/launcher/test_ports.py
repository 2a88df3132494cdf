from __future__ import annotations

import socket

import pytest

from launcher.console import Trouble
from launcher.ports import Ports, read_ports


def test_a_taken_port_gets_one_sentence_that_names_the_option():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=f"Port {port} is taken: .*--playground-port {port + 1}"):
            Ports(web=_free(), playground=port, smtp=_free()).check_free()


def test_free_ports_pass():
    Ports(web=_free(), playground=_free(), smtp=_free()).check_free()


def test_options_win_over_the_environment_and_that_over_the_usual(monkeypatch):
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("SMTP_PORT", "9025")
    assert read_ports(["--port", "9001"]) == Ports(web=9001, playground=8090, smtp=9025)


@pytest.mark.parametrize("options", [["--port", "8090"], ["--port", "0"], ["--port", "70000"]])
def test_impossible_ports_are_refused(options):
    with pytest.raises(Trouble, match="three different numbers"):
        read_ports(options)


def test_only_the_playground_may_be_called_without_encryption():
    allowed = Ports(web=8000, playground=8091).settings()["OUTBOUND_ALLOW"]
    assert allowed == "localhost:8091,127.0.0.1:8091"


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
