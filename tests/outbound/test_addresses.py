from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

import pytest

import outbound
from outbound.addresses import is_public

INSIDE = """
    127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1
    169.254.169.254 100.64.0.1 100.127.255.255 192.0.0.8 192.0.0.9 192.0.2.1 192.88.99.1
    198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 224.0.1.1 239.255.255.250 240.0.0.1
    255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
    fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd00:ec2::254 ff02::1 ff0e::1 100::1 2001:db8::1
    2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2002:7f00:1:: 2002:a00:1:: 2002:c0a8:101::
    64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 3fff::1 5f00::1 4000::1
"""
OUTSIDE = """
    1.1.1.1 8.8.8.8 93.184.215.14 172.15.0.1 172.32.0.1 100.63.255.255 100.128.0.1
    2606:4700:4700::1111 2a00:1450:4001:81b::200e ::ffff:8.8.8.8 64:ff9b::808:808
    2002:808:808::
"""


@pytest.mark.parametrize("address", INSIDE.split())
def test_an_address_that_is_not_the_public_internet_is_recognised(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE.split())
def test_a_public_address_may_be_called(address: str) -> None:
    assert is_public(ip_address(address))


URLS = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://0/",
    "https://localhost/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://１２７.０.０.１/",  # noqa: RUF001 - digits that browsers and resolvers fold
    "https://100.64.0.1:8443/",
    "https://169.254.169.254/latest/meta-data/",
    "http://1.1.1.1/",
    "http://social.example/",
    "https://user:secret@1.1.1.1/",
    "https://user@1.1.1.1/",
    "https://1.1.1.1:99999/",
    "ftp://1.1.1.1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
]


@pytest.mark.parametrize("url", URLS)
def test_a_url_that_leads_inside_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(outbound.Refused), outbound.Session() as session:
        session.get(url)


def test_a_trailing_dot_opens_no_door() -> None:
    with pytest.raises(outbound.NotSent):  # some systems resolve it, some do not
        outbound.Session().get("https://localhost./")


@pytest.mark.parametrize(
    "answer", [["10.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["::ffff:7f00:1"], ["100.100.100.100"]]
)
def test_a_name_with_any_private_address_is_refused(answer: Sequence[str]) -> None:
    session = outbound.Session(resolver=lambda _host, _port: answer)
    with pytest.raises(outbound.Refused, match="not public"):
        session.get("https://social.example/")


@pytest.mark.parametrize("answer", [[], ["not an address"]])
def test_a_name_without_an_address_is_unresolvable(answer: Sequence[str]) -> None:
    session = outbound.Session(resolver=lambda _host, _port: answer)
    with pytest.raises(outbound.Unresolvable):
        session.get("https://social.example/")


def test_a_name_that_can_not_be_encoded_is_unresolvable() -> None:
    with pytest.raises(outbound.Unresolvable):
        outbound.Session().get(f"https://{'a' * 70}.example/")


def test_a_host_on_the_allow_list_is_reached_by_plain_http_with_its_port_alone(settings) -> None:
    settings.OUTBOUND_ALLOW = ["Localhost:8090"]
    assert outbound.origin("localhost:8090") == "http://localhost:8090"
    assert outbound.origin("localhost") == "https://localhost"
    assert outbound.origin("localhost:8091") == "https://localhost:8091"
