from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from launcher import audit
from launcher.console import Trouble

PINS = "django==5.2.1\nredis==6.0.0\n"
ADVISORY = {
    "id": "TEST-2026-1",
    "modified": "2026-01-01T00:00:00Z",
    "published": "2026-01-01T00:00:00Z",
    "summary": "x",
    "affected": [
        {
            "package": {"name": "django", "ecosystem": "PyPI"},
            "ranges": [
                {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "5.2.9"}]},
            ],
        }
    ],
}


class _Advisories(BaseHTTPRequestHandler):
    known: dict[str, object] = {}
    status = 200

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        asked = json.loads(self.rfile.read(length))["package"]["name"]
        body = json.dumps(self.known.get(asked, {})).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def service(monkeypatch):
    """An advisory service that knows nothing yet."""
    monkeypatch.setattr(_Advisories, "known", {})
    monkeypatch.setattr(_Advisories, "status", 200)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Advisories) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()
        thread.join()


@pytest.fixture
def pins(tmp_path):
    path = tmp_path / "requirements.txt"
    path.write_text(PINS)
    return path


def test_nothing_known_is_well(service, pins, capsys):
    assert audit.audit_files(pins, service=service) == 0
    assert "no known vulnerability in 2 packages" in capsys.readouterr().out


def test_a_known_vulnerability_fails_and_is_named(service, pins, capsys):
    _Advisories.known = {"django": {"vulns": [ADVISORY]}}
    assert audit.audit_files(pins, service=service) == 1
    said = capsys.readouterr().out
    assert "django 5.2.1: TEST-2026-1 (fixed in 5.2.9)" in said


def test_a_service_that_is_away_fails_nothing_and_says_so(pins, capsys):
    assert audit.audit_files(pins, service="http://127.0.0.1:1/v1/query") == 0
    assert "skipped: no word from the advisory service" in capsys.readouterr().out


def test_a_service_in_trouble_fails_nothing_either(service, pins, capsys):
    _Advisories.status = 503
    assert audit.audit_files(pins, service=service) == 0
    assert "skipped" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        "requests.exceptions.ConnectionError: HTTPSConnectionPool: Max retries exceeded",
        "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='x', port=443): Read timed out.",
        "requests.exceptions.HTTPError: 503 Server Error: Busy for url: https://x/\n\nServiceError",
        "ERROR:pip_audit._cli:Could not connect to OSV's vulnerability feed\nTip: another",
    ],
)
def test_a_service_that_does_not_answer_is_told_from(words):
    assert audit._unfinished(words) == 0  # noqa: SLF001 (the words of a client, by hand)


@pytest.mark.parametrize(
    "words",
    [
        "TypeError: Timeout value was 'x'",
        'File "x.py", line 503, in <module>\nValueError: wrong',
        "requests.exceptions.HTTPError: 400 Client Error: Bad Request for url: https://x/",
        "requests.exceptions.SSLError: certificate has expired",
        "ERROR: requirement needs version 1.403.2",
        "",
    ],
)
def test_trouble_of_our_own_fails(words, capsys):
    assert audit._unfinished(words) == 1  # noqa: SLF001 (the words of a client, by hand)
    assert "failed: the audit ended early" in capsys.readouterr().out


def test_a_package_that_was_not_looked_at_is_no_good_news(capsys):
    told = [{"name": "django", "version": "5.2", "vulns": []}, {"name": "odd", "skip_reason": "x"}]
    assert audit._judge(told) == 1  # noqa: SLF001 (what a client says, by hand)
    said = capsys.readouterr().out
    assert "odd: not looked at: x" in said
    assert "no known vulnerability" not in said


def test_pins_that_can_not_be_read_fail(service, tmp_path, capsys):
    path = tmp_path / "requirements.txt"
    path.write_text("django>=5\n")
    assert audit.audit_files(path, service=service) == 1
    assert "failed" in capsys.readouterr().out


def test_it_takes_no_options():
    with pytest.raises(Trouble):
        audit.audit(["--fix"])
