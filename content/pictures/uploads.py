"""Receiving files: always on disk, never more than is allowed, and the form around them kept.

They come to lie where they will be kept, and their digest is known with their last byte: so keeping
one, which happens within a transaction, is giving it a name.
"""

from __future__ import annotations

import hashlib
import tempfile
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    StopUpload,
    TemporaryFileUploadHandler,
)

from content.attachments.uses import FIELDS, max_bytes
from content.pictures.files import incoming
from content.pictures.uses import MAX_BYTES

PATIENCE_BYTES = 180_000_000
"""So much beyond what is allowed we stop listening: nobody sends that much by mistake."""
MOST_PICTURES = 10
"""So many of the largest pictures may come with one attachment in a request."""


class Incoming(TemporaryUploadedFile):
    """An upload in the folder of what has not been kept yet. `digest` is its SHA-256 in hex."""

    digest = ""

    def __init__(self, handler: FileUploadHandler) -> None:
        file = tempfile.NamedTemporaryFile(suffix=".upload", dir=incoming())  # noqa: SIM115 (its own)
        UploadedFile.__init__(
            self,
            file,
            handler.file_name,
            handler.content_type,
            0,
            handler.charset,
            handler.content_type_extra,
        )


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file as it comes; one that is too large is not kept.

    The rest of it is read and dropped, because a browser shows an answer only after it has sent
    everything, and the fields that follow are not lost. The file then has its true size and no
    content; who receives it says what is wrong with it. All files of a request together have an
    allowance as well, and of a request that nobody signed nothing is kept at all.
    """

    file: Incoming

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allowance = max_bytes() + MOST_PICTURES * MAX_BYTES
        self.kept = self.received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin another file of the request."""
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = Incoming(self)
        self.hash = hashlib.sha256()
        self.is_over = False
        self.most = max_bytes() if self.field_name in FIELDS else MAX_BYTES
        if not _is_signed(self.request):
            self.most = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, unless the file or the request is too large by now."""
        self.received += len(raw_data)
        if self.received > self.allowance + PATIENCE_BYTES:
            raise StopUpload(connection_reset=True)
        if self.is_over:
            return
        if start + len(raw_data) > self.most or self.kept + len(raw_data) > self.allowance:
            self.is_over = True
            self.kept -= start
            self.file.seek(0)
            self.file.truncate()
            return
        self.kept += len(raw_data)
        self.hash.update(raw_data)
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> Incoming:
        """End a file. One that was not kept counts as too large, whatever it was measured by."""
        size = max(file_size, self.most + 1) if self.is_over else file_size
        super().file_complete(size)
        self.file.digest = "" if self.is_over else self.hash.hexdigest()
        return self.file


def _is_signed(request: Any) -> bool:
    """Tell whether somebody is known to send this, by session or token."""
    if getattr(request, "api_token", None) is not None:
        return True
    user = getattr(request, "user", None)
    return user is not None and bool(user.is_authenticated)
