"""The organization's own post at LinkedIn, as people name it: its URN, its address, embed code.

LinkedIn reshares a post by the URN of its share ("urn:li:share:…" or "urn:li:ugcPost:…"); the
number of an activity, which most addresses hold, is another one and can't be turned into it.
Source: learn.microsoft.com/linkedin, marketing/community-management/shares/posts-api, read
2026-11-22.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_NAMED = re.compile(r"(?:urn:li:|-)(share|ugcPost)[:-](\d{1,25})(?!\d)")
_ACTIVITY = re.compile(r"activity[:-]\d")


def read_company_post(typed: str) -> str:
    """Return the URN in what was typed, "" for nothing. Raises ValidationError("company_post")."""
    text = unquote(typed.strip())
    if not text:
        return ""
    found = _NAMED.search(text)
    if found is not None:
        return f"urn:li:{found[1]}:{found[2]}"
    if _ACTIVITY.search(text):
        message = _(
            "This address holds the number of an activity, by which LinkedIn can’t reshare. On the"
            " post choose “Embed this post” and paste the code: it names urn:li:share or"
            " urn:li:ugcPost."
        )
    else:
        message = _(
            "We find no post of LinkedIn in this. Paste the code of “Embed this post”, or its name,"
            " like urn:li:share:6844785523593134080."
        )
    raise ValidationError(message, "company_post")
