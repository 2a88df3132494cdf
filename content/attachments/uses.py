"""What may be attached to a post beside pictures, and within which limits."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

VIDEO, DOCUMENT = "video", "document"
MP4, QUICKTIME, GIF = "video/mp4", "video/quicktime", "image/gif"
PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument."
PPTX = f"{_OFFICE}presentationml.presentation"
DOCX = f"{_OFFICE}wordprocessingml.document"

ENDINGS = {MP4: "mp4", QUICKTIME: "mov", GIF: "gif", PDF: "pdf", PPTX: "pptx", DOCX: "docx"}
"""Types that may be attached, found by content, and how their names end."""
KINDS = {MP4: VIDEO, QUICKTIME: VIDEO, GIF: VIDEO, PDF: DOCUMENT, PPTX: DOCUMENT, DOCX: DOCUMENT}
FILE = "file"
"""The name under which the file itself is served and sent."""
FIELD = "new_attachment"
"""The form's file field…"""
FIELDS = frozenset({FIELD, "attachment", "library_files", "file_of_library"})
"""…the library's, and the API's: they take more than those for pictures."""

MAX_DOCUMENT_BYTES = 100_000_000
MAX_PAGES = 300
MAX_GIF_BYTES = 15_000_000
MAX_GIF_FRAMES = 350
LONGEST_TITLE = 200
LARGEST_MB = 512

TAKEN_BY: dict[str, tuple[str, ...]] = {
    MP4: ("linkedin", "mastodon", "x"),
    QUICKTIME: ("x",),
    GIF: ("x",),
    PDF: ("linkedin",),
    PPTX: ("linkedin",),
    DOCX: ("linkedin",),
}
"""Where each type goes out as it is, for whoever chooses one; elsewhere the link's preview does.

The networks themselves say what they take; a test holds this equal to it.
"""


def max_bytes() -> int:
    """Return the most bytes of any attachment."""
    return max(max_video_bytes(), MAX_DOCUMENT_BYTES)


def max_video_bytes() -> int:
    """Return the most bytes of a video, never more than any network takes."""
    return min(int(settings.VIDEO_MAX_MB), LARGEST_MB) * 1_000_000


class NotAttachable(Exception):
    """The file can't be attached; `code` says why.

    "empty", "type", "broken", "codec", "macros", "locked", "active", "too_big", "too_many_pages",
    "too_many_frames"; later also "lost".
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Facts:
    """What a file says of itself; measures of videos in pixels, upright."""

    mime_type: str
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    pages: int | None = None

    @property
    def kind(self) -> str:
        """Return "video" or "document"."""
        return KINDS[self.mime_type]
