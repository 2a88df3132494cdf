"""Choosing between one's own words and a colleague's, where both changed the same."""

from __future__ import annotations

from collections.abc import Mapping

from content.drafts import PostDraft
from content.history import written_at
from content.models import Post
from content.showing import BETWEEN
from content.written import TEXTS, draft_of, is_captions, value_in, written, written_in
from tenants.models import Member

CHOOSE, EDITED = "choose ", "edited "
"""What the names of a choice, and of words written anew, begin with; the field follows."""


def chosen_draft(
    sent: Mapping[str, str], draft: PostDraft, *, member: Member, post: Post, version: int
) -> PostDraft:
    """Return a draft with what was chosen field by field; without a choice it is as it was sent."""
    choices = {
        name.removeprefix(CHOOSE): choice
        for name, choice in sent.items()
        if name.startswith(CHOOSE)
    }
    if not choices:
        return draft
    now = written(post)
    theirs, mine = written_at(post, version) or now, written_in(draft, now)
    for name, choice in choices.items():
        if name not in mine and name not in theirs:
            continue
        if choice == "theirs":
            mine[name] = value_in(theirs, name)
        elif choice == "edit" and (name in TEXTS or is_captions(name)):
            text = sent.get(f"{EDITED}{name}", "").replace("\r\n", "\n")
            mine[name] = _several(text) if is_captions(name) else text
    return draft_of(mine, member=member, post=post)


def _several(text: str) -> list[str]:
    return [one.strip() for one in text.split(BETWEEN) if one.strip()]
