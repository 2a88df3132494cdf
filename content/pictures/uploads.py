"""Receiving files: always on disk, never more than is allowed, and the form around them kept."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

from content.attachments.uses import FIELDS, max_bytes
from content.pictures.uses import MAX_BYTES

PATIENCE_BYTES = 180_000_000
"""So much beyond what is allowed we stop listening: nobody sends that much by mistake."""


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file as it comes; one that is too large is not kept.

    The rest of it is read and dropped, because a browser shows an answer only after it has sent
    everything, and the fields that follow are not lost. The file then has its true size and no
    content; who receives it says what is wrong with it.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin another file of the request."""
        super().new_file(*args, **kwargs)
        self.is_over = False
        self.most = max_bytes() if self.field_name in FIELDS else MAX_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, unless the file is too large by now."""
        end = start + len(raw_data)
        if end > self.most + PATIENCE_BYTES:
            raise StopUpload(connection_reset=True)
        if end > self.most and not self.is_over:
            self.is_over = True
            self.file.seek(0)
            self.file.truncate()
        if not self.is_over:
            super().receive_data_chunk(raw_data, start)
