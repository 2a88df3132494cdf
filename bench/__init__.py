"""Benchmarks: ratios against a baseline of the same run, never in timed tests.

Run them with `./dev exec -- python -m bench.pages` (or `rls`, `redirect`, `crash`, `drain`…), one
at a time. Each says what it measured and what that means; what needs rows makes a database of its
own and drops it again.
"""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advocacy.settings")
django.setup()
