"""X's JSON objects. Source: OpenAPI 2.166 and 2.167, read 2026-11-22."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import g

from playground.accounts import Account
from playground.entries import Entry
from playground.moments import stamp
from playground.networks.x import text
from playground.networks.x.errors import hidden
from playground.networks.x.params import WORDS
from playground.world import world

Json = dict[str, Any]
PRIVATE_FOR = timedelta(days=30)
"""How long an author sees the private counts of a post."""


def user(person: Account, wanted: set[str]) -> Json:
    """A User with its default fields and those that were asked for."""
    base = world().base_url()
    more: Json = {
        "profile_image_url": f"{base}/avatars/{person.id}.svg",
        "created_at": stamp(person.created_at),
        "verified": False,
        "protected": False,
        "description": "",
        "public_metrics": {
            "followers_count": person.followers,
            "following_count": 0,
            **{f"{word}_count": world().timeline.count(person.id) for word in _words()},
            "listed_count": 0,
            "like_count": 0,
            "media_count": 0,
        },
    }
    default = {"id": person.id, "name": person.display_name, "username": person.username}
    return default | {name: more[name] for name in sorted(wanted & more.keys())}


def _words() -> tuple[str, ...]:
    word = world().settings.values.x_word
    return (word,) if word in WORDS else WORDS


def post(entry: Entry, word: str, wanted: set[str]) -> tuple[Json, list[Json]]:
    """A post in the words that were asked for, and what could not be told about it."""
    shown, entities = text.shown(entry.text, _picture_page(entry))
    errors = []
    more: Json = {
        "author_id": entry.account_id,
        "conversation_id": entry.reply_to_id or entry.id,
        "created_at": stamp(entry.created_at),
        "lang": entry.language or "en",
        "public_metrics": _public(entry, word),
    }
    if entities:
        more["entities"] = entities
    if entry.pictures or entry.attached:
        keys = [f"3_{medium.id}" for medium in world().media.of_post(entry.id)]
        more["attachments"] = {"media_keys": keys}
    if "non_public_metrics" in wanted:
        if _may_see(entry):
            more["non_public_metrics"] = _private(entry)
        else:
            errors.append(hidden(entry.id, "non_public_metrics.impression_count"))
    default = {"id": entry.id, "text": shown, f"edit_history_{word}_ids": [entry.id]}
    return default | {name: more[name] for name in sorted(wanted & more.keys())}, errors


def _picture_page(entry: Entry) -> str:
    if entry.attached:
        return f"{world().base_url()}/i/status/{entry.id}/video/1"
    return f"{world().base_url()}/i/status/{entry.id}/photo/1" if entry.pictures else ""


def _may_see(entry: Entry) -> bool:
    is_own = g.caller is not None and g.caller.id == entry.account_id
    return is_own and world().now() - entry.created_at <= PRIVATE_FOR


def _public(entry: Entry, word: str) -> Json:
    repost = "repost_count" if word == "post" else "retweet_count"
    return {
        repost: entry.boosts,
        "reply_count": entry.replies,
        "like_count": entry.likes,
        "quote_count": 0,
        "bookmark_count": 0,
        "impression_count": _impressions(entry),
    }


def _private(entry: Entry) -> Json:
    seen = _impressions(entry)
    return {
        "impression_count": seen,
        "url_link_clicks": seen // 40,
        "user_profile_clicks": seen // 90,
        "engagements": entry.likes + entry.boosts + entry.replies + seen // 40 + seen // 90,
    }


def _impressions(entry: Entry) -> int:
    """How often it was seen: it only grows, with its age, its author's followers and reactions."""
    author = world().accounts.by_id(entry.account_id)
    followers = author.followers if author else 0
    age_h = max(0.0, (world().now() - entry.created_at).total_seconds() / 3600)
    seen = (20 + followers * 0.4) * (1 - 0.5 ** (age_h / 12))
    return int(seen) + 7 * (entry.likes + entry.boosts + entry.replies)
