"""The scopes Mastodon knows, what they allow and how a person reads them.

Source: https://docs.joinmastodon.org/api/oauth-scopes/, read 2026-11-22; without the admin ones.
"""

from __future__ import annotations

from collections.abc import Iterable

_READ = (
    "accounts blocks bookmarks favourites filters follows lists mutes notifications search statuses"
)
_WRITE = (
    "accounts blocks bookmarks conversations favourites filters follows lists media mutes"
    " notifications reports statuses"
)
SCOPES: tuple[str, ...] = (
    "profile",
    "read",
    *(f"read:{noun}" for noun in _READ.split()),
    "write",
    *(f"write:{noun}" for noun in _WRITE.split()),
    "follow",
    "push",
)

_WORDS = {
    "profile": "See your name, picture and address",
    "read": "Read everything in your account",
    "read:accounts": "See your profile and how many follow you",
    "read:statuses": "Read your posts and how they are doing",
    "write": "Change everything in your account",
    "write:favourites": "Like posts as you",
    "write:media": "Upload pictures and videos for your posts",
    "write:statuses": "Post, boost and delete posts as you",
    "follow": "Follow and block people as you",
    "push": "Send you notifications",
}


def in_words(scope: str) -> str:
    """What a scope allows, for the person who is asked."""
    verb, _, noun = scope.partition(":")
    return _WORDS.get(scope, f"{'See' if verb == 'read' else 'Change'} your {noun}")


def parse(text: object) -> tuple[str, ...]:
    """Read a space-separated list of scopes, each once."""
    return tuple(dict.fromkeys(str(text or "").split()))


def is_known(scopes: Iterable[str]) -> bool:
    """Whether every scope exists."""
    return set(scopes) <= set(SCOPES)


def allows(granted: Iterable[str], acceptable: Iterable[str]) -> bool:
    """Whether a grant holds one of the acceptable scopes, or the whole family of it."""
    held = set(granted)
    return any(scope in held or scope.partition(":")[0] in held for scope in acceptable)
