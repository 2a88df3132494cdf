"""How much memory an archive takes: 1,000 members with 10,000 shares against ten times as much.

Aim: constant memory. Each size is packed by a process of its own, whose peak is what the system
says of it; what the same process takes before it begins is told apart.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from django.db import connection

from advocacy.archive import EVERYTHING
from bench.data import SMALL, make_organization_of, own_database
from bench.timing import verdict
from tenants.packing import Whose, pack

MEGABYTE = 1024 * 1024
LARGER = 10


def peak_bytes() -> int:
    """Return the most memory that this program has had at once.

    On Linux from its own status: `ru_maxrss` also knows the process that started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def pack_one(organization_id: int, database: str) -> None:
    """Pack one organization and print what it took."""
    connection.settings_dict["NAME"] = database
    told = 0

    def tell(_step: str, more: int) -> None:
        nonlocal told
        told += more

    with tempfile.TemporaryDirectory() as folder:
        path, before, start = Path(folder) / "a.zip", peak_bytes(), perf_counter()
        pack(path, EVERYTHING, Whose(organization_id), tell)
        took = {
            "seconds": perf_counter() - start,
            "before": before,
            "peak": peak_bytes(),
            "rows": told,
            "bytes": path.stat().st_size,
            "shares": _lines(path, "shares.jsonl"),
        }
    sys.stdout.write(json.dumps(took) + "\n")


def _lines(path: Path, name: str) -> int:
    with zipfile.ZipFile(path) as packed, packed.open(name) as file:
        return sum(1 for _ in file)


def _apart(organization_id: int) -> dict[str, float]:
    """Pack in a process of its own, so that no other work is in its peak."""
    made = [sys.executable, "-m", "bench.archive", str(organization_id)]
    env = {**os.environ, "BENCH_DATABASE": str(connection.settings_dict["NAME"])}
    said = subprocess.run(made, env=env, check=True, capture_output=True, text=True)  # noqa: S603 (our own)
    took: dict[str, float] = json.loads(said.stdout.splitlines()[-1])
    return took


def main() -> None:
    """Print the peaks at both sizes and their ratio."""
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    with own_database():
        sizes = {"small": SMALL, "large": SMALL.times(LARGER)}
        found = {
            name: (size, _apart(make_organization_of(name, size, now)))
            for name, size in sizes.items()
        }
    for name, (size, took) in found.items():
        print(
            f"{name}: {size.members:,} members, {took['shares']:,} shares, {took['rows']:,} rows:"
            f" {took['seconds']:.1f} s, {took['bytes'] / MEGABYTE:.1f} MB,"
            f" peak {took['peak'] / MEGABYTE:.1f} MB"
            f" ({took['before'] / MEGABYTE:.1f} before it began)"
        )
    small, large = (took["peak"] for _size, took in found.values())
    print(f"peak of {LARGER} times as much: {verdict(large / small, 1.1)} times")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        pack_one(int(sys.argv[1]), os.environ["BENCH_DATABASE"])
    else:
        main()
