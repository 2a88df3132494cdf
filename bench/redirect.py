"""A counted redirect against a bare Django view that answers the same, both under granian.

Two servers with one worker each take turns under the same load from eight connections on
loopback. Reported are requests in a second and the processor time the server spends on one; the
second is less disturbed by whatever else the machine does.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import statistics
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from bench.data import Size, make_organization_of, own_database
from bench.timing import verdict
from sharing.services.clicks import STREAM

AIM = 0.6
ROUNDS = 8
ROUND_S = 2.0
CONNECTIONS = 8
ROOT = Path(__file__).resolve().parent.parent
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TICKS_S = os.sysconf("SC_CLK_TCK")


class Server:
    """One granian with one worker on a free port of loopback."""

    def __init__(self, target: str, folder: Path, environment: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        granian = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi"]
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"]
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [*granian, *options, "--no-ws", "--blocking-threads", "1", target],
            cwd=folder,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
        )

    def wait(self) -> None:
        """Wait until it answers. Raises SystemExit after a minute."""
        for _ in range(240):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                sleep(0.25)
            else:
                return
        raise SystemExit("a server did not start")

    def cpu_s(self) -> float:
        """Return the processor seconds its processes have used."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        pids = [self.process.pid, *map(int, children.read_text().split())]
        used = 0.0
        for pid in pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += (int(fields[11]) + int(fields[12])) / TICKS_S
        return used

    def stop(self) -> None:
        """End it."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


def main() -> None:
    """Run both servers, let them take turns, and compare."""
    with own_database(), _own_stream() as stream_url, ExitStack() as stack:
        make_organization_of("short", Size(members=10, posts=10, shares=10), timezone.now())
        production = {
            "DEBUG": "0",
            "SECRET_KEY": "of this run",
            "CREDENTIAL_KEYS": "bench:" + "A" * 43 + "=",
            "DATABASE_URL": _database_url(),
            "REDIS_URL": stream_url,
            "OUTBOUND_ALLOW": "",
        }
        counted = Server("advocacy.wsgi:application", ROOT, production)
        stack.callback(counted.stop)
        bare = Server("yardstick:application", ROOT / "bench" / "yardstick", {})
        stack.callback(bare.stop)
        for server in (counted, bare):
            server.wait()
            _load(server, 1.0)
        results = [(_load(counted, ROUND_S), _load(bare, ROUND_S)) for _ in range(ROUNDS)]
        stored = redis.Redis.from_url(stream_url).xlen(STREAM)
    _report(results, int(stored))


def _report(results: list[tuple[tuple[float, float], tuple[float, float]]], stored: int) -> None:
    rates = [statistics.median(one[place][0] for one in results) for place in (0, 1)]
    spent = [statistics.median(one[place][1] for one in results) * 1e6 for place in (0, 1)]
    ratio = statistics.median(ours[0] / bare[0] for ours, bare in results)
    print(f"counted redirect {rates[0]:,.0f}/s, {spent[0]:.0f} µs of processor each;")
    print(f"bare Django view {rates[1]:,.0f}/s, {spent[1]:.0f} µs of processor each")
    print(f"requests in a second, median of {ROUNDS} rounds: {verdict(ratio, AIM, at_least=True)}")
    print(f"by processor time: {spent[1] / spent[0]:.2f}; {stored:,} clicks are in the buffer")


def _load(server: Server, seconds: float) -> tuple[float, float]:
    """Return (requests in a second, processor seconds for each) under full load."""
    before, start = server.cpu_s(), perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        counts = pool.map(partial(_ask, server.port, start + seconds), range(CONNECTIONS))
        count = sum(counts)
    return count / (perf_counter() - start), (server.cpu_s() - before) / count


def _ask(port: int, until: float, number: int) -> int:
    """Ask for one link again and again on one connection; return how often it was answered."""
    request = (
        f"GET /s/short{number + 1} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {AGENT}\r\n\r\n"
    ).encode()
    count = 0
    with socket.create_connection(("127.0.0.1", port), 10) as connected:
        while perf_counter() < until:
            connected.sendall(request)
            answer = connected.recv(4096)
            while not _is_whole(answer):
                answer += connected.recv(4096)
            if not answer.startswith(b"HTTP/1.1 302"):
                raise SystemExit(f"unexpected answer: {answer[:200]!r}")
            count += 1
    return count


def _is_whole(answer: bytes) -> bool:
    """Tell whether an answer without content has arrived, sent in chunks or not."""
    end = b"\r\n0\r\n\r\n" if b"chunked" in answer.lower() else b"\r\n\r\n"
    return answer.endswith(end)


def _database_url() -> str:
    url = urlsplit(os.environ["DATABASE_URL"])
    return url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@contextmanager
def _own_stream() -> Iterator[str]:
    """Use the Redis number after the configured one, and empty the buffer at the end."""
    url = re.sub(r"(\d+)\Z", lambda number: str(int(number[1]) + 1), settings.REDIS_URL)
    try:
        yield url
    finally:
        redis.Redis.from_url(url).delete(STREAM)


if __name__ == "__main__":
    main()
