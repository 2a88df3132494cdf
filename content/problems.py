"""Why a picture, the preview of a link, a feed or a line of a list is not there, in words.

Rows keep the code alone; it is put into words when shown, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable

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


FEEDS: dict[str, Promise] = {
    "good": _("Read without trouble."),
    "unchanged": _("Read: nothing has changed."),
    "held": _("Read. The guidelines have something to say to a post, so it stayed a draft."),
    "refused_some": _("Read. Some entries could not become posts."),
    "no_feed": _("There is no feed at this address. Look for a link called RSS, Atom or feed."),
    "broken": _("The feed has a mistake in its markup. Whoever runs the site can put it right."),
    "entities": _("The feed defines entities of its own, which we do not read."),
    "deep": _("The feed is nested too deep to be read."),
    "too_large": _("The feed is too large to be read."),
    "forbidden": _("We do not call this address: it is not on the public internet."),
    "type": _("This address leads to a file that is no feed."),
    "gone": _("There is nothing at this address any more. Check it."),
    "closed": _("The feed is not open to everybody."),
    "refused": _("The server did not give us the feed."),
    "busy": _("The server had trouble. We try again by ourselves."),
    "slow": _("The feed did not come in time. We try again by ourselves."),
    "unreachable": _("The server could not be reached. We try again by ourselves."),
    "untrusted": _("The server’s certificate is not valid."),
    "lost": _("Reading did not end, several times. We try again later."),
    "no_owner": _("Whoever looked after it is not here any more, or may not write posts."),
}
"""How reading a feed went, by the code of `Unreadable` or of `content.services.taking`."""
BAD_FEEDS = frozenset(FEEDS) - {"good", "unchanged", "held", "refused_some"}


def feed_result(code: str) -> str:
    """Say how reading a feed went, "" while it was not read."""
    return str(FEEDS.get(code, code))


COLUMNS: dict[str, Promise] = {
    "title": _("Title"),
    "link": _("Link"),
    "why": _("Why it matters"),
    "more": _("More about it"),
    "topics": _("Topics"),
    "words": _("Suggested words"),
    "language": _("Language"),
    "kind": _("Kind"),
    "resource": _("What it is"),
    "evergreen": _("Evergreen"),
    "embargo": _("Not before"),
    "expires": _("Expires"),
    "review": _("Look at it again"),
    "teams": _("Teams"),
    "roles": _("Roles"),
    "readers": _("Readers’ languages"),
}
LINES: dict[str, Promise] = {
    "cells": _("More cells than columns. Put words with commas into quotation marks."),
    "missing": _("Empty. A post needs one."),
    "long": _("Too long. Make it shorter."),
    "many": _("Too many. Name up to 20."),
    "link": _("Not a whole link. It begins with https:// or http://."),
    "language": _("No language we know. Write its code, like en, pl or ar."),
    "kind": _("Write one of: share, prompt, internal."),
    "resource": _("Write one of: article, guide, walk-through, short-video."),
    "yes": _("Write yes or no."),
    "date": _("Not a day or time. Write it like 2026-12-31 or 2026-12-31 09:30."),
    "past": _("That is over already."),
    "far": _("That is more than five years away."),
    "order": _("That is before the post opens."),
    "taken": _("One of these names is taken. Choose another one."),
    "team": _("There is no such team. Write its name as it stands under Teams."),
    "role": _("Write roles like manager, champion or curator."),
    "words_for": _("No network or language we know. Name the column like “words mastodon pl”."),
}


def line_problems(problems: Iterable[Iterable[str]]) -> list[tuple[str, str]]:
    """Return what is wrong with a line as (column, words); "" for the column of the whole line."""
    return [(column_name(column), str(LINES.get(code, code))) for column, code in problems]


def column_name(column: str) -> str:
    """Return a column of a list as people read it."""
    words, _, whom = column.partition(":")
    name = str(COLUMNS.get(words, ""))
    return f"{name} ({whom.replace(':', ', ')})" if whom else name
