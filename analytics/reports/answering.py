"""Answering with a file, on pages and for programs."""

from __future__ import annotations

from django.http import HttpResponse

from analytics.reports.exporting import File


def as_download(file: File) -> HttpResponse:
    """Return a file as something to keep, which nothing between may keep."""
    return HttpResponse(
        file.data,
        content_type=file.mime,
        headers={
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "Cache-Control": "private, no-store",
        },
    )
