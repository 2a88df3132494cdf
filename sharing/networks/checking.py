"""What every network's `check` says about pictures: the server's limits, and our own rule that
each is described for people who can't see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sharing.networks.base import (
    Issue,
    Limits,
    Picture,
)


def picture_issues(pictures: Sequence[Picture], limits: Limits) -> list[Issue]:
    """Find "too_many_pictures", "picture_too_big" and "no_alt", once each."""
    found = (
        _too_many(pictures, limits),
        _too_big(pictures, limits),
        _no_alt(pictures),
    )
    return [issue for issue in found if issue is not None]


def _too_many(pictures: Sequence[Picture], limits: Limits) -> Issue | None:
    count, limit = len(pictures), limits.max_pictures
    if count <= limit:
        return None
    text = ngettext(
        "At most %(limit)d picture fits here.", "At most %(limit)d pictures fit here.", limit
    )
    message = text % {"limit": limit} if limit else _("Pictures can't go here.")
    return Issue("too_many_pictures", message, count, limit)


def _too_big(pictures: Iterable[Picture], limits: Limits) -> Issue | None:
    for number, picture in enumerate(pictures, 1):
        for used, limit in (
            (picture.size_bytes, limits.max_picture_bytes),
            (picture.width * picture.height, limits.max_picture_pixels),
        ):
            if limit is not None and used > limit:
                message = _("Picture %(number)d is too large to go here.") % {"number": number}
                return Issue("picture_too_big", message, used, limit)
    return None


def _no_alt(pictures: Iterable[Picture]) -> Issue | None:
    for number, picture in enumerate(pictures, 1):
        if not picture.alt.strip():
            text = _("Describe picture %(number)d for people who can't see it.")
            return Issue("no_alt", text % {"number": number})
    return None
