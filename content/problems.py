"""Why a picture or the preview of a link is not there, in words.

Rows keep the code alone; it is put into words when shown, in the reader's language.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.pictures.uses import MAX_BYTES, MAX_PIXELS

PICTURES: dict[str, Promise] = {
    "empty": _("This file is empty. Choose the picture again."),
    "type": _("This is not a picture we can use. Choose a JPEG, PNG, WebP, GIF or HEIC."),
    "broken": _("This picture is damaged. Open and save it again, or choose another."),
    "too_big": _("This file has more than %(limit)s MB. Save it smaller and choose it again."),
    "too_many_pixels": _(
        "This picture has more than %(limit)s million pixels. Make it smaller and choose it again."
    ),
    "lost": _("This picture could not be prepared; all else was kept. Choose it again."),
}
ATTACHMENTS: dict[str, Promise] = {
    "empty": _("This file is empty. Choose it again."),
    "type": _(
        "This is nothing we can attach. Choose a video (MP4 or MOV), a moving GIF, or a document "
        "(PDF, PPTX or DOCX)."
    ),
    "old_office": _(
        "This is an old Office file, or one under a password. Save it as PDF, PPTX or DOCX without "
        "a password."
    ),
    "broken": _("This file is damaged or incomplete. Save it again, or choose another."),
    "codec": _("No network plays this kind of video. Save it as MP4 with H.264 and AAC."),
    "macros": _("This document holds macros. Save it without them, or as PDF."),
    "locked": _("This document needs a password. Save it without one."),
    "active": _("This PDF holds a program. Print it to a new PDF and choose that."),
    "still": _("This GIF does not move. Add it as a picture."),
    "too_big": _("This file is larger than %(limit)s MB. Save it smaller and choose it again."),
    "too_many_pages": _("This document has more than 300 pages. Choose a shorter one."),
    "too_many_frames": _(
        "This GIF is too large to go anywhere: at most 350 pictures of 1280 × 1080. "
        "Save it smaller, or as MP4."
    ),
    "lost": _("This file could not be prepared; all else was kept. Choose it again."),
}
LIMITS = {"too_big": MAX_BYTES // 1_000_000, "too_many_pixels": MAX_PIXELS // 1_000_000}


def picture_problem(code: str) -> str:
    """Say why a picture can't be used, "" for no code; words that were stored are kept."""
    words = str(PICTURES.get(code, code))
    return words % {"limit": LIMITS[code]} if code in LIMITS else words


def attachment_problem(code: str, *, limit_mb: int = 0) -> str:
    """Say why a video or document can't be used, "" for no code."""
    words = str(ATTACHMENTS.get(code, code))
    return words % {"limit": limit_mb} if code == "too_big" else words
