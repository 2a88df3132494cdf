"""What goes along with a post and is longer than a network takes: cut at a word, never refused.

Whoever wrote it did so for all networks. The words of the post itself are never cut.
"""

from __future__ import annotations

from dataclasses import replace

from sharing.networks.base import Draft, Limits

_MORE = "…"


def cut(text: str, limit: int | None) -> str:
    """Return a text of at most so many characters, cut after a word where there is one."""
    if limit is None or len(text) <= limit:
        return text
    head = text[: limit - len(_MORE)]
    if not text[len(head)].isspace():
        words = head.rpartition(" ")[0]
        head = words if len(words) >= limit // 2 else head
    return head.rstrip() + _MORE


def fitted(draft: Draft, limits: Limits) -> Draft:
    """Return a draft whose descriptions are no longer than is taken."""
    most = limits.max_alt_characters
    attachment = draft.attachment
    return replace(
        draft,
        pictures=tuple(replace(one, alt=cut(one.alt, most)) for one in draft.pictures),
        attachment=replace(attachment, alt=cut(attachment.alt, most)) if attachment else None,
    )
