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
LIMITS = {"too_big": MAX_BYTES // 1_000_000, "too_many_pixels": MAX_PIXELS // 1_000_000}


def picture_problem(code: str) -> str:
    """Say why a picture can't be used, "" for no code; words that were stored are kept."""
    words = str(PICTURES.get(code, code))
    return words % {"limit": LIMITS[code]} if code in LIMITS else words
