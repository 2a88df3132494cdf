"""Mastodon's JSON entities. Source: https://docs.joinmastodon.org/entities/, read 2026-11-22."""

from __future__ import annotations

from typing import Any

from flask import g

from playground.accounts import Account
from playground.entries import Entry, LinkCard, Picture
from playground.grants import App
from playground.media import Medium
from playground.moments import stamp
from playground.networks.mastodon import text
from playground.timeline import OPEN
from playground.world import world

Json = dict[str, Any]


def html_of(content: str) -> str:
    """A post's text as HTML with links."""
    return text.html(content, world().base_url(), _profile)


def account(person: Account) -> Json:
    """An Account."""
    base = world().base_url()
    avatar = f"{base}/avatars/{person.id}.svg"
    header = f"{base}/static/header.svg"
    return {
        "id": person.id,
        "username": person.username,
        "acct": person.username,
        "display_name": person.display_name,
        "locked": False,
        "bot": False,
        "group": False,
        "discoverable": True,
        "indexable": True,
        "created_at": f"{person.created_at:%Y-%m-%d}T00:00:00.000Z",
        "note": "",
        "url": f"{base}/@{person.username}",
        "uri": f"{base}/users/{person.username}",
        "avatar": avatar,
        "avatar_static": avatar,
        "header": header,
        "header_static": header,
        "followers_count": person.followers,
        "following_count": 0,
        "statuses_count": world().timeline.count(person.id),
        "last_status_at": None,
        "emojis": [],
        "fields": [],
    }


def credential_account(person: Account) -> Json:
    """A CredentialAccount: what only the person sees."""
    return account(person) | {
        "source": {
            "privacy": "public",
            "sensitive": False,
            "language": "en",
            "note": "",
            "fields": [],
            "follow_requests_count": 0,
            "indexable": True,
        },
        "role": {"id": "-99", "name": "", "color": "", "permissions": "0", "highlighted": False},
    }


def application(app: App, vapid_key: str = "") -> Json:
    """An Application, without its secret."""
    return {
        "id": str(app.id),
        "name": app.name,
        "website": app.website,
        "scopes": list(app.scopes),
        "redirect_uri": "\n".join(app.redirect_uris),
        "redirect_uris": list(app.redirect_uris),
        "vapid_key": vapid_key,
    }


def status(entry: Entry, *, nested: bool = False) -> Json:
    """A Status, as the caller sees it."""
    author = world().accounts.by_id(entry.account_id)
    assert author is not None  # noqa: S101 - accounts are never deleted
    base = world().base_url()
    uri = f"{base}/users/{author.username}/statuses/{entry.id}"
    boosted = world().timeline.find(entry.boost_of_id) if entry.boost_of_id else None
    shown = boosted or entry
    return {
        "id": entry.id,
        "created_at": stamp(entry.created_at),
        "edited_at": None,
        "in_reply_to_id": entry.reply_to_id,
        "in_reply_to_account_id": _author_id(entry.reply_to_id),
        "sensitive": entry.sensitive,
        "spoiler_text": entry.spoiler_text,
        "visibility": entry.visibility,
        "language": entry.language,
        "uri": f"{uri}/activity" if boosted else uri,
        "url": f"{base}/@{author.username}/{entry.id}",
        "content": html_of(shown.text),
        "account": account(author),
        "application": _application(entry),
        "media_attachments": [attachment(medium) for medium in _media(shown)],
        "mentions": _mentions(shown.text),
        "tags": [{"name": t, "url": f"{base}/tags/{t.casefold()}"} for t in text.tags(shown.text)],
        "emojis": [],
        "card": _card(shown.card),
        "poll": None,
        "reblog": status(boosted, nested=True) if boosted and not nested else None,
        "replies_count": entry.replies,
        "reblogs_count": entry.boosts,
        "favourites_count": entry.likes,
        "quotes_count": 0,
        **_own_marks(shown),
    }


def attachment(medium: Medium, *, is_ready: bool = True) -> Json:
    """A MediaAttachment; without addresses while it is not ready."""
    picture = medium.picture
    address = f"{world().base_url()}/media/{picture.digest}" if is_ready else None
    size = _size(picture)
    return {
        "id": medium.id,
        "type": "video" if picture.kind else "image",
        "url": address,
        "preview_url": address,
        "remote_url": None,
        "meta": {
            "focus": {"x": picture.focus[0], "y": picture.focus[1]},
            "original": size,
            "small": size,
        },
        "description": picture.alt or None,
        "blurhash": None,
    }


def can_see(entry: Entry, viewer: Account | None) -> bool:
    """Whether somebody may read a post: open ones all, the rest their author."""
    return entry.visibility in OPEN or (viewer is not None and viewer.id == entry.account_id)


def _size(picture: Picture) -> Json:
    return {
        "width": picture.width,
        "height": picture.height,
        "size": f"{picture.width}x{picture.height}",
        "aspect": picture.width / picture.height,
    }


def _media(entry: Entry) -> list[Medium]:
    if entry.attached:
        return world().media.of_post(entry.id)
    if not entry.pictures:
        return []
    found = world().media.of_post(entry.id)
    order = {picture: number for number, picture in enumerate(entry.pictures)}
    return sorted(found, key=lambda medium: order[medium.picture])


def _card(card: LinkCard | None) -> Json | None:
    """A PreviewCard of the address alone: nothing here may look at the page."""
    if card is None:
        return None
    empty = dict.fromkeys(("author_name", "author_url", "embed_url", "html", "provider_url"), "")
    return empty | {
        "url": card.url,
        "title": card.title,
        "description": card.description,
        "type": "link",
        "authors": [],
        "provider_name": "",
        "width": 0,
        "height": 0,
        "image": None,
        "blurhash": None,
    }


def _own_marks(entry: Entry) -> Json:
    if g.caller is None:
        return {}
    liked, boosted = world().timeline.marks(g.caller.id, [entry.id])
    marks = {"favourited": entry.id in liked, "reblogged": entry.id in boosted}
    return {**marks, "muted": False, "bookmarked": False, "pinned": False}


def _application(entry: Entry) -> Json | None:
    app = world().grants.app_by_id(entry.app_id)
    return {"name": app.name, "website": app.website} if app else None


def _author_id(post_id: str | None) -> str | None:
    found = world().timeline.find(post_id) if post_id else None
    return found.account_id if found else None


def _mentions(content: str) -> list[Json]:
    found = [world().accounts.by_username(name) for name in text.mentions(content)]
    base = world().base_url()
    return [
        {
            "id": one.id,
            "username": one.username,
            "acct": one.username,
            "url": f"{base}/@{one.username}",
        }
        for one in found
        if one
    ]


def _profile(username: str) -> str | None:
    found = world().accounts.by_username(username)
    return f"{world().base_url()}/@{found.username}" if found else None
