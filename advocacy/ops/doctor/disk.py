"""Files: where uploads are kept, and what browsers load."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage

from advocacy.ops.doctor.finding import Finding, problem, warning

LEAST_FREE = 1024**3
"""Bytes; below it uploads will soon fail."""
AT_ONCE = 4
"""How many videos may well arrive at the same time."""


def check_media(_: datetime) -> list[Finding]:
    """Uploads can be stored, and have room."""
    root = Path(settings.MEDIA_ROOT)
    if not root.is_dir():
        wrong = f"The folder for uploads, {root}, is not there."
        return [problem(wrong, "Make or mount it, or set MEDIA_ROOT to another.")]
    try:
        with tempfile.TemporaryFile(dir=root):
            pass
    except OSError:
        wrong = f"The folder for uploads, {root}, can't be written to."
        advice = "Give it to the account that runs web and workers (10001 in the image)."
        return [problem(wrong, advice)]
    free = shutil.disk_usage(root).free
    if free < LEAST_FREE:
        wrong = f"Only {free // 1024**2} MB are free where uploads are kept."
        return [warning(wrong, "Make room, or move MEDIA_ROOT to a bigger disk.")]
    return []


def check_temporary_space(_: datetime) -> list[Finding]:
    """Uploads on their way in, and archives while they are made, have room."""
    try:
        folder = tempfile.gettempdir()
    except FileNotFoundError:
        wrong = "There is no folder for temporary files: uploads and archives fail."
        return [problem(wrong, "Let web and workers write to /tmp.")]
    wanted = max(LEAST_FREE, AT_ONCE * settings.VIDEO_MAX_MB * 1024**2)
    free = shutil.disk_usage(folder).free
    if free < wanted:
        wrong = (
            f"Only {free // 1024**2} MB are free in {folder}, where uploads arrive and archives"
            " are made."
        )
        advice = (
            f"Let {wanted // 1024**2} MB be free there for web and workers"
            f" ({AT_ONCE} × VIDEO_MAX_MB), or allow smaller videos."
        )
        return [warning(wrong, advice)]
    return []


def check_static_files(_: datetime) -> list[Finding]:
    """The files that pages refer to were collected, and are those of this code."""
    if not isinstance(staticfiles_storage, ManifestStaticFilesStorage):
        return []  # development serves them from the source
    if not staticfiles_storage.read_manifest():
        wrong = f"No static files were collected in {settings.STATIC_ROOT}: pages answer 500."
        return [problem(wrong, "Run `manage.py collectstatic --no-input` (the image does).")]
    return []
