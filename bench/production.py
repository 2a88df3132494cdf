"""Settings of workers that are measured: production's, except that they may call the playground."""

from __future__ import annotations

import os

from advocacy.settings import *  # noqa: F403

OUTBOUND_ALLOW = [os.environ["BENCH_PLAYGROUND"]]
