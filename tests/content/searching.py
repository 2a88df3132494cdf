"""Searching as a member does, for tests."""

from __future__ import annotations

from typing import Any

from content.models import Post
from content.models.audiences import Reader
from content.search.finding import Found, find, found_posts
from content.search.labels import Chosen
from tenants.models import Member


def look_for(text: str, member: Member, **chosen: Any) -> Found:
    """Search as a member."""
    return find(text, reader=Reader.of(member), chosen=Chosen(**chosen))


def found_by(text: str, member: Member, **chosen: Any) -> list[Post]:
    """Return the posts a member finds; those that the database gave are those that are shown."""
    found = look_for(text, member, **chosen)
    posts = found_posts(found, reader=Reader.of(member))
    assert [post.pk for post in posts] == list(found.post_ids)
    return posts
