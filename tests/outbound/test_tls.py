from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

import outbound
from tests.outbound.raw import RawServer, always, reply


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a self-signed certificate for social.example, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "social.example")])
    now = timezone.now()
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("social.example")]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(private + made.public_bytes(pem))
    return path


@pytest.fixture
def server(certificate: Path, settings) -> Iterator[RawServer]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with RawServer(always(reply(b"hello")), tls) as running:
        names = ("social.example", "other.example", "127.0.0.1")
        settings.OUTBOUND_ALLOW = [f"{name}:{running.port}" for name in names]
        yield running


def session(certificate: Path | None = None) -> outbound.Session:
    tls = ssl.create_default_context(cafile=certificate) if certificate else None
    return outbound.Session(tls=tls, resolver=lambda _host, _port: ["127.0.0.1"])


def test_the_certificate_is_checked_against_the_name_not_the_address(
    server: RawServer, certificate: Path
) -> None:
    reached = session(certificate).get(f"https://social.example:{server.port}/")
    assert reached.text == "hello"


def test_a_certificate_for_another_name_means_not_sent(
    server: RawServer, certificate: Path
) -> None:
    with pytest.raises(outbound.Untrusted, match=r"other\.example"):
        session(certificate).post(f"https://other.example:{server.port}/", data="x")
    assert server.requests == []


def test_a_certificate_nobody_vouches_for_means_not_sent(server: RawServer) -> None:
    with pytest.raises(outbound.Untrusted) as caught:
        session().post(f"https://social.example:{server.port}/", data="x", verify=False)
    assert isinstance(caught.value, outbound.NotSent)
    assert server.requests == []


def test_a_server_without_tls_means_not_sent(settings) -> None:
    with RawServer(always(reply())) as plain:
        settings.OUTBOUND_ALLOW = [plain.host]
        with pytest.raises(outbound.Untrusted):
            outbound.Session(timeout_s=0.5).post(f"https://{plain.host}/", data="x")
