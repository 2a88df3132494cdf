#!/usr/bin/env python
"""Django's command line for Advocacy; `./dev exec -- python manage.py …` runs it with services."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advocacy.settings")
    execute_from_command_line(sys.argv)
