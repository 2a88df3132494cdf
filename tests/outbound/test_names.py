from __future__ import annotations

import socket

import pytest

from outbound import Unresolvable, guard, txt_records
from outbound.guards import unguard
from tests.names import name_server

NAME = "_advocacy-challenge.acme.example"


def test_gives_every_record_and_none_for_a_name_without():
    with name_server() as server:
        server.records[NAME] = ["one", "two words"]
        assert sorted(txt_records(NAME, servers=[server.address])) == ["one", "two words"]
        assert txt_records("other.example", servers=[server.address]) == []


def test_a_server_that_fails_or_is_silent_is_no_answer():
    with name_server() as server:
        server.is_broken = True
        with pytest.raises(Unresolvable):
            txt_records(NAME, servers=[server.address], timeout_s=0.5)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Unresolvable):
            txt_records(NAME, servers=[address], timeout_s=0.3)


@pytest.mark.parametrize("name", ["a..example", "a" * 300 + ".example"])
def test_a_name_that_can_not_be_is_no_answer(name):
    with pytest.raises(Unresolvable):
        txt_records(name, servers=["127.0.0.1:9"], timeout_s=0.3)


def test_asks_the_guards_first():
    class NotNow(Exception):
        pass

    @guard
    def object_to_it():
        raise NotNow

    try:
        with name_server() as server:
            with pytest.raises(NotNow):
                txt_records(NAME, servers=[server.address])
            assert server.asked == []
    finally:
        unguard(object_to_it)
